"""Principals that plans name: those of the library and those that were seen, for a picker."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from data.entries import HasEntries, Side, holding
from data.ledger import KnownPrincipal
from data.lint.subject import PrincipalKind
from data.listings import count
from data.models import PlanVersion, same_id
from data.plans import Plan
from data.query import Field, Listing, Rows, collation
from data.roles import role_name
from data.rows import ScopeRow
from data.snapshot import Snapshot
from data.words import plural


@dataclass(frozen=True)
class PrincipalRow:
    """A principal, and where it was seen."""

    principal_id: str
    """In lower case."""
    kept: KnownPrincipal | None
    """What the library says about it."""
    names: tuple[tuple[str, int], ...]
    """Its display names and in how many definitions, plans and versions, the most used first."""
    roles: tuple[str, ...]
    """The ids of the roles that it holds or may activate anywhere, by the roles' names."""
    scopes: tuple[ScopeRow, ...]
    """Live delegations to us that name it."""
    plans: tuple[Plan, ...]
    """Those of the library that name it."""
    versions: tuple[PlanVersion, ...]
    """Those that the marketplace lists."""

    @property
    def name(self) -> str:
        """What we call it, or what it is mostly called; empty when it has no name."""
        if self.kept and self.kept.name:
            return self.kept.name
        return self.names[0][0] if self.names else ""

    @property
    def kind(self) -> PrincipalKind | None:
        """What it is, when the library says so."""
        return self.kept.kind if self.kept else None

    @property
    def remark(self) -> str:
        """What was noted about it."""
        return self.kept.remark if self.kept else ""

    @property
    def seen(self) -> str:
        """Where it was seen, in words."""
        counts = (
            (len(self.scopes), "delegation"),
            (len(self.plans), "plan"),
            (len(self.versions), "version"),
        )
        return ", ".join(plural(number, what) for number, what in counts if number)


def principals(snapshot: Snapshot) -> Rows[PrincipalRow]:
    """Return every principal that the library knows or that was seen, by name."""
    kept = {each.principal_id: each for each in snapshot.library.principals}
    seen = _seen(snapshot)
    rows = [_row(id, kept.get(id), seen.get(id) or _Seen()) for id in {**kept, **seen} if id]
    rows.sort(key=lambda row: (not row.name, collation(row.name), row.principal_id))
    return Rows(PRINCIPALS, rows)


def known_names(rows: Iterable[PrincipalRow]) -> Mapping[str, str]:
    """Return the names of principals by id, as :func:`data.editing.pasting.read_lines` takes them.

    Those without a name are left out.
    """
    return {each.principal_id: each.name for each in rows if each.name}


def principal_kinds(kept: Iterable[KnownPrincipal]) -> Mapping[str, PrincipalKind]:
    """Return what is known about the kinds of principals, as lint takes it."""
    return {each.principal_id: each.kind for each in kept if each.kind}


@dataclass
class _Seen:
    """Where one principal was seen so far."""

    names: Counter[str] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    scopes: list[ScopeRow] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    versions: list[PlanVersion] = field(default_factory=list)


class _Named(NamedTuple):
    """What one plan, version or definition says about a principal."""

    names: set[str]
    roles: set[str]


_AllNamed = Mapping[str, _Named]


def _seen(snapshot: Snapshot) -> Mapping[str, _Seen]:
    found: dict[str, _Seen] = defaultdict(_Seen)
    for plan in snapshot.plans:
        for id in _count(found, _named(plan)):
            found[id].plans.append(plan)
    for version in snapshot.known.plan_versions:
        for id in _count(found, _named(version)):
            found[id].versions.append(version)
    counted: dict[str, _AllNamed] = {}
    for row in snapshot.scopes.rows:
        if row.delegation and row.definition and not row.is_foreign:
            key = row.definition.key
            if key not in counted:
                counted[key] = _named(row.definition)
                _count(found, counted[key])
            for id in counted[key]:
                found[id].scopes.append(row)
    return found


def _count(found: dict[str, _Seen], named: _AllNamed) -> Iterable[str]:
    for id, each in named.items():
        found[id].names.update(each.names)
        found[id].roles |= each.roles
    return named


def _named(held: HasEntries) -> _AllNamed:
    """Return the principals that authorizations name, approvers included."""
    found: dict[str, _Named] = defaultdict(lambda: _Named(set(), set()))
    for entry in Side.of("", held).entries:
        id, role = holding(entry)
        found[id].names.update(filter(None, [entry.display_name]))
        found[id].roles.add(role)
    for eligible in held.eligible:
        for each in eligible.approvers:
            id = same_id(each.principal_id)
            found[id].names.update(filter(None, [each.display_name]))
    return found


def _row(id: str, kept: KnownPrincipal | None, seen: _Seen) -> PrincipalRow:
    names = sorted(seen.names.items(), key=lambda each: (-each[1], each[0]))
    roles = sorted(filter(None, seen.roles), key=lambda role: (collation(role_name(role)), role))
    return PrincipalRow(
        id,
        kept,
        tuple(names),
        tuple(roles),
        tuple(seen.scopes),
        tuple(seen.plans),
        tuple(seen.versions),
    )


def _role_values(row: PrincipalRow) -> Iterator[str]:
    for each in row.roles:
        yield from (each, role_name(each))


def _all_names(row: PrincipalRow) -> tuple[str, ...]:
    return tuple(dict.fromkeys((row.name, *(name for name, _ in row.names))))


def _kind(row: PrincipalRow) -> str:
    return row.kind.value if row.kind else ""


def _record(row: PrincipalRow) -> Mapping[str, Any]:
    return {
        "principal_id": row.principal_id,
        "name": row.name,
        "kind": _kind(row),
        "remark": row.remark,
        "names": dict(row.names),
        "roles": [role_name(each) for each in row.roles],
        "delegations": [each.key for each in row.scopes],
        "plans": [each.name or each.id for each in row.plans],
        "versions": [each.plan.identifier for each in row.versions],
    }


PRINCIPALS: Listing[PrincipalRow] = Listing(
    name="principals",
    key=lambda row: row.principal_id,
    search=lambda row: "\n".join((*_all_names(row), row.principal_id, row.remark)),
    record=_record,
    fields=(
        Field("name", "Name", lambda row: row.name or "(no name)", None, _all_names),
        Field("kind", "Kind", _kind),
        Field(
            "role",
            "Roles",
            lambda row: ", ".join(map(role_name, row.roles)),
            lambda row: -len(row.roles),
            _role_values,
        ),
        Field(
            "used",
            "Delegations",
            lambda row: str(len(row.scopes)) if row.scopes else "",
            lambda row: -len(row.scopes),
            lambda row: (str(len(row.scopes)),),
            number=count,
        ),
        Field("principal", "Object id", lambda row: row.principal_id),
        Field("remark", "Remark", lambda row: row.remark),
    ),
    hidden=(
        Field("plan", "Plan", lambda row: "", values=lambda row: (each.name for each in row.plans)),
        Field("kept", "Kept", lambda row: "", values=lambda row: ("yes" if row.kept else "no",)),
    ),
)
