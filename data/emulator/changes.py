"""Delegations that were added or taken away, as the activity logs tell of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.emulator.entities import Assignment, Subscription

if TYPE_CHECKING:
    from data.emulator.world import World


@dataclass(frozen=True)
class Change:
    """One of them."""

    subscription: Subscription
    assignment_id: str
    scope: str
    """What was delegated: a subscription's or a resource group's id."""
    managing_tenant: str
    added: bool
    at: datetime
    caller: str
    succeeded: bool = True


def added(subscription: Subscription, assignment: Assignment) -> Iterator[Change]:
    """Yield how an assignment came to be, where the world knows when that was."""
    if assignment.created_at:
        yield Change(
            subscription,
            assignment.id,
            assignment.scope,
            _managing(subscription, assignment),
            True,
            datetime.fromisoformat(assignment.created_at),
            assignment.created_by,
            assignment.state != "Failed",
        )


def removed(subscription: Subscription, assignment: Assignment, caller: str) -> Change:
    """Return that somebody takes an assignment away now."""
    managing = _managing(subscription, assignment)
    scope, now = assignment.scope, datetime.now(UTC)
    return Change(subscription, assignment.id, scope, managing, False, now, caller)


def standing(world: World) -> Iterator[Change]:
    """Yield how every assignment that stands now came to be."""
    for subscription in world.subscriptions.values():
        for assignment in subscription.assignments.values():
            yield from added(subscription, assignment)


def _managing(subscription: Subscription, assignment: Assignment) -> str:
    definition = subscription.definition_of(assignment)
    return definition.managing_tenant if definition else ""
