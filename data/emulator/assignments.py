"""Registration assignments, and the operations that create and delete them."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from data.emulator import api_versions, changes, filters, rules, wire
from data.emulator.entities import MANAGED_SERVICES, Assignment, Json
from data.emulator.operations import Operation
from data.emulator.replies import AzureError, answer, json_body, listed, page
from data.emulator.routing import SCOPE, Call, Route
from data.emulator.scopes import Scope, not_found, scope_of
from data.emulator.service import Service

_KIND = "registrationAssignments"


async def list_assignments(call: Call) -> web.Response:
    """List the assignments of a scope."""
    scope = scope_of(call, f"{_KIND}/read")
    rows = _at(call, scope)
    if api_versions.has_filter(call.api_version):
        tenants = filters.wanted(call.query.get("$filter"), "managedByTenantId")
        rows = [each for each in rows if tenants is None or _managing(scope, each) in tenants]
    shown, link = page(call, rows, call.world.behaviour.page_size)
    return listed((_wire(call, scope, each) for each in shown), link)


async def get_assignment(call: Call) -> web.Response:
    """Return one assignment."""
    scope = scope_of(call, f"{_KIND}/read")
    found = scope.subscription.assignments.get(_id(call, scope).lower())
    if found is None:
        raise not_found(_KIND, call.named("name"), scope)
    return answer(_wire(call, scope, found))


async def put_assignment(call: Call) -> web.Response:
    """Delegate a scope; the client polls until it is done."""
    scope = scope_of(call, f"{_KIND}/write")
    made, is_new = put(call.service, scope, call.named("name"), await json_body(call))

    def finish() -> None:
        made.state = "Succeeded"

    operation = call.service.operations.start(made.id, _seconds(call), finish)
    headers = {"Azure-AsyncOperation": _status_url(call, operation), **_wait(call)}
    body = wire.assignment(made, call.api_version)
    return answer(body, 201 if is_new else 200, headers)


def put(service: Service, scope: Scope, name: str, body: Json) -> tuple[Assignment, bool]:
    """Put an accepted assignment into the world; return it, and whether there was none before.

    Raises:
        AzureError: When it is refused.
    """
    resource_id = f"{scope.path}{MANAGED_SERVICES}/{_KIND}/{name}"
    before = scope.subscription.assignments.get(resource_id.lower())
    definition = rules.check_assignment(name, body, scope.subscription, scope.path)
    made = Assignment(
        before.id if before else resource_id,
        definition.id,
        "Accepted",
        datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        service.world.client_id,
    )
    if before:
        service.operations.changes += changes.added(scope.subscription, before)
    scope.subscription.add(made)
    if definition.managing_tenant not in scope.subscription.managed_by:
        scope.subscription.managed_by.append(definition.managing_tenant)
    return made, before is None


async def delete_assignment(call: Call) -> web.Response:
    """Take a delegation away; the client polls until it is done."""
    scope = scope_of(call, f"{_KIND}/delete")
    key = _id(call, scope).lower()
    gone = scope.subscription.assignments.get(key)
    if gone is None:
        return answer(status=204)
    gone.state = "Deleting"
    operations = call.service.operations

    def finish() -> None:
        operations.changes += changes.added(scope.subscription, gone)
        operations.changes.append(changes.removed(scope.subscription, gone, call.world.client_id))
        scope.subscription.assignments.pop(key, None)
        _forget_managers(scope, gone)

    operation = operations.start(gone.id, _seconds(call), finish, deletes=True)
    headers = {"Location": _status_url(call, operation), **_wait(call)}
    return answer(status=202, headers=headers)


async def operation_status(call: Call) -> web.Response:
    """Say how far an operation is."""
    operation = call.service.operations.by_id.get(call.named("operation"))
    if operation is None:
        raise AzureError(404, "OperationNotFound", "There was no such operation here.")
    if operation.done:
        return answer({"status": "Succeeded"})
    if not operation.deletes:
        return answer({"status": "Running"}, headers=_wait(call))
    headers = {"Location": _status_url(call, operation), **_wait(call)}
    return answer({"status": "Running"}, 202, headers)


def _at(call: Call, scope: Scope) -> list[Assignment]:
    everything = list(scope.subscription.assignments.values())
    if not scope.group and call.world.behaviour.list_group_assignments:
        return everything
    return [each for each in everything if each.scope.lower() == scope.path.lower()]


def _wire(call: Call, scope: Scope, thing: Assignment) -> dict[str, object]:
    expand = call.query.get("$expandRegistrationDefinition", "").lower() == "true"
    definition = scope.subscription.definition_of(thing) if expand else None
    return wire.assignment(thing, call.api_version, definition)


def _managing(scope: Scope, thing: Assignment) -> str:
    definition = scope.subscription.definition_of(thing)
    return definition.managing_tenant.lower() if definition else ""


def _forget_managers(scope: Scope, gone: Assignment) -> None:
    """Strike the managing tenant off the subscription when nothing is left that it manages."""
    manager = _managing(scope, gone)
    left = scope.subscription.assignments.values()
    if not any(_managing(scope, each) == manager for each in left):
        subscription = scope.subscription
        subscription.managed_by = [each for each in subscription.managed_by if each != manager]


def _id(call: Call, scope: Scope) -> str:
    return f"{scope.path}{MANAGED_SERVICES}/{_KIND}/{call.named('name')}"


def _seconds(call: Call) -> float:
    return call.world.behaviour.operation_seconds


def _wait(call: Call) -> dict[str, str]:
    return {"Retry-After": call.world.behaviour.retry_after}


def _status_url(call: Call, operation: Operation) -> str:
    path = f"{call.subscription().path}{MANAGED_SERVICES}/operationStatuses/{operation.id}"
    return f"{call.service.url}{path}?api-version={call.api_version}"


_LIST = f"{SCOPE}{MANAGED_SERVICES}/{_KIND}"
_ONE = f"{_LIST}/(?P<name>[^/]+)"
_STATUS = f"{SCOPE}{MANAGED_SERVICES}/operationStatuses/(?P<operation>[^/]+)"

ROUTES = (
    Route("GET", _LIST, list_assignments, api_versions.MANAGED_SERVICES),
    Route("GET", _ONE, get_assignment, api_versions.MANAGED_SERVICES),
    Route("PUT", _ONE, put_assignment, api_versions.MANAGED_SERVICES),
    Route("DELETE", _ONE, delete_assignment, api_versions.MANAGED_SERVICES),
    Route("GET", _STATUS, operation_status, api_versions.MANAGED_SERVICES),
)
