"""The things of the sample world: plain records that a test may change while they are served.

Authorizations stand in the form in which Azure sends them. Definitions of one plan version share
the tuple that holds them, so give a definition a new tuple instead of editing the dictionaries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from data.emulator.faults import Fault
from data.emulator.ids import guid_of

Json = dict[str, Any]

MANAGED_SERVICES = "/providers/Microsoft.ManagedServices"


@dataclass
class Tenant:
    """A directory: a customer's, or the managing tenant."""

    id: str
    name: str | None
    """What the list of tenants shows now; nothing when it shows no name."""
    domain: str
    country: str
    category: Literal["Home", "ProjectedBy", "ManagedBy"] = "ProjectedBy"
    listed: bool = True
    """Whether the list of tenants has it at all."""


@dataclass
class User:
    """A person of the managing tenant."""

    id: str = guid_of("user/Ada Holm")
    name: str = "Ada Holm"
    upn: str = "ada.holm@northwindmsp.onmicrosoft.com"
    guest_of: str = ""
    """The tenant where the person is at home, if that is another one."""


@dataclass
class PlanVersion:
    """One version of a marketplace plan."""

    publisher: str
    product: str
    plan: str
    version: str
    offer_name: str
    plan_name: str
    released: str
    """The date, as ``yyyy-mm-dd``."""
    authorizations: tuple[Json, ...]
    eligible: tuple[Json, ...] = ()
    listed: bool = True
    """Whether the marketplace speaks of it."""
    audience: set[str] | None = None
    """The subscription ids that a private plan is for; nothing when the plan is public."""

    @property
    def identifier(self) -> str:
        """The marketplace identifier ``publisher.product.plan.version``."""
        return f"{self.publisher}.{self.product}.{self.plan}.{self.version}"

    @property
    def block(self) -> Json:
        """The ``plan`` of a resource that came from this version."""
        return {
            "name": self.plan,
            "publisher": self.publisher,
            "product": self.product,
            "version": self.version,
        }


@dataclass
class Definition:
    """A registration definition on a subscription."""

    id: str
    offer_name: str
    managing_tenant: str
    managing_name: str
    customer_tenant: str
    customer_name: str
    authorizations: tuple[Json, ...]
    eligible: tuple[Json, ...] = ()
    plan: Json | None = None
    description: str = ""
    state: str = "Succeeded"
    created_at: str = ""
    created_by: str = ""

    @property
    def name(self) -> str:
        """The last part of the id, a GUID."""
        return self.id.rpartition("/")[2]


@dataclass
class Assignment:
    """A registration assignment: one delegated scope."""

    id: str
    definition_id: str
    state: str = "Succeeded"
    created_at: str = ""
    created_by: str = ""

    @property
    def name(self) -> str:
        """The last part of the id, a GUID."""
        return self.id.rpartition("/")[2]

    @property
    def scope(self) -> str:
        """What is delegated: a subscription's or a resource group's id."""
        return self.id[: self.id.lower().rfind(MANAGED_SERVICES.lower())]


@dataclass
class Subscription:
    """A subscription with everything that this world knows about it.

    ``definitions`` and ``assignments`` are keyed by their id in lower case; use :meth:`add`.
    """

    id: str
    name: str
    tenant: str
    state: str = "Enabled"
    managed_by: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    quota: str = "EnterpriseAgreement_2014-09-01"
    location: str = "westeurope"
    refused: bool = False
    """It is listed, but calls of managed services are answered with 403."""
    registered: bool = True
    """Without it, calls of managed services are answered with 409."""
    definitions: dict[str, Definition] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The subscription's resource id."""
        return f"/subscriptions/{self.id}"

    def add(self, thing: Definition | Assignment) -> None:
        """Put a definition or an assignment here, in place of one with the same id."""
        if isinstance(thing, Definition):
            self.definitions[thing.id.lower()] = thing
        else:
            self.assignments[thing.id.lower()] = thing

    def definition_of(self, assignment: Assignment) -> Definition | None:
        """Return the definition that an assignment rests on, if it is there."""
        return self.definitions.get(assignment.definition_id.lower())

    def group(self, name: str) -> str | None:
        """Return a resource group's name as it is spelled here."""
        return next((each for each in self.groups if each.lower() == name.lower()), None)


@dataclass
class Behaviour:
    """How this Azure answers where the real one may do either, or does it in its own time."""

    page_size: int = 100
    """Rows a page of the lists of managed services and role definitions."""
    subscriptions_page_size: int = 500
    """Rows a page of the lists of subscriptions and tenants."""
    list_group_assignments: bool = True
    """Whether a subscription's list of assignments has those of its resource groups."""
    groups_open_subscription: bool = True
    """Whether whoever was given resource groups only may list at their subscription."""
    marketplace: Literal["all", "newest", "scoped", "nothing"] = "all"
    """What a list of marketplace definitions holds; ``scoped``: only when asked at a scope."""
    graph: Literal["everything", "containers", "nothing", "refused"] = "everything"
    """What Resource Graph shows; ``containers``: subscriptions without what is delegated there."""
    graph_plan: bool = True
    """Whether Resource Graph fills ``plan``."""
    graph_quota: int | None = None
    """Resource Graph queries in five seconds, refused above that, throttled or not; without a
    number it is Azure's when throttled and never runs out when not."""
    throttle: bool = False
    """Whether Azure's limits on requests are enforced."""
    faults: tuple[Fault, ...] = ()
    """What goes wrong on purpose. Another tuple takes effect at once and counts from the start."""
    root_scope_read: bool = False
    """Whether the caller is Monitoring Reader at the root scope, for the tenant's activity log."""
    directory_read: bool = True
    """Whether the caller may look up principals of the managing tenant in Microsoft Graph."""
    operation_seconds: float = 0.0
    """How long a long-running operation runs."""
    retry_after: str = "0"
    """What a long-running operation tells the client to wait."""
    token_seconds: int = 3599
    """How long an access token is good for."""
    device_seconds: int = 900
    """How long a device code may be entered."""
    device_interval: int = 5
    """Seconds between two questions whether it was."""
    claims_wanted: str = ""
    """A policy that a token must have met (Conditional Access); none when empty."""
    claims_refused: bool = False
    """Whether a sign-in cannot meet it."""
    sign_in: Literal["entra", "adfs"] = "entra"
    """Which kind of authority ``/metadata/endpoints`` names."""
