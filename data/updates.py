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
CUSTOMER = "another customer"

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
    """Which source spoke: marketplace, library, or another customer."""
    asked_at: str = ""
    """When that source spoke (ISO 8601, UTC); empty where there is no such moment."""


@dataclass
class PlanEvidence:
    """All that is known about the versions of one plan."""

    published: dict[_Number, MarketplacePlan] = field(default_factory=dict)
    """Versions that marketplace definitions list."""
    preview: dict[_Number, MarketplacePlan] = field(default_factory=dict)
    """The same for the preview audience's copy."""
    recorded: set[_Number] = field(default_factory=set)
    """Versions recorded as published in the library."""
    accepted: dict[_Number, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Which customers accepted which version."""
    accepted_preview: dict[_Number, set[str]] = field(default_factory=lambda: defaultdict(set))
    asked_at: str = ""
    answered: bool = False
    """Whether the marketplace answered for this plan in the last sync."""

    def known(self, customer: str, *, preview: bool) -> dict[_Number, str]:
        """Return every version that a customer could be offered, and who says so."""
        found: dict[_Number, str] = {}
        sides = [self.accepted, self.accepted_preview] if preview else [self.accepted]
        for side in sides:
            others = (number for number, who in side.items() if who - {customer})
            found |= dict.fromkeys(others, CUSTOMER)
        found |= dict.fromkeys(self.recorded, LIBRARY)
        found |= dict.fromkeys(self.published, MARKETPLACE)
        if preview:
            found |= dict.fromkeys(self.preview, MARKETPLACE)
        return found


def gather(
    definitions: Iterable[tuple[str, Definition]],
    versions: Iterable[PlanVersion],
    plans: Iterable[PlanRead],
    recorded: Mapping[PlanKey, Iterable[str]],
) -> dict[PlanKey, PlanEvidence]:
    """Collect what is known about each plan.

    Args:
        definitions: Customer's tenant id and each definition that a delegation rests on.
        versions: What marketplace definitions list.
        plans: When they answered for which plan.
        recorded: Versions recorded as published in the library.
    """
    found: dict[PlanKey, PlanEvidence] = defaultdict(PlanEvidence)
    for plan in plans:
        found[plan.key].asked_at, found[plan.key].answered = plan.asked_at, plan.answered
    for version in versions:
        evidence, number = found[version.plan.key], version_number(version.plan.version)
        if number:
            listed = evidence.preview if version.plan.is_preview else evidence.published
            listed[number] = version.plan
    for customer, definition in definitions:
        if definition.plan and (number := version_number(definition.plan.version)):
            evidence = found[definition.plan.key]
            preview = definition.plan.is_preview
            (evidence.accepted_preview if preview else evidence.accepted)[number].add(customer)
    for key, texts in recorded.items():
        found[key].recorded.update(filter(None, map(version_number, texts)))
    return dict(found)


def status(customer: str, plan: MarketplacePlan | None, evidence: PlanEvidence | None) -> Status:
    """Tell how one customer's accepted version stands."""
    if plan is None:
        return Status(State.TEMPLATE)
    number = version_number(plan.version)
    if number is None or evidence is None:
        return Status(State.UNKNOWN)
    known = evidence.known(customer, preview=plan.is_preview)
    higher = [each for each in known if each > number]
    if higher:
        latest = max(higher)
        source = known[latest]
        return Status(State.PENDING, _text(latest), len(higher), source, _asked(evidence, source))
    return _highest(number, plan, evidence, _text(max([*known, number])))


def _highest(number: _Number, plan: MarketplacePlan, evidence: PlanEvidence, latest: str) -> Status:
    """Tell the state of a version above which none is known."""
    listed = evidence.published | (evidence.preview if plan.is_preview else {})
    if number in listed and evidence.answered:
        return Status(State.CURRENT, latest, 0, MARKETPLACE, evidence.asked_at)
    if number in evidence.recorded:
        return Status(State.CURRENT, latest, 0, LIBRARY)
    if number not in listed and evidence.answered and listed:
        return Status(State.AHEAD, latest, 0, MARKETPLACE, evidence.asked_at)
    if number not in listed and evidence.recorded:
        return Status(State.AHEAD, latest, 0, LIBRARY)
    return Status(State.UNKNOWN, latest)


def _asked(evidence: PlanEvidence, source: str) -> str:
    return evidence.asked_at if source == MARKETPLACE else ""


def _text(number: _Number) -> str:
    return ".".join(map(str, number))
