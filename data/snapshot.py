"""Everything known at one moment, and what follows from it.

Screens and commands read a snapshot and never change it; a sync or a saved draft makes a new one.
What is derived is computed when first asked for and kept with the snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from msgspec import structs

from data import updates
from data.board import board, seen_versions
from data.board_listings import UPDATES
from data.entries import Side
from data.known import CustomerRead, Known, KnownMeta, PlanRead, SeenVersion, Stale
from data.ledger import CustomerNote, LibraryContents, RolloutEntry, published
from data.listings import CUSTOMERS, SCOPES, VERSIONS, version_order
from data.live import LiveDefinitions
from data.models import (
    Definition,
    Delegation,
    PlanKey,
    PlanVersion,
    Subscription,
    same_id,
    version_number,
)
from data.names import EVERYBODY, display_names, former_name
from data.plans import Plan
from data.query import Rows, collation
from data.rollout import Tracking, holdings, with_accepted
from data.rows import ALL_CUSTOMERS, CustomerRow, ScopeRow, VersionRow, updates_pending
from data.templates import Standards
from data.update_row import UpdateRow

_FROM_CACHE = {"evidence", "scopes", "customers", "versions", "_scopes_by_tenant", "_by_plan",
               "live", "pending_updates"}  # fmt: skip
"""What is derived from the cache and from that part of the library which decides over states and
names."""
_EMPTY = LibraryContents()
_NOTHING = Known(KnownMeta(synced_at="", first_synced_at="", reader="", managing_tenant_id=""))


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What the cache and the library hold; equal only to itself, since comparing takes long."""

    known: Known = _NOTHING
    library: LibraryContents = _EMPTY
    is_loaded: bool = True
    """Whether the files were read already."""
    today: date = field(default_factory=lambda: datetime.now().astimezone().date())
    """The day here, by which a customer's answer is overdue."""

    @property
    def meta(self) -> KnownMeta:
        """When and how the last sync went."""
        return self.known.meta

    @property
    def is_synced(self) -> bool:
        """Whether there ever was a sync."""
        return bool(self.meta.synced_at)

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The drafts of the library."""
        return self.library.plans

    def with_library(self, library: LibraryContents) -> Snapshot:
        """Return the same with another library, keeping what does not follow from it."""
        other = replace(self, library=library)
        kept = {"live"}
        if _decisive(library) == _decisive(self.library):
            kept |= _FROM_CACHE
            if library.rollout == self.library.rollout:
                kept |= {"update_board"}
        for name in kept & self.__dict__.keys():
            other.__dict__[name] = self.__dict__[name]
        return other

    def on_day(self, today: date) -> Snapshot:
        """Return the same on another day, keeping what does not follow from it."""
        other = replace(self, today=today)
        for name in _FROM_CACHE & self.__dict__.keys():
            other.__dict__[name] = self.__dict__[name]
        return other

    @cached_property
    def customers(self) -> Rows[CustomerRow]:
        """Every customer by name, after the row that stands for all of them."""
        read = {each.tenant_id: each for each in self.known.customers}
        rows = [self._customer(read.get(at) or CustomerRead(at)) for at in self._names]
        rows.sort(key=lambda each: (collation(each.name), each.tenant_id))
        everything = CustomerRow(
            ALL_CUSTOMERS,
            EVERYBODY,
            tuple(self.scopes.rows),
            self.known.subscriptions,
            self.meta.stale,
        )
        return Rows(CUSTOMERS, [everything, *rows], pinned=1)

    @cached_property
    def pending_updates(self) -> int:
        """How many updates wait to be accepted."""
        return updates_pending(self.scopes.rows)

    @cached_property
    def scopes(self) -> Rows[ScopeRow]:
        """Every delegated scope, by customer and name."""
        return Rows(SCOPES, sorted(self._scope_rows(), key=_by_customer_and_name))

    def scopes_of(self, tenant_id: str) -> Rows[ScopeRow]:
        """Return the scopes of one customer, or of all customers."""
        if tenant_id == ALL_CUSTOMERS:
            return self.scopes
        return Rows(SCOPES, self._scopes_by_tenant.get(tenant_id, []))

    def versions_of(self, plan: PlanKey, here: str = "") -> Rows[VersionRow]:
        """Return the versions of a plan, the newest first.

        Args:
            plan: The plan.
            here: The version that the scope beside the list has accepted.
        """
        versions = sorted(self._known_versions(plan), key=version_order, reverse=True)
        rows = [self._version_row(plan, each, here) for each in versions]
        if rows and version_number(rows[0].version):
            rows[0] = replace(rows[0], latest=True)
        return Rows(VERSIONS, rows)

    @cached_property
    def versions(self) -> Rows[VersionRow]:
        """The versions of every plan."""
        plans = sorted(self.evidence.keys() | self._by_plan.keys())
        return Rows(VERSIONS, [row for plan in plans for row in self.versions_of(plan).rows])

    @cached_property
    def live(self) -> LiveDefinitions:
        """Every definition that a delegation rests on, once."""
        found = {each.key: each for _, each in self._delegations if each}
        return LiveDefinitions(found.values())

    @cached_property
    def update_board(self) -> Rows[UpdateRow]:
        """The update board: a row for each customer and plan."""
        tracking = Tracking(self.library.rollout, holdings(self.scopes.rows), self.today)
        seen = seen_versions(self.known.plans, self.library.versions)
        rows = board(self.scopes.rows, seen, tracking)
        names = {each.tenant_id: each.name for each in self.known.customers}
        return Rows(
            UPDATES,
            [
                replace(
                    row,
                    azure_name=names.get(row.tenant_id, ""),
                    note=self.note_of(row.tenant_id).note,
                )
                for row in rows
            ],
        )

    def side(self, plan: PlanKey, version: str) -> Side | None:
        """Return what a version of a plan gives, as published or as anybody accepted it."""
        found: PlanVersion | Definition | None = self._listed.get((plan, version))
        if found is None:
            scopes = self._by_plan.get(plan, {}).get(version, ())
            found = next((each.definition for each in scopes if each.definition), None)
        if found is None:
            return None
        return Side.of(f"{plan.short} {version}", found)

    @cached_property
    def evidence(self) -> Mapping[PlanKey, updates.PlanEvidence]:
        """What is known about the versions of each plan."""
        held = [
            definition
            for _, definition in self._delegations
            if definition and not self._is_foreign(definition)
        ]
        recorded = published(self.library.versions)
        return updates.gather(held, self.known.plan_versions, self.known.plans, recorded)

    def _customer(self, read: CustomerRead) -> CustomerRow:
        tenant_id, note = read.tenant_id, self.note_of(read.tenant_id)
        subscriptions = tuple(self._subscriptions_by_tenant.get(tenant_id, ()))
        stale = (self._stale.get(each.subscription_id) for each in subscriptions)
        return CustomerRow(
            tenant_id,
            self._names[tenant_id],
            tuple(self._scopes_by_tenant.get(tenant_id, ())),
            subscriptions,
            tuple(each for each in stale if each),
            read.name,
            former_name(read, note),
            note.note,
        )

    def _scope_rows(self) -> Iterator[ScopeRow]:
        used = set()
        for delegation, definition in self._delegations:
            used.add(same_id(delegation.definition_id))
            yield self._scope_row(delegation.key, delegation, definition)
        for definition in self._definitions.values():
            if definition.key not in used:
                yield self._scope_row(definition.key, None, definition)
        known = {each.subscription_id for each in self._definitions.values()}
        known |= {each.subscription_id for each in self.known.delegations}
        for stale in self.meta.stale:
            if stale.subscription_id not in known:
                yield self._unread_row(stale)

    def _scope_row(
        self, key: str, delegation: Delegation | None, definition: Definition | None
    ) -> ScopeRow:
        rests: Delegation | Definition | None = delegation or definition
        assert rests is not None
        at = rests.subscription_id
        subscription = self._subscription(at, definition)
        tenant = subscription.tenant_id
        status, compared = updates.Status(updates.State.UNKNOWN), None
        if definition and not self._is_foreign(definition):
            status = updates.status(definition.plan, self.evidence)
            if definition.plan is None:
                compared = self._standards.compare(tenant, definition)
        return ScopeRow(
            key=key,
            tenant_id=tenant,
            customer=self._names.get(tenant, tenant),
            subscription=subscription,
            resource_group=delegation.resource_group if delegation else "",
            definition=definition,
            delegation=delegation,
            status=status,
            stale=self._stale.get(at),
            is_foreign=definition is not None and self._is_foreign(definition),
            compared=compared,
        )

    def _unread_row(self, stale: Stale) -> ScopeRow:
        """Return the row of a subscription that was never read: something is there."""
        subscription = self._subscription(stale.subscription_id, None)
        return ScopeRow(
            key=f"/subscriptions/{stale.subscription_id}",
            tenant_id=subscription.tenant_id,
            customer=self._names.get(subscription.tenant_id, subscription.tenant_id),
            subscription=subscription,
            resource_group="",
            definition=None,
            delegation=None,
            status=updates.Status(updates.State.UNKNOWN),
            stale=stale,
        )

    def _version_row(self, plan: PlanKey, version: str, here: str) -> VersionRow:
        read = self._plan_reads.get(plan)
        seen = next((each for each in read.seen if each.version == version), None) if read else None
        scopes = self._by_plan.get(plan, {}).get(version, [])
        listed = self._listed.get((plan, version))
        shows = listed or next((row.definition for row in scopes if row.definition), None)
        return VersionRow(
            plan=plan,
            version=version,
            seen=seen,
            at_first_look=read is not None and seen is not None and _is_first(seen, read),
            published=listed is not None,
            latest=False,
            here=version == here,
            customers=len({row.tenant_id for row in scopes}),
            scopes=len(scopes),
            authorizations=shows.authorizations if shows else (),
            eligible=shows.eligible if shows else (),
        )

    def _known_versions(self, plan: PlanKey) -> set[str]:
        return self._by_plan.get(plan, {}).keys() | {
            version for key, version in self._listed if key == plan
        }

    @cached_property
    def _delegations(self) -> list[tuple[Delegation, Definition | None]]:
        """Each delegation with what it rests on."""
        found = self._definitions
        return [(each, found.get(same_id(each.definition_id))) for each in self.known.delegations]

    @cached_property
    def _definitions(self) -> Mapping[str, Definition]:
        return {each.key: each for each in self.known.definitions}

    def _is_foreign(self, definition: Definition) -> bool:
        return definition.managing_tenant_id not in ("", self.meta.managing_tenant_id)

    @cached_property
    def _subscriptions(self) -> Mapping[str, Subscription]:
        return {each.subscription_id: each for each in self.known.subscriptions}

    @cached_property
    def _subscriptions_by_tenant(self) -> Mapping[str, list[Subscription]]:
        found: dict[str, list[Subscription]] = defaultdict(list)
        for each in self.known.subscriptions:
            found[each.tenant_id].append(each)
        return found

    @cached_property
    def _scopes_by_tenant(self) -> Mapping[str, list[ScopeRow]]:
        found: dict[str, list[ScopeRow]] = defaultdict(list)
        for row in self.scopes.rows:
            found[row.tenant_id].append(row)
        return found

    @cached_property
    def _by_plan(self) -> Mapping[PlanKey, Mapping[str, list[ScopeRow]]]:
        found: dict[PlanKey, dict[str, list[ScopeRow]]] = defaultdict(dict)
        for row in self.scopes.rows:
            if row.delegation and row.definition and row.definition.plan and not row.is_foreign:
                found[row.definition.plan.key].setdefault(row.version, []).append(row)
        return found

    @cached_property
    def _listed(self) -> Mapping[tuple[PlanKey, str], PlanVersion]:
        versions = self.known.plan_versions
        return {(each.plan.key, each.plan.version): each for each in versions}

    @cached_property
    def _plan_reads(self) -> Mapping[PlanKey, PlanRead]:
        return {each.key: each for each in self.known.plans}

    def note_of(self, tenant_id: str) -> CustomerNote:
        """Return what was noted here about a customer; an empty note when nothing was."""
        return self._notes.get(tenant_id) or CustomerNote(tenant_id)

    @cached_property
    def _notes(self) -> Mapping[str, CustomerNote]:
        return {each.tenant_id: each for each in self.library.customers}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """What lists call each customer: our own name for it comes before Azure's."""
        listed = self._subscriptions
        unlisted = (e for e in self._definitions.values() if e.subscription_id not in listed)
        return display_names(self.known.customers, unlisted, self.note_of)

    @cached_property
    def _standards(self) -> Standards:
        return Standards(self.library.links, self.library.plans)

    @cached_property
    def _stale(self) -> Mapping[str, Stale]:
        return {each.subscription_id: each for each in self.meta.stale}

    def _subscription(self, at: str, definition: Definition | None) -> Subscription:
        """Return a subscription; the definition on it names the customer if it is not listed."""
        tenant = definition.customer_tenant_id if definition else ""
        return self._subscriptions.get(at) or Subscription(at, "", tenant)


def newly_accepted(snapshot: Snapshot) -> list[RolloutEntry]:
    """Return the entries of the library that the last sync found accepted for the first time."""
    entries = snapshot.library.rollout
    if all(each.accepted_on for each in entries) or not snapshot.is_synced:
        return []
    return with_accepted(entries, holdings(snapshot.scopes.rows), snapshot.meta.synced_at)


def _decisive(library: LibraryContents) -> tuple[object, ...]:
    """Return what of a library decides over the states and names of customers and scopes."""
    linked = {each.plan_id for each in library.links}
    standards = [structs.replace(each, saved_at="") for each in library.plans if each.id in linked]
    return library.versions, library.customers, library.links, standards


def _is_first(seen: SeenVersion, read: PlanRead) -> bool:
    return seen.first_seen == min(each.first_seen for each in read.seen)


def _by_customer_and_name(row: ScopeRow) -> tuple[str, str, str, str]:
    return collation(row.customer), row.tenant_id, collation(row.scope), row.key
