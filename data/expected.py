"""Customers that should be there: how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.ledger import ExpectedCustomer
from data.models import PlanKey
from data.rows import ScopeRow, Shown


class Arrival(StrEnum):
    """How far an expected customer is."""

    NOT_INVITED = "not invited"
    """No day of an invitation is noted, and nothing is delegated."""
    INVITED = "invited"
    """There was no sync on a day after the invitation."""
    NOTHING_VISIBLE = "nothing visible yet"
    """A sync after the invitation found nothing delegated."""
    FAILED = "failed"
    """What it delegated did not go through."""
    NO_PLAN = "no plan"
    """It delegated by a template, although a plan is expected."""
    OTHER_PLAN = "other plan"
    """It delegated, but not under the plan that is expected."""
    DELEGATED = "delegated"


@dataclass(frozen=True)
class Found:
    """What is there of an expected customer."""

    arrival: Arrival
    scopes: tuple[ScopeRow, ...] = ()
    """What it delegated to us, failed ones left out."""

    @property
    def plans(self) -> tuple[PlanKey, ...]:
        """The plans under which it delegated, each once."""
        return tuple(sorted({plan for each in self.scopes if (plan := _plan(each))}))


def find(expected: ExpectedCustomer, rows: Iterable[ScopeRow], synced_at: str) -> Found:
    """Tell how far an expected customer is.

    Args:
        expected: The customer.
        rows: The scopes of its tenant; rows that could not be read again count as they were.
        synced_at: When the last sync ran (ISO 8601, UTC); empty when none did.
    """
    ours = [each for each in rows if each.delegation and not each.is_foreign]
    scopes = tuple(each for each in ours if each.state is not Shown.FAILED)
    if scopes:
        return Found(_under(expected.plan, scopes), scopes)
    if ours:
        return Found(Arrival.FAILED)
    if expected.invited_on is None:
        return Found(Arrival.NOT_INVITED)
    later = bool(synced_at) and date.fromisoformat(synced_at[:10]) > expected.invited_on
    return Found(Arrival.NOTHING_VISIBLE if later else Arrival.INVITED)


def _under(wanted: PlanKey | None, scopes: Iterable[ScopeRow]) -> Arrival:
    """Compare plans; a scope of which Azure hides the definition may be under any."""
    plans = {_plan(each) for each in scopes if each.definition}
    if wanted is None or wanted in plans or not plans:
        return Arrival.DELEGATED
    return Arrival.OTHER_PLAN if plans - {None} else Arrival.NO_PLAN


def _plan(row: ScopeRow) -> PlanKey | None:
    return row.definition.plan.key if row.definition and row.definition.plan else None
