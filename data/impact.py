"""Whom a version of a plan reaches once it is accepted, and what they gain and lose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from data.diff import Diff, Difference, Pair, diff
from data.entries import Side, holding, identity
from data.marks import Mark, in_order
from data.models import Authorization, EligibleAuthorization, PlanKey, version_number
from data.plans import Plan
from data.query import collation
from data.rows import ScopeRow, Shown
from data.templates import standard_key


@dataclass(frozen=True)
class Reached:
    """Scopes for which the new version means the same."""

    plan: PlanKey
    """The plan that they accepted; the preview's copy may be brought to what everybody gets."""
    version: str
    """The version that they accepted."""
    diff: Diff
    """From what they have, by the last known rows, to the new version."""
    scopes: tuple[ScopeRow, ...]

    @property
    def stale(self) -> int:
        """How many of the scopes are not as the last sync found them."""
        return sum(each.stale is not None for each in self.scopes)


@dataclass(frozen=True)
class CustomerReached:
    """What the new version means for one customer."""

    tenant_id: str
    name: str
    parts: tuple[Reached, ...]
    """One for each state that its scopes are in, with its own scopes only."""


@dataclass(frozen=True)
class Shift:
    """One thing that somebody gains, loses, or holds otherwise, and where."""

    pair: Pair
    customers: int
    scopes: int


