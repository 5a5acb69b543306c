"""What is known around a plan, as a snapshot has it."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec.structs import replace

from data.lint.subject import Context
from data.models import Definition, PlanKey, same_id, version_number
from data.plans import Plan, Visibility, is_same_plan, is_version_of
from data.principals import principal_kinds
from data.rows import ScopeRow
from data.snapshot import Snapshot

_NATIONAL = (".us", ".cn")
"""How the portal's host ends in the clouds of the US government and of China."""


def context_of(snapshot: Snapshot) -> Context:
    """Return what is known around every plan and every live definition."""
    return _context(snapshot, snapshot.live)


def _context(snapshot: Snapshot, live: tuple[Definition, ...]) -> Context:
    host = urlsplit(snapshot.meta.portal_url).hostname or ""
    return Context(
        national_cloud=host.endswith(_NATIONAL),
        plans=snapshot.plans,
        definitions=live,
        principal_kinds=principal_kinds(snapshot.library.principals),
    )


def context_of_scope(row: ScopeRow, snapshot: Snapshot) -> Context:
    """Return what is known around one live definition: what else its customer has."""
    rows = snapshot.scopes_of(row.tenant_id).rows
    live = {
        each.definition.key: each.definition for each in rows if each.delegation and each.definition
    }
    return _context(snapshot, tuple(live.values()))


def context_of_plan(plan: Plan, snapshot: Snapshot) -> Context:
    """Return what is known around a plan that is being written: also what is published of it."""
    keys = marketplace_keys(plan, snapshot)
    publishers = {key.publisher for key in keys or snapshot.evidence}
    found = [snapshot.evidence[key] for key in keys]
    told = {number for each in found for number in (*each.published, *each.recorded)}
    known = {number for each in found for number in each.known()}
    return replace(
        context_of(snapshot),
        last_published=".".join(map(str, max(told))) if told else "",
        is_published=bool(told),
        publisher_id=publishers.pop() if len(publishers) == 1 else "",
        was_public=any(
            is_same_plan(each, plan) and version_number(each.version) in known
            for each in snapshot.plans
            if each.visibility is Visibility.PUBLIC and each.id != plan.id
        ),
    )


def marketplace_keys(plan: Plan, snapshot: Snapshot) -> list[PlanKey]:
    """Return the plans of the marketplace, of those with evidence, that a draft is a version of."""
    plan_id = same_id(plan.plan_id)
    return [key for key in snapshot.evidence if key.plan == plan_id and is_version_of(key, plan)]
