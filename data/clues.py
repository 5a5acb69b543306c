"""What our own data says about a customer that is missing, cause by cause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from data.known import Failure, Known, Stale
from data.ledger import ExpectedCustomer
from data.listings import version_order
from data.models import Authorization, Definition, PlanKey, PlanVersion, Subscription
from data.plans import Plan
from data.query import collation
from data.roles import catalogue, role_name
from data.rows import ScopeRow, Shown

_REFUSALS = ("SubscriptionNotFound", "InvalidAuthenticationTokenTenant")
"""Azure's codes that refuse us a subscription without the status 403."""
_NOT_REGISTERED = "MissingSubscriptionRegistration"


class Verdict(StrEnum):
    """How likely a cause is."""

    LIKELY = "likely"
    UNLIKELY = "unlikely"
    UNKNOWN = "unknown"


class Judgement(NamedTuple):
    """A verdict, and the sentence that says what it rests on."""

    verdict: Verdict
    reason: str


class _Offered(NamedTuple):
    """What a version of a plan gives."""

    plan: PlanKey
    version: str
    managing_tenant_id: str
    authorizations: tuple[Authorization, ...]

    @property
    def title(self) -> str:
        return f"{self.plan.short} {self.version}"

    @property
    def reader(self) -> Authorization | None:
        """The first authorization that makes a customer visible."""
        return next((each for each in self.authorizations if _reads_all(each.role_id)), None)


def _reads_all(role_id: str) -> bool:
    """Tell whether a role makes a customer visible: full read, and Lighthouse takes all of it."""
    role = catalogue().get(role_id.lower())
    return bool(role and role.reads_all and role.lighthouse == "yes")


