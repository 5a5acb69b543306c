"""What to ask a sample Azure for every operation that Microsoft's documents have and it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from data.emulator import api_versions
from data.emulator.entities import Assignment, Definition, Subscription
from data.emulator.ids import guid_of
from data.emulator.people import CLIENT_ID, MANAGING_TENANT, PUBLISHER, just_in_time, permanent
from data.emulator.roles import role_id
from data.emulator.world import World

Row = TypeVar("Row")
EXPAND = {"$expandRegistrationDefinition": "true"}
NOBODY = guid_of("nobody")
NEW = guid_of("definition of the tour")
ROLES = "providers/Microsoft.Authorization/roleDefinitions"
GOLD = f"{PUBLISHER}.managed-ops.gold"


class Ask(NamedTuple):
    """One request for an operation; the parameters of its path by name."""

    operation: str
    parameters: dict[str, str]
    query: dict[str, str] = {}  # noqa: RUF012  # never changed
    body: Any = None


class Tour:
    """The requests for one world in one api-version."""

    def __init__(self, world: World, version: str, thorough: bool) -> None:
        self.world = world
        self.version = version
        self.mine = world.showing("leftover only")[0]
        self.held = list(world.subscriptions.values())
        """All subscriptions, or the last one of every tenant."""
        if not thorough:
            self.held = list({each.tenant: each for each in self.held}.values())
        self.readable = [each for each in self.held if not each.refused]

    def share(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield this version's share of rows to ask for one by one; every list has all of them."""
        versions = api_versions.MANAGED_SERVICES
        return islice(rows, versions.index(self.version), None, len(versions))

    def asks(self, operation: str) -> Iterator[Ask]:
        """Yield the requests for an operation; a new one needs its line in the table below."""
        yield from _ASKS[operation](self, operation)

    def lifecycle(self) -> Iterator[Ask]:
        """Yield a delegation's life: made, made again, refused, taken back twice."""
        definition = {"scope": self.mine.path[1:], "registrationDefinitionId": NEW}
        assignment = {"scope": self.mine.path[1:], "registrationAssignmentId": NEW}
        put, delete = "RegistrationDefinitions_CreateOrUpdate", "RegistrationDefinitions_Delete"
        yield Ask(put, definition, body=self._definition())
        yield Ask(put, definition, body=self._definition())
        yield Ask(put, definition, body=self._definition(managedByTenantId="northwind"))
        yield Ask("RegistrationDefinitions_Get", definition)
        full_id = f"{self.mine.path}/providers/Microsoft.ManagedServices/registrationDefinitions/"
        body = {"properties": {"registrationDefinitionId": full_id + NEW}}
        for scope in (self.mine.path, f"{self.mine.path}/resourceGroups/{self.mine.groups[0]}"):
            at = assignment | {"scope": scope[1:]}
            yield Ask("RegistrationAssignments_CreateOrUpdate", at, body=body)
            yield Ask("RegistrationAssignments_CreateOrUpdate", at, body=body)
            yield Ask("RegistrationAssignments_Get", at, EXPAND)
        nothing = {"properties": {"registrationDefinitionId": full_id + NOBODY}}
        yield Ask("RegistrationAssignments_CreateOrUpdate", assignment, body=nothing)
        yield Ask(delete, definition)
        for each in (at, assignment, at, assignment):
            yield Ask("RegistrationAssignments_Delete", each)
        yield Ask(delete, definition)
        yield Ask(delete, definition)

    def _definition(self, **properties: Any) -> dict[str, Any]:
        whole = {
            "registrationDefinitionName": "Tour",
            "managedByTenantId": MANAGING_TENANT,
            "authorizations": [permanent("Tier 1 Service Desk", "Reader")],
        }
        if self.version >= "2020":
            whole["eligibleAuthorizations"] = [just_in_time("Tier 2 Operations", "Contributor")]
        return {"properties": whole | properties}


def _scopes(tour: Tour) -> Iterator[str]:
    """Yield every subscription, and every resource group that is delegated by itself."""
    for held in tour.readable:
        yield held.path[1:]
        yield from {each.scope[1:] for each in held.assignments.values()} - {held.path[1:]}


