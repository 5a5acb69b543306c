"""What the list of role sets shows: those of the library, and those found in live data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.entries import Entry, entries_of
from data.ledger import RoleSet
from data.listings import count
from data.query import Field, Listing, Rows, collation
from data.role_sets import from_entries, suggested_role_sets
from data.roles import role_name
from data.snapshot import Snapshot
from data.words import plural


@dataclass(frozen=True)
class RoleSetRow:
    """A set of authorizations that can be put into a plan."""

    role_set: RoleSet
    definitions: int = 0
    """In how many live definitions it was found; 0 for one of the library."""

    @property
    def key(self) -> str:
        """What stays the same from one look at the data to the next."""
        return self.role_set.id if self.is_kept else repr(self.entries)

    @property
    def is_kept(self) -> bool:
        """Whether the library has it."""
        return not self.definitions

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What it gives."""
        return entries_of(self.role_set)

    @property
    def source(self) -> str:
        """Where it comes from, in words."""
        return f"in {plural(self.definitions, 'definition')}" if self.definitions else "kept"


def role_set_rows(snapshot: Snapshot) -> Rows[RoleSetRow]:
    """Return the role sets of the library by name, then those that live data suggests."""
    kept = sorted(snapshot.library.role_sets, key=lambda each: collation(each.name))
    found = (
        RoleSetRow(from_entries(each.name, each.entries), each.definitions)
        for each in suggested_role_sets(snapshot)
    )
    return Rows(ROLE_SETS, [*map(RoleSetRow, kept), *found])


def _search(row: RoleSetRow) -> str:
    named = (
        text
        for each in row.entries
        for text in (each.display_name, each.principal_id, role_name(each.role_id))
    )
    return "\n".join((row.role_set.name, row.role_set.remark, *named))


def _record(row: RoleSetRow) -> Mapping[str, Any]:
    return {
        "name": row.role_set.name,
        "remark": row.role_set.remark,
        "kept": row.is_kept,
        "definitions": row.definitions,
        "permanent": len(row.role_set.authorizations),
        "eligible": len(row.role_set.eligible),
    }


ROLE_SETS: Listing[RoleSetRow] = Listing(
    name="role-sets",
    key=lambda row: row.key,
    search=_search,
    record=_record,
    fields=(
        Field("name", "Name", lambda row: row.role_set.name or "(no name)"),
        Field(
            "authorizations",
            "Roles",
            lambda row: str(len(row.entries)),
            lambda row: len(row.entries),
            number=count,
        ),
        Field("source", "Source", lambda row: row.source, lambda row: -row.definitions),
        Field("remark", "Remark", lambda row: row.role_set.remark),
    ),
    hidden=(
        Field(
            "role",
            "Role",
            lambda row: "",
            values=lambda row: (role_name(each.role_id) for each in row.entries),
        ),
    ),
)
