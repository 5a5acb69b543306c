"""What every fix of a finding is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec.structs import replace

from data.entries import Entry, entries_of
from data.lint.places import FormPlace
from data.lint.subject import Subject
from data.models import Authorization, EligibleAuthorization
from data.plans import Plan


class Fix(NamedTuple):
    """What one key would do about a finding."""

    words: str
    """One sentence that says what changes."""
    plan: Plan
    """The plan with that done."""


Fixer = Callable[[Subject, FormPlace], Fix | None]


def with_entries(plan: Plan, entries: Iterable[Entry]) -> Plan:
    """Return the plan with these authorizations, each kind in the order given."""
    every = list(entries)
    return replace(
        plan,
        authorizations=tuple(each for each in every if isinstance(each, Authorization)),
        eligible=tuple(each for each in every if isinstance(each, EligibleAuthorization)),
    )


def each_entry(plan: Plan, change: Callable[[Entry], Entry]) -> Plan:
    """Return the plan with every authorization changed."""
    return with_entries(plan, map(change, entries_of(plan)))


def each_eligible(
    plan: Plan, change: Callable[[EligibleAuthorization], EligibleAuthorization]
) -> Plan:
    """Return the plan with every eligible authorization changed."""
    return replace(plan, eligible=tuple(map(change, plan.eligible)))


def entry_at(subject: Subject, place: FormPlace) -> Entry:
    """Return the authorization that a finding is about."""
    assert place.entry is not None, "the rule is about an authorization"
    return entries_of(subject.plan)[place.entry]


def eligible_at(subject: Subject, place: FormPlace) -> EligibleAuthorization:
    """Return the eligible authorization that a finding is about."""
    entry = entry_at(subject, place)
    assert isinstance(entry, EligibleAuthorization), "the rule is about an eligible authorization"
    return entry
