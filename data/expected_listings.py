"""What the list of expected customers shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.expected import Arrival, Found, find
from data.ledger import ExpectedCustomer
from data.listings import count
from data.missing import Cause, why_missing
from data.query import Field, Listing, Rows
from data.snapshot import Snapshot

_RANK = {arrival: at for at, arrival in enumerate(Arrival)}


@dataclass(frozen=True)
class ExpectedRow:
    """An expected customer, and how far it is."""

    customer: ExpectedCustomer
    found: Found


def expected_rows(snapshot: Snapshot) -> Rows[ExpectedRow]:
    """Return every expected customer."""
    synced_at = snapshot.meta.synced_at
    rows = (
        ExpectedRow(each, find(each, snapshot.scopes_of(each.tenant_id).rows, synced_at))
        for each in snapshot.library.expected
    )
    return Rows(EXPECTED, list(rows))


def causes(snapshot: Snapshot, customer: ExpectedCustomer) -> tuple[Cause, ...]:
    """Return what may keep an expected customer from being seen."""
    rows = snapshot.scopes_of(customer.tenant_id).rows
    return why_missing(customer, snapshot.known, rows, snapshot.plans)


def _plan(row: ExpectedRow) -> str:
    return row.customer.plan.short if row.customer.plan else "any plan"


def _invited(row: ExpectedRow) -> str:
    return row.customer.invited_on.isoformat() if row.customer.invited_on else ""


def _record(row: ExpectedRow) -> Mapping[str, Any]:
    return {
        "tenant_id": row.customer.tenant_id,
        "name": row.customer.name,
        "plan": row.customer.plan.identifier if row.customer.plan else "",
        "audience": list(row.customer.audience),
        "invited_on": _invited(row),
        "remark": row.customer.remark,
        "arrival": row.found.arrival.value,
        "scopes": [each.key for each in row.found.scopes],
    }


EXPECTED: Listing[ExpectedRow] = Listing(
    name="expected",
    key=lambda row: row.customer.tenant_id,
    search=lambda row: "\n".join(
        (row.customer.name, row.customer.tenant_id, row.customer.remark, *row.customer.audience)
    ),
    record=_record,
    fields=(
        Field("name", "Name", lambda row: row.customer.name),
        Field("tenant", "Tenant", lambda row: row.customer.tenant_id),
        Field("plan", "Plan", _plan),
        Field("invited", "Invited", _invited),
        Field(
            "scopes",
            "Scopes",
            lambda row: str(len(row.found.scopes)),
            lambda row: len(row.found.scopes),
            number=count,
        ),
        Field(
            "state",
            "State",
            lambda row: row.found.arrival.value,
            lambda row: _RANK[row.found.arrival],
            choices=tuple(each.value for each in Arrival),
        ),
        Field("remark", "Remark", lambda row: row.customer.remark),
    ),
)
