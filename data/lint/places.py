"""Where in a form a finding belongs: which field, and of which authorization."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from data.lint.rule import Finding
from data.plans import Plan

_PLACE = re.compile(
    r"(?:(?P<kind>authorizations|eligible)\[(?P<at>\d+)\]\.?)?"
    r"(?P<field>\w*)(?:\[(?P<item>\d+)\])?(?:\.\w+)?"
)


class FormPlace(NamedTuple):
    """A field of a form."""

    field: str
    """Of the plan, or of one of its authorizations; empty for an authorization as a whole.
    ``authorizations`` and ``eligible`` are the lists as such."""
    entry: int | None = None
    """Which authorization, counted over the permanent and then the eligible ones; nothing for a
    field of the plan."""
    item: int | None = None
    """Which delegated role, approver, or member of the audience; nothing for the whole field."""


def form_place(plan: Plan, place: str) -> FormPlace:
    """Return where in a form the place of a finding is, such as ``eligible[0].mfa``."""
    match = _PLACE.fullmatch(place)
    assert match, "rules name places in one way"
    item = None if match["item"] is None else int(match["item"])
    if match["kind"] is None:
        return FormPlace(match["field"], None, item)
    before = len(plan.authorizations) if match["kind"] == "eligible" else 0
    return FormPlace(match["field"], before + int(match["at"]), item)


def by_field(
    plan: Plan, findings: Iterable[Finding]
) -> Mapping[tuple[int | None, str], tuple[Finding, ...]]:
    """Return findings by entry and field, as :class:`FormPlace` has them, errors first."""
    found: dict[tuple[int | None, str], tuple[Finding, ...]] = defaultdict(tuple)
    for each in findings:
        place = form_place(plan, each.place)
        found[place.entry, place.field] += (each,)
    return dict(found)
