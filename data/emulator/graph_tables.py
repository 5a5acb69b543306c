"""Resource Graph's tables: the world as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from data.emulator import wire
from data.emulator.entities import Json, Subscription
from data.emulator.results import Result
from data.emulator.world import World

COLUMNS = (
    "id",
    "name",
    "type",
    "tenantId",
    "kind",
    "location",
    "resourceGroup",
    "subscriptionId",
    "managedBy",
    "sku",
    "plan",
    "properties",
    "tags",
    "identity",
    "zones",
    "extendedLocation",
)
_VERSION = "2022-10-01"
"""The api-version in which the tables see managed services."""


def table(world: World, name: str, subscriptions: frozenset[str] | None) -> Result | None:
    """Return a table's rows.

    Args:
        world: What the tables show.
        name: The table's name in lower case.
        subscriptions: The subscription ids, in lower case, to look at; nothing for all.
    """
    rows_of = _TABLES.get(name)
    if rows_of is None:
        return None
    seen = world.subscriptions if world.graph_view is None else world.graph_view
    looked_at = [
        each
        for key, each in list(seen.items())
        if (subscriptions is None or key in subscriptions) and world.behaviour.graph != "nothing"
    ]
    return Result([row for each in looked_at for row in rows_of(world, each)], COLUMNS)


def _managed_services(world: World, held: Subscription) -> Iterator[Json]:
    if held.refused or world.behaviour.graph == "containers":
        return
    kind = "microsoft.managedservices/registration"
    for definition in list(held.definitions.values()):
        row = _row(held, definition.id, definition.name, f"{kind}definitions")
        row["properties"] = wire.definition_properties(definition, _VERSION)
        row["plan"] = definition.plan if world.behaviour.graph_plan else None
        yield row
    for assignment in list(held.assignments.values()):
        row = _row(held, assignment.id, assignment.name, f"{kind}assignments")
        parts = assignment.scope.split("/")
        row["resourceGroup"] = parts[4].lower() if len(parts) > 4 else ""
        row["properties"] = {
            "registrationDefinitionId": assignment.definition_id,
            "provisioningState": assignment.state,
        }
        yield row


def _containers(world: World, held: Subscription) -> Iterator[Json]:
    row = _row(held, held.path, held.name, "microsoft.resources/subscriptions")
    row["properties"] = {
        "managedByTenants": wire.managed_by(held.managed_by),
        "state": held.state,
        "subscriptionPolicies": wire.policies(held),
    }
    yield row
    for group in held.groups:
        row = _row(
            held,
            f"{held.path}/resourceGroups/{group}",
            group,
            "microsoft.resources/subscriptions/resourcegroups",
        )
        row["resourceGroup"] = group.lower()
        row["location"] = held.location
        row["properties"] = {"provisioningState": "Succeeded"}
        yield row


def _row(held: Subscription, resource_id: str, name: str, kind: str) -> Json:
    return {
        "id": resource_id,
        "name": name,
        "type": kind,
        "tenantId": held.tenant,
        "kind": "",
        "location": "",
        "resourceGroup": "",
        "subscriptionId": held.id,
        "managedBy": "",
        "sku": None,
        "plan": None,
        "properties": None,
        "tags": None,
        "identity": None,
        "zones": None,
        "extendedLocation": None,
    }


_TABLES: dict[str, Callable[[World, Subscription], Iterator[Json]]] = {
    "managedservicesresources": _managed_services,
    "managedserviceresources": _managed_services,
    "resourcecontainers": _containers,
}
