"""Everything whose authorizations can be compared: versions, definitions of customers, drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from data.entries import HasEntries, Side, identity
from data.errors import WrongUseError
from data.listings import count
from data.models import version_number
from data.plans import Plan, is_same_plan, is_version_of
from data.query import Field, Listing, Rows, fold, parse
from data.snapshot import Snapshot

_NAMED = 5


class SideKind(StrEnum):
    """What has authorizations."""

    VERSION = "version"
    DRAFT = "draft"
    DEFINITION = "definition"


@dataclass(frozen=True)
class Comparable:
    """Something that can be a side of a diff."""

    kind: SideKind
    key: str
    """The marketplace identifier, the id of the definition, or that of the draft."""
    name: str
    held: HasEntries
    also: str = ""
    """Another name under which it is looked for."""

    @property
    def side(self) -> Side:
        """Its authorizations under its name."""
        return Side.of(self.name, self.held)


COMPARABLES: Listing[Comparable] = Listing(
    name="comparables",
    key=lambda row: row.key,
    search=lambda row: f"{row.name}\n{row.key}\n{row.also}",
    record=lambda row: {"kind": row.kind.value, "name": row.name, "key": row.key},
    fields=(
        Field("kind", "Kind", lambda row: row.kind.value),
        Field("name", "Name", lambda row: row.name),
        Field(
            "authorizations",
            "Authorizations",
            lambda row: str(len(row.side.entries)),
            lambda row: len(row.side.entries),
            number=count,
        ),
    ),
)


def comparables(snapshot: Snapshot) -> Rows[Comparable]:
    """Return everything that can be compared: drafts, versions, then customers' definitions."""
    found = (*_drafts(snapshot), *_versions(snapshot), *_definitions(snapshot))
    return Rows(COMPARABLES, list({each.key: each for each in found}.values()))


def find_comparable(snapshot: Snapshot, text: str) -> Comparable:
    """Return what a text names: by its key, by its name, or by words that only it has.

    Raises:
        WrongUseError: It names nothing, or several things.
    """
    rows = comparables(snapshot)
    exact = [each for each in rows.rows if fold(text) in (fold(each.key), fold(each.name))]
    found = exact or [rows.rows[at] for at in rows.select(parse(text))]
    if found and _are_alike(found):
        return found[0]
    if not found:
        raise WrongUseError(
            f'Nothing is called "{text}". Name a version ("managed-ops/gold 1.2.0"), a customer, a '
            "draft, or an id."
        )
    names = "; ".join(each.name for each in found[:_NAMED])
    more = f"; and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    raise WrongUseError(f'"{text}" may be any of these: {names}{more}. Write more of the name.')


def _are_alike(found: Sequence[Comparable]) -> bool:
    """Whether it makes no difference which one is meant: a customer's definitions of one plan."""
    meanings = {frozenset(map(identity, each.side.entries)) for each in found}
    return len(found) == 1 or (
        len(meanings) == 1 and all(each.kind is SideKind.DEFINITION for each in found)
    )


def draft_name(plan: Plan) -> str:
    """Return what a draft is called beside other things."""
    return f"{plan.name or plan.plan_id or 'draft without a name'} {plan.version}"


def version_before(plan: Plan, snapshot: Snapshot) -> Side | None:
    """Return the highest version of a plan that is lower than this one, wherever it is known."""
    number = version_number(plan.version)
    if number is None:
        return None
    found: list[tuple[tuple[int, int, int], Side]] = []
    for row in snapshot.versions.rows:
        lower = version_number(row.version)
        if lower and lower < number and is_version_of(row.plan, plan):
            found.append((lower, Side.of(f"{row.plan.short} {row.version}", row)))
    for other in snapshot.plans:
        lower = version_number(other.version)
        if lower and lower < number and is_same_plan(other, plan):
            found.append((lower, Side.of(draft_name(other), other)))
    return max(found, key=lambda each: each[0], default=(None, None))[1]


def _drafts(snapshot: Snapshot) -> Iterator[Comparable]:
    for plan in snapshot.plans:
        yield Comparable(SideKind.DRAFT, plan.id, f"{draft_name(plan)} (draft)", plan)


def _versions(snapshot: Snapshot) -> Iterator[Comparable]:
    for row in snapshot.versions.rows:
        yield Comparable(SideKind.VERSION, row.key, f"{row.plan.short} {row.version}", row)


def _definitions(snapshot: Snapshot) -> Iterator[Comparable]:
    names = {each.tenant_id: each.name for each in snapshot.known.customers}
    for row in snapshot.scopes.rows:
        held = row.definition
        if held and row.delegation and not row.is_foreign:
            of = f"{held.plan.key.short} {held.plan.version}" if held.plan else held.offer_name
            name = f"{row.customer} · {row.subscription.name or row.subscription.subscription_id}"
            also = names.get(row.tenant_id, "")
            yield Comparable(SideKind.DEFINITION, held.key, f"{name} · {of}", held, also)
