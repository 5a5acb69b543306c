"""What every text is that the cache and the library hold, as far as it must not be told."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from data.known import CustomerRead, Failure, Known, KnownMeta, PlanRead, SeenVersion, Stale
from data.ledger import (
    Checklist,
    CustomerNote,
    ExpectedCustomer,
    KnownPrincipal,
    LibraryContents,
    RecordedVersion,
    RoleSet,
    RolloutEntry,
    TemplateLink,
    Tick,
)
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
from data.plans import AcceptedFinding, Deployed, Plan


class How(StrEnum):
    """How a text is replaced that is no name; of a name the table has what it is the name of."""

    KEEP = "keep"
    ID = "id"
    """A GUID, or what somebody typed in its place."""
    OWN_ID = "own id"
    """One that Lightkeeper made; it says nothing and stays, so that links hold."""
    ROLE = "role"
    """Built-in ones stay."""
    RESOURCE = "resource"
    PRODUCT = "product"
    """An offer id, which may end in what marks the preview audience's copy."""
    VERSION = "version"
    SENTENCE = "sentence"
    """Our own words, with ids in them perhaps."""
    ABOUT = "about"
    """What a finding is about, in words and ids."""
    TICKED = "ticked"
    """A plan id, or one and a version."""


_PLAN_ID = {"publisher": "publisher", "product": How.PRODUCT, "plan": "plan", "name": "plan"}
_TENANT = {"tenant_id": How.ID}
FIELDS: Mapping[type[Any], Mapping[str, str]] = {
    Subscription: {
        "subscription_id": How.ID, "name": "Subscription", **_TENANT, "state": How.KEEP,
        "managed_by": How.ID,
    },
    Authorization: {
        "principal_id": How.ID, "role_id": How.ROLE, "display_name": "Principal",
        "delegated_role_ids": How.ROLE,
    },
    EligibleAuthorization: {
        "principal_id": How.ID, "role_id": How.ROLE, "display_name": "Principal", "mfa": How.KEEP,
        "max_duration": How.KEEP,
    },
    Approver: {"principal_id": How.ID, "display_name": "Principal"},
    MarketplacePlan: {**_PLAN_ID, "version": How.VERSION},
    PlanKey: _PLAN_ID,
    Definition: {
        "id": How.RESOURCE, "offer_name": "Offer", "managing_tenant_id": How.ID,
        "description": "Description", "managing_tenant_name": "Provider",
        "customer_tenant_id": How.ID, "customer_tenant_name": "Customer",
        "provisioning_state": How.KEEP,
    },
    Delegation: {"id": How.RESOURCE, "definition_id": How.RESOURCE, "provisioning_state": How.KEEP},
    PlanVersion: {
        "managing_tenant_id": How.ID, "offer_display_name": "Offer",
        "publisher_display_name": "Provider", "plan_display_name": "Offer",
    },
    Failure: {
        "what": "Reading", "cause": How.SENTENCE, "remedy": How.SENTENCE, "code": How.SENTENCE,
    },
    CustomerRead: {**_TENANT, "name": "Customer", "former": "Customer"},
    Stale: {"subscription_id": How.ID, "reason": How.SENTENCE, "read_at": How.KEEP},
    SeenVersion: {"version": How.VERSION, "first_seen": How.KEEP},
    PlanRead: {**_PLAN_ID, "asked_at": How.KEEP},
    KnownMeta: {
        "synced_at": How.KEEP, "first_synced_at": How.KEEP, "reader": How.KEEP,
        "managing_tenant_id": How.ID,
        "managing_tenant_name": "Provider", "portal_url": How.KEEP, "roles_read_at": How.KEEP,
        "left_out": How.ID,
    },
    Plan: {
        "id": How.OWN_ID, "name": "Offer", "offer_id": How.PRODUCT, "plan_id": "plan",
        "managing_tenant_id": How.ID, "version": How.VERSION, "description": "Description",
        "publisher_id": "publisher", "saved_at": How.KEEP, "offer_name": "Offer",
        "audience": How.ID, "visibility": How.KEEP,
    },
    AcceptedFinding: {"rule": How.KEEP, "about": How.ABOUT, "reason": "Reason"},
    Deployed: {
        "definition": How.ID, "offer_name": "Offer", "managing_tenant_id": How.ID,
        "assignment": How.ID, "resource_group": "group", "subscription_id": How.ID,
    },
    RecordedVersion: {"version": How.VERSION, "remark": "Remark"},
    RolloutEntry: {**_TENANT, "version": How.VERSION, "remark": "Remark"},
    CustomerNote: {
        **_TENANT, "alias": "Customer", "note": "Remark", "confirmed": "Customer",
    },
    TemplateLink: {**_TENANT, "definition_key": How.RESOURCE, "plan_id": How.OWN_ID},
    ExpectedCustomer: {**_TENANT, "name": "Customer", "audience": How.ID, "remark": "Remark"},
    KnownPrincipal: {
        "principal_id": How.ID, "name": "Principal", "kind": How.KEEP, "remark": "Remark",
    },
    RoleSet: {"id": How.OWN_ID, "name": "Role set", "remark": "Remark"},
    Tick: {"item": How.KEEP, "of": How.TICKED},
    Checklist: {"offer_id": How.PRODUCT},
    Known: {"roles": How.KEEP},
    LibraryContents: {},
}  # fmt: skip
"""What every text in a record is. A field that holds other records is not in it."""
