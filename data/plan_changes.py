"""What differs between two states of a plan: its fields, and its authorizations in a few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from data.diff import Difference, diff
from data.diff_text import SIGNS
from data.entries import Side
from data.plans import AcceptedFinding, Plan

_NAMES = {
    "version": "version",
    "name": "plan name",
    "offer_name": "offer name",
    "publisher_id": "publisher id",
    "offer_id": "offer id",
    "plan_id": "plan id",
    "managing_tenant_id": "managing tenant",
    "description": "description",
    "visibility": "visibility",
    "audience": "audience",
    "accepted": "accepted findings",
    "ready": "ready",
    "archived": "archived",
}
"""The fields beside the authorizations; when it was saved is no part of a state."""
_TOLD = ("version", "visibility", "ready", "archived")
"""Fields whose values are short enough to be told in a line."""
_ABSENT = "–"


class PlanChange(NamedTuple):
    """A field that has another value now, both in words."""

    field: str
    """As people call it."""
    before: str
    after: str


def plan_changes(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """Return the fields that differ, the authorizations aside."""
    return tuple(
        PlanChange(_NAMES[name], _said(getattr(before, name)), _said(getattr(after, name)))
        for name in _differing(before, after)
    )


def change_words(before: Plan, after: Plan) -> str:
    """Say in one line what became of a plan."""
    told = [*_field_words(before, after), *_entry_words(before, after)]
    return ", ".join(told) or "nothing that shows"


def _differing(before: Plan, after: Plan) -> Iterator[str]:
    return (name for name in _NAMES if getattr(before, name) != getattr(after, name))


def _field_words(before: Plan, after: Plan) -> Iterator[str]:
    for name in _differing(before, after):
        was, now = _said(getattr(before, name)), _said(getattr(after, name))
        yield f"{_NAMES[name]} {was} → {now}" if name in _TOLD else _NAMES[name]


def _entry_words(before: Plan, after: Plan) -> Iterator[str]:
    """Tell one authorization that changed by its name, several by their number."""
    found = diff(Side.of("", before), Side.of("", after))
    if not found.differs:
        if (before.authorizations, before.eligible) != (after.authorizations, after.eligible):
            yield "the order of authorizations"
        return
    pairs = [each for each in found.pairs if each.difference is not Difference.UNCHANGED]
    if len(pairs) == 1:
        yield f"{SIGNS[pairs[0].difference]} {pairs[0].who}: {pairs[0].role}"
        return
    kinds = (Difference.ADDED, Difference.REMOVED, Difference.CHANGED)
    counts = ((SIGNS[each], len(found.only(each))) for each in kinds)
    numbers = " ".join(f"{sign}{number}" for sign, number in counts if number)
    yield f"{numbers} authorizations"


def _said(value: str | bool | tuple[str | AcceptedFinding, ...]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        parts = (each if isinstance(each, str) else f"{each.rule}: {each.reason}" for each in value)
        return ", ".join(parts) or _ABSENT
    return str(value) or _ABSENT