@dataclass(frozen=True)
class Clues:
    """Everything that may speak for or against a cause."""

    expected: ExpectedCustomer
    known: Known
    rows: tuple[ScopeRow, ...]
    """The scopes of the expected tenant."""
    plans: tuple[Plan, ...]
    """Those of the library."""
    left_out: Collection[str]
    """Ids of tenants and subscriptions that the profile leaves out, in lower case."""

    def nothing_delegated(self) -> Judgement:
        """Judge whether the customer accepted and delegated nothing, or did not accept."""
        for row in self._ours:
            if row.delegation is None and row.definition:
                return _likely(
                    f'{row.scope} holds our definition "{row.definition.offer_name}", and nothing '
                    "is delegated under it."
                )
        if self._listed:
            name = self._listed[0].name or self._listed[0].subscription_id
            return _unlikely(f"Azure lists its subscription {name}, which takes a delegation.")
        return _unknown("Azure shows us nothing of a customer that delegated nothing.")

    def no_reader(self) -> Judgement:
        """Judge whether the plan gives nobody a role that makes the customer visible."""
        offered = self._offered
        reader = offered.reader if offered else None
        if offered and not reader:
            return _likely(f"{offered.title} gives nobody such a role for good.")
        if self._read:
            return _unlikely(self._reading)
        if offered and reader:
            who = reader.display_name or reader.principal_id
            return _unlikely(
                f"{offered.title} gives {role_name(reader.role_id)} to {who}; whoever signs in "
                "must belong to those who hold such a role."
            )
        return _unknown("We do not know which roles it was offered.")

    def wrong_tenant(self) -> Judgement:
        """Judge whether the customer is there under another tenant, or delegated to another."""
        ours, tenant = self.known.meta.managing_tenant_id, self.expected.tenant_id
        if tenant == ours:
            return _likely("This is our own tenant, which cannot delegate to itself.")
        for each in self.known.subscriptions:
            if each.subscription_id in self.expected.audience and each.tenant_id != tenant:
                return _likely(
                    f"{each.name or each.subscription_id} of the private audience belongs to "
                    f"tenant {each.tenant_id}."
                )
        if self._offered and self._offered.managing_tenant_id not in ("", ours):
            other = self._offered.managing_tenant_id
            return _likely(
                f"{self._offered.title} delegates to tenant {other}, and this profile reads {ours}."
            )
        names = {each.tenant_id: each.name for each in self.known.customers}
        if tenant in names:
            return _unlikely(f"The tenant is there, as {names[tenant] or 'one without a name'}.")
        wanted = collation(self.expected.name)
        for other, name in names.items():
            if wanted and collation(name) == wanted:
                return _likely(f"A customer of this name is there as tenant {other}.")
        return _unknown("Nothing that we see speaks for it or against it.")

    def refused(self) -> Judgement:
        """Judge whether Azure lists a subscription but does not let us read it."""
        for stale, failure in self._unread:
            if "(403)" in failure.code or failure.code.startswith(_REFUSALS):
                return _likely(self._say(stale, failure))
        for stale, failure in self._unread:
            return _unknown(self._say(stale, failure))
        if self._listed:
            return _unlikely(self._reading)
        elsewhere = {each.reason for each in self.known.meta.stale}
        if any(each.cause not in elsewhere for each in self.known.meta.failures):
            return _unknown("The last sync could not read everything; its failures name what.")
        return _unlikely("Azure lists no subscription of it that it could refuse.")

    def left_out_here(self) -> Judgement:
        """Judge whether the profile leaves the customer out."""
        for each in (self.expected.tenant_id, *sorted(self._subscription_ids)):
            if each in self.left_out:
                return _likely(f"This profile leaves out {each}.")
        return _unlikely("This profile leaves out neither it nor a subscription that we know of.")

    def not_registered(self) -> Judgement:
        """Judge whether a subscription of it lacks the resource provider."""
        for stale, failure in self._unread:
            if failure.code.startswith(_NOT_REGISTERED):
                return _likely(self._say(stale, failure))
        if self._read:
            return _unlikely(self._reading)
        return _unknown("Only the customer sees this until something is delegated.")

    def not_entitled(self) -> Judgement:
        """Judge whether somebody delegated who may not."""
        delegated = [each for each in self._ours if each.delegation]
        for row in delegated:
            if row.state is Shown.FAILED:
                return _likely(f"{row.scope}: provisioning is {row.provisioning}.")
        if delegated:
            return _unlikely(f"It did delegate: {delegated[0].scope}.")
        return _unknown("Only the customer sees who accepted, and what came of it.")

    @property
    def _ours(self) -> list[ScopeRow]:
        return [each for each in self.rows if not each.is_foreign]

    @cached_property
    def _listed(self) -> list[Subscription]:
        """Its subscriptions that Azure lists to us."""
        tenant = self.expected.tenant_id
        return [each for each in self.known.subscriptions if each.tenant_id == tenant]

    @cached_property
    def _read(self) -> list[Subscription]:
        """Those of which the last sync read the delegations."""
        stale = {each.subscription_id for each in self.known.meta.stale}
        return [each for each in self._listed if each.subscription_id not in stale]

    @property
    def _reading(self) -> str:
        name = self._read[0].name or self._read[0].subscription_id
        return f"The last sync read its subscription {name}."

    @cached_property
    def _subscription_ids(self) -> set[str]:
        """Every subscription that is said to be its own."""
        return {*self.expected.audience, *(each.subscription_id for each in self._listed)}

    @cached_property
    def _unread(self) -> list[tuple[Stale, Failure]]:
        """What could not be read of it, and why."""
        failures = {each.cause: each for each in self.known.meta.failures}
        return [
            (each, failures.get(each.reason, Failure("", each.reason, "")))
            for each in self.known.meta.stale
            if each.subscription_id in self._subscription_ids
        ]

    def _say(self, stale: Stale, failure: Failure) -> str:
        names = {each.subscription_id: each.name for each in self._listed}
        name = names.get(stale.subscription_id) or stale.subscription_id
        code = f" Code: {failure.code}." if failure.code else ""
        return f"{name}: {failure.cause}{code}"

    @cached_property
    def _offered(self) -> _Offered | None:
        """The newest version of the expected plan; one of the library if Azure shows none."""
        wanted, ours = self.expected.plan, ("", self.known.meta.managing_tenant_id)
        if wanted is None:
            return None
        held = (each for each in self.known.definitions if each.managing_tenant_id in ours)
        versions: tuple[PlanVersion | Definition, ...] = (*self.known.plan_versions, *held)
        shown = [
            _Offered(wanted, each.plan.version, each.managing_tenant_id, each.authorizations)
            for each in versions
            if each.plan and each.plan.key == wanted
        ]
        kept = [
            _Offered(wanted, each.version, each.managing_tenant_id, each.authorizations)
            for each in self.plans
            if (each.offer_id, each.plan_id) == (wanted.product, wanted.plan)
        ]
        return max(shown or kept, key=lambda each: version_order(each.version), default=None)


def _likely(reason: str) -> Judgement:
    return Judgement(Verdict.LIKELY, reason)


def _unlikely(reason: str) -> Judgement:
    return Judgement(Verdict.UNLIKELY, reason)


def _unknown(reason: str) -> Judgement:
    return Judgement(Verdict.UNKNOWN, reason)
