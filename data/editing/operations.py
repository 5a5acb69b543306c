"""What can be done to the authorizations and the version of a plan.

An entry is addressed by its position among both kinds, the permanent ones first, as
:attr:`data.entries.Side.entries` counts them; positions at which nothing stands are left out. Each
operation takes a plan and returns the changed one, with where the touched entries stand in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from msgspec import structs

from data.entries import Entry, EntryKind, entries_of, kind_of
from data.models import Authorization, EligibleAuthorization
from data.plan_versions import Part, bumped
from data.plans import Plan, version_problem
from data.roles import role_name
from data.words import plural


class Edited(NamedTuple):
    """A plan after an operation."""

    plan: Plan
    positions: tuple[int, ...] = ()
    """Where the touched entries stand now; after deletion, where the cursor belongs."""
    words: str = ""
    """What was done, as in "added Operations: Reader"."""


class Way(IntEnum):
    """A direction in which entries are moved."""

    UP = -1
    DOWN = 1


def entry_name(entry: Entry) -> str:
    """Name an authorization in a few words: who, and which role."""
    who = entry.display_name or entry.principal_id or "somebody"
    return f"{who}: {role_name(entry.role_id) or 'no role'}"


def of_kind(entry: Entry, kind: EntryKind) -> Entry:
    """Return an authorization as one of the other kind, if it is not of this kind already.

    The conditions of an activation become those of the service (8 hours, no MFA, no approvers).
    Delegated roles, which only a permanent authorization has, go.
    """
    if kind_of(entry) is kind:
        return entry
    of = Authorization if kind is EntryKind.PERMANENT else EligibleAuthorization
    return of(entry.principal_id, entry.role_id, entry.display_name)


def add(plan: Plan, *entries: Entry) -> Edited:
    """Put authorizations behind those of their kind."""
    there = entries_of(plan)
    marked = [(each, False) for each in there] + [(each, True) for each in entries]
    return _arranged(plan, marked, f"added {_words(entries)}")


def replace(plan: Plan, position: int, entry: Entry) -> Edited:
    """Put an authorization in the place of another; of the other kind, behind those of its kind.

    Raises:
        IndexError: Nothing stands at that position.
    """
    there = entries_of(plan)
    before = there[position]
    words = f"changed {entry_name(before)}"
    marked = [(each, False) for each in there]
    if kind_of(before) is kind_of(entry):
        marked[position] = (entry, True)
    else:
        del marked[position]
        marked.append((entry, True))
        words = f"made {entry_name(before)} {kind_of(entry)}"
    return _arranged(plan, marked, words)


def duplicate(plan: Plan, positions: Iterable[int]) -> Edited:
    """Put a copy right behind each of some authorizations."""
    chosen = frozenset(positions)
    marked: list[tuple[Entry, bool]] = []
    for at, each in enumerate(entries_of(plan)):
        marked.append((each, False))
        if at in chosen:
            marked.append((each, True))
    return _arranged(plan, marked, f"duplicated {_words(_at(plan, chosen))}")


def move(plan: Plan, positions: Iterable[int], way: Way) -> Edited:
    """Move authorizations by one place within their kind; those at its end stay."""
    chosen = frozenset(positions)
    marked = [(each, at in chosen) for at, each in enumerate(entries_of(plan))]
    count = len(plan.authorizations)
    moved = [*_shifted(marked[:count], way), *_shifted(marked[count:], way)]
    words = f"moved {_words(_at(plan, chosen))} {way.name.lower()}"
    return _arranged(plan, moved, words)


def delete(plan: Plan, positions: Iterable[int]) -> Edited:
    """Take authorizations out."""
    there = entries_of(plan)
    chosen = frozenset(positions) & frozenset(range(len(there)))
    kept = [(each, False) for at, each in enumerate(there) if at not in chosen]
    left = _arranged(plan, kept, f"deleted {_words(_at(plan, chosen))}")
    if not chosen or not kept:
        return left
    return left._replace(positions=(min(min(chosen), len(kept) - 1),))


def bump(plan: Plan, part: Part) -> Edited:
    """Raise a part of the version and set those after it to 0.

    A version that can rise no further stays; what is none becomes the first one.
    """
    version = bumped(plan.version, part)
    if version_problem(version):
        return Edited(plan)
    words = f"raised the version from {plan.version} to {version}"
    return Edited(structs.replace(plan, version=version), (), words)


def _at(plan: Plan, chosen: frozenset[int]) -> list[Entry]:
    return [each for at, each in enumerate(entries_of(plan)) if at in chosen]


def _words(entries: Sequence[Entry]) -> str:
    return entry_name(entries[0]) if len(entries) == 1 else plural(len(entries), "authorization")


def _shifted(marked: list[tuple[Entry, bool]], way: Way) -> list[tuple[Entry, bool]]:
    """Let each marked entry change places with the unmarked one next to it."""
    found = marked[::-way]
    for at in range(1, len(found)):
        if found[at][1] and not found[at - 1][1]:
            found[at - 1], found[at] = found[at], found[at - 1]
    return found[::-way]


def _arranged(plan: Plan, marked: Iterable[tuple[Entry, bool]], words: str) -> Edited:
    """Return the plan with these entries, each in the tuple of its kind, and where marked are."""
    permanent: list[tuple[Authorization, bool]] = []
    eligible: list[tuple[EligibleAuthorization, bool]] = []
    for entry, mark in marked:
        if isinstance(entry, Authorization):
            permanent.append((entry, mark))
        else:
            eligible.append((entry, mark))
    marks = [mark for _, mark in (*permanent, *eligible)]
    changed = structs.replace(
        plan,
        authorizations=tuple(each for each, _ in permanent),
        eligible=tuple(each for each, _ in eligible),
    )
    return Edited(changed, tuple(at for at, mark in enumerate(marks) if mark), words)
