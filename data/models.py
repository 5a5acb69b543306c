"""The nouns: what Azure says, as frozen records.

Ids keep the spelling that Azure used; compare them through :func:`same_id`, because Azure itself
changes their case between services. Every text in a record was cleaned at ingest (``data.clean``).
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

PREVIEW_SUFFIX = "-preview"
_PROVIDER = "/providers/microsoft.managedservices/"
_VERSION = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})")


def same_id(resource_id: str) -> str:
    """Return the form of a resource id under which equal ids are equal strings."""
    return resource_id.lower()


class Approver(Struct, frozen=True, omit_defaults=True):
    """A user or group of the managing tenant that approves an activation."""

    principal_id: str
    display_name: str = ""


class Authorization(Struct, frozen=True, omit_defaults=True):
    """A principal that holds a role permanently ("Active" in Partner Center)."""

    principal_id: str
    role_id: str
    """Bare GUID of the role definition."""
    display_name: str = ""
    delegated_role_ids: tuple[str, ...] = ()
    """Roles that a User Access Administrator may assign to managed identities."""


class EligibleAuthorization(Struct, frozen=True, omit_defaults=True):
    """A principal that may activate a role just in time."""

    principal_id: str
    role_id: str
    display_name: str = ""
    mfa: str = "None"
    """``Azure`` or ``None``, as the service spells it."""
    max_duration: str = "PT8H"
    """ISO 8601, as the service sent it."""
    approvers: tuple[Approver, ...] = ()


class PlanKey(NamedTuple):
    """What identifies a plan over all its versions; the preview's copy is one by itself."""

    publisher: str
    product: str
    """Without the suffix of the preview audience's copy."""
    plan: str
    preview: bool = False

    @property
    def short(self) -> str:
        """``product/plan``, as lists show it."""
        return f"{self.product}/{self.plan}{' (preview)' if self.preview else ''}"

    @property
    def identifier(self) -> str:
        """The marketplace identifier of all versions together."""
        product = self.product + PREVIEW_SUFFIX if self.preview else self.product
        return f"{self.publisher}.{product}.{self.plan}"

    @property
    def ordinary(self) -> PlanKey:
        """The plan that everybody is offered."""
        return self._replace(preview=False)


class MarketplacePlan(Struct, frozen=True):
    """The ``plan`` block of a definition that came through the marketplace."""

    publisher: str
    product: str
    name: str
    version: str

    @property
    def key(self) -> PlanKey:
        """The plan without its version; ``-preview`` is stripped from the product."""
        product = self.product.lower()
        stripped = product.removesuffix(PREVIEW_SUFFIX)
        return PlanKey(self.publisher.lower(), stripped, self.name.lower(), stripped != product)

    @property
    def identifier(self) -> str:
        """The marketplace identifier ``publisher.product.plan.version``."""
        return f"{self.publisher}.{self.product}.{self.name}.{self.version}"


class Subscription(Struct, frozen=True, omit_defaults=True):
    """A customer's subscription that we can see."""

    subscription_id: str
    name: str
    tenant_id: str
    """The customer's tenant, which owns the subscription."""
    state: str = ""
    managed_by: tuple[str, ...] = ()
    """Tenants named in ``managedByTenants``; not all of them are Lighthouse's."""


class Definition(Struct, frozen=True, omit_defaults=True, dict=True):
    """A registration definition: who gets which role, and the marketplace plan if any."""

    id: str
    offer_name: str
    """``registrationDefinitionName``: what the customer reads as the offer's name."""
    managing_tenant_id: str
    description: str = ""
    managing_tenant_name: str = ""
    customer_tenant_id: str = ""
    customer_tenant_name: str = ""
    plan: MarketplacePlan | None = None
    authorizations: tuple[Authorization, ...] = ()
    eligible: tuple[EligibleAuthorization, ...] = ()
    provisioning_state: str = ""

    @property
    def subscription_id(self) -> str:
        """The subscription that the definition sits on."""
        return scope_of(self.id)[0]

    @cached_property
    def key(self) -> str:
        """The id in the form that compares equal."""
        return same_id(self.id)


class Delegation(Struct, frozen=True, omit_defaults=True, dict=True):
    """A registration assignment: one delegated scope."""

    id: str
    definition_id: str
    provisioning_state: str = ""

    @property
    def subscription_id(self) -> str:
        """The subscription that is delegated, or that holds the delegated group."""
        return scope_of(self.id)[0]

    @property
    def resource_group(self) -> str:
        """The delegated resource group; empty when the whole subscription is delegated."""
        return scope_of(self.id)[1]

    @cached_property
    def key(self) -> str:
        """The id in the form that compares equal."""
        return same_id(self.id)


class PlanVersion(Struct, frozen=True, omit_defaults=True):
    """A marketplace definition: one published version of a plan."""

    plan: MarketplacePlan
    managing_tenant_id: str
    authorizations: tuple[Authorization, ...] = ()
    eligible: tuple[EligibleAuthorization, ...] = ()
    offer_display_name: str = ""
    publisher_display_name: str = ""
    plan_display_name: str = ""


def scope_of(resource_id: str) -> tuple[str, str]:
    """Split a managed-services id into its subscription and resource group.

    Args:
        resource_id: ``/subscriptions/<id>[/resourceGroups/<name>]/providers/Microsoft.Managed…``.

    Returns:
        Subscription id in lower case, and resource group name; empty strings for what the id does
        not have.
    """
    end = resource_id.lower().find(_PROVIDER)
    scope = resource_id if end < 0 else resource_id[:end]
    parts = scope.strip("/").split("/")
    subscription = (
        parts[1].lower() if len(parts) > 1 and parts[0].lower() == "subscriptions" else ""
    )
    is_group = len(parts) > 3 and parts[2].lower() == "resourcegroups"
    return subscription, parts[3] if is_group else ""


def version_number(version: str) -> tuple[int, int, int] | None:
    """Return ``n.n.n`` as comparable numbers, or nothing when it has another form."""
    match = _VERSION.fullmatch(version)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None
