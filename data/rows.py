"""The rows of the dashboard's lists: customers, delegated scopes, offer versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from data.known import SeenVersion, Stale
from data.models import (
    Authorization,
    Definition,
    Delegation,
    EligibleAuthorization,
    PlanKey,
    Subscription,
)
from data.roles import role_name
from data.templates import Compared, Likeness
from data.updates import Status

ALL_CUSTOMERS = "*"
"""The key of the row that stands for all customers."""

_FAILED = ("failed", "canceled")


class Kind(StrEnum):
    """What is delegated."""

    SUBSCRIPTION = "subscription"
    GROUP = "resource group"
    NOTHING = "nothing"
    """A definition that no delegation rests on."""
    UNKNOWN = "unknown"
    """It was never read."""


class Shown(StrEnum):
    """What a list shows as the state of a row: the update states, and what comes before them."""

    STALE = "stale"
    PENDING = "pending"
    DIFFERS = "differs"
    """A template customer whose authorizations are not those of its standard plan."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    AHEAD = "ahead"
    CURRENT = "current"
    STANDARD = "standard"
    """A template customer that is as its standard plan wants it."""
    TEMPLATE = "template"
    FOREIGN = "foreign"
    """Delegated to another provider; seen because we may read the same subscription."""
    NOTHING = "nothing"
    """Nothing is delegated."""


BEHIND = (Shown.PENDING, Shown.DIFFERS)
"""The states that end when the customer does something."""
_LIKENESS = {Likeness.SAME: Shown.STANDARD, Likeness.DIFFERENT: Shown.DIFFERS}


@dataclass(frozen=True)
class ScopeRow:
    """A delegated scope, or a definition that nothing is delegated under."""

    key: str
    tenant_id: str
    customer: str
    subscription: Subscription
    resource_group: str
    definition: Definition | None
    """Nothing when Azure did not show the definition of this delegation."""
    delegation: Delegation | None
    status: Status
    stale: Stale | None = None
    is_foreign: bool = False
    """Whether another provider manages it."""
    compared: Compared | None = None
    """How it stands to the standard plan that it follows; nothing unless it is ours and has no
    plan."""

    @property
    def kind(self) -> Kind:
        """What is delegated here."""
        if self.delegation is None:
            return Kind.NOTHING if self.definition else Kind.UNKNOWN
        return Kind.GROUP if self.resource_group else Kind.SUBSCRIPTION

    @property
    def scope(self) -> str:
        """The scope by name."""
        name = self.subscription.name or self.subscription.subscription_id
        return f"{name} / {self.resource_group}" if self.resource_group else name

    @property
    def offer(self) -> str:
        """``product/plan``, or that there is no plan."""
        if self.definition is None:
            return "unknown"
        return self.definition.plan.key.short if self.definition.plan else "template"

    @property
    def version(self) -> str:
        """The accepted version; empty without a plan."""
        return self.definition.plan.version if self.definition and self.definition.plan else ""

    @property
    def provisioning(self) -> str:
        """The provisioning state of the delegation, or of the definition."""
        rests = self.delegation or self.definition
        return rests.provisioning_state if rests else ""

    @property
    def shown(self) -> Shown:
        """The state that lists show."""
        return Shown.STALE if self.stale else self.state

    @property
    def state(self) -> Shown:
        """The state by the last known rows, stale or not."""
        if self.is_foreign:
            return Shown.FOREIGN
        if self.provisioning.lower() in _FAILED:
            return Shown.FAILED
        if self.delegation is None:
            return Shown.NOTHING if self.definition else Shown.UNKNOWN
        if self.compared and self.compared.likeness in _LIKENESS:
            return _LIKENESS[self.compared.likeness]
        return Shown(self.status.state.value)


@dataclass(frozen=True)
class CustomerRow:
    """A customer with everything that it delegated; or all customers together."""

    tenant_id: str
    name: str
    scopes: tuple[ScopeRow, ...]
    subscriptions: tuple[Subscription, ...]
    stale: tuple[Stale, ...]
    """Its subscriptions of which the rows are not from the last sync."""
    azure_name: str = ""
    former_name: str = ""
    """What Azure called it before, until somebody says that the new name is known."""
    """The name that Azure gives; empty when it gives none."""
    note: str = ""
    """What was noted here about the customer."""

    @property
    def is_all(self) -> bool:
        """Whether this stands for all customers."""
        return self.tenant_id == ALL_CUSTOMERS

    @cached_property
    def delegated(self) -> int:
        """How many scopes are delegated to us."""
        return sum(each.delegation is not None and not each.is_foreign for each in self.scopes)

    @cached_property
    def behind(self) -> int:
        """How many versions the oldest accepted one is behind."""
        return max((each.status.behind for each in self.scopes if each.delegation), default=0)

    @cached_property
    def shown(self) -> Shown:
        """The state that lists show."""
        return Shown.STALE if self.stale else self.beneath

    @cached_property
    def beneath(self) -> Shown:
        """The state that matters most among those of its scopes, stale or not."""
        found = {each.state for each in self.scopes}
        return next((each for each in Shown if each in found), Shown.NOTHING)

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The definitions behind its scopes, each once."""
        found = {each.definition.key: each.definition for each in self.scopes if each.definition}
        return tuple(found.values())


@dataclass(frozen=True)
class VersionRow:
    """A version of a plan, published or accepted by somebody."""

    plan: PlanKey
    version: str
    seen: SeenVersion | None
    at_first_look: bool
    """Whether it was there when we first met the plan: it may be any age."""
    published: bool
    """Whether marketplace definitions list it."""
    latest: bool
    here: bool
    """Whether the scope beside it has accepted this version."""
    customers: int
    scopes: int
    authorizations: tuple[Authorization, ...]
    eligible: tuple[EligibleAuthorization, ...]

    @property
    def key(self) -> str:
        """What identifies this row."""
        return f"{self.plan.identifier}.{self.version}"


def entries(
    of: Definition | VersionRow,
) -> tuple[Authorization | EligibleAuthorization, ...]:
    """Return the permanent and then the eligible authorizations."""
    return (*of.authorizations, *of.eligible)


def principals(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield id and display name of everybody named in a definition, approvers included."""
    for entry in entries(definition):
        yield entry.principal_id, entry.display_name
    for eligible in definition.eligible:
        for approver in eligible.approvers:
            yield approver.principal_id, approver.display_name


def roles(of: Definition | VersionRow) -> Iterator[str]:
    """Yield id and name of every role in a definition, delegated ones included."""
    for entry in entries(of):
        yield from (entry.role_id, role_name(entry.role_id))
    for authorization in of.authorizations:
        for role in authorization.delegated_role_ids:
            yield from (role, role_name(role))


def updates_pending(rows: Iterable[ScopeRow]) -> int:
    """Count the updates that wait to be accepted: one for each customer and plan, as they do it."""
    found = {
        (each.tenant_id, each.definition.plan.key)
        for each in rows
        if each.state is Shown.PENDING and each.definition and each.definition.plan
    }
    return len(found)
