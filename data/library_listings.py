"""What the list of the library shows, and how it is filtered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from time import perf_counter
from typing import Any

from data.entries import entries_of
from data.library_rows import LibraryRow, library_rows
from data.lint.rule import Severity
from data.lint.text import summary
from data.listings import count, version_order
from data.models import version_number
from data.plan_listings import saved, visibility, yes_or_no
from data.plan_states import PlanState
from data.query import Field, Listing, Query, Rows, Sort
from data.roles import role_name
from data.snapshot import Snapshot

_RANK = {state: at for at, state in enumerate(PlanState)}
_TEMPLATE = "template"


class LibraryRows(Rows[LibraryRow]):
    """Rows of the library; those put away show only when the filter speaks of them."""

    def select(self, query: Query, sort: Sort | None = None) -> list[int]:
        """Return the indices of the rows that a query keeps, in the order asked for."""
        kept = super().select(query, sort)
        if any(term.field == "archived" for term in query.terms):
            return kept
        return [at for at in kept if not self.rows[at].plan.archived]


def library(snapshot: Snapshot) -> LibraryRows:
    """Return the list of the library, in the order of offers, plans and versions."""
    return LibraryRows(LIBRARY, library_rows(snapshot))


def findings_words(row: LibraryRow) -> str:
    """Count what lint finds in a plan, and what was accepted of it."""
    found = row.findings
    accepted = f", {len(found.accepted):,} accepted" if found.accepted else ""
    return f"{summary(found.open)}{accepted}" if found.open else accepted.lstrip(", ")


def place_words(row: LibraryRow) -> str:
    """Say which plan of which offer a row is of."""
    offer, name = _offer(row), plan_words(row)
    return f"{name} · {_TEMPLATE}" if offer == _TEMPLATE else f"{offer}/{name}"


def plan_words(row: LibraryRow) -> str:
    """Say which plan of an offer a row is of; by its name, too, where only that tells it apart."""
    id, name = _name(row), row.plan.name
    return f"{id} · {name}" if row.shares_version and name not in ("", id) else id


def published_words(row: LibraryRow) -> str:
    """Say when a version was published and how we know; nothing of what is not published."""
    return row.words.partition(PlanState.PUBLISHED)[2].lstrip(" ,")


def look_up(rows: Sequence[LibraryRow], seconds: float = math.inf) -> Sequence[LibraryRow]:
    """Have lint look at rows, and return those for which the time was too short."""
    until = perf_counter() + seconds
    for at, row in enumerate(rows):
        if perf_counter() >= until:
            return rows[at:]
        findings_words(row)
    return ()


def _counts(row: LibraryRow) -> tuple[int, ...]:
    found = [each.severity for each in row.findings.open]
    return tuple(map(found.count, Severity))


def _finding_values(row: LibraryRow) -> Iterable[str]:
    yield findings_words(row)
    yield from (each.rule for each in row.findings.open)


def _offer(row: LibraryRow) -> str:
    plan = row.plan
    return plan.offer_id or ("(no offer id)" if plan.plan_id else _TEMPLATE)


def _name(row: LibraryRow) -> str:
    plan = row.plan
    return plan.plan_id or plan.name or "(no name)"


def _roles(row: LibraryRow) -> Iterable[str]:
    for each in entries_of(row.plan):
        yield from (each.role_id, role_name(each.role_id))


def _principals(row: LibraryRow) -> Iterable[str]:
    for each in entries_of(row.plan):
        yield from (each.principal_id, each.display_name)


def _search(row: LibraryRow) -> str:
    plan = row.plan
    own = plan.name, plan.offer_name, plan.publisher_id, plan.offer_id, plan.plan_id, plan.version
    reasons = (each.reason for each in plan.accepted)
    return "\n".join((*own, row.words, plan.description, *_principals(row), *reasons))


def _record(row: LibraryRow) -> Mapping[str, Any]:
    plan, found = row.plan, row.findings
    return {
        "id": plan.id,
        "publisher_id": plan.publisher_id,
        "offer_id": plan.offer_id,
        "plan_id": plan.plan_id,
        "name": plan.name,
        "version": plan.version,
        "state": row.state.value,
        "state_words": row.words,
        "visibility": _visibility(row),
        "customers": row.customers,
        "findings": {
            each.value: number for each, number in zip(Severity, _counts(row), strict=True)
        },
        "accepted": len(found.accepted),
        "permanent": len(plan.authorizations),
        "eligible": len(plan.eligible),
        "saved_at": plan.saved_at,
        "archived": plan.archived,
    }


def _visibility(row: LibraryRow) -> str:
    """Say whom a plan is offered to; Azure does not tell it of what only Azure shows."""
    return visibility(row.plan) if row.is_kept else ""


def _total(row: LibraryRow) -> int:
    return len(entries_of(row.plan))


LIBRARY: Listing[LibraryRow] = Listing(
    name="library",
    key=lambda row: row.key,
    search=_search,
    record=_record,
    fields=(
        Field(
            "offer",
            "Offer",
            _offer,
            None,
            lambda row: (_offer(row), row.plan.offer_name, row.plan.publisher_id),
        ),
        Field("plan", "Plan", _name, None, lambda row: (_name(row), row.plan.name)),
        Field("name", "Name", lambda row: row.plan.name),
        Field(
            "version",
            "Version",
            lambda row: row.plan.version,
            lambda row: version_order(row.plan.version),
            number=version_number,
        ),
        Field(
            "state",
            "State",
            lambda row: row.words,
            lambda row: _RANK[row.state],
        ),
        Field("visibility", "Visibility", _visibility),
        Field(
            "customers",
            "Customers",
            lambda row: str(row.customers) if row.customers else "",
            lambda row: row.customers,
            lambda row: (str(row.customers),),
            count,
        ),
        Field("findings", "Lint", findings_words, _counts, _finding_values),
        Field("authorizations", "Roles", lambda row: str(_total(row)), _total, number=count),
        Field("saved", "Saved", lambda row: saved(row.plan)),
    ),
    hidden=(
        Field("archived", "Archived", lambda row: yes_or_no(row.plan.archived)),
        Field("kept", "In the library", lambda row: yes_or_no(row.is_kept)),
        Field("role", "Role", lambda row: "", values=_roles),
        Field("principal", "Principal", lambda row: "", values=_principals),
        Field("audience", "Audience", lambda row: "", values=lambda row: row.plan.audience),
    ),
)
