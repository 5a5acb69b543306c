"""One ordinary customer: a tenant, its subscriptions, and what it delegated under which plan."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from data.emulator import landscape
from data.emulator.entities import (
    MANAGED_SERVICES,
    Assignment,
    Definition,
    PlanVersion,
    Subscription,
    Tenant,
)
from data.emulator.ids import guid, guid_of
from data.emulator.names import Company, domain
from data.emulator.people import MANAGING_NAME, MANAGING_TENANT
from data.emulator.plans import template_authorizations

TEMPLATE_OFFER = "Northwind managed services (template)"

_SHARES = (0.25, 0.5, 0.5, 0.75, 0.75, 1.0, 1.0, 1.25, 1.75, 2.25)
"""How customers differ in size around the average; their mean is one."""
_PLANS = (("gold", 46), ("silver", 28), ("soc", 6), ("standard", 5), ("platform", 5), ("", 10))
"""Which plan a customer has, by how many of a hundred; the last is no plan but a template."""
_FROM_NEWEST = (60, 25, 10, 5)
"""How many customers of a hundred sit on the newest version, one behind, two behind, further."""
_DESCRIPTIONS = {
    "Managed Operations": "Day-to-day operation of your Azure estate by Northwind.",
    "Security Operations": "Threat watch and first response by Northwind's analysts.",
    "Backup and Recovery": "Backups run, tested and restored by Northwind.",
    "Landing Zone": "Care for the platform subscriptions and their policies.",
    "FinOps": "A monthly look at what Azure costs, with advice.",
    "Server Care": "Patching of servers. No longer sold.",
}


@dataclass
class Customer:
    """A customer while its part of the world is made."""

    index: int
    tenant: Tenant
    region: str
    name_at_onboarding: str
    draw: random.Random
    subscriptions: list[Subscription] = field(default_factory=list)

    @property
    def administrator(self) -> str:
        """Who accepted the offer."""
        return f"azure.admin@{self.tenant.domain}"


class Maker:
    """Makes customers, each from its own random numbers, so that none depends on the others."""

    def __init__(self, seed: int, delegations: int, catalogue: list[PlanVersion]) -> None:
        self._seed = seed
        self.average = delegations
        self.versions: dict[str, list[PlanVersion]] = {}
        """The listed versions of each plan, oldest first, by ``product/plan``."""
        for each in catalogue:
            if each.listed:
                self.versions.setdefault(f"{each.product}/{each.plan}", []).append(each)
        self.unlisted = {each.identifier: each for each in catalogue if not each.listed}

    def begin(self, index: int, company: Company) -> Customer:
        """Return a customer that has a tenant and nothing yet in it."""
        draw = random.Random(f"customer/{self._seed}/{index}")
        tenant_id = guid(draw)
        tenant = Tenant(
            tenant_id, company.name, domain(company.name, f"kk{tenant_id[:8]}"), company.country
        )
        return Customer(index, tenant, company.region, company.name, draw)

    def ordinary(self, index: int, company: Company) -> Customer:
        """Return a customer with its delegations, as most of them are."""
        customer = self.begin(index, company)
        self.delegate(customer, self.size(index), self._draw_version(customer.draw))
        if len(customer.subscriptions) > 2 and customer.draw.random() < 0.12:
            self._add_security(customer)
        return customer

    def size(self, index: int) -> int:
        """Return how many scopes the customer at a position delegates."""
        return max(1, round(self.average * _SHARES[(index * 7) % len(_SHARES)]))

    def delegate(self, customer: Customer, count: int, version: PlanVersion | None) -> None:
        """Give a customer that many delegated scopes, one in six of them a resource group."""
        groups = sum(customer.draw.random() < 1 / 6 for _ in range(count)) if count > 2 else 0
        whole = count - groups
        for subscription in self.add_subscriptions(customer, whole + (1 if groups else 0)):
            whole -= 1
            if whole >= 0:
                onboard(customer, subscription, version)
            else:
                onboard_groups(customer, subscription, version, groups)

    def delegate_whole(
        self, customer: Customer, count: int, version: PlanVersion | None
    ) -> list[Subscription]:
        """Give a customer that many subscriptions, each delegated as a whole."""
        subscriptions = self.add_subscriptions(customer, count)
        for subscription in subscriptions:
            onboard(customer, subscription, version)
        return subscriptions

    def add_subscriptions(self, customer: Customer, count: int) -> list[Subscription]:
        """Give a customer subscriptions that nobody delegated yet, named as companies do."""
        names = landscape.subscription_names(customer.name_at_onboarding, count, customer.draw)
        return [self.add_subscription(customer, name) for name in names]

    def add_subscription(self, customer: Customer, name: str) -> Subscription:
        """Give a customer a subscription that nobody delegated yet."""
        subscription = Subscription(
            guid(customer.draw),
            name,
            customer.tenant.id,
            groups=landscape.group_names(customer.name_at_onboarding, customer.draw),
            location=customer.region,
        )
        customer.subscriptions.append(subscription)
        return subscription

    def newest(self, plan: str, behind: int = 0) -> PlanVersion:
        """Return the newest listed version of ``product/plan``, or one so many steps older."""
        versions = self.versions[plan]
        return versions[max(0, len(versions) - 1 - behind)]

    def _draw_version(self, draw: random.Random) -> PlanVersion | None:
        names, weights = zip(*_PLANS, strict=True)
        plan = draw.choices(names, weights)[0]
        behind = draw.choices(range(len(_FROM_NEWEST)), _FROM_NEWEST)[0]
        return self.newest(_PRODUCTS[plan], behind) if plan else None

    def _add_security(self, customer: Customer) -> None:
        for subscription in customer.subscriptions[:2]:
            onboard(customer, subscription, self.newest(_PRODUCTS["soc"]))


_PRODUCTS = {
    "gold": "managed-ops/gold",
    "silver": "managed-ops/silver",
    "soc": "security-operations/soc",
    "standard": "backup-dr/standard",
    "platform": "landing-zone/platform",
}


def onboard(
    customer: Customer, subscription: Subscription, version: PlanVersion | None
) -> Assignment:
    """Delegate a whole subscription."""
    definition = define(customer, subscription, version)
    return assign(customer, subscription, definition, subscription.path)


def onboard_groups(
    customer: Customer, subscription: Subscription, version: PlanVersion | None, count: int
) -> list[Assignment]:
    """Delegate that many resource groups of a subscription, and not the rest of it."""
    definition = define(customer, subscription, version)
    if count > len(subscription.groups):
        subscription.groups = landscape.group_names(
            customer.name_at_onboarding, customer.draw, count
        )
    return [
        assign(customer, subscription, definition, f"{subscription.path}/resourceGroups/{group}")
        for group in subscription.groups[:count]
    ]


def define(
    customer: Customer, subscription: Subscription, version: PlanVersion | None
) -> Definition:
    """Put a definition on a subscription: a plan version's, or the template's."""
    definition = Definition(
        id=f"{subscription.path}{MANAGED_SERVICES}/registrationDefinitions/{guid(customer.draw)}",
        offer_name=version.offer_name if version else TEMPLATE_OFFER,
        managing_tenant=MANAGING_TENANT,
        managing_name=MANAGING_NAME,
        customer_tenant=customer.tenant.id,
        customer_name=customer.name_at_onboarding,
        authorizations=version.authorizations if version else template_authorizations(),
        eligible=version.eligible if version else (),
        plan=version.block if version else None,
        description=_DESCRIPTIONS[version.offer_name] if version else "",
        created_at=_day_after(version.released if version else "2021-06-01", customer.draw),
        created_by=customer.administrator,
    )
    subscription.add(definition)
    if version and version.audience is not None:
        version.audience.add(subscription.id)
    return definition


def assign(
    customer: Customer, subscription: Subscription, definition: Definition, scope: str
) -> Assignment:
    """Delegate a scope under a definition that is there."""
    name = guid_of(f"{definition.id}{scope}")
    assignment = Assignment(
        f"{scope}{MANAGED_SERVICES}/registrationAssignments/{name}",
        definition.id,
        created_at=definition.created_at,
        created_by=definition.created_by,
    )
    subscription.add(assignment)
    if definition.managing_tenant not in subscription.managed_by:
        subscription.managed_by.append(definition.managing_tenant)
    return assignment


def _day_after(released: str, draw: random.Random) -> str:
    """Return a moment in the months after a release, never later than this world's today."""
    year, month = int(released[:4]), int(released[5:7])
    later = min(year * 12 + month - 1 + draw.randrange(1, 8), 2026 * 12 + 9)
    clock = f"{draw.randrange(7, 18):02}:{draw.randrange(60):02}:{draw.randrange(60):02}"
    return f"{later // 12}-{later % 12 + 1:02}-{draw.randrange(1, 29):02}T{clock}.0Z"
