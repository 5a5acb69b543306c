"""Rules about a plan beside others: other plans, and what customers have accepted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from data.entries import Entry, holding
from data.lint import links
from data.lint.rule import Place, Severity, rule
from data.lint.subject import Subject, who
from data.models import Definition, same_id
from data.plans import Plan
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
    if subject.is_offer and subject.context.is_public:
        others = [
            each.name or each.plan_id
            for each in subject.context.plans
            if _offer(each) == _offer(plan) and each.plan_id != plan.plan_id
            if _roles(each) == _roles(plan) and _principals(each) != _principals(plan)
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
    if not (subject.is_offer and subject.context.is_public):
        return
    found = (each for each in subject.context.definitions if _is_replaced(each, subject.plan))
    by_roles: dict[object, dict[frozenset[str], Definition]] = defaultdict(dict)
    for each in found:
        by_roles[frozenset(_roles(each).items())].setdefault(_principals(each), each)
    for group in by_roles.values():
        names = sorted({_customer(each) for each in group.values()})
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
    plan = subject.plan
    if not subject.is_authored or not _principals(plan):
        return
    holders: dict[str, list[str]] = defaultdict(list)
    for each in _of_customer(subject):
        if not _is_same_offer(plan, each) and _principals(each) == _principals(plan):
            holders[each.offer_name].append(_customer(each))
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
    others = [each.managing_tenant_id for each in subject.context.plans if _same_plan(each, plan)]
    others += [
        each.managing_tenant_id
        for each in subject.context.definitions
        if each.plan and _names(plan, each)
    ]
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
        (other, {holding(entry) for entry in _entries(other)})
        for other in subject.context.by_subscription.get(here.subscription_id, ())
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
    names = {
        each.offer_name
        for each in _of_customer(subject)
        if each.offer_name.casefold() != here.offer_name.casefold()
    }
    for name in sorted(names):
        yield Place("name", f'{_customer(here)} has "{name}", too.')


def _of_customer(subject: Subject) -> Iterator[Definition]:
    """Yield what this provider has with the customer; with all, if it is for no single one."""
    context, customer = subject.context, subject.customer_tenant_id
    ours = same_id(subject.plan.managing_tenant_id)
    for each in context.by_customer.get(customer, ()) if customer else context.definitions:
        if same_id(each.managing_tenant_id) == ours:
            yield each


def _is_replaced(definition: Definition, plan: Plan) -> bool:
    """Whether a template's definition goes by the plan's name, so that the plan may replace it."""
    same_name = definition.offer_name.casefold() == plan.name.casefold()
    ours = same_id(definition.managing_tenant_id) == same_id(plan.managing_tenant_id)
    return definition.plan is None and same_name and ours


def _is_same_offer(plan: Plan, definition: Definition) -> bool:
    """Whether a customer would get the plan as an update of this definition."""
    if definition.plan and (plan.offer_id or plan.plan_id):
        key = definition.plan.key
        return key.product == plan.offer_id.lower() and (
            plan.publisher_id.lower() in ("", key.publisher)
        )
    return definition.plan is None and not plan.offer_id and definition.offer_name == plan.name


def _several(names: Sequence[str]) -> str:
    named, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def _entries(of: Plan | Definition) -> tuple[Entry, ...]:
    return (*of.authorizations, *of.eligible)


def _roles(of: Plan | Definition) -> Counter[str]:
    return Counter(same_id(each.role_id) for each in _entries(of))


def _principals(of: Plan | Definition) -> frozenset[str]:
    return frozenset(same_id(each.principal_id) for each in _entries(of))


def _offer(plan: Plan) -> tuple[str, str]:
    return plan.publisher_id.lower(), plan.offer_id.lower()


def _same_plan(one: Plan, other: Plan) -> bool:
    return one.plan_id != "" and (*_offer(one), one.plan_id) == (*_offer(other), other.plan_id)


def _names(plan: Plan, definition: Definition) -> bool:
    """Whether a definition rests on the plan."""
    if definition.plan is None or not plan.publisher_id:
        return False
    return definition.plan.key.ordinary == (*_offer(plan), plan.plan_id.lower(), False)


def _customer(definition: Definition) -> str:
    return definition.customer_tenant_name or definition.customer_tenant_id or "A customer"


RULES = (
    per_customer,
    differs_by_customer,
    new_name,
    managing_tenant_differs,
    in_two_delegations,
    several_offers,
)
