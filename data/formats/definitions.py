"""From a resource of a template, its expressions evaluated, to a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from data.azure import wire
from data.clean import clean
from data.formats.holes import filled, parts
from data.formats.imported import UnresolvedPart
from data.formats.values import Unresolved, Value, Work, at, member
from data.models import EligibleAuthorization
from data.plans import Plan, plan_from

_PROPERTIES: Mapping[str, str] = {
    "registrationDefinitionName": "name",
    "description": "description",
    "managedByTenantId": "managing_tenant_id",
    "authorizations": "authorizations",
    "eligibleAuthorizations": "eligible",
}
_PLAN: Mapping[str, str] = {
    "publisher": "publisher_id",
    "product": "offer_id",
    "name": "plan_id",
    "version": "version",
}
_LISTS = ("authorizations", "eligibleAuthorizations")
_POLICY = "justInTimeAccessPolicy"


def plan_of(
    properties: Value, marketplace: Value, path: str, work: Work
) -> tuple[Plan, list[UnresolvedPart]]:
    """Read a plan of the evaluated properties and ``plan`` block of a definition.

    Args:
        properties: The resource's ``properties``.
        marketplace: Its ``plan``, or null.
        path: The JSON path of the resource.
        work: What may be spent.

    Returns:
        The plan without an id, and the unresolved parts.
    """
    open_parts: list[UnresolvedPart] = []
    row = {
        "properties": _members(properties, _PROPERTIES, at(path, "properties"), work, open_parts),
        "plan": _members(marketplace, _PLAN, at(path, "plan"), work, open_parts),
    }
    plan = plan_from(wire.definition(row))
    if marketplace is not None and any(each.field == "version" for each in open_parts):
        plan = replace(plan, version="")
    rows = member(properties, "eligibleAuthorizations")
    return replace(plan, eligible=_undecided(plan.eligible, rows)), open_parts


def _members(
    of: Value, fields: Mapping[str, str], path: str, work: Work, open_parts: list[UnresolvedPart]
) -> dict[str, Any]:
    """Return the known members of an object, and note the others."""
    found: dict[str, Any] = {}
    for name, field in fields.items():
        value = of if isinstance(of, Unresolved) else member(of, name)
        holes: list[Unresolved] = []
        found[name] = filled(value, work, holes)
        open_parts += parts(holes, at(path, name), field)
        open_parts += _unsuited(value, name in _LISTS, at(path, name), field)
    return found


def _unsuited(value: Value, is_list: bool, path: str, field: str) -> Iterator[UnresolvedPart]:
    """Yield where something of another kind stands than Azure takes there."""
    if value is None or isinstance(value, Unresolved):
        return
    if not is_list:
        if not isinstance(value, str):
            yield UnresolvedPart(clean(path), "here must be a text", field)
        return
    if not isinstance(value, list):
        yield UnresolvedPart(clean(path), "here must be a list of authorizations", field)
        return
    for index, each in enumerate(value):
        if not isinstance(each, dict | Unresolved):
            yield UnresolvedPart(clean(f"{path}[{index}]"), "this is no authorization", field)


def _undecided(
    eligible: tuple[EligibleAuthorization, ...], rows: Value
) -> tuple[EligibleAuthorization, ...]:
    """Leave open what would else read as the service's default, though it is unresolved."""
    if not isinstance(rows, list):
        return eligible
    objects = [each for each in rows if isinstance(each, dict)]
    return tuple(map(_left_open, eligible, objects))


def _left_open(entry: EligibleAuthorization, row: Value) -> EligibleAuthorization:
    policy = member(row, _POLICY)
    whole = isinstance(policy, Unresolved)
    if whole or isinstance(member(policy, "multiFactorAuthProvider"), Unresolved):
        entry = replace(entry, mfa="")
    if whole or isinstance(member(policy, "maximumActivationDuration"), Unresolved):
        entry = replace(entry, max_duration="")
    return entry


def text(value: Value) -> str:
    """Return a value as clean text; empty when it is unresolved or no text."""
    return clean(value) if isinstance(value, str) else ""
