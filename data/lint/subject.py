"""What rules look at: a plan or live definition, and what is known around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from data.entries import Entry
from data.held import Held
from data.live import LiveDefinitions
from data.models import Definition, EligibleAuthorization, same_id
from data.plans import Plan, Visibility
from data.roles import Role, catalogue, role_name


class PrincipalKind(StrEnum):
    """What an object id of the managing tenant stands for."""

    USER = "user"
    GROUP = "group"
    MICROSOFT_365_GROUP = "Microsoft 365 group"
    SERVICE_PRINCIPAL = "service principal"
    APPLICATION = "app registration"


class Context(Struct, frozen=True, dict=True):
    """What is known beyond the plan; of what is not known, no rule speaks."""

    last_published: str = ""
    """The highest version of the plan that is published."""
    is_published: bool = False
    """Whether a version of the plan is published, be it this one."""
    publisher_id: str = ""
    """Who published the plan; for a new one who published all that we know, if that is one."""
    was_public: bool = False
    """Whether a version of the plan is published as a public one."""
    national_cloud: bool = False
    """Whether it is for another cloud than the public one."""
    customer_tenant_id: str = ""
    """Whom it is for, when it is for one customer."""
    plans: tuple[Plan, ...] = ()
    """Others of the same provider; the plan itself may be among them."""
    definitions: tuple[Definition, ...] = ()
    """Those that a delegation rests on; the definition itself may be among them."""
    principal_kinds: Mapping[str, PrincipalKind] = {}
    """By object id, in lower case."""

    @cached_property
    def live(self) -> LiveDefinitions:
        """The live definitions, with the ways to find them."""
        found = self.definitions
        return found if isinstance(found, LiveDefinitions) else LiveDefinitions(found)


class RolePlace(NamedTuple):
    """A role that an entry names."""

    field: str
    role_id: str
    is_delegated: bool
    """Whether it is one that a User Access Administrator may assign."""
    entry: Entry
    """The authorization that names it."""
    role: Role | None
    """The role, when the catalogue knows it."""

    @property
    def who(self) -> str:
        """Who holds it, or may assign it."""
        return f"{who(self.entry)} may assign" if self.is_delegated else who(self.entry)

    @property
    def name(self) -> str:
        """The role's name, or its id."""
        return role_name(self.role_id)


class PrincipalPlace(NamedTuple):
    """A principal that an entry names."""

    field: str
    """Path of the record that names it."""
    principal_id: str
    display_name: str
    approves: EligibleAuthorization | None
    """The entry that it approves; nothing for who holds a role."""

    @property
    def who(self) -> str:
        """The principal's name, or its id."""
        return self.display_name or self.principal_id


@dataclass(frozen=True)
class Subject:
    """A plan under the eyes of the rules; a live definition is seen as the plan it rests on."""

    plan: Plan
    context: Context
    definition: Definition | None = None
    """The live definition that this is."""

    @property
    def is_offer(self) -> bool:
        """Whether it goes through the marketplace; the others are deployed by template."""
        return bool(self.plan.publisher_id or self.plan.offer_id or self.plan.plan_id)

    @property
    def is_public(self) -> bool:
        """Whether it says that it is offered to everybody."""
        return self.is_offer and self.plan.visibility is Visibility.PUBLIC

    @property
    def is_authored(self) -> bool:
        """Whether it is still to be published or deployed, so that its fields can be refused."""
        return self.definition is None

    @property
    def customer_tenant_id(self) -> str:
        """Whom it is for, in lower case; empty when that is no single customer."""
        here = self.definition
        return same_id(here.customer_tenant_id if here else self.context.customer_tenant_id)

    @cached_property
    def held(self) -> Held:
        """Who holds what."""
        return Held(entry for _, entry in self.entries)

    @cached_property
    def entries(self) -> tuple[tuple[str, Entry], ...]:
        """The permanent and then the eligible authorizations, each with its path."""
        permanent, eligible = enumerate(self.plan.authorizations), enumerate(self.plan.eligible)
        return (
            *((f"authorizations[{at}]", entry) for at, entry in permanent),
            *((f"eligible[{at}]", entry) for at, entry in eligible),
        )

    @cached_property
    def eligible(self) -> tuple[tuple[str, EligibleAuthorization], ...]:
        """The eligible authorizations with their paths."""
        return tuple(
            (path, entry)
            for path, entry in self.entries
            if isinstance(entry, EligibleAuthorization)
        )

    @cached_property
    def roles(self) -> tuple[RolePlace, ...]:
        """Every role that is given, or that somebody may assign."""
        return tuple(_roles(self.entries))

    @cached_property
    def principals(self) -> tuple[PrincipalPlace, ...]:
        """Every principal, approvers too."""
        return tuple(_principals(self.entries))

    def kind(self, principal_id: str) -> PrincipalKind | None:
        """Return what a principal is, when that is known."""
        return self.context.principal_kinds.get(same_id(principal_id))


def who(entry: Entry) -> str:
    """Return the name of an entry's principal, or its id."""
    return entry.display_name or entry.principal_id or "A principal without an id"


def _roles(entries: Iterable[tuple[str, Entry]]) -> Iterator[RolePlace]:
    known = catalogue()
    for path, entry in entries:
        role_id = entry.role_id
        yield RolePlace(f"{path}.role_id", role_id, False, entry, known.get(same_id(role_id)))
        if not isinstance(entry, EligibleAuthorization):
            for at, role in enumerate(entry.delegated_role_ids):
                where = f"{path}.delegated_role_ids[{at}]"
                yield RolePlace(where, role, True, entry, known.get(same_id(role)))


def _principals(entries: Iterable[tuple[str, Entry]]) -> Iterator[PrincipalPlace]:
    for path, entry in entries:
        yield PrincipalPlace(path, entry.principal_id, entry.display_name, None)
        if isinstance(entry, EligibleAuthorization):
            for at, each in enumerate(entry.approvers):
                where = f"{path}.approvers[{at}]"
                yield PrincipalPlace(where, each.principal_id, each.display_name, entry)
