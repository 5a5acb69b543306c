"""The sample world: every tenant, subscription, delegation and plan version, made from a seed."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field

from data.emulator.cases import case_at
from data.emulator.customers import Customer, Maker
from data.emulator.entities import Behaviour, PlanVersion, Subscription, Tenant, User
from data.emulator.ids import guid_of
from data.emulator.names import Namer
from data.emulator.options import CUSTOMERS, DELEGATIONS, SEED
from data.emulator.people import (
    CLIENT_ID,
    CLIENT_SECRET,
    DATABRICKS_TENANT,
    MANAGING_NAME,
    MANAGING_TENANT,
)
from data.emulator.plans import catalogue
from data.emulator.roles import Role, built_in_roles

_OWN_SUBSCRIPTIONS = ("nwmc-management", "nwmc-connectivity", "nwmc-sandbox", "nwmc-data-lab")


@dataclass
class World:
    """Everything that the sample Azure serves. It may be changed while it is served."""

    home: Tenant
    tenants: dict[str, Tenant] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    """By subscription id in lower case."""
    marketplace: list[PlanVersion] = field(default_factory=list)
    """Every plan version, those that the marketplace does not list included."""
    cases: dict[str, str] = field(default_factory=dict)
    """The tenant that shows a case first; ``cases.EXPLAINED`` says what each name means."""
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    certificate: str = ""
    """PEM: what the application may sign in with, besides the secret; nothing when empty."""
    federated_token: str = ""
    """Of a workload: what another issuer says of it; nothing when empty."""
    user: User = field(default_factory=User)
    """Who signs in by browser or by code."""
    behaviour: Behaviour = field(default_factory=Behaviour)
    roles: dict[str, Role] = field(default_factory=lambda: dict(built_in_roles()))
    """Azure's own roles, by their GUID in lower case."""
    graph_view: dict[str, Subscription] | None = None
    """What Resource Graph sees when it lags behind; nothing when it sees everything at once."""

    def stop_graph(self) -> None:
        """Let Resource Graph show the subscriptions as they are now, whatever changes."""
        self.graph_view = deepcopy(self.subscriptions)

    def subscription(self, subscription_id: str) -> Subscription | None:
        """Return a subscription by its id, in any spelling."""
        return self.subscriptions.get(subscription_id.lower())

    def add_subscription(self, subscription: Subscription) -> None:
        """Put a subscription into the world, in place of one with the same id."""
        self.subscriptions[subscription.id.lower()] = subscription

    def of_tenant(self, tenant_id: str) -> list[Subscription]:
        """Return a tenant's subscriptions."""
        return [each for each in self.subscriptions.values() if each.tenant == tenant_id]

    def showing(self, case: str) -> list[Subscription]:
        """Return the subscriptions of the tenant that shows a case."""
        return self.of_tenant(self.cases[case])


def make_world(
    customers: int = CUSTOMERS, delegations: int = DELEGATIONS, seed: int = SEED
) -> World:
    """Make the world; the same numbers always give the same world.

    Args:
        customers: How many tenants delegate something.
        delegations: How many scopes a customer delegates, on average.
        seed: What the random numbers start from.
    """
    world = World(_managing_tenant())
    world.marketplace = catalogue()
    _add_own(world)
    maker, namer = Maker(seed, delegations, world.marketplace), Namer(seed)
    for index in range(customers):
        _add(world, _customer(world, maker, namer, index))
    return world


def _managing_tenant() -> Tenant:
    return Tenant(MANAGING_TENANT, MANAGING_NAME, "northwindmsp.onmicrosoft.com", "US", "Home")


def _customer(world: World, maker: Maker, namer: Namer, index: int) -> Customer:
    company = namer.company(index)
    found = case_at(index)
    if found is None:
        return maker.ordinary(index, company)
    name, case = found
    customer = maker.begin(index, case.company or company)
    case.build(customer, maker)
    world.cases.setdefault(name, customer.tenant.id)
    return customer


def _add(world: World, customer: Customer) -> None:
    world.tenants[customer.tenant.id] = customer.tenant
    _add_subscriptions(world, customer.subscriptions)


def _add_own(world: World) -> None:
    world.tenants[world.home.id] = world.home
    own = [
        Subscription(guid_of(name), name, world.home.id, groups=["rg-shared", "rg-logs"])
        for name in _OWN_SUBSCRIPTIONS
    ]
    own[-1].managed_by.append(DATABRICKS_TENANT)
    world.cases.update({"home": world.home.id, "own databricks": world.home.id})
    _add_subscriptions(world, own)


def _add_subscriptions(world: World, subscriptions: Iterable[Subscription]) -> None:
    for each in subscriptions:
        world.add_subscription(each)
