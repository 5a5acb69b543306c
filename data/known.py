"""Everything that one sync leaves behind: records, and what is known about how they were read."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct, structs

from data.models import Definition, Delegation, PlanKey, PlanVersion, Subscription
from data.roles import Role


class Failure(Struct, frozen=True, omit_defaults=True):
    """Something that a sync could not read."""

    what: str
    """What was being read, in the user's words."""
    cause: str
    """Why it failed, in one plain sentence."""
    remedy: str
    """What to try."""
    code: str = ""
    """Azure's error code or the HTTP status, for a search engine or a ticket."""


class CustomerRead(Struct, frozen=True, omit_defaults=True):
    """What is known of a customer as a whole."""

    tenant_id: str
    name: str = ""
    """The newest display name that Azure gave; empty when it gave none."""
    former: str = ""
    """The one before that; empty when it never gave another."""


class Stale(Struct, frozen=True, omit_defaults=True):
    """A subscription whose rows are older than the last sync."""

    subscription_id: str
    reason: str
    read_at: str = ""
    """When its rows were last read (ISO 8601, UTC); empty when they never were."""


class SeenVersion(Struct, frozen=True):
    """A plan version, and when this cache first knew of it."""

    version: str
    first_seen: str


class PlanRead(Struct, frozen=True, omit_defaults=True):
    """What is known of a plan as a whole."""

    publisher: str
    product: str
    plan: str
    preview: bool = False
    asked_at: str = ""
    """When marketplace definitions last answered for this plan; empty when they never did."""
    answered: bool = False
    """Whether they did in the last sync."""
    seen: tuple[SeenVersion, ...] = ()

    @property
    def key(self) -> PlanKey:
        """The plan that this is about."""
        return PlanKey(self.publisher, self.product, self.plan, self.preview)


class KnownMeta(Struct, frozen=True, omit_defaults=True):
    """When and how the last sync went."""

    synced_at: str
    """ISO 8601, UTC."""
    first_synced_at: str
    reader: str
    managing_tenant_id: str
    managing_tenant_name: str = ""
    portal_url: str = "https://portal.azure.com"
    stale: tuple[Stale, ...] = ()
    failures: tuple[Failure, ...] = ()
    roles_read_at: str = ""
    """When Azure last listed its roles (ISO 8601, UTC); empty when it never did."""
    left_out: tuple[str, ...] = ()
    """Ids of tenants and subscriptions that nobody wanted to be read."""
    as_guest: bool = False
    """Whether it was read by a guest of the managing tenant."""


class Known(Struct, frozen=True):
    """The content of a cache."""

    meta: KnownMeta
    subscriptions: tuple[Subscription, ...] = ()
    definitions: tuple[Definition, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    plan_versions: tuple[PlanVersion, ...] = ()
    customers: tuple[CustomerRead, ...] = ()
    plans: tuple[PlanRead, ...] = ()
    roles: tuple[Role, ...] = ()
    """Azure's built-in roles as it last listed them; none when it never did."""


def without(known: Known, left_out: Collection[str]) -> Known:
    """Return the same without what is left out.

    Args:
        known: What is known.
        left_out: Ids of customers' tenants and of subscriptions.
    """
    if not left_out:
        return known
    gone = {
        each.subscription_id
        for each in known.subscriptions
        if each.tenant_id in left_out or each.subscription_id in left_out
    } | {*left_out}
    subscriptions = tuple(each for each in known.subscriptions if each.subscription_id not in gone)
    tenants = {each.tenant_id for each in subscriptions}
    return structs.replace(
        known,
        subscriptions=subscriptions,
        definitions=tuple(e for e in known.definitions if e.subscription_id not in gone),
        delegations=tuple(e for e in known.delegations if e.subscription_id not in gone),
        customers=tuple(each for each in known.customers if each.tenant_id in tenants),
    )


def nobody(known: Known) -> str:
    """Say why a sync found no customer at all, in sentences; nothing when there is one."""
    meta = known.meta
    if known.customers or not meta.synced_at:
        return ""
    own = f" The profile itself leaves {len(meta.left_out):,} out." if meta.left_out else ""
    if meta.as_guest:
        own = (
            f"{own} We are a guest there: a guest sees only what a group of that tenant gives, so "
            "sign in with an account of the tenant itself if you have one."
        )
    return (
        f"Nobody has delegated anything to tenant {meta.managing_tenant_id} that we may see. If "
        "somebody has, sign in to the managing tenant as one of those that the offer names; a "
        f"group counts from the next sign-in on.{own} lightkeeper doctor tells more."
    )
