"""Registration definitions: read, list, create or update, delete."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from data.emulator import api_versions, filters, rules, wire
from data.emulator.entities import MANAGED_SERVICES, Definition, Json
from data.emulator.members import check_members
from data.emulator.people import MANAGING_NAME
from data.emulator.replies import AzureError, answer, json_body, listed, page
from data.emulator.routing import SCOPE, Call, Route
from data.emulator.scopes import Scope, not_found, scope_of
from data.emulator.world import World

_KIND = "registrationDefinitions"
_PLAIN_FIELDS = (
    "principalId",
    "principalIdDisplayName",
    "roleDefinitionId",
    "delegatedRoleDefinitionIds",
)
_ELIGIBLE_FIELDS = (*_PLAIN_FIELDS[:3], "justInTimeAccessPolicy")


async def list_definitions(call: Call) -> web.Response:
    """List the definitions of the subscription that holds the scope."""
    scope = scope_of(call, f"{_KIND}/read")
    rows = list(scope.subscription.definitions.values())
    if api_versions.has_filter(call.api_version):
        tenants = filters.wanted(call.query.get("$filter"), "managedByTenantId")
        rows = [each for each in rows if tenants is None or each.managing_tenant.lower() in tenants]
    shown, link = page(call, rows, call.world.behaviour.page_size)
    return listed((wire.definition(each, call.api_version) for each in shown), link)


async def get_definition(call: Call) -> web.Response:
    """Return one definition."""
    scope = scope_of(call, f"{_KIND}/read")
    found = scope.subscription.definitions.get(_id(call, scope).lower())
    if found is None:
        raise not_found(_KIND, call.named("name"), scope)
    return answer(wire.definition(found, call.api_version))


async def put_definition(call: Call) -> web.Response:
    """Create a definition, or change one that is there."""
    scope = scope_of(call, f"{_KIND}/write")
    made, is_new = put(call.world, scope, call.named("name"), await json_body(call))
    return answer(wire.definition(made, call.api_version), 201 if is_new else 200)


def put(world: World, scope: Scope, name: str, body: Json) -> tuple[Definition, bool]:
    """Put a definition into the world; return it, and whether there was none of that name.

    Raises:
        AzureError: When it is refused.
    """
    resource_id = f"{scope.subscription.path}{MANAGED_SERVICES}/{_KIND}/{name}"
    before = scope.subscription.definitions.get(resource_id.lower())
    rules.check_definition(name, body, scope.subscription.tenant, scope.group, before)
    check_members(body["properties"], world.home.id)
    made = _from_body(world, scope, before.id if before else resource_id, body)
    scope.subscription.add(made)
    return made, before is None


async def delete_definition(call: Call) -> web.Response:
    """Delete a definition that no assignment uses."""
    scope = scope_of(call, f"{_KIND}/delete")
    key = _id(call, scope).lower()
    users = scope.subscription.assignments.values()
    if any(each.definition_id.lower() == key for each in users):
        raise AzureError(409, "Conflict", "An assignment still rests on this definition.")
    gone = scope.subscription.definitions.pop(key, None)
    return answer(status=200 if gone else 204)


def _id(call: Call, scope: Scope) -> str:
    return f"{scope.subscription.path}{MANAGED_SERVICES}/{_KIND}/{call.named('name')}"


def _from_body(world: World, scope: Scope, resource_id: str, body: Json) -> Definition:
    properties = body["properties"]
    managing = properties["managedByTenantId"]
    customer = world.tenants.get(scope.subscription.tenant)
    return Definition(
        id=resource_id,
        offer_name=properties.get("registrationDefinitionName") or "",
        managing_tenant=managing,
        managing_name=MANAGING_NAME if managing == world.home.id else "Default Directory",
        customer_tenant=scope.subscription.tenant,
        customer_name=(customer.name or "") if customer else "",
        authorizations=_kept(properties["authorizations"], _PLAIN_FIELDS),
        eligible=_kept(properties.get("eligibleAuthorizations") or [], _ELIGIBLE_FIELDS),
        plan=body.get("plan"),
        description=properties.get("description") or "",
        created_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        created_by=world.client_id,
    )


def _kept(rows: list[Json], fields: tuple[str, ...]) -> tuple[Json, ...]:
    return tuple({key: row[key] for key in fields if row.get(key) is not None} for row in rows)


_LIST = f"{SCOPE}{MANAGED_SERVICES}/{_KIND}"
_ONE = f"{_LIST}/(?P<name>[^/]+)"

ROUTES = (
    Route("GET", _LIST, list_definitions, api_versions.MANAGED_SERVICES),
    Route("GET", _ONE, get_definition, api_versions.MANAGED_SERVICES),
    Route("PUT", _ONE, put_definition, api_versions.MANAGED_SERVICES),
    Route("DELETE", _ONE, delete_definition, api_versions.MANAGED_SERVICES),
)
