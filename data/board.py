"""The update board: which customer is on which version of which plan, and what is newer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from data.known import PlanRead
from data.models import PlanKey, version_number
from data.rows import ScopeRow, Shown

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

    @property
    def key(self) -> str:
        """What identifies this row."""
        return f"{self.tenant_id}/{self.plan.identifier if self.plan else TEMPLATE}"

    @property
    def offer(self) -> str:
        """``product/plan``, or that there is no plan."""
        return self.plan.short if self.plan else TEMPLATE

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
    def latest(self) -> str:
        """The highest version that is known; empty when none is."""
        return self.furthest.status.latest

    @property
    def source(self) -> str:
        """Who says so: marketplace, library, or a customer that accepted it."""
        return self.furthest.status.source

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


def board(scopes: Iterable[ScopeRow], plans: Mapping[PlanKey, PlanRead]) -> list[UpdateRow]:
    """Return a row for each customer and plan.

    Args:
        scopes: Every scope, by customer; those of other providers and leftovers do not count.
        plans: When we first saw which version.
    """
    groups: dict[tuple[str, PlanKey | None], list[ScopeRow]] = defaultdict(list)
    for row in scopes:
        if row.delegation and row.definition and not row.is_foreign:
            plan = row.definition.plan
            groups[row.tenant_id, plan.key if plan else None].append(row)
    return [
        UpdateRow(tenant, held[0].customer, plan, tuple(held), _since(plan, held, plans))
        for (tenant, plan), held in groups.items()
    ]


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
