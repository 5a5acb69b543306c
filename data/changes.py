"""What changed between two syncs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from data.known import Known, without
from data.models import Definition, Delegation, same_id
from data.rows import entries

ADDED = "delegation added"
GONE = "no longer visible"
ACCEPTED = "version accepted"
AUTHORIZATIONS = "authorizations changed"
RENAMED = "renamed"


class Change(Struct, frozen=True, omit_defaults=True):
    """One thing that a sync found to be different from the sync before."""

    at: str
    """When the sync that noticed it ran (ISO 8601, UTC)."""
    kind: str
    tenant_id: str
    subscription_id: str = ""
    resource_group: str = ""
    before: str = ""
    after: str = ""


def changes(before: Known, after: Known) -> list[Change]:
    """Return what changed, by customer.

    Rows that could not be read again have not changed; those of other providers do not count.
    """
    before = without(before, after.meta.left_out)  # nobody looked there, so nothing is gone
    old, new = _Side(before), _Side(after)
    found = [*_renamed(before, after)]
    for key in sorted(old.delegations.keys() | new.delegations.keys()):
        found += _delegation_changes(old, new, key, after.meta.synced_at)
    return sorted(found, key=lambda each: each.tenant_id)


def vanished(before: Known, after: Known) -> int:
    """Count the delegations to us that are no longer visible."""
    if before.meta.managing_tenant_id != after.meta.managing_tenant_id:
        return 0
    return sum(each.kind == GONE for each in changes(before, after))


class _Side:
    """One of the two states, with its rows by key."""

    def __init__(self, known: Known) -> None:
        self._definitions = {each.key: each for each in known.definitions}
        ours = ("", known.meta.managing_tenant_id)
        self.delegations: Mapping[str, Delegation] = {
            each.key: each
            for each in known.delegations
            if (of := self.definition(each)) is None or of.managing_tenant_id in ours
        }
        self._tenants = {each.subscription_id: each.tenant_id for each in known.subscriptions}

    def definition(self, delegation: Delegation) -> Definition | None:
        return self._definitions.get(same_id(delegation.definition_id))

    def tenant(self, delegation: Delegation) -> str:
        return self._tenants.get(delegation.subscription_id, "")


def _delegation_changes(old: _Side, new: _Side, key: str, at: str) -> Iterator[Change]:
    was, now = old.delegations.get(key), new.delegations.get(key)
    there = now or was
    if there is None:
        return

    def change(kind: str, before: str = "", after: str = "") -> Change:
        tenant = (new if now else old).tenant(there)
        return Change(at, kind, tenant, there.subscription_id, there.resource_group, before, after)

    if was is None or now is None:
        yield change(ADDED if was is None else GONE)
        return
    had, has = old.definition(was), new.definition(now)
    if had is None or has is None:
        return
    if _version(had) != _version(has):
        yield change(ACCEPTED, _version(had), _version(has))
    if set(entries(had)) != set(entries(has)):
        yield change(AUTHORIZATIONS)


def _renamed(before: Known, after: Known) -> Iterator[Change]:
    names = {each.tenant_id: each.name for each in before.customers if each.name}
    for each in after.customers:
        was = names.get(each.tenant_id, each.name)
        if was != each.name:
            yield Change(after.meta.synced_at, RENAMED, each.tenant_id, before=was, after=each.name)


def _version(definition: Definition) -> str:
    return definition.plan.identifier if definition.plan else ""
