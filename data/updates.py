"""Update status: is there a newer version of the plan that a delegation rests on?

Marketplace definitions and versions recorded as published in the library tell which version is the
latest. A version that a customer accepted proves only that it exists. What neither tells stays
unknown, it never becomes current.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from data.known import PlanRead
from data.models import Definition, MarketplacePlan, PlanKey, PlanVersion, version_number

MARKETPLACE = "marketplace"
LIBRARY = "library"
CUSTOMER = "a customer"

_Number = tuple[int, int, int]


class State(StrEnum):
    """How a delegation stands to the versions of its plan."""

    CURRENT = "current"
    PENDING = "pending"
    AHEAD = "ahead"
    TEMPLATE = "template"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Status:
    """The state of one delegation, and what it rests on."""

    state: State
    latest: str = ""
    """The highest version that is known; empty when none is."""
    behind: int = 0
    """How many known versions are higher than the accepted one."""
    source: str = ""
    """Which source spoke: marketplace, library, or a customer that accepted it."""
    asked_at: str = ""
    """When that source spoke (ISO 8601, UTC); empty where there is no such moment."""


@dataclass
class PlanEvidence:
    """All that is known about the versions of one plan."""

    published: set[_Number] = field(default_factory=set)
    """Versions that marketplace definitions list."""
    recorded: set[_Number] = field(default_factory=set)
    """Versions recorded as published in the library."""
    accepted: set[_Number] = field(default_factory=set)
    """Versions that a customer accepted: they exist, but may not be the latest."""
    asked_at: str = ""
    answered: bool = False
    """Whether the marketplace answered for this plan in the last sync."""

    def known(self) -> dict[_Number, str]:
        """Return every version, and who says that it exists."""
        sides = ((self.accepted, CUSTOMER), (self.recorded, LIBRARY), (self.published, MARKETPLACE))
        return {number: source for numbers, source in sides for number in numbers}


Evidence = Mapping[PlanKey, PlanEvidence]


def gather(
    definitions: Iterable[Definition],
    versions: Iterable[PlanVersion],
    plans: Iterable[PlanRead],
    recorded: Mapping[PlanKey, Iterable[str]],
) -> dict[PlanKey, PlanEvidence]:
    """Collect what is known about each plan.

    Args:
        definitions: Those that delegations rest on.
        versions: What marketplace definitions list.
        plans: When they answered for which plan.
        recorded: Versions recorded as published in the library.
    """
    found: dict[PlanKey, PlanEvidence] = defaultdict(PlanEvidence)
    for plan in plans:
        found[plan.key].asked_at, found[plan.key].answered = plan.asked_at, plan.answered
    for version in versions:
        if number := version_number(version.plan.version):
            found[version.plan.key].published.add(number)
    for definition in definitions:
        if definition.plan and (number := version_number(definition.plan.version)):
            found[definition.plan.key].accepted.add(number)
    for key, texts in recorded.items():
        found[key].recorded.update(filter(None, map(version_number, texts)))
    return dict(found)


def status(plan: MarketplacePlan | None, evidence: Evidence) -> Status:
    """Tell how an accepted version stands.

    The preview audience may be offered what everybody is, but not the other way round.
    """
    if plan is None:
        return Status(State.TEMPLATE)
    number = version_number(plan.version)
    if number is None:
        return Status(State.UNKNOWN)
    own = evidence.get(plan.key, PlanEvidence())
    ordinary = evidence.get(plan.key.ordinary, PlanEvidence())
    known = ordinary.known() | own.known()
    higher = [each for each in known if each > number]
    if not higher:
        return _highest(number, own, ordinary.recorded)
    latest = max(higher)
    asked = own if latest in own.published else ordinary
    source = known[latest]
    asked_at = asked.asked_at if source == MARKETPLACE else ""
    return Status(State.PENDING, _text(latest), len(higher), source, asked_at)


def _highest(number: _Number, own: PlanEvidence, recorded: set[_Number]) -> Status:
    """Tell the state of a version above which none is known."""
    latest = _text(number)
    if number in own.published and own.answered:
        return Status(State.CURRENT, latest, 0, MARKETPLACE, own.asked_at)
    if number in recorded:
        return Status(State.CURRENT, latest, 0, LIBRARY)
    if number not in own.published and own.published and own.answered:
        return Status(State.AHEAD, latest, 0, MARKETPLACE, own.asked_at)
    if number not in own.published and recorded:
        return Status(State.AHEAD, latest, 0, LIBRARY)
    return Status(State.UNKNOWN, latest)


def _text(number: _Number) -> str:
    return ".".join(map(str, number))
