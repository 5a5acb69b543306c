"""Template customers against the standard plan that they should follow.

A definition that came by a template names no plan, so only its authorizations can be compared.
To bring it up to date, the customer deploys the standard's template again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from data.entries import Entry, identity
from data.ledger import TemplateLink
from data.models import Definition, PlanKey
from data.plans import Plan


class Likeness(StrEnum):
    """How a template customer's definition compares with its standard."""

    SAME = "as the standard"
    DIFFERENT = "differs from the standard"
    NOT_LINKED = "not linked"
    """Nobody said which standard it follows."""
    GONE = "its standard is gone"
    """It is linked to a plan that is no longer in the library."""


@dataclass(frozen=True)
class Compared:
    """What the comparison found."""

    likeness: Likeness
    standard: Plan | None = None
    """The plan that it follows."""


def standard_key(plan: Plan) -> PlanKey:
    """Return what stands for a standard plan where otherwise a marketplace plan does."""
    return PlanKey("", "", plan.id)


class Standards:
    """The standard plans, and who follows which."""

    def __init__(self, links: Iterable[TemplateLink], plans: Iterable[Plan]) -> None:
        self._links = {(each.tenant_id, each.definition_key): each.plan_id for each in links}
        self._plans = {each.id: each for each in plans}

    def compare(self, tenant_id: str, definition: Definition) -> Compared:
        """Compare a definition without a marketplace plan with the standard that it follows.

        A link of the definition itself comes before one for all of the customer's.
        """
        plan_id = self._links.get((tenant_id, definition.key)) or self._links.get((tenant_id, ""))
        if plan_id is None:
            return Compared(Likeness.NOT_LINKED)
        standard = self._plans.get(plan_id)
        if standard is None:
            return Compared(Likeness.GONE)
        same = _meaning((*definition.authorizations, *definition.eligible)) == _meaning(
            (*standard.authorizations, *standard.eligible)
        )
        return Compared(Likeness.SAME if same else Likeness.DIFFERENT, standard)


def _meaning(entries: Iterable[Entry]) -> set[tuple[object, ...]]:
    return {identity(each) for each in entries}
