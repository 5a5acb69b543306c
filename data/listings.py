"""What each list can show, be sorted by and be filtered by: one source for screens and commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.models import Definition, version_number
from data.query import Field, Listing
from data.rows import BEHIND, CustomerRow, Kind, ScopeRow, Shown, VersionRow, principals, roles

_RANK = {state: at for at, state in enumerate(Shown)}
_WORDS = {
    Shown.NOTHING: "no delegation",
    Shown.FOREIGN: "other provider",
    Shown.STANDARD: "as standard",
}
_LONGEST_COUNT = 10
_KIND_WORDS = {
    Kind.SUBSCRIPTION: ("subscription",),
    Kind.GROUP: ("group", "resource group", "rg"),
    Kind.NOTHING: ("nothing",),
    Kind.UNKNOWN: ("unknown",),
}


def version_order(version: str) -> tuple[int, tuple[int, ...], str]:
    """Return what versions sort by: numbers by value, then odd ones, then none."""
    number = version_number(version)
    return (0 if number else -1 if version else -2, number or (), version.casefold())


def count(text: str) -> int | None:
    """Read what a column of counts shows, so that 9 is below 10."""
    return int(text) if text.isdecimal() and len(text) < _LONGEST_COUNT else None


def state_words(shown: Shown, behind: int) -> str:
    """Say a state in words, as every list does."""
    if shown is Shown.PENDING and behind:
        return f"{behind} behind"
    return _WORDS.get(shown, shown.value)


STATE_CHOICES = ("behind", *dict.fromkeys(_WORDS.get(each, each.value) for each in Shown))
"""What a filter may call a state."""


def state_values(shown: Shown, beneath: Shown, behind: int) -> Iterable[str]:
    """Every state that a filter may mean: what is shown, and what is beneath a stale row."""
    yield from (shown.value, state_words(shown, behind))
    if shown is Shown.STALE:
        yield beneath.value
    if beneath in BEHIND:
        yield "behind"


def _state_values(row: CustomerRow | ScopeRow) -> Iterable[str]:
    if isinstance(row, CustomerRow):
        return state_values(row.shown, row.beneath, row.behind)
    return state_values(row.shown, row.state, row.status.behind)


def _definitions(row: CustomerRow | ScopeRow) -> tuple[Definition, ...]:
    if isinstance(row, CustomerRow):
        return row.definitions
    return (row.definition,) if row.definition else ()


def _role_values(row: CustomerRow | ScopeRow) -> Iterable[str]:
    return (text for each in _definitions(row) for text in roles(each))


def _principal_values(row: CustomerRow | ScopeRow) -> Iterable[str]:
    return (text for each in _definitions(row) for pair in principals(each) for text in pair)


def _offer_values(row: CustomerRow | ScopeRow) -> Iterable[str]:
    for each in _definitions(row):
        yield each.offer_name
        yield each.plan.identifier if each.plan else "template"
        yield each.plan.key.short if each.plan else "template"


def _version_values(row: CustomerRow | ScopeRow) -> Iterable[str]:
    return (each.plan.version for each in _definitions(row) if each.plan)


def _customer_search(row: CustomerRow) -> str:
    subscriptions = (f"{each.name} {each.subscription_id}" for each in row.subscriptions)
    groups = (each.resource_group for each in row.scopes)
    texts = (*subscriptions, *groups, *_principal_values(row), *_offer_values(row))
    return "\n".join((row.name, row.azure_name, row.note, row.tenant_id, *dict.fromkeys(texts)))


def _scope_search(row: ScopeRow) -> str:
    texts = (row.customer, row.tenant_id, row.scope, row.subscription.subscription_id, row.key)
    return "\n".join((*texts, *dict.fromkeys((*_principal_values(row), *_offer_values(row)))))


def _authorization_count(row: VersionRow) -> str:
    text = f"{len(row.authorizations)} permanent"
    return f"{text}, {len(row.eligible)} eligible" if row.eligible else text


def version_note(row: VersionRow) -> str:
    """Say what is special about a version."""
    notes = []
    if row.latest:
        notes.append("latest" if row.published else "latest seen")
    if row.here:
        notes.append("accepted here")
    if not row.published:
        notes.append("not in marketplace")
    return ", ".join(notes)


def first_seen(row: VersionRow) -> str:
    """The day on which we first saw a version; ``≤`` when it was there before we looked."""
    if row.seen is None:
        return ""
    return f"{'≤ ' if row.at_first_look else ''}{_seen_day(row)}"


def _seen_day(row: VersionRow) -> str:
    return row.seen.first_seen[:10] if row.seen else ""


def _customer_record(row: CustomerRow) -> Mapping[str, Any]:
    return {
        "tenant_id": row.tenant_id,
        "name": row.name,
        "azure_name": row.azure_name,
        "former_name": row.former_name,
        "note": row.note,
        "scopes": row.delegated,
        "subscriptions": [each.subscription_id for each in row.subscriptions],
        "state": row.shown.value,
        "behind": row.behind,
        "stale": [each.reason for each in row.stale],
    }


def _scope_record(row: ScopeRow) -> Mapping[str, Any]:
    plan = row.definition.plan if row.definition else None
    return {
        "tenant_id": row.tenant_id,
        "customer": row.customer,
        "subscription_id": row.subscription.subscription_id,
        "subscription": row.subscription.name,
        "resource_group": row.resource_group,
        "kind": row.kind.value,
        "offer_name": row.definition.offer_name if row.definition else "",
        "plan": plan.identifier if plan else "",
        "version": row.version,
        "latest": row.status.latest,
        "source": row.status.source,
        "state": row.shown.value,
        "behind": row.status.behind,
        "stale": row.stale.reason if row.stale else "",
        "provisioning_state": row.provisioning,
        "delegation_id": row.delegation.id if row.delegation else "",
        "definition_id": row.definition.id if row.definition else "",
    }


def _version_record(row: VersionRow) -> Mapping[str, Any]:
    return {
        "publisher": row.plan.publisher,
        "product": row.plan.product,
        "plan": row.plan.plan,
        "preview": row.plan.preview,
        "version": row.version,
        "first_seen": row.seen.first_seen if row.seen else "",
        "published": row.published,
        "latest": row.latest,
        "customers": row.customers,
        "scopes": row.scopes,
        "permanent": len(row.authorizations),
        "eligible": len(row.eligible),
    }


CUSTOMERS: Listing[CustomerRow] = Listing(
    name="customers",
    key=lambda row: row.tenant_id,
    search=_customer_search,
    record=_customer_record,
    fields=(
        Field("name", "Name", lambda row: row.name),
        Field(
            "scopes",
            "Scopes",
            lambda row: str(row.delegated),
            lambda row: row.delegated,
            number=count,
        ),
        Field(
            "state",
            "Update",
            lambda row: state_words(row.shown, row.behind),
            lambda row: (_RANK[row.shown], -row.behind),
            _state_values,
            choices=STATE_CHOICES,
        ),
        Field("tenant", "Tenant", lambda row: "" if row.is_all else row.tenant_id),
    ),
    hidden=(
        Field("note", "Note", lambda row: row.note),
        Field("role", "Role", lambda row: "", values=_role_values),
        Field("principal", "Principal", lambda row: "", values=_principal_values),
        Field("offer", "Offer", lambda row: "", values=_offer_values),
        Field("version", "Version", lambda row: "", values=_version_values, number=version_number),
        Field(
            "scope",
            "Scope",
            lambda row: "",
            values=lambda row: (word for each in row.scopes for word in _KIND_WORDS[each.kind]),
        ),
    ),
)

SCOPES: Listing[ScopeRow] = Listing(
    name="delegations",
    key=lambda row: row.key,
    search=_scope_search,
    record=_scope_record,
    fields=(
        Field("customer", "Customer", lambda row: row.customer),
        Field("name", "Scope", lambda row: row.scope),
        Field("scope", "Kind", lambda row: row.kind.value, None, lambda r: _KIND_WORDS[r.kind]),
        Field("offer", "Offer", lambda row: row.offer, None, _offer_values),
        Field(
            "version",
            "Version",
            lambda row: row.version or "–",
            lambda row: version_order(row.version),
            _version_values,
            version_number,
        ),
        Field(
            "state",
            "State",
            lambda row: state_words(row.shown, row.status.behind),
            lambda row: (_RANK[row.shown], -row.status.behind),
            _state_values,
            choices=STATE_CHOICES,
        ),
        Field("subscription", "Subscription", lambda row: row.subscription.subscription_id),
    ),
    hidden=(
        Field("tenant", "Tenant", lambda row: row.tenant_id),
        Field("role", "Role", lambda row: "", values=_role_values),
        Field("principal", "Principal", lambda row: "", values=_principal_values),
    ),
)

VERSIONS: Listing[VersionRow] = Listing(
    name="versions",
    key=lambda row: row.key,
    search=lambda row: "\n".join((row.key, row.plan.short, version_note(row))),
    record=_version_record,
    fields=(
        Field("offer", "Offer", lambda row: row.plan.short),
        Field(
            "version",
            "Version",
            lambda row: row.version,
            lambda row: version_order(row.version),
            number=version_number,
        ),
        Field("seen", "First seen", first_seen, _seen_day, lambda row: (_seen_day(row),)),
        Field(
            "customers",
            "Customers",
            lambda row: str(row.customers),
            lambda row: row.customers,
            number=count,
        ),
        Field(
            "scopes", "Scopes", lambda row: str(row.scopes), lambda row: row.scopes, number=count
        ),
        Field("authorizations", "Authorizations", _authorization_count),
        Field("note", "", version_note),
    ),
    hidden=(Field("role", "Role", lambda row: "", values=roles),),
)
