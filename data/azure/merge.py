"""From what a sync read and what was known before to what is known now.

All or nothing per customer: when there was no usable answer for one of a customer's
subscriptions, the customer keeps its last known rows. A subscription that Azure refuses to show
keeps only its own, since a refusal is an answer and may last for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from data.azure.failures import unread_failures
from data.azure.marketplace import Published
from data.azure.reading import Reading
from data.azure.role_catalogue import RolesRead
from data.known import CustomerRead, Failure, Known, KnownMeta, PlanRead, SeenVersion, Stale
from data.models import Definition, Delegation, PlanKey, PlanVersion, Subscription
from data.roles import Role

Row = TypeVar("Row", Definition, Delegation, Subscription)


@dataclass(frozen=True)
class Sources:
    """Everything that one sync read."""

    reading: Reading
    published: Published
    tenant_names: Mapping[str, str]
    """Display name by tenant id; without those that have none."""
    roles: RolesRead = field(default_factory=RolesRead)
    failures: tuple[Failure, ...] = ()


def keep_unread(reading: Reading, before: Known | None) -> tuple[Reading, tuple[Stale, ...]]:
    """Put the last known rows where nothing could be read.

    Returns:
        The rows as they are now to be shown, and which subscriptions' rows are not fresh.
    """
    if not reading.unread:
        return reading, ()
    known = before or Known(KnownMeta("", "", "", ""))
    tenant_of = {each.subscription_id: each.tenant_id for each in reading.subscriptions}
    had_rows = {each.tenant_id for each in known.subscriptions}
    lost = {
        tenant_of[at]: unread.failure.cause
        for at, unread in reading.unread.items()
        if not unread.alone and tenant_of[at] in had_rows
    }
    reasons = {at: unread.failure.cause for at, unread in reading.unread.items()}
    for each in (*known.subscriptions, *reading.subscriptions):
        if each.tenant_id in lost:
            reasons.setdefault(each.subscription_id, lost[each.tenant_id])
    merged = Reading(
        _mixed(reading.subscriptions, known.subscriptions, reasons, keep_new=True),
        _mixed(reading.definitions, known.definitions, reasons),
        _mixed(reading.delegations, known.delegations, reasons),
        reading.unread,
    )
    return merged, _stale(reasons, known)


def merge(
    sources: Sources, stale: tuple[Stale, ...], before: Known | None, meta: KnownMeta
) -> Known:
    """Build what is known now.

    Args:
        sources: What was read, the last known rows already put in by :func:`keep_unread`.
        stale: Which rows were put in.
        before: What was known before, if anything.
        meta: Time, reader, tenant and what was left out; stale rows and failures are filled in.
    """
    reading = sources.reading
    customers = _customers(sources, before)
    failures = (*unread_failures(reading, customers), *sources.failures)
    roles, roles_read_at = _roles(sources.roles, before, meta.synced_at)
    our_name = sources.tenant_names.get(meta.managing_tenant_id)
    versions, plans = _plans(sources, before, meta.synced_at)
    return Known(
        meta=KnownMeta(
            synced_at=meta.synced_at,
            first_synced_at=before.meta.first_synced_at if before else meta.synced_at,
            reader=meta.reader,
            managing_tenant_id=meta.managing_tenant_id,
            managing_tenant_name=our_name or (before.meta.managing_tenant_name if before else ""),
            portal_url=meta.portal_url,
            stale=stale,
            failures=(*failures, *sources.published.failures, *sources.roles.failures),
            roles_read_at=roles_read_at,
            left_out=meta.left_out,
            as_guest=meta.as_guest,
        ),
        subscriptions=tuple(sorted(reading.subscriptions, key=lambda each: each.subscription_id)),
        definitions=tuple(sorted(reading.definitions, key=lambda each: each.key)),
        delegations=tuple(sorted(reading.delegations, key=lambda each: each.key)),
        plan_versions=versions,
        customers=customers,
        plans=plans,
        roles=roles,
    )


def _roles(read: RolesRead, before: Known | None, now: str) -> tuple[tuple[Role, ...], str]:
    """Return the newest list of roles that there is, and when it was read."""
    if read.roles:
        return read.roles, now
    return (before.roles, before.meta.roles_read_at) if before else ((), "")


def _mixed(
    fresh: Iterable[Row], known: Iterable[Row], kept: Mapping[str, str], *, keep_new: bool = False
) -> list[Row]:
    """Return the last known rows of the kept subscriptions and the fresh ones of the others."""
    old = [each for each in known if each.subscription_id in kept]
    had = {each.subscription_id for each in old}
    replaced = had if keep_new else kept.keys()
    return old + [each for each in fresh if each.subscription_id not in replaced]


def _stale(reasons: Mapping[str, str], known: Known) -> tuple[Stale, ...]:
    earlier = {each.subscription_id: each.read_at for each in known.meta.stale}
    seen = {each.subscription_id for each in known.subscriptions}

    def read_at(subscription: str) -> str:
        return earlier.get(subscription, known.meta.synced_at if subscription in seen else "")

    return tuple(Stale(at, reasons[at], read_at(at)) for at in sorted(reasons))


def _customers(sources: Sources, before: Known | None) -> tuple[CustomerRead, ...]:
    earlier = before.customers if before else ()
    known = {each.tenant_id: each for each in earlier if each.name}
    names = {tenant: each.name for tenant, each in known.items()}
    for each in sources.reading.definitions:
        tenant, name = each.customer_tenant_id, each.customer_tenant_name
        # A definition may carry an old name: while the list of tenants cannot be read, the name
        # that it gave before is better.
        if name and (sources.tenant_names or tenant not in names):
            names[tenant] = name
    tenants = {each.tenant_id for each in sources.reading.subscriptions}
    return tuple(
        _named(at, sources.tenant_names.get(at) or names.get(at, ""), known.get(at))
        for at in sorted(tenants)
    )


def _named(tenant: str, name: str, before: CustomerRead | None) -> CustomerRead:
    """Return a customer with the name that it had before this one, if it had another."""
    if before is None:
        return CustomerRead(tenant, name)
    return CustomerRead(tenant, name, before.former if before.name == name else before.name)


def _plans(
    sources: Sources, before: Known | None, now: str
) -> tuple[tuple[PlanVersion, ...], tuple[PlanRead, ...]]:
    """Return the published versions, and for each plan when we first saw which version."""
    published = dict(sources.published.versions)
    earlier = {each.key: each for each in before.plans} if before else {}
    for each in before.plan_versions if before else ():
        if each.plan.key not in sources.published.versions:
            published.setdefault(each.plan.key, []).append(each)
    seen: dict[PlanKey, set[str]] = {key: set() for key in (*published, *earlier)}
    for version in (version for versions in published.values() for version in versions):
        seen[version.plan.key].add(version.plan.version)
    for definition in sources.reading.definitions:
        if definition.plan:
            seen.setdefault(definition.plan.key, set()).add(definition.plan.version)
    versions = [published[key] for key in sorted(published)]
    flat = tuple(sorted((each for group in versions for each in group), key=_by_identifier))
    return flat, tuple(
        _plan_read(key, seen[key], earlier.get(key), key in sources.published.versions, now)
        for key in sorted(seen)
    )


def _plan_read(
    key: PlanKey, seen: set[str], before: PlanRead | None, answered: bool, now: str
) -> PlanRead:
    first = {each.version: each.first_seen for each in before.seen} if before else {}
    return PlanRead(
        *key,
        asked_at=now if answered else (before.asked_at if before else ""),
        answered=answered,
        seen=tuple(SeenVersion(each, first.get(each, now)) for each in sorted(seen | first.keys())),
    )


def _by_identifier(version: PlanVersion) -> str:
    return version.plan.identifier
