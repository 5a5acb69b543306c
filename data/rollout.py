"""Rollout of a plan version: which customer was told, which accepted, what to do next.

A provider sees an acceptance only by its effect: after it the customer's scopes rest on the new
version. So a sync finds it, and nobody enters it by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from msgspec.structs import replace

from data.ledger import RolloutEntry, key_of
from data.models import Definition, PlanKey, version_number
from data.rows import ScopeRow
from data.templates import Likeness, standard_key
from data.words import plural

OVERDUE_DAYS = 14
_DONE = "Nothing to do."
_LOOK = "A scope is on a lower version again: ask the customer to accept the newest one."


class Stage(StrEnum):
    """How far a customer is with a version."""

    NOT_TOLD = "not told"
    TOLD = "told"
    REMINDED = "reminded"
    OVERDUE = "overdue"
    ACCEPTED = "accepted"
    FELL_BACK = "fell back"
    """It had accepted, and a scope of it rests on a lower version again."""


@dataclass(frozen=True)
class Progress:
    """The stage of an entry, and what follows from it."""

    stage: Stage
    since: date | None
    """The day of the last word to the customer, of the acceptance if there was one, or since when
    an answer is overdue."""
    next_step: str


@dataclass(frozen=True)
class Held:
    """The versions of one plan that the scopes of one customer rest on."""

    read: list[str] = field(default_factory=list)
    """Of scopes that the last sync read."""
    stale: list[str] = field(default_factory=list)
    """What was last known of scopes that it could not read."""


_NOTHING = Held()
Holdings = Mapping[tuple[str, PlanKey], Held]
"""By tenant id and plan."""


def holdings(rows: Iterable[ScopeRow]) -> Holdings:
    """Collect which versions customers hold of us; what other providers manage does not count.

    A template that is as its standard wants it counts as that standard's version, any other one
    as a version that cannot be compared.
    """
    found: dict[tuple[str, PlanKey], Held] = defaultdict(Held)
    for row in rows:
        if row.delegation and row.definition and not row.is_foreign:
            for key, version in _holding(row, row.definition):
                held = found[row.tenant_id, key]
                (held.stale if row.stale else held.read).append(version)
    return dict(found)


def _holding(row: ScopeRow, definition: Definition) -> Iterator[tuple[PlanKey, str]]:
    if definition.plan:
        yield definition.plan.key, definition.plan.version
    elif row.compared and row.compared.standard:
        same = row.compared.likeness is Likeness.SAME
        yield standard_key(row.compared.standard), row.compared.standard.version if same else ""


class Tracking:
    """Who was told what, held against what customers hold today."""

    def __init__(self, entries: Iterable[RolloutEntry], known: Holdings, today: date) -> None:
        self._entries = {key_of(each): each for each in entries}
        self._known, self._today = known, today

    def entry(self, blank: RolloutEntry) -> RolloutEntry | None:
        """Return what was noted of the same customer and version."""
        return self._entries.get(key_of(blank))

    def progress(self, entry: RolloutEntry) -> Progress:
        """Tell how far the customer is with the version of an entry."""
        return progress(entry, self._known, self._today)


def with_accepted(
    entries: Iterable[RolloutEntry], known: Holdings, synced_at: str
) -> list[RolloutEntry]:
    """Return the entries that are found accepted for the first time, with the day of it.

    Args:
        entries: All entries; the others need no change.
        known: What customers hold after the sync.
        synced_at: When the sync ran (ISO 8601, UTC).
    """
    on = date.fromisoformat(synced_at[:10])
    return [
        replace(each, accepted_on=on)
        for each in entries
        if each.accepted_on is None and has_accepted(each, known)
    ]


def has_accepted(entry: RolloutEntry, known: Holdings) -> bool:
    """Tell whether each of the customer's scopes on the plan is at or above the version.

    A scope that could not be read proves nothing: without any that was read, or with one that was
    below when it was last read, there is no telling.
    """
    held = _held(entry, known)
    return bool(held.read) and all(
        _is_below(each, entry.version) is False for each in (*held.read, *held.stale)
    )


def tell(entry: RolloutEntry, on: date) -> RolloutEntry:
    """Return the entry with one more day on which the customer was told.

    The first day is when it was told, each later one a reminder, in whatever order they are noted.
    """
    first, *later = sorted({*_days_told(entry), on})
    return replace(entry, told_on=first, reminded_on=tuple(later))


def untell(entry: RolloutEntry, on: date) -> RolloutEntry | None:
    """Return the entry without a day on which the customer was told; nothing if it has no such."""
    days = [each for each in sorted(set(_days_told(entry))) if each != on]
    if on not in _days_told(entry):
        return None
    return replace(entry, told_on=days[0] if days else None, reminded_on=tuple(days[1:]))


def progress(
    entry: RolloutEntry, known: Holdings, today: date, overdue_days: int = OVERDUE_DAYS
) -> Progress:
    """Tell how far a customer is with a version.

    Args:
        entry: What was noted; an entry with nothing in it for a customer that nobody told.
        known: What customers hold.
        today: The day.
        overdue_days: After more days than this without an answer it is time for a reminder.
    """
    if has_accepted(entry, known):
        return Progress(Stage.ACCEPTED, entry.accepted_on, _DONE)
    if entry.accepted_on:
        if any(_is_below(each, entry.version) for each in _held(entry, known).read):
            return Progress(Stage.FELL_BACK, entry.accepted_on, _LOOK)
        return Progress(Stage.ACCEPTED, entry.accepted_on, _DONE)
    told = _days_told(entry)
    if not told:
        return Progress(Stage.NOT_TOLD, None, "Send the change note and record the day.")
    last = max(told)
    days = (today - last).days
    if days > overdue_days:
        step = f"Remind the customer, last told {plural(days, 'day')} ago."
        return Progress(Stage.OVERDUE, last + timedelta(overdue_days + 1), step)
    stage = Stage.REMINDED if len(told) > 1 else Stage.TOLD
    left = overdue_days + 1 - days
    return Progress(stage, last, f"Wait; a reminder is due in {plural(left, 'day')}.")


def _held(entry: RolloutEntry, known: Holdings) -> Held:
    """Return what the customer holds; whoever tests the preview may go on to the ordinary plan."""
    own = known.get((entry.tenant_id, entry.plan), _NOTHING)
    if not entry.plan.preview:
        return own
    ordinary = known.get((entry.tenant_id, entry.plan.ordinary), _NOTHING)
    return Held([*own.read, *ordinary.read], [*own.stale, *ordinary.stale])


def _is_below(held: str, wanted: str) -> bool | None:
    """Tell whether a version is below another; nothing when there is no telling."""
    one, other = version_number(held), version_number(wanted)
    if one and other:
        return one < other
    return False if held == wanted else None


def _days_told(entry: RolloutEntry) -> tuple[date, ...]:
    """Return every day on which the customer was told."""
    return ((entry.told_on,) if entry.told_on else ()) + entry.reminded_on
