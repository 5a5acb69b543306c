"""A sample world in which whoever may choose a text chose a hostile one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from data.emulator.entities import (
    MANAGED_SERVICES,
    Assignment,
    Definition,
    Json,
    PlanVersion,
    Subscription,
    Tenant,
)
from data.emulator.ids import guid_of
from data.emulator.people import ON_CALL_LEADS, OPERATIONS, SERVICE_DESK, just_in_time, permanent
from data.emulator.world import World, make_world
from tests.hostile.payloads import PAYLOADS

NAMES = tuple(name for name in PAYLOADS if name != "surrogate")
"""The payloads that a server can put into UTF-8 as they are."""
HOME = "\x1b]0;owned\x07[@click=app.quit]North[/]wind \u202eMSP"
"""The managing tenant's own name."""
REFUSED_EVERY = 8
_STEP = 11
"""How far the payloads are apart of two fields that lie next to each other."""

Text = Callable[[str], str]
"""From a kind of field to what stands in it at one customer."""


@dataclass
class Hostile:
    """The world, and what was put where."""

    world: World
    tenants: tuple[str, ...]
    """The tenant whose name is the payload of the same place."""
    met: dict[str, set[str]]
    """By kind of field, the payloads that stand in one."""

    def tenant(self, payload: str) -> str:
        """Return the id of the tenant that has this payload as its name."""
        return self.tenants[NAMES.index(payload)]


def hostile_world() -> Hostile:
    """Make the world: as many customers as payloads, each payload once in every kind of field."""
    world = make_world(len(NAMES), 1)
    world.home.name = HOME
    world.marketplace.clear()
    customers = [each for each in world.tenants.values() if each is not world.home]
    kept = world.of_tenant(world.home.id)
    world.subscriptions.clear()
    for each in kept:
        world.add_subscription(each)
    met: dict[str, set[str]] = {}
    for at, tenant in enumerate(customers):
        _poison(world, tenant, at, _texts(at, met))
    return Hostile(world, tuple(each.id for each in customers), met)


def _texts(at: int, met: dict[str, set[str]]) -> Text:
    order: dict[str, int] = {}

    def text(kind: str) -> str:
        shift = order.setdefault(kind, len(order)) * _STEP
        name = NAMES[(at + shift) % len(NAMES)]
        met.setdefault(kind, set()).add(name)
        return PAYLOADS[name]

    return text


def _poison(world: World, tenant: Tenant, at: int, text: Text) -> None:
    """Give a customer two delegations, and some a third that is refused."""
    tenant.name = text("tenant name")
    tenant.domain = text("tenant domain")
    tenant.country = text("country")
    whole = _subscription(tenant, at, "whole", text)
    version = _version(whole, text)
    world.marketplace += [version, replace(version, version="9.9.9")]
    definition = _definition(world, whole, text, version)
    whole.add(definition)
    whole.add(_assignment(definition, whole.path, text("assignment state")))
    part = _subscription(tenant, at, "part", text)
    template = _definition(world, part, text, None)
    part.add(template)
    group = _group_name(text("resource group"))
    part.groups = [group]
    part.add(_assignment(template, f"{part.path}/resourceGroups/{group}", "Succeeded"))
    world.add_subscription(whole)
    world.add_subscription(part)
    if at % REFUSED_EVERY == 0:
        lost = _subscription(tenant, at, "lost", text)
        lost.managed_by.append(world.home.id)
        lost.refused = True
        world.add_subscription(lost)


def _subscription(tenant: Tenant, at: int, role: str, text: Text) -> Subscription:
    return Subscription(
        guid_of(f"hostile/{role}/{at}"),
        text(f"{role} subscription name"),
        tenant.id,
        state=text(f"{role} subscription state"),
        quota=text("quota"),
        location=text("location"),
    )


def _version(subscription: Subscription, text: Text) -> PlanVersion:
    return PlanVersion(
        publisher=text("publisher"),
        product=text("product"),
        plan=text("plan"),
        version=text("version"),
        offer_name=text("offer display name"),
        plan_name=text("plan display name"),
        released="2024-01-01",
        authorizations=_authorizations(text),
        eligible=_eligible(text),
    )


def _definition(
    world: World, subscription: Subscription, text: Text, version: PlanVersion | None
) -> Definition:
    name = guid_of(f"definition/{subscription.id}")
    if world.home.id not in subscription.managed_by:
        subscription.managed_by.append(world.home.id)
    return Definition(
        id=f"{subscription.path}{MANAGED_SERVICES}/registrationDefinitions/{name}",
        offer_name=text("offer name"),
        managing_tenant=world.home.id,
        managing_name=text("managing tenant name"),
        customer_tenant=subscription.tenant,
        customer_name=text("managee name"),
        authorizations=_authorizations(text),
        eligible=_eligible(text),
        plan=version.block if version else None,
        description=text("description"),
        state=text("definition state"),
        created_at="2024-02-03T04:05:06Z",
        created_by=text("created by"),
    )


def _assignment(definition: Definition, scope: str, state: str) -> Assignment:
    name = guid_of(f"{definition.id}{scope}")
    return Assignment(
        f"{scope}{MANAGED_SERVICES}/registrationAssignments/{name}",
        definition.id,
        state=state,
        created_at=definition.created_at,
        created_by=definition.created_by,
    )


def _authorizations(text: Text) -> tuple[Json, ...]:
    ordinary = permanent(OPERATIONS, "Reader")
    strange = permanent(SERVICE_DESK, "Contributor")
    return (
        {**ordinary, "principalIdDisplayName": text("principal name")},
        {
            **strange,
            "principalId": text("principal id"),
            "roleDefinitionId": text("role id"),
            "delegatedRoleDefinitionIds": [text("delegated role id")],
        },
    )


def _eligible(text: Text) -> tuple[Json, ...]:
    entry = just_in_time(SERVICE_DESK, "Contributor", approvers=(ON_CALL_LEADS,))
    policy = entry["justInTimeAccessPolicy"]
    approvers = [
        {**each, "principalIdDisplayName": text("approver name")}
        for each in policy["managedByTenantApprovers"]
    ]
    strange = {
        **policy,
        "managedByTenantApprovers": approvers,
        "multiFactorAuthProvider": text("mfa"),
        "maximumActivationDuration": text("duration"),
    }
    name = text("eligible principal name")
    return ({**entry, "principalIdDisplayName": name, "justInTimeAccessPolicy": strange},)


def _group_name(text: str) -> str:
    """Return the text as a part of a path: without a slash, and not empty."""
    return text.replace("/", "_") or "-"
