"""Short ways to make the records that a test is about."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from data.known import CustomerRead, Known, KnownMeta, PlanRead, SeenVersion, Stale
from data.models import (
    Approver,
    Authorization,
    Definition,
    Delegation,
    EligibleAuthorization,
    MarketplacePlan,
    PlanKey,
    PlanVersion,
    Subscription,
)
from data.roles import catalogue

GOLD = PlanKey("contoso", "managed-ops", "gold")
FIRST, BEFORE, NOW = "2026-11-01T08:00:00+00:00", "2026-11-20T08:00:00+00:00", "2026-11-22T08:00:00"


def guid(text: str) -> str:
    """A GUID that is the same for the same text."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, text))


def role_id(name: str) -> str:
    return next(each.id for each in catalogue().values() if each.name == name)


MSP, RIVAL = guid("msp"), guid("rival")
OPS, NIGHT, BOSS = guid("ops"), guid("night"), guid("boss")
READER, CONTRIBUTOR = role_id("Reader"), role_id("Contributor")
OPS_READS = Authorization(OPS, READER, "Operations")
OPS_CHANGES = Authorization(OPS, CONTRIBUTOR, "Operations")
NIGHT_ON_CALL = EligibleAuthorization(
    NIGHT, CONTRIBUTOR, "Night shift", "Azure", "PT4H", (Approver(BOSS, "Shift lead"),)
)


def gold(version: str, *, preview: bool = False) -> MarketplacePlan:
    return MarketplacePlan(
        "contoso", "managed-ops-preview" if preview else "managed-ops", "gold", version
    )


def published(*versions: str, preview: bool = False, **fields: Any) -> tuple[PlanVersion, ...]:
    return tuple(PlanVersion(gold(each, preview=preview), MSP, **fields) for each in versions)


def asked(
    answered: bool = True,
    asked_at: str = NOW,
    seen: Mapping[str, str] | None = None,
    *,
    preview: bool = False,
) -> PlanRead:
    history = tuple(SeenVersion(*each) for each in (seen or {}).items())
    return PlanRead(
        *GOLD._replace(preview=preview), asked_at=asked_at, answered=answered, seen=history
    )


def subscription(name: str, tenant: str, **fields: Any) -> Subscription:
    return Subscription(guid(name), name, guid(tenant), **fields)


def definition(
    at: Subscription,
    plan: MarketplacePlan | None = None,
    *,
    name: str = "definition",
    managing: str = MSP,
    authorizations: Iterable[Authorization] = (OPS_READS,),
    **fields: Any,
) -> Definition:
    path = f"/subscriptions/{at.subscription_id}/providers/Microsoft.ManagedServices"
    return Definition(
        f"{path}/registrationDefinitions/{guid(name)}",
        fields.pop("offer_name", "Managed operations"),
        managing,
        plan=plan,
        authorizations=tuple(authorizations),
        **fields,
    )


def delegation(
    of: Definition, group: str = "", *, name: str = "assignment", state: str = "Succeeded"
) -> Delegation:
    scope = f"/subscriptions/{of.subscription_id}" + (f"/resourceGroups/{group}" if group else "")
    path = f"{scope}/providers/Microsoft.ManagedServices/registrationAssignments"
    return Delegation(f"{path}/{guid(name)}", of.id, state)


def meta(
    synced_at: str = NOW, *, first: str = FIRST, stale: tuple[Stale, ...] = (), **fields: Any
) -> KnownMeta:
    return KnownMeta(synced_at, first, "arm", MSP, stale=stale, **fields)


def customers(**names: str) -> tuple[CustomerRead, ...]:
    """Customers by the word that their tenant's GUID is made of."""
    return tuple(CustomerRead(guid(tenant), name) for tenant, name in names.items())


def known(
    subscriptions: Iterable[Subscription] = (),
    definitions: Iterable[Definition] = (),
    delegations: Iterable[Delegation] = (),
    *,
    told: KnownMeta | None = None,
    **others: Any,
) -> Known:
    """What a cache holds; customers are those of the subscriptions, unless they are given."""
    subscriptions = tuple(subscriptions)
    tenants = dict.fromkeys(each.tenant_id for each in subscriptions)
    others.setdefault("customers", tuple(map(CustomerRead, tenants)))
    return Known(told or meta(), subscriptions, tuple(definitions), tuple(delegations), **others)
