"""The update board: which customer is on which version of which plan, and what is newer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from data.known import PlanRead
from data.ledger import RecordedVersion, RolloutEntry
from data.models import PlanKey, version_number
from data.rollout import Tracking, tell, untell
from data.rows import Kind, ScopeRow
from data.update_row import UNREAD, Since, UpdateRow

Seen = Mapping[PlanKey, Sequence[tuple[tuple[int, int, int], Since]]]
"""By plan, the versions and since when there are."""


def board(scopes: Iterable[ScopeRow], seen: Seen, tracking: Tracking) -> list[UpdateRow]:
    """Return a row for each customer and plan, or standard that its templates follow.

    What was never read has a row as well, for it may be behind.

    Args:
        scopes: Every scope, by customer; those of other providers and leftovers do not count.
        seen: Since when there are which versions.
        tracking: Who was told what.
    """
    groups: dict[tuple[str, PlanKey | None, str], list[ScopeRow]] = defaultdict(list)
    for row in scopes:
        if row.kind is Kind.UNKNOWN:
            groups[row.tenant_id, None, UNREAD].append(row)
        elif row.delegation and row.definition and not row.is_foreign:
            plan = row.definition.plan
            standard = row.compared.standard if row.compared else None
            key = (row.tenant_id, plan.key if plan else None, standard.id if standard else "")
            groups[key].append(row)
    return [
        _tracked(_row(tenant, plan, tuple(held), seen), tracking)
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


def taken_back(row: UpdateRow, today: date) -> RolloutEntry | None:
    """Return the same without today, if it was noted that the customer was told today."""
    return untell(row.entry, today) if row.entry else None


def _row(
    tenant: str,
    plan: PlanKey | None,
    held: tuple[ScopeRow, ...],
    seen: Seen,
) -> UpdateRow:
    standard = held[0].compared.standard if held[0].compared else None
    return UpdateRow(tenant, held[0].customer, plan, held, _since(plan, held, seen), standard)


def _tracked(row: UpdateRow, tracking: Tracking) -> UpdateRow:
    """Return the row with what was noted of its way to the latest version, if it has one."""
    blank = new_entry(row)
    if blank is None:
        return row
    entry = tracking.entry(blank)
    if entry is None and not row.is_behind:
        return row
    return replace(row, entry=entry, progress=tracking.progress(entry or blank))


def _since(plan: PlanKey | None, held: Iterable[ScopeRow], seen: Seen) -> Since | None:
    """Return when the first version above the oldest accepted one was first seen."""
    numbers = [number for each in held if (number := version_number(each.version))]
    if plan is None or not numbers:
        return None
    oldest = min(numbers)
    found = (
        since
        for key in {plan, plan.ordinary}
        for number, since in seen.get(key, ())
        if number > oldest
    )
    return min(found, key=lambda each: each.moment, default=None)


def seen_versions(
    plans: Iterable[PlanRead], recorded: Iterable[RecordedVersion]
) -> dict[PlanKey, list[tuple[tuple[int, int, int], Since]]]:
    """Return since when there are which versions, as Azure showed them or people recorded them."""
    found: dict[PlanKey, list[tuple[tuple[int, int, int], Since]]] = defaultdict(list)
    for plan in plans:
        first = min((each.first_seen for each in plan.seen), default="")
        for each in plan.seen:
            if number := version_number(each.version):
                since = Since(each.first_seen, each.first_seen == first)
                found[plan.key].append((number, since))
    for record in recorded:
        if record.published_on and (number := version_number(record.version)):
            since = Since(record.published_on.isoformat(), at_first_look=False)
            found[record.plan].append((number, since))
    return dict(found)
