"""Definitions and assignments as Azure and ``az managedservices`` list them."""

from __future__ import annotations

from data.azure import wire
from data.clean import clean
from data.formats.definitions import text
from data.formats.imported import Imported, ImportedAssignment, ImportedDefinition, Kind
from data.formats.values import Value, at, member
from data.models import Definition, same_id, scope_of
from data.plans import plan_from

_PROVIDER = "/providers/microsoft.managedservices/"


def live_rows(document: Value) -> list[tuple[str, dict[str, Value]]]:
    """Return the rows of a document that lists what exists, each with its JSON path."""
    value = member(document, "value")
    if isinstance(value, list):
        rows = [(at("$.value", place), each) for place, each in enumerate(value)]
    elif isinstance(document, list):
        rows = [(at("$", place), each) for place, each in enumerate(document)]
    else:
        rows = [("$", document)]
    return [(path, each) for path, each in rows if _is_live(each)]


def _is_live(row: Value) -> bool:
    resource_id = member(row, "id")
    return isinstance(resource_id, str) and _PROVIDER in resource_id.lower()


def read_live(rows: list[tuple[str, dict[str, Value]]]) -> Imported:
    """Read rows; texts in them are no expressions."""
    definitions: dict[str, ImportedDefinition] = {}
    assigned: list[tuple[str, dict[str, Value]]] = []
    for path, row in rows:
        if "/registrationassignments/" in row["id"].lower():
            assigned.append((path, row))
            embedded = wire.embedded_definition(row)
            place = at(at(path, "properties"), "registrationDefinition")
        else:
            embedded, place = wire.definition(row), path
        if embedded is not None:
            definitions.setdefault(embedded.key, _imported(embedded, place))
    return Imported(
        Kind.LIVE,
        tuple(definitions.values()),
        tuple(_assignment(row, path, list(definitions)) for path, row in assigned),
    )


def _imported(definition: Definition, place: str) -> ImportedDefinition:
    name = definition.id.rpartition("/")[2]
    return ImportedDefinition(plan_from(definition), clean(place), name=name)


def _assignment(row: dict[str, Value], path: str, keys: list[str]) -> ImportedAssignment:
    delegation = wire.delegation(row)
    key = same_id(delegation.definition_id)
    subscription, group = scope_of(delegation.id)
    return ImportedAssignment(
        clean(path),
        keys.index(key) if key in keys else None,
        text(delegation.definition_id),
        bool(group),
        group,
        subscription,
        name=text(delegation.id.rpartition("/")[2]),
    )