def _definitions(tour: Tour) -> Iterator[tuple[Subscription, Definition]]:
    for held in tour.readable:
        for each in held.definitions.values():
            yield held, each


def _assignments(tour: Tour) -> Iterator[Assignment]:
    for held in tour.readable:
        yield from held.assignments.values()


def _one_each(tour: Tour) -> Iterator[Subscription]:
    """Yield one subscription of every tenant."""
    yield from {each.tenant: each for each in tour.readable}.values()


def _once(tour: Tour, operation: str) -> Iterator[Ask]:
    yield Ask(operation, {})


def _definition_list(tour: Tour, operation: str) -> Iterator[Ask]:
    for each in _scopes(tour):
        yield Ask(operation, {"scope": each})
    scope = {"scope": tour.mine.path[1:]}
    ours = f"managedByTenantId eq '{MANAGING_TENANT}'"
    yield Ask(operation, scope, {"$filter": ours})
    yield Ask(operation, scope, {"$filter": "name eq 'gold'"})


def _definition_get(tour: Tour, operation: str) -> Iterator[Ask]:
    for held, each in tour.share(_definitions(tour)):
        yield Ask(operation, {"scope": held.path[1:], "registrationDefinitionId": each.name})
    yield Ask(operation, {"scope": tour.mine.path[1:], "registrationDefinitionId": NOBODY})


def _assignment_list(tour: Tour, operation: str) -> Iterator[Ask]:
    for each in _scopes(tour):
        yield Ask(operation, {"scope": each}, EXPAND)
    for held in _one_each(tour):
        yield Ask(operation, {"scope": held.path[1:]})
    ours = f"managedByTenantId in ('{MANAGING_TENANT}')"
    for text in (ours, "name eq 'gold'"):
        yield Ask(operation, {"scope": tour.mine.path[1:]}, {"$filter": text, **EXPAND})


def _assignment_get(tour: Tour, operation: str) -> Iterator[Ask]:
    for at, each in enumerate(tour.share(_assignments(tour))):
        where = {"scope": each.scope[1:], "registrationAssignmentId": each.name}
        yield Ask(operation, where, EXPAND if at % 2 else {})
    yield Ask(operation, {"scope": tour.mine.path[1:], "registrationAssignmentId": NOBODY})


def _plan_list(tour: Tour, operation: str) -> Iterator[Ask]:
    scopes = _marketplace_scopes(tour, operation)
    for each in scopes:
        yield Ask(operation, each)
    scope = scopes[-1]
    for identifier in (PUBLISHER, f"{PUBLISHER}.managed-ops", GOLD, f"{GOLD}.1.10.0"):
        yield Ask(operation, scope, {"$filter": f"planIdentifier eq '{identifier}'"})
    yield Ask(operation, scope, {"$filter": "planIdentifier"})


def _plan_get(tour: Tour, operation: str) -> Iterator[Ask]:
    scopes = _marketplace_scopes(tour, operation)
    for each in scopes:
        yield Ask(operation, each | {"marketplaceIdentifier": GOLD})
    listed = [each.identifier for each in tour.world.marketplace if each.listed]
    for identifier in (*listed, "nobody.nothing"):
        yield Ask(operation, scopes[-1] | {"marketplaceIdentifier": identifier})


def _marketplace_scopes(tour: Tour, operation: str) -> list[dict[str, str]]:
    if "WithoutScope" in operation:
        return [{}]
    return [{"scope": held.path[1:]} for held in _one_each(tour)]


def _scoped(tour: Tour, operation: str) -> Iterator[Ask]:
    for held in _one_each(tour):
        yield Ask(operation, {"scope": held.path[1:]})
    group = f"{tour.mine.path[1:]}/resourceGroups/{tour.mine.groups[0]}"
    yield Ask(operation, {"scope": group})


def _subscription_get(tour: Tour, operation: str) -> Iterator[Ask]:
    for held in tour.held:
        yield Ask(operation, {"subscriptionId": held.id})


