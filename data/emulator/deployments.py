"""Deployments to a subscription: validated, carried out, polled, listed.

Recorded from azure-cli: creation answers 201 with an address to poll, and goes on whatever becomes
of it; what managed services refuse is told by the finished deployment.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from data.emulator import api_versions, assignments, definitions
from data.emulator.entities import Json
from data.emulator.operations import Operation
from data.emulator.replies import AzureError, answer, listed, page
from data.emulator.routing import SCOPE, Call, Route
from data.emulator.scopes import Scope, group_of, readable
from data.emulator.service import Service
from data.emulator.template import ASSIGNMENT, DEFINITION, NESTED, Deploying, Step, evaluated
from data.formats.json_text import NotJsonError, read_json

_ACTION = "Microsoft.Resources/deployments"


@dataclass
class Deployment:
    """One that was accepted."""

    id: str
    name: str
    location: str
    deploying: Deploying
    correlation_id: str
    timestamp: str
    state: str = "Accepted"
    error: Json | None = None
    done: tuple[Step, ...] = ()


async def validate(call: Call) -> web.Response:
    """Say whether a deployment could be accepted."""
    scope = _scope(call, "write")
    location, deploying = await _asked(call, scope)
    found = _accepted(call, scope, location, deploying)
    found.state = "Succeeded"
    return answer(_wire(found, validated=True))


async def put_deployment(call: Call) -> web.Response:
    """Accept a deployment; the client polls until it is done."""
    scope = _scope(call, "write")
    location, deploying = await _asked(call, scope)
    made = _accepted(call, scope, location, deploying)
    before = call.service.deployments.get(made.id.lower())
    call.service.deployments[made.id.lower()] = made
    seconds = call.world.behaviour.operation_seconds
    operation = call.service.operations.start(
        made.id, seconds, lambda: carry_out(call.service, made)
    )
    made.state = "Accepted"
    headers = {"Azure-AsyncOperation": _status_url(call, scope, operation), **_wait(call)}
    return answer(_wire(made), 200 if before else 201, headers)


async def get_deployment(call: Call) -> web.Response:
    """Return a deployment; to ``HEAD`` only that it is there."""
    found = _found(call, _scope(call, "read"))
    return answer(status=204) if call.request.method == "HEAD" else answer(_wire(found))


async def delete_deployment(call: Call) -> web.Response:
    """Forget a deployment, which takes a while; what it deployed stays."""
    scope = _scope(call, "delete")
    key = _id(scope, call.named("name")).lower()
    if key not in call.service.deployments:
        return answer(status=204)
    operations, seconds = call.service.operations, call.world.behaviour.operation_seconds
    operation = operations.start(
        key, seconds, lambda: call.service.deployments.pop(key, None), deletes=True
    )
    headers = {"Location": _status_url(call, scope, operation), **_wait(call)}
    return answer(status=202, headers=headers)


async def list_deployments(call: Call) -> web.Response:
    """List the deployments to a scope."""
    prefix = f"{_scope(call, 'read').path}/providers/{NESTED}/".lower()
    rows = [each for key, each in call.service.deployments.items() if key.startswith(prefix)]
    shown, link = page(call, rows, call.world.behaviour.page_size)
    return listed(map(_wire, shown), link)


async def list_operations(call: Call) -> web.Response:
    """List what a deployment did."""
    found = _found(call, _scope(call, "read"))
    return listed((_operation(found, each) for each in found.done), None)


async def operation_status(call: Call) -> web.Response:
    """Say how far a deployment is, and how it ended."""
    operation = call.service.operations.by_id.get(call.named("operation"))
    if operation is None:
        raise AzureError(404, "DeploymentOperationNotFound", "There was no such deployment here.")
    if operation.deletes:
        if operation.done:
            return answer(status=204)
        location = f"{call.service.url}{call.request.path_qs}"
        return answer(status=202, headers={"Location": location, **_wait(call)})
    found = call.service.deployments.get(operation.resource_id.lower())
    if found is None or not operation.done:
        return answer({"status": "Running"}, headers=_wait(call))
    return answer({"status": found.state, **({"error": found.error} if found.error else {})})


def carry_out(service: Service, deployment: Deployment) -> None:
    """Deploy one resource after the other, until one is refused."""
    for step in deployment.deploying.steps:
        try:
            _carry_out(service, deployment, step)
        except AzureError as error:
            deployment.state, deployment.error = "Failed", _failed(error)
            return
        deployment.done += (step,)
    deployment.state = "Succeeded"


def _carry_out(service: Service, deployment: Deployment, step: Step) -> None:
    if step.kind == DEFINITION:
        step.scope.subscription.registered = True  # a deployment registers what it needs
        definitions.put(service.world, step.scope, step.name, step.body)
    elif step.kind == ASSIGNMENT:
        made, _ = assignments.put(service, step.scope, step.name, step.body)
        made.state = "Succeeded"
    else:
        inner = Deploying((), {}, {}, {})
        made_id = _id(step.scope, step.name)
        service.deployments[made_id.lower()] = Deployment(
            made_id, step.name, "", inner, deployment.correlation_id, _now(), "Succeeded"
        )


def _failed(error: AzureError) -> Json:
    """Wrap a provider's refusal as deployments do: as JSON in the text of another error."""
    inner = {"error": {"code": error.code, "message": error.message}}
    return {
        "code": "DeploymentFailed",
        "message": "At least one resource could not be deployed; the details say which and why.",
        "details": [{"code": "BadRequest", "message": json.dumps(inner)}],
    }


