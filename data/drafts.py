"""Where a new draft starts: from another plan, a published version, what a customer has, roles."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from data.entries import HasEntries
from data.models import Definition, version_number
from data.plan_states import Publications
from data.plan_versions import FIRST, above, bumped
from data.plans import Plan, is_same_plan, new_plan, plan_from


def next_draft(
    of: Plan | Definition, publications: Publications, beside: Iterable[Plan] = ()
) -> Plan:
    """Return a draft of the next version: the same plan under a higher version.

    A template's plan has no published versions; its version stays.

    Args:
        of: A plan of the library or of an import, a published version as a plan, or what a
            customer has; the copy of a preview audience counts as the plan itself.
        publications: What is published, above which the version must be.
        beside: The plans of the library, none of which may have the version already.
    """
    plan = of if isinstance(of, Plan) else plan_of(of)
    if plan.offer_id or plan.plan_id:
        taken = {version_number(each.version) for each in beside if is_same_plan(each, plan)}
        version = above([plan.version, *publications.numbers_of(plan)])
        while version_number(version) in taken - {None}:
            version = bumped(version)
        plan = replace(plan, version=version)
    return _fresh(plan)


def plan_of(definition: Definition) -> Plan:
    """Return what a customer has as a plan without an id, the preview's copy as the plan itself."""
    offer_id = definition.plan.key.product if definition.plan else ""
    return replace(plan_from(definition), offer_id=offer_id)


def copy_of(plan: Plan) -> Plan:
    """Return another plan that gives the same: in the same offer, still without a plan id."""
    return _fresh(replace(plan, plan_id="", version=FIRST, audience=(), accepted=(), deployed=()))


def draft_with(held: HasEntries, managing_tenant_id: str) -> Plan:
    """Return a draft that gives what something else does, a set of roles for example."""
    return replace(
        new_plan(managing_tenant_id), authorizations=held.authorizations, eligible=held.eligible
    )


def _fresh(plan: Plan) -> Plan:
    return replace(plan, id=new_plan("").id, saved_at="", archived=False, ready=False)