@dataclass(frozen=True)
class Impact:
    """Whom a version reaches: the customers on an older version of its plan."""

    plan: PlanKey
    title: str
    """What reaches them."""
    groups: tuple[Reached, ...]
    """By accepted version, the oldest first."""
    unclear: tuple[ScopeRow, ...]
    """Scopes whose version cannot be compared, since one of the two is no ``n.n.n``."""

    @property
    def scopes(self) -> int:
        """How many scopes it reaches."""
        return sum(len(each.scopes) for each in self.groups)

    @property
    def stale(self) -> int:
        """How many of them are not as the last sync found them."""
        return sum(each.stale for each in self.groups)

    @cached_property
    def customers(self) -> tuple[CustomerReached, ...]:
        """Whom it reaches, by name."""
        parts: dict[str, list[Reached]] = defaultdict(list)
        for group in self.groups:
            own: dict[str, list[ScopeRow]] = defaultdict(list)
            for row in group.scopes:
                own[row.tenant_id].append(row)
            for tenant, rows in own.items():
                parts[tenant].append(Reached(group.plan, group.version, group.diff, tuple(rows)))
        found = [
            CustomerReached(tenant, theirs[0].scopes[0].customer, tuple(theirs))
            for tenant, theirs in parts.items()
        ]
        return tuple(sorted(found, key=lambda each: (collation(each.name), each.tenant_id)))

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """Who gains and loses what; what concerns most customers first."""
        pairs: dict[Hashable, Pair] = {}
        tenants: dict[Hashable, set[str]] = defaultdict(set)
        scopes: Counter[Hashable] = Counter()
        for group in self.groups:
            there = {row.tenant_id for row in group.scopes}
            for pair in group.diff.pairs:
                if pair.difference is not Difference.UNCHANGED:
                    key = _shift_key(pair)
                    pairs.setdefault(key, pair)
                    tenants[key] |= there
                    scopes[key] += len(group.scopes)
        found = [Shift(pair, len(tenants[key]), scopes[key]) for key, pair in pairs.items()]
        return tuple(sorted(found, key=lambda each: (-each.customers, -each.scopes)))

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Everything risky for anybody, the gravest first."""
        return in_order(mark for each in self.groups for mark in each.diff.marks)


_TEMPLATE = "template"
"""What stands for the version of what was deployed."""


class _Accepted(NamedTuple):
    """What a scope is on."""

    plan: PlanKey
    version: str
    authorizations: tuple[Authorization, ...]
    eligible: tuple[EligibleAuthorization, ...]

    def as_side(self) -> Side:
        title = f"{self.plan.short} {self.version}"
        return Side(title, self.authorizations, self.eligible)


def impact(plan: PlanKey, version: str, offered: Side, rows: Iterable[ScopeRow]) -> Impact:
    """Tell what happens once everybody accepts a version of a plan.

    Args:
        plan: The plan. Its preview's copy concerns only those who accepted that copy; what
            everybody is offered concerns them as well.
        version: The version, published or a draft.
        offered: What it contains.
        rows: The scopes of a snapshot. Those of other providers do not count, nor do definitions
            that nothing is delegated under.
    """
    number = version_number(version)
    older: dict[_Accepted, list[ScopeRow]] = defaultdict(list)
    unclear = []
    for row in rows:
        accepted = _accepted(row)
        if accepted is None or (accepted.plan != plan and accepted.plan.ordinary != plan):
            continue
        has = version_number(accepted.version)
        if number is None or has is None:
            unclear.append(row)
        elif has < number:
            older[accepted].append(row)
    return Impact(plan, offered.title, _groups(older, offered), tuple(unclear))


def _accepted(row: ScopeRow) -> _Accepted | None:
    """Return what our delegation rests on; nothing for templates and all that is not ours."""
    held = row.definition
    if held is None or held.plan is None or row.delegation is None or row.is_foreign:
        return None
    return _Accepted(held.plan.key, held.plan.version, held.authorizations, held.eligible)


def _groups(older: Mapping[_Accepted, Sequence[ScopeRow]], offered: Side) -> tuple[Reached, ...]:
    """Put together what means the same, however it is spelled and ordered."""
    alike: dict[Hashable, list[_Accepted]] = defaultdict(list)
    for each in older:
        counts = Counter(map(identity, each.as_side().entries))
        alike[each.plan, each.version, frozenset(counts.items())].append(each)
    found = [
        Reached(
            first.plan,
            first.version,
            diff(first.as_side(), offered),
            tuple(row for each in (first, *others) for row in older[each]),
        )
        for first, *others in alike.values()
    ]
    return tuple(sorted(found, key=_group_order))


def _group_order(group: Reached) -> tuple[tuple[int, ...], str, PlanKey, int]:
    number = version_number(group.version) or ()
    return number, group.version, group.plan, -len(group.scopes)


def _shift_key(pair: Pair) -> Hashable:
    """Return what is equal for the same thing at several customers."""
    return pair.difference, holding(pair.entry), pair.kind, pair.fields, pair.marks


def impact_of_draft(plan: Plan, title: str, rows: Sequence[ScopeRow]) -> Impact:
    """Tell what happens once everybody accepts a draft, or deploys it again as their standard.

    A draft without a publisher is taken for the plan of its ids that customers accepted.

    Args:
        plan: The draft.
        title: What it is called.
        rows: The scopes of a snapshot.
    """
    offered = Side.of(title, plan)
    following: dict[_Accepted, list[ScopeRow]] = defaultdict(list)
    for row in rows:
        standard = row.compared.standard if row.compared else None
        if standard and standard.id == plan.id and row.state is Shown.DIFFERS and row.definition:
            held = row.definition
            key = standard_key(plan)
            accepted = _Accepted(key, _TEMPLATE, held.authorizations, held.eligible)
            following[accepted].append(row)
    if following:
        return Impact(standard_key(plan), title, _groups(following, offered), ())
    found = impact(_key_of(plan, rows), plan.version, offered, rows)
    return replace(found, title=title)


def _key_of(plan: Plan, rows: Iterable[ScopeRow]) -> PlanKey:
    keys = {
        each.definition.plan.key.ordinary
        for each in rows
        if each.definition and each.definition.plan and not each.is_foreign
    }
    named = PlanKey(plan.publisher_id.lower(), plan.offer_id, plan.plan_id)
    alike = (each for each in sorted(keys) if each[1:] == named[1:])
    return named if plan.publisher_id else next(alike, named)
