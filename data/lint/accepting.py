"""Warnings and hints that somebody accepted, with the reason; an error is never accepted.

What was accepted is kept with the plan, and holds as long as that is so which it is about: for an
authorization its principal, its role and the value at hand, wherever the entry stands and whatever
it is called; for the plan as a whole what the finding says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from data.clean import clean
from data.entries import Entry, entries_of, holding, kind_of
from data.errors import PlainError
from data.lint.places import FormPlace, form_place
from data.lint.rule import Finding, Severity
from data.models import Authorization, same_id
from data.plans import AcceptedFinding, Plan


class CannotAcceptError(PlainError):
    """A finding cannot be accepted."""


class Accepted(NamedTuple):
    """A finding that somebody accepted."""

    finding: Finding
    by: AcceptedFinding
    """The reason and the day."""


class Sorted(NamedTuple):
    """Findings by whether somebody accepted them, each kind in the order of lint."""

    open: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def accept(plan: Plan, finding: Finding, reason: str, day: date) -> Plan:
    """Return the plan in which a finding is accepted.

    Raises:
        CannotAcceptError: It is an error, or no reason is given.
    """
    if finding.severity is Severity.ERROR:
        raise CannotAcceptError(f"An error cannot be accepted. {finding.fix}")
    if not (said := clean(reason)):
        raise CannotAcceptError("Give a reason: it stays beside the finding.")
    record = AcceptedFinding(finding.rule, _about(plan, finding), said, day)
    return replace(plan, accepted=(*withdraw(plan, finding).accepted, record))


def withdraw(plan: Plan, finding: Finding) -> Plan:
    """Return the plan in which a finding is not accepted any more."""
    gone = finding.rule, _about(plan, finding)
    kept = tuple(each for each in plan.accepted if (each.rule, each.about) != gone)
    return replace(plan, accepted=kept)


def split(plan: Plan, findings: Iterable[Finding]) -> Sorted:
    """Tell findings that are open from those that are accepted."""
    known = {(each.rule, each.about): each for each in plan.accepted}
    is_open: list[Finding] = []
    accepted: list[Accepted] = []
    for each in findings:
        by = known.get((each.rule, _about(plan, each))) if known else None
        if by and each.severity is not Severity.ERROR:
            accepted.append(Accepted(each, by))
        else:
            is_open.append(each)
    return Sorted(tuple(is_open), tuple(accepted))


def _about(plan: Plan, finding: Finding) -> str:
    """Say what a finding is about in a way that does not depend on the order of entries."""
    place = form_place(plan, finding.place)
    if place.entry is None:
        return clean(f"{finding.place}: {finding.message}")
    entry = entries_of(plan)[place.entry]
    return clean(" ".join((kind_of(entry).value, *holding(entry), *_value(entry, place))))


def _value(entry: Entry, place: FormPlace) -> list[str]:
    """Return what matters of the field that a finding is about; of a whole entry, of each."""
    values = _fields(entry)
    if not place.field:
        return [text for name, texts in values.items() for text in (name, *sorted(texts))]
    texts = values.get(place.field, [])
    return [place.field, *(sorted(texts) if place.item is None else [texts[place.item]])]


def _fields(entry: Entry) -> dict[str, list[str]]:
    """Return the fields that matter beside principal and role, which are always told."""
    if isinstance(entry, Authorization):
        return {"delegated_role_ids": list(map(same_id, entry.delegated_role_ids))}
    return {
        "mfa": [entry.mfa.lower()],
        "max_duration": [entry.max_duration],
        "approvers": [same_id(each.principal_id) for each in entry.approvers],
    }
