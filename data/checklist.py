"""How far a plan is on its way to the marketplace: what was ticked, what the program sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from msgspec import structs

from data.checklist_items import ITEMS, ITEMS_BY_ID, Item, Per
from data.errors import PlainError
from data.ledger import Checklist, Tick
from data.lint.around import context_of_plan, marketplace_keys
from data.lint.engine import lint
from data.lint.rule import Severity
from data.lint.text import summary
from data.models import PlanKey, version_number
from data.plans import Plan
from data.snapshot import Snapshot
from data.words import plural


class NotByHandError(PlainError):
    """Somebody ticked what the program judges."""


@dataclass(frozen=True)
class ItemState:
    """How far an item is."""

    item: Item
    is_done: bool
    on: date | None = None
    """Since when; nothing when nobody knows."""
    reason: str = ""
    """What a judgement of the program rests on; empty where somebody ticks by hand."""

    @property
    def by_hand(self) -> bool:
        """Whether somebody has to tick it."""
        return self.item.id not in JUDGED


class _Judgement(NamedTuple):
    is_done: bool
    reason: str
    on: date | None = None


def states(plan: Plan, snapshot: Snapshot) -> tuple[ItemState, ...]:
    """Return how far each item is for a version of a plan, in the order of the work."""
    offer = plan.offer_id
    kept = next((each for each in snapshot.library.checklists if each.offer_id == offer), None)
    days = {(each.item, each.of): each.on for each in kept.ticks} if kept else {}
    found = []
    for item in ITEMS:
        if judge := JUDGED.get(item.id):
            judged = judge(plan, snapshot)
            found.append(ItemState(item, judged.is_done, judged.on, judged.reason))
        else:
            on = days.get((item.id, _of(item, plan)))
            found.append(ItemState(item, on is not None, on))
    return tuple(found)


def ticked(plan: Plan, snapshot: Snapshot, item_id: str, on: date | None) -> Checklist:
    """Return the checklist of a plan's offer with an item ticked; without a day, no longer.

    Raises:
        NotByHandError: The program judges this item.
    """
    item = ITEMS_BY_ID[item_id]
    if item.id in JUDGED:
        raise NotByHandError(
            f'"{item.words}" cannot be ticked: Lightkeeper sees by itself whether it is so.'
        )
    kept = next(
        (each for each in snapshot.library.checklists if each.offer_id == plan.offer_id),
        Checklist(plan.offer_id),
    )
    of = _of(item, plan)
    others = tuple(each for each in kept.ticks if (each.item, each.of) != (item.id, of))
    return structs.replace(kept, ticks=(*others, Tick(item.id, on, of)) if on else others)


def progress_words(found: Iterable[ItemState]) -> str:
    """Say how far a checklist is, and what comes next."""
    told = tuple(found)
    left = [each.item for each in told if not each.is_done]
    if not left:
        return f"All {plural(len(told), 'item')} done."
    return f"{len(told) - len(left)} of {plural(len(told), 'item')} done. Next: {left[0].words}."


def _of(item: Item, plan: Plan) -> str:
    """Return for what an item is done: the offer, a plan, a version of it."""
    return {
        Per.OFFER: "",
        Per.PLAN: plan.plan_id,
        Per.VERSION: f"{plan.plan_id} {plan.version}",
    }[item.per]


def _lint(plan: Plan, snapshot: Snapshot) -> _Judgement:
    context = context_of_plan(plan, snapshot)
    if _is_listed(plan, snapshot):  # it need not rise above itself
        context = structs.replace(context, last_published="")
    found = lint(plan, context)
    clean = not any(each.severity is Severity.ERROR for each in found)
    return _Judgement(clean, f"Lint: {summary(found)}.")


def _live(plan: Plan, snapshot: Snapshot) -> _Judgement:
    title = f"{plan.plan_id or 'the plan'} {plan.version}"
    keys = set(marketplace_keys(plan, snapshot))
    if _is_listed(plan, snapshot):
        days = [
            seen.first_seen[:10]
            for read in snapshot.known.plans
            for seen in read.seen
            if read.key in keys and seen.version == plan.version
        ]
        on = date.fromisoformat(min(days)) if days else None
        return _Judgement(True, f"Azure lists {title}.", on)
    number = version_number(plan.version)
    if any(number in snapshot.evidence[key].recorded for key in keys):
        return _Judgement(False, f"{title} is recorded as published; Azure does not list it yet.")
    return _Judgement(False, f"Azure does not list {title}.")


def _customers(plan: Plan, snapshot: Snapshot) -> _Judgement:
    keys = set(marketplace_keys(plan, snapshot))
    told = {
        each.tenant_id: each.told_on
        for each in snapshot.library.rollout
        if each.plan in keys and each.version == plan.version and each.told_on
    }
    before = _on_earlier_versions(plan, snapshot, keys)
    left = before - told.keys()
    if left:
        count = plural(len(left), "customer")
        return _Judgement(False, f"{count} of {len(before)} on earlier versions must be told.")
    if not _is_listed(plan, snapshot):
        return _Judgement(False, "There is nothing to tell before the version is live.")
    if before:
        return _Judgement(True, "Every customer on an earlier version was told.", _last(told))
    return _Judgement(True, "No customer is on an earlier version.", _last(told))


def _last(told: Mapping[str, date | None]) -> date | None:
    return max(filter(None, told.values()), default=None)


def _on_earlier_versions(plan: Plan, snapshot: Snapshot, keys: set[PlanKey]) -> set[str]:
    number = version_number(plan.version)
    return {
        row.tenant_id
        for row in snapshot.scopes.rows
        if row.delegation and row.definition and row.definition.plan and not row.is_foreign
        if row.definition.plan.key in keys
        if number and (version_number(row.version) or number) < number
    }


def _is_listed(plan: Plan, snapshot: Snapshot) -> bool:
    number = version_number(plan.version)
    keys = marketplace_keys(plan, snapshot)
    return any(number in snapshot.evidence[key].published for key in keys)


JUDGED: Mapping[str, Callable[[Plan, Snapshot], _Judgement]] = {
    "lint": _lint,
    "live": _live,
    "customers": _customers,
}
"""What the program sees by itself, so that nobody ticks it."""
