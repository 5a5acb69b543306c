"""Rules about a plan beside others: other plans, and what customers have accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from data.entries import entries_of, holding
from data.lint import links
from data.lint.rule import Place, Severity, rule
from data.lint.subject import Subject, who
from data.live import LiveDefinitions, OfferKey, customer_of, principals_of, shape_of
from data.models import same_id
from data.plans import Plan, is_same_plan, plan_key
from data.roles import role_name

_NAMED = 3
"""So many customers or plans are named; of more only their number is told."""


@rule(
    "public-plan-per-customer",
    Severity.WARNING,
    why="Every purchaser of a public plan gets the same permissions, whoever it is meant for.",
    fix="Make it a private plan before it is published: a public plan cannot become private.",
    link=links.PUBLISH,
)
def per_customer(subject: Subject) -> Iterator[Place]:
    """Find public plans of an offer that has the same roles again for other principals."""
    plan = subject.plan
    if subject.is_public:
        here = shape_of(plan)
        others = [
            each.name or each.plan_id
            for each in subject.context.plans
            if _offer(each) == _offer(plan) and each.plan_id != plan.plan_id
            if shape_of(each).roles == here.roles and shape_of(each).principals != here.principals
        ]
        if others:
            message = f"{_several(others)}: the same roles for other principals, in the same offer."
            yield Place("authorizations", message)


@rule(
    "public-plan-differs-by-customer",
    Severity.WARNING,
    why="Every purchaser of a public plan gets the same permissions, so none of their own.",
    fix="Make a private plan for each customer, or go on with templates.",
    link=links.PUBLISH,
)
def differs_by_customer(subject: Subject) -> Iterator[Place]:
    """Find public plans in the place of templates that had principals by customer."""
    if not subject.is_public:
        return
    replaced = same_id(subject.plan.managing_tenant_id), subject.plan.name.casefold()
    for group in subject.context.live.templates.get(replaced, {}).values():
        names = sorted(set(group.values()))
        if len(names) > 1:
            message = f"{_several(names)} have the same roles for different principals."
            yield Place("authorizations", message)


@rule(
    "same-principals-new-name",
    Severity.WARNING,
    why="A new name makes a second delegation; when the old one goes, access may go with it.",
    fix="Keep the name, or remove the old delegation before the new one is deployed.",
    link=links.UPDATE,
)
def new_name(subject: Subject) -> Iterator[Place]:
    """Find what customers have from us under another name, with the same principals."""
    plan, principals = subject.plan, principals_of(subject.plan)
    if not subject.is_authored or not principals:
        return
    ours = same_id(plan.managing_tenant_id)
    holders: dict[str, list[str]] = defaultdict(list)
    for offer, customers in _live(subject).customers.get(principals, {}).items():
        if offer.managing_tenant_id == ours and not _is_same_offer(plan, offer):
            holders[offer.name] += customers
    for name, customers in sorted(holders.items()):
        message = f'"{name}" has the same principals: {_several(sorted(set(customers)))}.'
        yield Place("name", message)


@rule(
    "managing-tenant-differs",
    Severity.ERROR,
    why="The managing tenant of an offer cannot be changed in place.",
    fix="Keep the tenant, or make a new offer with another name.",
    link=links.UPDATE,
)
def managing_tenant_differs(subject: Subject) -> Iterator[Place]:
    """Find plans that exist already under another managing tenant."""
    plan = subject.plan
    if not subject.is_authored:
        return
    others = [each.managing_tenant_id for each in subject.context.plans if is_same_plan(each, plan)]
    if plan.publisher_id:
        others += subject.context.live.managing_tenants.get(plan_key(plan), ())
    for other in dict.fromkeys(map(same_id, others)):
        if plan.managing_tenant_id and other not in ("", same_id(plan.managing_tenant_id)):
            yield Place("managing_tenant_id", f"The plan exists under the tenant {other}.")


@rule(
    "same-role-in-two-delegations",
    Severity.WARNING,
    why="When either delegation is removed, the principal may lose the role in both.",
    fix="Keep the authorization in one of the offers only.",
    link=links.REMOVE,
)
def in_two_delegations(subject: Subject) -> Iterator[Place]:
    """Find what a principal holds by another delegation of the subscription, too."""
    here = subject.definition
    if here is None:
        return
    others = [
        (other, {holding(entry) for entry in entries_of(other)})
        for other in subject.context.live.by_subscription.get(here.subscription_id, ())
        if other.key != here.key
    ]
    for path, entry in subject.entries:
        for other, held in others:
            if holding(entry) in held:
                role = role_name(entry.role_id)
                message = f'{who(entry)} has {role} by "{other.offer_name}", too.'
                yield Place(path, message)


@rule(
    "several-offers",
    Severity.HINT,
    why="One offer a customer is easier to update, and its delegations cannot overlap.",
    fix="Put both into one offer.",
    link=links.UPDATE,
)
def several_offers(subject: Subject) -> Iterator[Place]:
    """Find customers that have several offers of the same provider."""
    here = subject.definition
    if here is None or not subject.customer_tenant_id:
        return
    ours = same_id(here.managing_tenant_id)
    names = {
        each.offer_name
        for each in subject.context.live.by_customer.get(subject.customer_tenant_id, ())
        if same_id(each.managing_tenant_id) == ours
        if each.offer_name.casefold() != here.offer_name.casefold()
    }
    for name in sorted(names):
        yield Place("name", f'{customer_of(here)} has "{name}", too.')


def _live(subject: Subject) -> LiveDefinitions:
    """Return what the plan's customer has; what all have, if it is for no single one."""
    live, customer = subject.context.live, subject.customer_tenant_id
    return LiveDefinitions(live.by_customer.get(customer, ())) if customer else live


def _is_same_offer(plan: Plan, offer: OfferKey) -> bool:
    """Whether a customer would get the plan as an update of this offer."""
    if offer.plan and (plan.offer_id or plan.plan_id):
        return offer.plan.product == plan.offer_id.lower() and (
            plan.publisher_id.lower() in ("", offer.plan.publisher)
        )
    return offer.plan is None and not plan.offer_id and offer.name == plan.name


def _several(names: Sequence[str]) -> str:
    named, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def _offer(plan: Plan) -> tuple[str, str]:
    return plan.publisher_id.lower(), plan.offer_id.lower()


RULES = (
    per_customer,
    differs_by_customer,
    new_name,
    managing_tenant_differs,
    in_two_delegations,
    several_offers,
)
