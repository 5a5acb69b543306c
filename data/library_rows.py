"""The list of the library: every draft and version, by offer and plan, with what lint says of it.

Versions that Azure shows and the library does not hold are in it, too: a draft can start from one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as copied
from functools import cached_property, lru_cache

from msgspec.structs import replace

from data.drafts import plan_of
from data.lint.accepting import Sorted, split
from data.lint.around import context_of_plan
from data.lint.engine import lint
from data.lint.rule import Finding
from data.lint.subject import Context
from data.listings import version_order
from data.live import shape_of
from data.models import PlanKey, same_id, version_number
from data.plan_states import PlanState, Publications, state_of, state_words
from data.plans import Plan, is_version_of, plan_from_version, plan_key
from data.query import collation
from data.rows import VersionRow
from data.snapshot import Snapshot

_KEPT = 1_000
"""Plans of which the findings are remembered; a library of 200 is shown again and again."""


@dataclass(frozen=True)
class LibraryRow:
    """A draft or a version of a plan."""

    key: str
    """The plan's id; of one that only Azure shows, its marketplace identifier."""
    plan: Plan
    """Without an id when only Azure shows it: it can be read, compared, and started from."""
    state: PlanState
    words: str
    """The state in words."""
    customers: int
    """How many customers accepted this version."""
    find: Callable[[], tuple[Finding, ...]] = field(compare=False)
    """Runs lint."""
    shares_version: bool = False
    """Whether another row is of the same version of the same plan, under another name."""

    @property
    def is_kept(self) -> bool:
        """Whether the library holds it; otherwise it was only seen in Azure."""
        return bool(self.plan.id)

    @cached_property
    def findings(self) -> Sorted:
        """What lint says, told by whether somebody accepted it; looked up when first shown."""
        return split(self.plan, self.find())

    @property
    def is_checked(self) -> bool:
        """Whether the findings were looked up already."""
        return "findings" in self.__dict__


def publications_in(snapshot: Snapshot) -> Publications:
    """Return what is published, as recorded and as Azure shows it."""
    return Publications(snapshot.library.versions, snapshot.versions.rows)


def lint_context(plan: Plan, snapshot: Snapshot, *, is_published: bool) -> Context:
    """Return what lint looks at beside a plan of the library."""
    context = context_of_plan(plan, snapshot)
    if not is_published:
        return context
    # A version is not above itself, and what it is cannot be refused any more.
    return replace(context, last_published="", was_public=False)


def library_rows(snapshot: Snapshot) -> list[LibraryRow]:
    """Return every draft and version: by offer, then plan, the highest version first."""
    seen = {(row.plan, row.version): row for row in snapshot.versions.rows if not row.plan.preview}
    publications = publications_in(snapshot)
    lookup = _Lookup(snapshot, publications)
    rows = [lookup.row(plan, plan.id, _customers(plan, seen)) for plan in snapshot.plans]
    known = {
        (key, version)
        for key, version in seen
        for plan in lookup.named.get((key.product, key.plan), ())
        if is_version_of(key, plan) and _is(version, plan) and publications.of(plan)
    }
    rows += (
        lookup.row(plan, row.key, row.customers)
        for at, row in seen.items()
        if at not in known and (plan := lookup.shown(*at))
    )
    rows = _told_apart(rows)
    rows.sort(key=lambda row: version_order(row.plan.version), reverse=True)
    rows.sort(key=lambda row: group_of(row.plan))
    return rows


def _told_apart(rows: list[LibraryRow]) -> list[LibraryRow]:
    """Mark what only its name tells apart from another row."""
    names: dict[Hashable, set[str]] = defaultdict(set)
    for row in rows:
        names[_version_of(row.plan)].add(row.plan.name)
    return [
        copied(row, shares_version=True) if len(names[_version_of(row.plan)]) > 1 else row
        for row in rows
    ]


def _version_of(plan: Plan) -> Hashable:
    return same_id(plan.offer_id), same_id(plan.plan_id), plan.version