def _role_list(tour: Tour, operation: str) -> Iterator[Ask]:
    scope = {"scope": tour.mine.path[1:]}
    yield Ask(operation, {"scope": ""})
    yield Ask(operation, scope)
    for text in ("roleName eq 'Reader'", "type eq 'CustomRole'", "atScopeAndBelow()", "atScope()"):
        yield Ask(operation, scope, {"$filter": text})


def _role_get(tour: Tour, operation: str) -> Iterator[Ask]:
    for held in _one_each(tour):
        yield Ask(operation, {"scope": held.path[1:], "roleDefinitionId": role_id("Reader")})
    yield Ask(operation, {"scope": tour.mine.path[1:], "roleDefinitionId": NOBODY})


def _role_by_id(tour: Tour, operation: str) -> Iterator[Ask]:
    for scope in ("", f"{tour.mine.path[1:]}/"):
        yield Ask(operation, {"roleId": f"{scope}{ROLES}/{role_id('Contributor')}"})
    yield Ask(operation, {"roleId": f"{ROLES}/{NOBODY}"})


def _tenant_log(tour: Tour, operation: str) -> Iterator[Ask]:
    for query in ({}, {"$filter": _since(80)}, {"$filter": _since(100)}):
        yield Ask(operation, {}, query)
    yield Ask(operation, {}, {"$filter": _since(80), "$select": "eventName,operationName"})
    yield Ask(operation, {}, {"$filter": "caller like 'x'"})


def _subscription_log(tour: Tour, operation: str) -> Iterator[Ask]:
    for held in tour.readable:
        yield Ask(operation, {"subscriptionId": held.id}, {"$filter": _since(89)})
    mine = {"subscriptionId": tour.mine.id}
    yield Ask(operation, mine, {"$filter": f"{_since(80)} and caller eq '{CLIENT_ID}'"})
    for query in ({}, {"$filter": _since(100)}):
        yield Ask(operation, mine, query)


def _since(days: int) -> str:
    moment = datetime.now(UTC) - timedelta(days=days)
    return f"eventTimestamp ge '{moment.isoformat(timespec='seconds').replace('+00:00', 'Z')}'"


def _graph(tour: Tour, operation: str) -> Iterator[Ask]:
    tables = ("ManagedServicesResources", "ResourceContainers")
    for table in tables:
        yield Ask(operation, {}, body={"query": f"{table} | project id, name, type, properties"})
        yield Ask(operation, {}, body={"query": f"{table} | summarize count() by type"})
    options = {"$top": 1000, "resultFormat": "objectArray"}
    yield Ask(operation, {}, body={"query": tables[0], "options": options})
    mine = [tour.mine.id]
    yield Ask(operation, {}, body={"query": tables[1], "subscriptions": mine})
    yield Ask(operation, {}, body={"query": "NoSuchTable"})


_ASKS: dict[str, Callable[[Tour, str], Iterator[Ask]]] = {
    "RegistrationDefinitions_List": _definition_list,
    "RegistrationDefinitions_Get": _definition_get,
    "RegistrationAssignments_List": _assignment_list,
    "RegistrationAssignments_Get": _assignment_get,
    "MarketplaceRegistrationDefinitions_List": _plan_list,
    "MarketplaceRegistrationDefinitions_Get": _plan_get,
    "MarketplaceRegistrationDefinitionsWithoutScope_List": _plan_list,
    "MarketplaceRegistrationDefinitionsWithoutScope_Get": _plan_get,
    "Operations_List": _once,
    "OperationsWithScope_List": _scoped,
    "Subscriptions_List": _once,
    "Subscriptions_Get": _subscription_get,
    "Tenants_List": _once,
    "Resources": _graph,
    "RoleDefinitions_List": _role_list,
    "RoleDefinitions_Get": _role_get,
    "RoleDefinitions_GetById": _role_by_id,
    "TenantActivityLogs_List": _tenant_log,
    "ActivityLogs_List": _subscription_log,
}
