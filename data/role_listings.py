"""What the browser of roles shows: every built-in role, what Lighthouse makes of it, who has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.listings import count
from data.models import Definition
from data.plans import Plan
from data.query import Field, Listing, Rows
from data.role_changes import RoleChange, change_of, named_roles
from data.role_rule import grants
from data.roles import Role, catalogue, shipped, why_not
from data.rows import ScopeRow
from data.snapshot import Snapshot

_VERDICTS = {"yes": "taken", "no": "refused", "limited": "limited"}
_ORDER = tuple(_VERDICTS.values())
GONE = "gone"
"""Azure does not list it any more."""


@dataclass(frozen=True)
class RoleRow:
    """A built-in role, and where it is used."""

    role: Role
    change: RoleChange | None
    """How it changed since the shipped catalogue."""
    plans: tuple[Plan, ...]
    """Those of the library that name it."""
    scopes: tuple[ScopeRow, ...]
    """Live delegations to us that name it."""

    @property
    def verdict(self) -> str:
        """Whether Lighthouse takes it, in a word."""
        if self.change and self.change.after is None:
            return GONE
        return _VERDICTS[self.role.lighthouse]

    @property
    def reason(self) -> str:
        """Why it is refused, or what limits it; empty when it is taken."""
        if self.role.lighthouse == "limited":
            return "only to assign named roles to managed identities"
        return why_not(self.role)

    @property
    def flags(self) -> tuple[str, ...]:
        """What is worth knowing about it, in a word or two each."""
        role = self.role
        told = (
            ("deprecated", role.deprecated),
            ("writes all", role.writes_all),
            ("writes", role.writes and not role.writes_all),
            ("reads all", role.reads_all),
            ("lists keys", role.lists_keys),
            ("undocumented", not role.documented),
        )
        return tuple(words for words, holds in told if holds)


def role_rows(snapshot: Snapshot) -> Rows[RoleRow]:
    """Return every role that the catalogue has or had, by name."""
    plans, scopes = _plans_by_role(snapshot.plans), _scopes_by_role(snapshot.scopes.rows)
    roles = {**shipped(), **catalogue()}
    rows = [
        RoleRow(role, change_of(id), tuple(plans.get(id, ())), tuple(scopes.get(id, ())))
        for id, role in roles.items()
    ]
    rows.sort(key=lambda row: (row.role.name.casefold(), row.role.id))
    return Rows(ROLES, rows)


def _plans_by_role(plans: Iterable[Plan]) -> Mapping[str, list[Plan]]:
    found: dict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        for role in named_roles(plan):
            found[role].append(plan)
    return found


def _scopes_by_role(rows: Iterable[ScopeRow]) -> Mapping[str, list[ScopeRow]]:
    found: dict[str, list[ScopeRow]] = defaultdict(list)
    known: dict[str, frozenset[str]] = {}
    for row in rows:
        if row.delegation and row.definition and not row.is_foreign:
            for role in _roles_of(row.definition, known):
                found[role].append(row)
    return found


def _roles_of(definition: Definition, known: dict[str, frozenset[str]]) -> frozenset[str]:
    if definition.key not in known:
        known[definition.key] = named_roles(definition)
    return known[definition.key]


def _used(row: RoleRow) -> str:
    return str(len(row.scopes)) if row.scopes else ""


def _change(row: RoleRow) -> str:
    return row.change.words if row.change else ""


def _can(row: RoleRow, action: str) -> bool:
    """Whether a role may do something; of a part of an action's name, whether it names such."""
    if action.count("/") > 1:
        return any(grants(each, action) for each in row.role.permissions)
    part = action.casefold()
    return any(
        part in named.casefold()
        for each in row.role.permissions
        for named in (*each.actions, *each.data_actions)
    )


def _record(row: RoleRow) -> Mapping[str, Any]:
    return {
        "id": row.role.id,
        "name": row.role.name,
        "category": row.role.category,
        "verdict": row.verdict,
        "reasons": list(row.role.reasons),
        "flags": list(row.flags),
        "changed": _change(row),
        "plans": [each.name or each.id for each in row.plans],
        "delegations": [each.key for each in row.scopes],
    }


ROLES: Listing[RoleRow] = Listing(
    name="roles",
    key=lambda row: row.role.id,
    search=lambda row: "\n".join((row.role.name, row.role.id, row.role.category)),
    record=_record,
    fields=(
        Field("name", "Role", lambda row: row.role.name),
        Field("category", "Category", lambda row: row.role.category),
        Field(
            "verdict",
            "Lighthouse",
            lambda row: row.verdict,
            lambda row: (*_ORDER, GONE).index(row.verdict),
            choices=(*_ORDER, GONE),
        ),
        Field("flags", "Flags", lambda row: ", ".join(row.flags), None, lambda row: row.flags),
        Field(
            "used",
            "Delegations",
            _used,
            lambda row: -len(row.scopes),
            lambda row: (str(len(row.scopes)),),
            number=count,
        ),
        Field("changed", "Changed", _change, None, lambda row: ("yes" if row.change else "no",)),
        Field("reason", "Why not", lambda row: row.reason),
    ),
    hidden=(
        Field(
            "documented",
            "Documented",
            lambda row: "",
            values=lambda row: ("yes" if row.role.documented else "no",),
        ),
        Field("action", "Action", lambda row: "", test=_can),
        Field("plan", "Plan", lambda row: "", values=lambda row: (each.name for each in row.plans)),
    ),
)
