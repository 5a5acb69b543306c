"""The definitions that delegations rest on, found by whatever rules look them up by.

Lint runs at each keystroke, and there may be tens of thousands of them: each index is made once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from data.entries import HasEntries, entries_of
from data.models import Definition, PlanKey, same_id
from data.plans import Plan

Roles = frozenset[tuple[str, int]]
"""Which roles are given, and how often each."""
Principals = frozenset[str]


class OfferKey(NamedTuple):
    """What tells one offer that customers have from another."""

    managing_tenant_id: str
    plan: PlanKey | None
    """Nothing for a template."""
    name: str


class LiveDefinitions(tuple[Definition, ...]):
    """Definitions in the order in which they are given."""

    @cached_property
    def by_subscription(self) -> Mapping[str, list[Definition]]:
        """Those on each subscription."""
        found = defaultdict(list)
        for each in self:
            found[each.subscription_id].append(each)
        return found

    @cached_property
    def by_customer(self) -> Mapping[str, list[Definition]]:
        """Those of each customer's tenant."""
        found = defaultdict(list)
        for each in self:
            found[same_id(each.customer_tenant_id)].append(each)
        return found

    @cached_property
    def customers(self) -> Mapping[Principals, Mapping[OfferKey, list[str]]]:
        """The names of who has each offer, by the principals that it gives roles to."""
        found: dict[Principals, dict[OfferKey, set[str]]] = defaultdict(lambda: defaultdict(set))
        for each in self:
            found[principals_of(each)][offer_of(each)].add(customer_of(each))
        return {
            principals: {offer: sorted(names) for offer, names in offers.items()}
            for principals, offers in found.items()
        }

    @cached_property
    def templates(self) -> Mapping[tuple[str, str], Mapping[Roles, Mapping[Principals, str]]]:
        """The first customer of each set of principals, by tenant and folded name, then roles."""
        found: dict[tuple[str, str], dict[Roles, dict[Principals, str]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for each in self:
            if each.plan is None:
                name = same_id(each.managing_tenant_id), each.offer_name.casefold()
                customers = found[name][roles_of(each)]
                customers.setdefault(principals_of(each), customer_of(each))
        return found

    @cached_property
    def by_version(self) -> Mapping[tuple[PlanKey, str], Definition]:
        """The first one of each version of each plan of the marketplace."""
        found: dict[tuple[PlanKey, str], Definition] = {}
        for each in self:
            if each.plan:
                found.setdefault((each.plan.key, each.plan.version), each)
        return found

    @cached_property
    def managing_tenants(self) -> Mapping[PlanKey, Iterable[str]]:
        """The tenants that each plan of the marketplace is managed by, its preview's too."""
        found: dict[PlanKey, dict[str, None]] = defaultdict(dict)
        for each in self:
            if each.plan:
                found[each.plan.key.ordinary][same_id(each.managing_tenant_id)] = None
        return found


def offer_of(definition: Definition) -> OfferKey:
    """Return the offer that a definition is of."""
    plan = definition.plan.key if definition.plan else None
    return OfferKey(same_id(definition.managing_tenant_id), plan, definition.offer_name)


def roles_of(held: HasEntries) -> Roles:
    """Return which roles are given; to whom, does not count."""
    return frozenset(Counter(same_id(each.role_id) for each in entries_of(held)).items())


def principals_of(held: HasEntries) -> Principals:
    """Return who is given roles."""
    return frozenset(same_id(each.principal_id) for each in entries_of(held))


class Shape(NamedTuple):
    """What plans are compared by when rules look at one beside others."""

    roles: Roles
    principals: Principals


_KEPT = 4_000
_shapes: dict[int, tuple[Plan, Shape]] = {}


def shape_of(plan: Plan) -> Shape:
    """Return the roles and principals of a plan, which are counted once for each object."""
    known = _shapes.get(id(plan))
    if known and known[0] is plan:
        return known[1]
    if len(_shapes) >= _KEPT:
        _shapes.clear()
    shape = Shape(roles_of(plan), principals_of(plan))
    _shapes[id(plan)] = plan, shape
    return shape


def customer_of(definition: Definition) -> str:
    """Return what sentences call the customer of a definition."""
    return definition.customer_tenant_name or definition.customer_tenant_id or "A customer"
