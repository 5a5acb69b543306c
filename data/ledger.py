"""What people note here beside plans: who was told what, who is expected, whom plans name.

These are the records of the library. Each has a few fields that identify it (``TABLES`` names
them): saving one replaces the one that was there. Ids of tenants and subscriptions, which people
paste in any case, become lower case, as those that Azure tells do when they are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from data.lint.subject import PrincipalKind
from data.models import Authorization, EligibleAuthorization, PlanKey, same_id, version_number
from data.plans import Plan


class RecordedVersion(Struct, frozen=True, omit_defaults=True):
    """A version of a plan that somebody recorded as published."""

    plan: PlanKey
    version: str
    """As it was typed; one that is no ``n.n.n`` is shown, but proves nothing."""
    published_on: date | None = None
    remark: str = ""
    seen_in_azure: bool = False
    """Whether the day comes from Azure; otherwise it was entered by hand."""


class RolloutEntry(Struct, frozen=True, omit_defaults=True):
    """How far one customer is with one version of one plan."""

    tenant_id: str
    plan: PlanKey
    version: str
    told_on: date | None = None
    reminded_on: tuple[date, ...] = ()
    """Every reminder, in order."""
    accepted_on: date | None = None
    """The day (UTC) of the sync that found it; never taken back."""
    remark: str = ""

    def __post_init__(self) -> None:
        """Bring the id into the form that compares equal."""
        force_setattr(self, "tenant_id", same_id(self.tenant_id))


class CustomerNote(Struct, frozen=True, omit_defaults=True):
    """What we call a customer, and what is worth knowing about it."""

    tenant_id: str
    alias: str = ""
    note: str = ""
    confirmed: str = ""
    """Azure's name for it that somebody said is known; empty until one changed."""

    def __post_init__(self) -> None:
        """Bring the id into the form that compares equal."""
        force_setattr(self, "tenant_id", same_id(self.tenant_id))


class TemplateLink(Struct, frozen=True, omit_defaults=True):
    """Which standard plan a template customer follows."""

    tenant_id: str
    definition_key: str
    """One of its definitions (``Definition.key``); empty for all that have no link of their own."""
    plan_id: str
    """The ``id`` of a plan in the library."""

    def __post_init__(self) -> None:
        """Bring the ids into the form that compares equal."""
        force_setattr(self, "tenant_id", same_id(self.tenant_id))
        force_setattr(self, "definition_key", same_id(self.definition_key))


class ExpectedCustomer(Struct, frozen=True, omit_defaults=True):
    """A customer that should be there."""

    tenant_id: str
    name: str
    plan: PlanKey | None = None
    """What it was invited to; nothing when it may come by a template or by any plan."""
    audience: tuple[str, ...] = ()
    """The ids of its subscriptions in the plan's private audience."""
    invited_on: date | None = None
    remark: str = ""

    def __post_init__(self) -> None:
        """Bring the ids into the form that compares equal."""
        force_setattr(self, "tenant_id", same_id(self.tenant_id))
        force_setattr(self, "audience", tuple(map(same_id, self.audience)))


class KnownPrincipal(Struct, frozen=True, omit_defaults=True):
    """A user, group or service principal of the managing tenant that plans give roles to."""

    principal_id: str
    name: str = ""
    kind: PrincipalKind | None = None
    """Nothing while nobody said."""
    remark: str = ""

    def __post_init__(self) -> None:
        """Bring the id into the form that compares equal."""
        force_setattr(self, "principal_id", same_id(self.principal_id))


class RoleSet(Struct, frozen=True, omit_defaults=True):
    """Authorizations that several plans need."""

    id: str
    """Ours; says nothing to Azure."""
    name: str = ""
    remark: str = ""
    authorizations: tuple[Authorization, ...] = ()
    eligible: tuple[EligibleAuthorization, ...] = ()


class Tick(NamedTuple):
    """Something of a checklist that was done."""

    item: str
    """The id of a :class:`data.checklist_items.Item`."""
    on: date
    of: str = ""
    """The plan, or plan and version, for which it was done; empty where it was for the offer."""


