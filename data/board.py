"""The update board: which customer is on which version of which plan, and what is newer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from data.known import PlanRead
from data.ledger import RolloutEntry
from data.models import PlanKey, version_number
from data.plans import Plan
from data.rollout import Progress, Tracking, tell
from data.rows import BEHIND, ScopeRow, Shown
from data.templates import standard_key
from data.updates import LIBRARY

TEMPLATE = "template"


@dataclass(frozen=True)
class Since:
    """When a newer version was first seen."""

    moment: str
    """ISO 8601, UTC."""
    at_first_look: bool
    """Whether it was there when we first met the plan: it may be older than that."""


@dataclass(frozen=True)
class UpdateRow:
    """What one customer has accepted of one plan; or its templates, which have no plan."""

    tenant_id: str
    customer: str
    plan: PlanKey | None
    """Nothing for templates."""
    scopes: tuple[ScopeRow, ...]
    """Where it is delegated to us."""
    since: Since | None = None
    """Since when it is behind; nothing when it is not."""
    standard: Plan | None = None
    """Of templates, the plan of the library that they should follow."""
    entry: RolloutEntry | None = None
    """What was noted of its way to the latest version."""
    progress: Progress | None = None
    """How far it is on that way; nothing when it is there and nothing was noted."""

    @property
    def key(self) -> str:
        """What identifies this row."""
        of = self.plan.identifier if self.plan else TEMPLATE
        return f"{self.tenant_id}/{of}{f':{self.standard.id}' if self.standard else ''}"

    @property
    def offer(self) -> str:
        """``product/plan``, or that there is no plan."""
        if self.plan:
            return self.plan.short
        return f"{TEMPLATE}: {self.standard.name}" if self.standard else TEMPLATE

    @property
    def subject(self) -> PlanKey | None:
        """What the customer is told of: the plan, or the standard that its template follows."""
        return standard_key(self.standard) if self.standard else self.plan

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """The accepted versions, each once, the oldest first; those that are no n.n.n last."""
        found = {each.version for each in self.scopes if each.version}
        return tuple(sorted(found, key=_version_order))

    @property
    def is_mixed(self) -> bool:
        """Whether its scopes are on several versions, as while an update is under way."""
        return len(self.versions) > 1

    @property
    def furthest(self) -> ScopeRow:
        """The scope that is behind most; any when none is."""
        return max(self.scopes, key=lambda each: each.status.behind)

    @property
    def behind(self) -> int:
        """How many versions the oldest accepted one is behind."""
        return self.furthest.status.behind

    @property
    def is_behind(self) -> bool:
        """Whether the customer has something to do, by the last known rows."""
        return self.beneath in BEHIND

    @property
    def latest(self) -> str:
        """The highest version that is known; empty when none is."""
        return self.standard.version if self.standard else self.furthest.status.latest

    @property
    def source(self) -> str:
        """Who says so: marketplace, library, or a customer that accepted it."""
        return LIBRARY if self.standard else self.furthest.status.source

    @property
    def asked_at(self) -> str:
        """When that source spoke (ISO 8601, UTC); empty where there is no such moment."""
        return self.furthest.status.asked_at

    @cached_property
    def shown(self) -> Shown:
        """The state that lists show."""
        return Shown.STALE if any(each.stale for each in self.scopes) else self.beneath

    @cached_property
    def beneath(self) -> Shown:
        """The state that matters most among those of its scopes, stale or not."""
        found = {each.state for each in self.scopes}
        return next(each for each in Shown if each in found)


def board(
    scopes: Iterable[ScopeRow], plans: Mapping[PlanKey, PlanRead], tracking: Tracking
) -> list[UpdateRow]:
    """Return a row for each customer and plan, or standard that its templates follow.

    Args:
        scopes: Every scope, by customer; those of other providers and leftovers do not count.
        plans: When we first saw which version.
        tracking: Who was told what.
    """
    groups: dict[tuple[str, PlanKey | None, str], list[ScopeRow]] = defaultdict(list)
    for row in scopes:
        if row.delegation and row.definition and not row.is_foreign:
            plan = row.definition.plan
            standard = row.compared.standard if row.compared else None
            key = (row.tenant_id, plan.key if plan else None, standard.id if standard else "")
            groups[key].append(row)
    return [
        _tracked(_row(tenant, plan, tuple(held), plans), tracking)
        for (tenant, plan, _), held in groups.items()
    ]


def new_entry(row: UpdateRow) -> RolloutEntry | None:
    """Return what is noted of a row's way to its latest version; nothing where there is none."""
    if row.subject is None or not row.latest:
        return None
    return row.entry or RolloutEntry(row.tenant_id, row.subject, row.latest)


def told_today(row: UpdateRow, today: date) -> RolloutEntry | None:
    """Return the same, with the customer told today."""
    entry = new_entry(row)
    return tell(entry, today) if entry else None


def _row(
    tenant: str,
    plan: PlanKey | None,
    held: tuple[ScopeRow, ...],
    plans: Mapping[PlanKey, PlanRead],
) -> UpdateRow:
    standard = held[0].compared.standard if held[0].compared else None
    return UpdateRow(tenant, held[0].customer, plan, held, _since(plan, held, plans), standard)


def _tracked(row: UpdateRow, tracking: Tracking) -> UpdateRow:
    """Return the row with what was noted of its way to the latest version, if it has one."""
    blank = new_entry(row)
    if blank is None:
        return row
    entry = tracking.entry(blank)
    if entry is None and not row.is_behind:
        return row
    return replace(row, entry=entry, progress=tracking.progress(entry or blank))


def _since(
    plan: PlanKey | None, held: Iterable[ScopeRow], plans: Mapping[PlanKey, PlanRead]
) -> Since | None:
    """Return when the first version above the oldest accepted one was first seen."""
    numbers = [number for each in held if (number := version_number(each.version))]
    if plan is None or not numbers:
        return None
    oldest = min(numbers)
    found: list[Since] = []
    for key in {plan, plan.ordinary}:
        seen = plans[key].seen if key in plans else ()
        first = min((each.first_seen for each in seen), default="")
        found += [
            Since(each.first_seen, each.first_seen == first)
            for each in seen
            if (version_number(each.version) or ()) > oldest
        ]
    return min(found, key=lambda each: each.moment, default=None)


def _version_order(version: str) -> tuple[bool, tuple[int, ...], str]:
    number = version_number(version)
    return number is None, number or (), version
