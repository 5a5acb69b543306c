"""What differs between two sets of authorizations, entry by entry and field by field.

Entries that mean the same are equal wherever they stand. Of the others, those with the same
principal, role and kind belong together (by position, where there are several), then those with
the same principal and role: they became permanent or eligible. What is left came or went.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from data.entries import Entry, EntryField, Fact, Side, facts, holding, identity, kind_of, say
from data.judge import Judge
from data.marks import Mark, in_order
from data.models import same_id
from data.query import collation
from data.roles import role_name

_ABSENT = "–"
_START = 8
"""Characters of an id that tell apart two principals of one name."""


class Difference(StrEnum):
    """How an entry of one side stands to the other side."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class FieldChange:
    """A field of an entry that has another value now, both in words that differ."""

    field: EntryField
    before: str
    after: str


@dataclass(frozen=True)
class Pair:
    """An entry before and after; one of them is absent if it came or went."""

    before: Entry | None
    after: Entry | None
    who: str
    """The principal by name, told apart from others of that name; by id if it has none."""
    fields: tuple[FieldChange, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def entry(self) -> Entry:
        """The entry after, or before if it went."""
        return _either(self.before, self.after)

    @property
    def difference(self) -> Difference:
        """What happened to the entry."""
        if self.before is None:
            return Difference.ADDED
        if self.after is None:
            return Difference.REMOVED
        return Difference.CHANGED if self.fields else Difference.UNCHANGED

    @property
    def role(self) -> str:
        """The role by name."""
        return role_name(self.entry.role_id)

    @property
    def kind(self) -> str:
        """Permanent or eligible, or from which to which."""
        kinds = [kind_of(each).value for each in (self.before, self.after) if each]
        return " → ".join(dict.fromkeys(kinds))


@dataclass(frozen=True)
class Diff:
    """What becomes of each entry when one side takes the place of the other."""

    before: Side
    after: Side
    pairs: tuple[Pair, ...]
    """Every entry of both sides, by principal, then role."""
    general_marks: tuple[Mark, ...]
    """What is risky about the change, but about no single entry."""

    @property
    def differs(self) -> bool:
        """Whether anything changes."""
        return any(each.difference is not Difference.UNCHANGED for each in self.pairs)

    def only(self, difference: Difference) -> tuple[Pair, ...]:
        """Return the entries to which this happens."""
        return tuple(each for each in self.pairs if each.difference is difference)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Everything risky, the gravest first."""
        return in_order(
            [*self.general_marks, *(mark for each in self.pairs for mark in each.marks)]
        )


def diff(before: Side, after: Side) -> Diff:
    """Compare two sets of authorizations."""
    judge = Judge(before.entries, after.entries)
    label = _labels([*before.entries, *after.entries])
    pairs = [_pair(*both, label, judge) for both in _matched(before.entries, after.entries)]
    pairs.sort(key=_order)
    return Diff(before, after, tuple(pairs), judge.as_a_whole())


_Both = tuple[Entry | None, Entry | None]
_Label = Callable[[Entry], str]


def _matched(left: Sequence[Entry], right: Sequence[Entry]) -> list[_Both]:
    found: list[_Both] = []
    for key in (identity, lambda entry: (*holding(entry), kind_of(entry)), holding):
        matched, left, right = _match(left, right, key)
        found += matched
    return [*found, *((each, None) for each in left), *((None, each) for each in right)]


def _match(
    left: Sequence[Entry], right: Sequence[Entry], key: Callable[[Entry], Hashable]
) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    """Match entries with equal keys, the first with the first.

    Returns:
        The pairs, and what is left on each side, in its order.
    """
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for at, each in enumerate(left):
        waiting[key(each)].append(at)
    pairs, rest = [], []
    for each in right:
        if equals := waiting.get(key(each)):
            pairs.append((left[equals.popleft()], each))
        else:
            rest.append(each)
    return pairs, [left[at] for at in sorted(at for each in waiting.values() for at in each)], rest


def _pair(before: Entry | None, after: Entry | None, label: _Label, judge: Judge) -> Pair:
    who = label(_either(before, after))
    if before and after:
        fields = _changes(before, after)
        return Pair(before, after, who, fields, judge.of(before, after) if fields else ())
    return Pair(before, after, who, (), judge.of(before, after))


def _either(before: Entry | None, after: Entry | None) -> Entry:
    found = after or before
    assert found is not None, "a pair has at least one entry"
    return found


def _changes(before: Entry, after: Entry) -> tuple[FieldChange, ...]:
    old, new = facts(before), facts(after)
    return tuple(
        _change(field, old.get(field), new.get(field))
        for field in EntryField
        if old.get(field) != new.get(field)
    )


def _change(field: EntryField, before: Fact | None, after: Fact | None) -> FieldChange:
    """Say a change in usual words, or exactly where these are the same before and after."""
    usual, exact = (
        [_ABSENT if each is None else say(field, each, exact=exact) for each in (before, after)]
        for exact in (False, True)
    )
    return FieldChange(field, *(usual if usual[0] != usual[1] else exact))


def _labels(entries: Iterable[Entry]) -> _Label:
    """Return what names a principal so that no other has that name."""
    owners = defaultdict(set)
    for each in entries:
        owners[each.display_name.casefold()].add(same_id(each.principal_id))

    def label(entry: Entry) -> str:
        name = entry.display_name
        if name and len(owners[name.casefold()]) > 1:
            return f"{name} ({entry.principal_id[:_START]})"
        return name or entry.principal_id

    return label


def _order(pair: Pair) -> tuple[str, ...]:
    return (
        collation(pair.who),
        same_id(pair.entry.principal_id),
        collation(pair.role),
        pair.kind,
    )