def _scope(call: Call, verb: str) -> Scope:
    subscription = readable(call, f"{_ACTION}/{verb}")
    asked = call.named("group")
    return Scope(subscription, group_of(subscription, asked) if asked else "")


async def _asked(call: Call, scope: Scope) -> tuple[str, Deploying]:
    body = await _body(call)
    location = body.get("location")
    if not scope.group and not (isinstance(location, str) and location):
        raise AzureError(400, "LocationRequired", "A deployment to a subscription has a location.")
    properties = body.get("properties")
    if not isinstance(properties, dict):
        raise AzureError(400, "InvalidRequestContent", "The deployment has no properties.")
    held = call.world.tenants.get(scope.subscription.tenant)
    tenant = {"tenantId": scope.subscription.tenant, "displayName": (held and held.name) or ""}
    place = str(location or scope.subscription.location).replace(" ", "").lower()
    return place, evaluated(properties, scope, call.named("name"), place, tenant)


async def _body(call: Call) -> Json:
    """Read a body as Azure does for deployments.

    az puts the template into it as it stands in the file, comments and all, behind a name without
    quotes.
    """
    content = (await call.request.read()).replace(b", template:{", b', "template":{', 1)
    try:
        body = read_json(content, "The body")
    except NotJsonError:
        body = None
    if not isinstance(body, dict):
        raise AzureError(400, "InvalidRequestContent", "The request's body is not a JSON object.")
    return body


def _accepted(call: Call, scope: Scope, location: str, deploying: Deploying) -> Deployment:
    name = call.named("name")
    return Deployment(_id(scope, name), name, location, deploying, str(uuid.uuid4()), _now())


def _found(call: Call, scope: Scope) -> Deployment:
    found = call.service.deployments.get(_id(scope, call.named("name")).lower())
    if found is None:
        name = call.named("name")
        raise AzureError(404, "DeploymentNotFound", f"There is no deployment '{name}' here.")
    return found


def _id(scope: Scope, name: str) -> str:
    return f"{scope.path}/providers/{NESTED}/{name}"


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _wire(thing: Deployment, *, validated: bool = False) -> Json:
    deploying = thing.deploying
    kinds = sorted({step.kind for step in deploying.steps})
    spaces = sorted({kind.partition("/")[0] for kind in kinds})
    resources = [{"id": step.id} for step in (deploying.steps if validated else thing.done)]
    properties: Json = {
        "templateHash": _hash(deploying.content),
        "parameters": deploying.parameters,
        "mode": "Incremental",
        "provisioningState": thing.state,
        "timestamp": thing.timestamp,
        "duration": "PT0S",
        "correlationId": thing.correlation_id,
        "providers": [
            {
                "namespace": space,
                "resourceTypes": [
                    {"resourceType": kind.partition("/")[2], "locations": [None]}
                    for kind in kinds
                    if kind.startswith(f"{space}/")
                ],
            }
            for space in spaces
        ],
        "dependencies": [],
        "validatedResources" if validated else "outputResources": resources,
    }
    if thing.state == "Succeeded" and not validated:
        properties["outputs"] = deploying.outputs
    if thing.error:
        properties["error"] = thing.error
    row = {"id": thing.id, "name": thing.name, "type": NESTED, "properties": properties}
    return {**row, "location": thing.location} if thing.location else row


def _operation(of: Deployment, step: Step) -> Json:
    number = _hash({"id": step.id})[:16]
    return {
        "id": f"{of.id}/operations/{number}",
        "operationId": number,
        "properties": {
            "provisioningOperation": "Create",
            "provisioningState": "Succeeded",
            "timestamp": of.timestamp,
            "duration": "PT0S",
            "statusCode": "OK",
            "targetResource": {
                "id": step.id,
                "resourceType": step.kind,
                "resourceName": step.name,
            },
        },
    }


def _hash(content: Json) -> str:
    """Return a number that is the same for the same template, as Azure gives one."""
    text = json.dumps(content, sort_keys=True).encode()
    return str(int.from_bytes(hashlib.sha256(text).digest()[:8], "big"))


def _wait(call: Call) -> dict[str, str]:
    return {"Retry-After": call.world.behaviour.retry_after}


def _status_url(call: Call, scope: Scope, operation: Operation) -> str:
    path = f"{_id(scope, call.named('name'))}/operationStatuses/{operation.id}"
    return f"{call.service.url}{path}?api-version={call.api_version}"


_LIST = f"{SCOPE}/providers/{NESTED}"
_ONE = f"{_LIST}/(?P<name>[^/]+)"
_VERSIONS = api_versions.DEPLOYMENTS

ROUTES = (
    Route("GET", _LIST, list_deployments, _VERSIONS),
    Route("GET", _ONE, get_deployment, _VERSIONS),
    Route("HEAD", _ONE, get_deployment, _VERSIONS),
    Route("PUT", _ONE, put_deployment, _VERSIONS),
    Route("DELETE", _ONE, delete_deployment, _VERSIONS),
    Route("POST", f"{_ONE}/validate", validate, _VERSIONS),
    Route("GET", f"{_ONE}/operations", list_operations, _VERSIONS),
    Route("GET", f"{_ONE}/operationStatuses/(?P<operation>[^/]+)", operation_status, _VERSIONS),
)
