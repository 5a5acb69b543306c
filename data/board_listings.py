"""What the update board can show, be sorted by and be filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from data.listings import STATE_CHOICES, count, state_values, state_words, version_order
from data.models import version_number
from data.query import Field, Listing
from data.rollout import Stage
from data.rows import Shown
from data.update_row import UpdateRow

_RANK = {state: at for at, state in enumerate(Shown)}
_FIRST_TO_ACT = (
    Stage.OVERDUE,
    Stage.FELL_BACK,
    Stage.NOT_TOLD,
    Stage.REMINDED,
    Stage.TOLD,
    Stage.ACCEPTED,
)
_STAGES = {stage: at for at, stage in enumerate(_FIRST_TO_ACT)}


def accepted(row: UpdateRow) -> str:
    """The accepted versions, and that there are several."""
    return f"{', '.join(row.versions)} mixed" if row.is_mixed else "".join(row.versions)


def since(row: UpdateRow) -> str:
    """The day since when a customer is behind; ``≤`` when the version was there at first look."""
    if row.since is None:
        return ""
    return f"{'≤ ' if row.since.at_first_look else ''}{row.since.moment[:10]}"


def rollout(row: UpdateRow) -> str:
    """How far the customer was told, and since when; empty when there is nothing to tell."""
    if row.progress is None:
        return ""
    since = f" {row.progress.since}" if row.progress.since else ""
    return f"{row.progress.stage}{since}"


def _search(row: UpdateRow) -> str:
    scopes = (f"{each.scope} {each.subscription.subscription_id}" for each in row.scopes)
    remark = row.entry.remark if row.entry else ""
    names = (row.customer, row.azure_name, row.note, remark)
    texts = (*names, row.tenant_id, row.key, row.offer, *row.versions)
    return "\n".join((*texts, *scopes))


def _record(row: UpdateRow) -> Mapping[str, Any]:
    return {
        "tenant_id": row.tenant_id,
        "customer": row.customer,
        "azure_name": row.azure_name,
        "note": row.note,
        "plan": row.plan.identifier if row.plan else "",
        "preview": bool(row.plan and row.plan.preview),
        "accepted": list(row.versions),
        "mixed": row.is_mixed,
        "latest": row.latest,
        "behind": row.behind,
        "behind_since": row.since.moment if row.since else "",
        "behind_since_at_first_look": bool(row.since and row.since.at_first_look),
        "source": row.source,
        "asked_at": row.asked_at,
        "standard": row.standard.name if row.standard else "",
        "rollout": row.progress.stage.value if row.progress else "",
        "told_on": _day(row.entry.told_on) if row.entry else "",
        "reminded_on": [each.isoformat() for each in row.entry.reminded_on] if row.entry else [],
        "accepted_on": _day(row.entry.accepted_on) if row.entry else "",
        "remark": row.entry.remark if row.entry else "",
        "state": row.shown.value,
        "scopes": [each.key for each in row.scopes],
    }


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


UPDATES: Listing[UpdateRow] = Listing(
    name="updates",
    key=lambda row: row.key,
    search=_search,
    record=_record,
    fields=(
        Field("customer", "Customer", lambda row: row.customer),
        Field("offer", "Offer", lambda row: row.offer),
        Field(
            "accepted",
            "Accepted",
            lambda row: accepted(row) or "–",
            lambda row: version_order(row.versions[0] if row.versions else ""),
            lambda row: (*row.versions, *(["mixed"] if row.is_mixed else [])),
            version_number,
        ),
        Field(
            "latest",
            "Latest",
            lambda row: row.latest,
            lambda row: version_order(row.latest),
            number=version_number,
        ),
        Field("since", "Behind since", since, lambda row: row.since.moment if row.since else ""),
        Field(
            "scopes",
            "Scopes",
            lambda row: str(len(row.scopes)),
            lambda row: len(row.scopes),
            number=count,
        ),
        Field("source", "Says", lambda row: row.source),
        Field(
            "told",
            "Told",
            rollout,
            lambda row: (_STAGES[row.progress.stage], rollout(row)) if row.progress else (9, ""),
            lambda row: (row.progress.stage.value,) if row.progress else (),
            choices=tuple(each.value for each in Stage),
        ),
        Field(
            "state",
            "State",
            lambda row: state_words(row.shown, row.behind),
            lambda row: (not row.is_behind, _RANK[row.shown], -row.behind),
            lambda row: state_values(row.shown, row.beneath, row.behind),
            choices=STATE_CHOICES,
        ),
    ),
    hidden=(
        Field("tenant", "Tenant", lambda row: row.tenant_id),
        Field(
            "behind",
            "Behind",
            lambda row: str(row.behind),
            lambda row: row.behind,
            number=count,
        ),
        Field("remark", "Remark", lambda row: row.entry.remark if row.entry else ""),
        Field("note", "Note", lambda row: row.note),
    ),
)
