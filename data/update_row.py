"""A row of the update board: what one customer accepted of one plan, and what is newer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from data.ledger import RolloutEntry
from data.models import PlanKey, version_number
from data.plans import Plan
from data.rollout import Progress
from data.rows import BEHIND, Kind, ScopeRow, Shown
from data.templates import standard_key
from data.updates import LIBRARY

TEMPLATE = "template"
UNREAD = "not read"


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
    azure_name: str = ""
    """The customer's name at Azure, which it knows itself; empty when Azure gives none."""
    note: str = ""
    """What was noted here about the customer."""

    @property
    def key(self) -> str:
        """What identifies this row."""
        return f"{self.tenant_id}/{self.group}"

    @property
    def group(self) -> str:
        """What it has in common with the rows of other customers."""
        if self.subject:
            return self.subject.identifier
        return UNREAD if self.is_unread else TEMPLATE

    @property
    def is_unread(self) -> bool:
        """Whether these are subscriptions of which nothing was ever read."""
        return self.scopes[0].kind is Kind.UNKNOWN

    @property
    def offer(self) -> str:
        """``product/plan``, or that there is no plan."""
        if self.plan:
            return self.plan.short
        if self.is_unread:
            return UNREAD
        return f"{TEMPLATE}: {self.standard.name}" if self.standard else TEMPLATE

    @property
    def subject(self) -> PlanKey | None:
        """What the customer is told of: the plan, or the standard that its template follows."""
        return standard_key(self.standard) if self.standard else self.plan

    @property
    def waiting(self) -> tuple[ScopeRow, ...]:
        """The scopes for which the customer has something to do."""
        return tuple(each for each in self.scopes if each.state in BEHIND)

    @property
    def deciding(self) -> ScopeRow:
        """A scope in the state that matters most; of those behind, the one that is so most."""
        return max(
            (each for each in self.scopes if each.state is self.beneath),
            key=lambda each: each.status.behind,
        )

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """The accepted versions, each once, the oldest first; those that are no n.n.n last."""
        return versions_of(self.scopes)

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


def versions_of(scopes: Iterable[ScopeRow]) -> tuple[str, ...]:
    """Return the accepted versions, each once, the oldest first; those that are no n.n.n last."""
    return tuple(sorted({each.version for each in scopes if each.version}, key=_version_order))


def _version_order(version: str) -> tuple[bool, tuple[int, ...], str]:
    number = version_number(version)
    return number is None, number or (), version
