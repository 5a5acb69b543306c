"""Where Resource Graph's word is not enough.

Its rows come late, and what they hold for a provider is not documented. A row that it does not
show is no proof that a delegation is gone, and a plan that it does not show no proof of a
template. Both readers that ask it must know these places: one marks them, the other looks again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from data.azure.reading import Reading
from data.known import Known
from data.models import Definition, Delegation, same_id, version_number

SKIPPED = "Resource Graph shows no delegation there, although we can see the subscription."
VANISHED = "Resource Graph does not show a delegation that was there; that is no proof."
WENT_BACK = "Resource Graph shows an older version than was accepted there before."
INCOMPLETE = "Resource Graph shows a delegation without the definition that it rests on."
CONTRADICTED = (
    "Resource Graph shows a delegation to us, but the subscription names no such manager."
)
NO_PLAN = "Resource Graph does not show which plan the definition came from, if any."


@dataclass
class _Side:
    """What one subscription holds."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    delegations: dict[str, Delegation] = field(default_factory=dict)


def doubts(reading: Reading, before: Known | None, managing_tenant_id: str) -> dict[str, str]:
    """Return the subscriptions about which Resource Graph leaves a doubt, and the doubt.

    Args:
        reading: What Resource Graph showed, and of which subscriptions it should have spoken.
        before: What was known before, if anything.
        managing_tenant_id: Whose plans matter.
    """
    now = _by_subscription(reading.definitions, reading.delegations)
    was = _by_subscription(before.definitions, before.delegations) if before else {}
    found: dict[str, str] = {}
    for each in reading.subscriptions:
        at = each.subscription_id
        nothing = _Side()
        for doubt in _at_one(now.get(at, nothing), was.get(at, nothing), managing_tenant_id):
            found.setdefault(at, doubt)
        if at in now and managing_tenant_id not in each.managed_by:
            found.setdefault(at, CONTRADICTED)
    return found


def _at_one(now: _Side, was: _Side, managing_tenant_id: str) -> Iterator[str]:
    """Yield the doubts at one subscription, the strongest first."""
    if was.delegations.keys() - now.delegations.keys():
        yield VANISHED
    if not now.definitions and not now.delegations:
        yield SKIPPED
    if any(_went_back(now.definitions[key], was.definitions[key]) for key in _shared(now, was)):
        yield WENT_BACK
    rests_on = {same_id(each.definition_id) for each in now.delegations.values()}
    if rests_on - now.definitions.keys():
        yield INCOMPLETE
    ours = (each for each in now.definitions.values() if _is_of(each, managing_tenant_id))
    if any(each.plan is None for each in ours):
        yield NO_PLAN


def _by_subscription(
    definitions: Iterable[Definition], delegations: Iterable[Delegation]
) -> Mapping[str, _Side]:
    sides: dict[str, _Side] = defaultdict(_Side)
    for definition in definitions:
        sides[definition.subscription_id].definitions[definition.key] = definition
    for delegation in delegations:
        sides[delegation.subscription_id].delegations[delegation.key] = delegation
    return sides


def _shared(now: _Side, was: _Side) -> Iterable[str]:
    return now.definitions.keys() & was.definitions.keys()


def _went_back(now: Definition, was: Definition) -> bool:
    if not now.plan or not was.plan:
        return now.plan is None and was.plan is not None
    return (version_number(now.plan.version) or ()) < (version_number(was.plan.version) or ())


def _is_of(definition: Definition, managing_tenant_id: str) -> bool:
    return definition.managing_tenant_id in ("", managing_tenant_id)
