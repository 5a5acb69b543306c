"""Sets of authorizations that are used again: put into a plan, found in live data."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import structs

from data.editing.operations import Edited, add
from data.entries import Entry, EntryField, HasEntries, Side, entries_of, facts, holding, kind_of
from data.ledger import RoleSet
from data.models import Authorization, EligibleAuthorization
from data.plans import Plan
from data.query import collation
from data.roles import role_name
from data.snapshot import Snapshot


class Suggestion(NamedTuple):
    """What one principal is given in live definitions."""

    name: str
    """What the principal is mostly called."""
    entries: tuple[Entry, ...]
    definitions: int
    """In how many it occurs."""


def from_entries(name: str, entries: Iterable[Entry]) -> RoleSet:
    """Return a new role set of some authorizations."""
    given = tuple(entries)
    return RoleSet(
        str(uuid.uuid4()),
        name,
        authorizations=tuple(each for each in given if isinstance(each, Authorization)),
        eligible=tuple(each for each in given if isinstance(each, EligibleAuthorization)),
    )


def missing(role_set: RoleSet, plan: Plan) -> tuple[Entry, ...]:
    """Return what a plan lacks of a role set.

    A principal that has a role already, for good or to activate as in the set, lacks nothing of
    it, whatever its name and conditions are.
    """
    there = {(*holding(each), kind_of(each)) for each in entries_of(plan)}
    found = {(*holding(each), kind_of(each)): each for each in Side.of("", role_set).entries}
    return tuple(each for key, each in found.items() if key not in there)


def apply(role_set: RoleSet, plan: Plan) -> Edited:
    """Add to a plan what it lacks of a role set."""
    words = f"added the role set {role_set.name or 'without a name'}"
    return add(plan, *missing(role_set, plan))._replace(words=words)


def suggested_role_sets(snapshot: Snapshot) -> tuple[Suggestion, ...]:
    """Return the distinct sets that principals are given in live definitions, most used first.

    Sets that differ only in display names are one; those that a set of the library has in it are
    left out.
    """
    found: dict[Hashable, _Group] = defaultdict(_Group)
    for definition in _live(snapshot):
        for group in _by_principal(definition):
            found[frozenset(group)].add(group)
    for each in snapshot.library.role_sets:
        for group in _by_principal(each):
            found.pop(frozenset(group), None)
    told = [each.suggestion() for each in found.values()]
    return tuple(sorted(told, key=lambda each: (-each.definitions, collation(each.name))))


@dataclass
class _Group:
    """Equal sets as they were met."""

    entries: tuple[Entry, ...] = ()
    names: Counter[str] = field(default_factory=Counter)
    count: int = 0

    def add(self, group: Mapping[Hashable, Entry]) -> None:
        self.entries = self.entries or tuple(group.values())
        self.names.update({each.display_name for each in group.values()} - {""})
        self.count += 1

    def suggestion(self) -> Suggestion:
        """Say the set in one voice: one name, ids in lower case, permanent ones first."""
        named = self.names.most_common(1)
        name = named[0][0] if named else ""
        entries = [_spelled(each, name) for each in self.entries]
        entries.sort(key=lambda each: (isinstance(each, EligibleAuthorization), _role_order(each)))
        return Suggestion(name or entries[0].principal_id, tuple(entries), self.count)


def _spelled(entry: Entry, name: str) -> Entry:
    principal, role = holding(entry)
    return structs.replace(entry, principal_id=principal, role_id=role, display_name=name)


def _role_order(entry: Entry) -> tuple[str, str]:
    return collation(role_name(entry.role_id)), entry.role_id


def _live(snapshot: Snapshot) -> Iterable[HasEntries]:
    """Return each definition that a delegation to us rests on, once."""
    return {
        row.definition.key: row.definition
        for row in snapshot.scopes.rows
        if row.delegation and row.definition and not row.is_foreign
    }.values()


def _by_principal(held: HasEntries) -> Iterator[Mapping[Hashable, Entry]]:
    """Yield the entries of each principal by what they mean."""
    found: dict[str, dict[Hashable, Entry]] = defaultdict(dict)
    for entry in Side.of("", held).entries:
        found[holding(entry)[0]].setdefault(_meaning(entry), entry)
    yield from found.values()


def _meaning(entry: Entry) -> Hashable:
    """Return what is equal for entries that mean the same, whatever the principal is called."""
    told = tuple(each for each in facts(entry).items() if each[0] is not EntryField.NAME)
    return (*holding(entry), *told)