class _Lookup:
    """Makes rows that know how to run lint, in the light of all that is around each plan."""

    def __init__(self, snapshot: Snapshot, publications: Publications) -> None:
        self._snapshot, self._publications = snapshot, publications
        versions = snapshot.known.plan_versions
        self._listed = {(each.plan.key, each.plan.version): each for each in versions}
        self.named: dict[tuple[str, str], list[Plan]] = defaultdict(list)
        self._offers: dict[str, list[Plan]] = defaultdict(list)
        self._tokens: dict[str, object] = {}
        for plan in snapshot.plans:
            self.named[plan_key(plan)[1:3]].append(plan)
            self._offers[same_id(plan.offer_id)].append(plan)

    def row(self, plan: Plan, key: str, customers: int) -> LibraryRow:
        """Return the row of a plan."""
        state = state_of(plan, self._publications)
        words = state_words(plan, self._publications)
        return LibraryRow(key, plan, state, words, customers, lambda: self._findings(plan))

    def shown(self, key: PlanKey, version: str) -> Plan | None:
        """Return what Azure shows of a version: as published, or as a customer accepted it."""
        if found := self._listed.get((key, version)):
            return plan_from_version(found)
        held = self._snapshot.live.by_version.get((key, version))
        return plan_of(held) if held else None

    def _findings(self, plan: Plan) -> tuple[Finding, ...]:
        is_published = self._publications.of(plan) is not None
        context = lint_context(plan, self._snapshot, is_published=is_published)
        around = (
            context.national_cloud,
            context.last_published,
            context.is_published,
            context.was_public,
            self._beside(same_id(plan.offer_id)),
            self._snapshot.meta.roles_read_at,
        )
        return _memory.findings(plan, around, context)

    def _beside(self, offer_id: str) -> object:
        """Return what stands for the plans of an offer, as far as rules about others look."""
        if offer_id not in self._tokens:
            plans = self._offers.get(offer_id, ())
            self._tokens[offer_id] = _token(tuple(map(_told, plans)))
        return self._tokens[offer_id]


class _Memory:
    """What lint found, as long as the same is live; it would keep old syncs alive otherwise."""

    def __init__(self) -> None:
        # Together, since lint runs in several threads: what one finds never stays for other data.
        self._live_and_found: tuple[object, dict[Hashable, tuple[Finding, ...]]] = None, {}

    def findings(self, plan: Plan, around: Hashable, context: Context) -> tuple[Finding, ...]:
        """Run lint, unless it ran on the same plan with the same around it."""
        live, found = self._live_and_found
        if context.live is not live or len(found) >= _KEPT:
            found = {}
            self._live_and_found = context.live, found
        key = plan, around
        if key not in found:
            found[key] = lint(plan, context)
        return found[key]


_memory = _Memory()


@lru_cache(_KEPT)
def _token(told: Hashable) -> object:
    """Return one object for all equal values, which is quick to compare."""
    return object()


def _told(plan: Plan) -> Hashable:
    """Return what rules about another plan of the offer look at."""
    ids = plan.id, plan.publisher_id, plan.plan_id, plan.managing_tenant_id
    return *ids, plan.name, plan.visibility, plan.archived, shape_of(plan)


def _customers(plan: Plan, seen: Mapping[tuple[PlanKey, str], VersionRow]) -> int:
    return sum(
        row.customers
        for (key, version), row in seen.items()
        if _is(version, plan) and is_version_of(key, plan)
    )


def _is(version: str, plan: Plan) -> bool:
    number = version_number(version)
    return version == plan.version or (
        number is not None and number == version_number(plan.version)
    )


def group_of(plan: Plan) -> tuple[bool, str, str, str]:
    """Return what the versions of one plan have in common; the first two, the plans of an offer."""
    is_template = not (plan.offer_id or plan.plan_id)
    name = collation(plan.name) if is_template else ""
    return is_template, same_id(plan.offer_id), same_id(plan.plan_id), name
