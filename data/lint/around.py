"""What is known around a plan, as a snapshot has it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from msgspec.structs import replace

from data.lint.subject import Context
from data.models import PlanKey
from data.plans import Plan
from data.principals import principal_kinds
from data.rows import ScopeRow
from data.snapshot import Snapshot

_NATIONAL = (".us", ".cn")
"""How the portal's host ends in the clouds of the US government and of China."""


def context_of(snapshot: Snapshot) -> Context:
    """Return what is known around every plan and every live definition."""
    return _context(snapshot, snapshot.scopes.rows)


def _context(snapshot: Snapshot, rows: Iterable[ScopeRow]) -> Context:
    live = {row.definition.key: row.definition for row in rows if row.delegation and row.definition}
    host = urlsplit(snapshot.meta.portal_url).hostname or ""
    return Context(
        national_cloud=host.endswith(_NATIONAL),
        plans=snapshot.plans,
        definitions=tuple(live.values()),
        principal_kinds=principal_kinds(snapshot.library.principals),
    )


def context_of_scope(row: ScopeRow, snapshot: Snapshot) -> Context:
    """Return what is known around one live definition: what else its customer has."""
    return _context(snapshot, snapshot.scopes_of(row.tenant_id).rows)


def context_of_plan(plan: Plan, snapshot: Snapshot) -> Context:
    """Return what is known around a plan that is being written: also what is published of it."""
    of_plan = (snapshot.evidence[key] for key in marketplace_keys(plan, snapshot))
    numbers = {number for each in of_plan for number in (*each.published, *each.recorded)}
    last = ".".join(map(str, max(numbers))) if numbers else ""
    return replace(context_of(snapshot), last_published=last)


def marketplace_keys(plan: Plan, snapshot: Snapshot) -> list[PlanKey]:
    """Return the plans of the marketplace, of those with evidence, that a draft is a version of."""
    return [key for key in snapshot.evidence if _is_of(key, plan)]


def _is_of(key: PlanKey, plan: Plan) -> bool:
    """Whether a plan of the marketplace is this one; a publisher may not be known yet."""
    names = key.product, key.plan, key.preview
    same = names == (plan.offer_id.lower(), plan.plan_id.lower(), False)
    return same and plan.publisher_id.lower() in ("", key.publisher)
