"""Fixes of single fields: ids that were pasted with more around them, spellings, versions."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Mapping

from msgspec.structs import replace

from data.entries import Entry, entries_of
from data.lint.mending import Fix, Fixer, each_entry, entry_at
from data.lint.places import FormPlace
from data.lint.subject import Subject
from data.models import Approver, EligibleAuthorization, same_id
from data.plan_versions import above, tidy_version
from data.plans import identifier_problem, is_guid
from data.roles import catalogue

_GUID = r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}"
_PASTED = r"\s*(?:\S*/(?:%s)/)?[\s\"'{(<]*(?P<guid>" + _GUID + r")[\s\"'})>/]*"


def _found(kinds: str) -> re.Pattern[str]:
    """Match an id with brackets or quotes around it, or at the end of a path of these kinds."""
    return re.compile(_PASTED % kinds, re.IGNORECASE | re.ASCII)


_PRINCIPAL = _found("groups|users|servicePrincipals|directoryObjects")
_ROLE = _found("roleDefinitions")
_SUBSCRIPTION = _found("subscriptions")
_TENANT = _found("tenants|login\\.microsoftonline\\.com|sts\\.windows\\.net")


def principal_id(subject: Subject, place: FormPlace) -> Fix | None:
    """Take the object id out of what was pasted, wherever the same was pasted."""
    entry = entry_at(subject, place)
    pasted = entry.principal_id
    if place.field == "approvers" and isinstance(entry, EligibleAuthorization):
        pasted = entry.approvers[place.item or 0].principal_id
    if not (found := _guid(_PRINCIPAL, pasted)):
        return None

    def swapped(each: Entry) -> Entry:
        if each.principal_id == pasted:
            each = replace(each, principal_id=found)
        if isinstance(each, EligibleAuthorization):
            each = replace(each, approvers=tuple(map(approver, each.approvers)))
        return each

    def approver(each: Approver) -> Approver:
        return replace(each, principal_id=found) if each.principal_id == pasted else each

    return Fix(f"Write the object id {found} alone.", each_entry(subject.plan, swapped))


def role_id(subject: Subject, place: FormPlace) -> Fix | None:
    """Take the role's id out of what was pasted, or find it by the role's name."""
    entry = entry_at(subject, place)
    pasted = entry.role_id
    if place.item is not None and not isinstance(entry, EligibleAuthorization):
        pasted = entry.delegated_role_ids[place.item]
    found = _guid(_ROLE, pasted) or _role_named(pasted)
    if not found:
        return None

    def swapped(each: Entry) -> Entry:
        if each.role_id == pasted:
            each = replace(each, role_id=found)
        if isinstance(each, EligibleAuthorization):
            return each
        roles = (found if role == pasted else role for role in each.delegated_role_ids)
        return replace(each, delegated_role_ids=tuple(roles))

    role = catalogue().get(found)
    named = f" of {role.name}" if role else ""
    return Fix(f"Write the id {found}{named}.", each_entry(subject.plan, swapped))


def tenant_id(subject: Subject, place: FormPlace) -> Fix | None:
    """Take the tenant's id out of what was pasted."""
    found = _guid(_TENANT, subject.plan.managing_tenant_id)
    if not found:
        return None
    plan = replace(subject.plan, managing_tenant_id=found)
    return Fix(f"Write the tenant's id {found} alone.", plan)


def audience(subject: Subject, place: FormPlace) -> Fix | None:
    """Take the ids of subscriptions out of what was pasted, of all at once."""
    taken = tuple(_guid(_SUBSCRIPTION, each) or each for each in subject.plan.audience)
    if place.item is None or not is_guid(taken[place.item]):
        return None
    words = f"Write the subscription's id {taken[place.item]} alone, and so for all that are alike."
    return Fix(words, replace(subject.plan, audience=taken))


def version_form(subject: Subject, place: FormPlace) -> Fix | None:
    """Write the version with three numbers."""
    version = tidy_version(subject.plan.version)
    if not version:
        return None
    return Fix(f"Write the version as {version}.", replace(subject.plan, version=version))


def version_above(subject: Subject, place: FormPlace) -> Fix | None:
    """Raise the version above the published one."""
    version = above([subject.context.last_published])
    return Fix(f"Raise the version to {version}.", replace(subject.plan, version=version))


def publisher(subject: Subject, place: FormPlace) -> Fix | None:
    """Take the publisher that is known."""
    known = subject.context.publisher_id
    if not known:
        return None
    words = f"Write the publisher id {known}, as of what is published."
    return Fix(words, replace(subject.plan, publisher_id=known))


def identifier(subject: Subject, place: FormPlace) -> Fix | None:
    """Write an offer or plan id in small letters, with hyphens for blanks and dots."""
    letters = unicodedata.normalize("NFKD", getattr(subject.plan, place.field)).lower()
    plain = "".join(each for each in letters if not unicodedata.combining(each)).strip()
    found = re.sub(r"[\s./]+", "-", plain)
    if identifier_problem(found):
        return None
    name = place.field.replace("_", " ")
    return Fix(f"Write the {name} as {found}.", replace(subject.plan, **{place.field: found}))


def display_name(subject: Subject, place: FormPlace) -> Fix | None:
    """Take the name that the same principal has elsewhere in the plan."""
    entry = entry_at(subject, place)
    of: Entry | Approver = entry
    if isinstance(entry, EligibleAuthorization) and place.item is not None:
        of = entry.approvers[place.item]
    names = (each.display_name for each in _named(subject) if _same(each, of))
    name = next(filter(str.strip, names), "")
    if not name:
        return None

    def named(each: Entry) -> Entry:
        if isinstance(each, EligibleAuthorization):
            each = replace(each, approvers=tuple(map(told, each.approvers)))
        return replace(each, display_name=name) if lacks(each) else each

    def told(each: Approver) -> Approver:
        return replace(each, display_name=name) if lacks(each) else each

    def lacks(each: Entry | Approver) -> bool:
        return _same(each, of) and not each.display_name.strip()

    return Fix(f"Call it {name}, as elsewhere in the plan.", each_entry(subject.plan, named))


def _named(subject: Subject) -> list[Entry | Approver]:
    approvers = (approver for each in subject.plan.eligible for approver in each.approvers)
    return [*entries_of(subject.plan), *approvers]


def _same(one: Entry | Approver, other: Entry | Approver) -> bool:
    return same_id(one.principal_id) == same_id(other.principal_id)


def _guid(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.fullmatch(text)
    return str(uuid.UUID(match["guid"])) if match else ""


def _role_named(text: str) -> str:
    wanted = text.strip().casefold()
    return next((each.id for each in catalogue().values() if each.name.casefold() == wanted), "")


FIXERS: Mapping[str, Fixer] = {
    "principal-not-guid": principal_id,
    "role-not-guid": role_id,
    "tenant-not-guid": tenant_id,
    "audience-not-guid": audience,
    "version-form": version_form,
    "version-not-above": version_above,
    "publisher-id-missing": publisher,
    "publisher-id-form": publisher,
    "offer-id-form": identifier,
    "plan-id-form": identifier,
    "display-name-missing": display_name,
}