class Checklist(Struct, frozen=True, omit_defaults=True):
    """What was done, by hand, to publish an offer."""

    offer_id: str
    ticks: tuple[Tick, ...] = ()


class LibraryContents(Struct, frozen=True):
    """All that the library holds; each kind in the order in which it was first saved."""

    plans: tuple[Plan, ...] = ()
    """By offer, plan and version."""
    versions: tuple[RecordedVersion, ...] = ()
    rollout: tuple[RolloutEntry, ...] = ()
    customers: tuple[CustomerNote, ...] = ()
    links: tuple[TemplateLink, ...] = ()
    expected: tuple[ExpectedCustomer, ...] = ()
    principals: tuple[KnownPrincipal, ...] = ()
    role_sets: tuple[RoleSet, ...] = ()
    checklists: tuple[Checklist, ...] = ()


Kept = (
    Plan
    | RecordedVersion
    | RolloutEntry
    | CustomerNote
    | TemplateLink
    | ExpectedCustomer
    | KnownPrincipal
    | RoleSet
    | Checklist
)
"""Whatever the library keeps."""


class Table(NamedTuple):
    """Where records of one kind are."""

    name: str
    """Of the table, and of the field of the contents that holds its records."""
    key: tuple[str, ...]
    """The fields that identify a record; none of them has a default, so each is in every row."""


TABLES: Mapping[type[Any], Table] = {
    Plan: Table("plans", ("id",)),
    RecordedVersion: Table("versions", ("plan", "version")),
    RolloutEntry: Table("rollout", ("tenant_id", "plan", "version")),
    CustomerNote: Table("customers", ("tenant_id",)),
    TemplateLink: Table("links", ("tenant_id", "definition_key")),
    ExpectedCustomer: Table("expected", ("tenant_id",)),
    KnownPrincipal: Table("principals", ("principal_id",)),
    RoleSet: Table("role_sets", ("id",)),
    Checklist: Table("checklists", ("offer_id",)),
}


def key_of(record: Kept) -> tuple[Hashable, ...]:
    """Return what identifies a record among all of the library."""
    table = TABLES[type(record)]
    return table.name, *(getattr(record, field) for field in table.key)


def are_equal(one: LibraryContents, other: LibraryContents) -> bool:
    """Tell whether two contents hold the same records, in whatever order."""
    names = (table.name for table in TABLES.values())
    return all(set(getattr(one, name)) == set(getattr(other, name)) for name in names)


def with_records(contents: LibraryContents, *records: Kept) -> LibraryContents:
    """Return the contents with these in them, each in the place of the one with its key."""
    return _changed(contents, records, keep=True)


def without(contents: LibraryContents, *records: Kept) -> LibraryContents:
    """Return the contents without the records that have the keys of these."""
    return _changed(contents, records, keep=False)


def _changed(contents: LibraryContents, records: Iterable[Kept], *, keep: bool) -> LibraryContents:
    by_table: dict[str, dict[Hashable, Kept]] = defaultdict(dict)
    for each in records:
        by_table[TABLES[type(each)].name][key_of(each)] = each
    fields: dict[str, tuple[Kept, ...]] = {}
    for name, changed in by_table.items():
        held: dict[Hashable, Kept] = {key_of(each): each for each in getattr(contents, name)}
        if keep:
            held |= changed
        fields[name] = tuple(each for key, each in held.items() if keep or key not in changed)
    return replace(contents, **fields)


def published(versions: Iterable[RecordedVersion]) -> dict[PlanKey, list[str]]:
    """Return the recorded versions by plan, as :func:`data.updates.gather` takes them.

    A version that is no ``n.n.n`` cannot be compared with any other, so it is left out.
    """
    found: dict[PlanKey, list[str]] = defaultdict(list)
    for each in versions:
        if version_number(each.version):
            found[each.plan].append(each.version)
    return dict(found)
