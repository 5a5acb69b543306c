"""Authorizations of both kinds seen alike: what makes two of them equal, and each field in words.

Azure gives no meaning to letter case in ids, nor to the order of entries, of delegated roles, or
of approvers; everything else counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from data.models import Authorization, EligibleAuthorization, same_id
from data.roles import role_name

Entry = Authorization | EligibleAuthorization

_DURATION = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?")
_NONE = "none"


class EntryKind(StrEnum):
    """Whether a principal holds its role all the time."""

    PERMANENT = "permanent"
    ELIGIBLE = "eligible"


class EntryField(StrEnum):
    """What an authorization says beside its principal and role."""

    KIND = "kind"
    NAME = "display name"
    ROLES = "delegated roles"
    DURATION = "duration"
    MFA = "MFA"
    APPROVERS = "approvers"


Fact = str | frozenset[tuple[str, str]]
"""The value of a field as it compares; of roles and approvers: their ids and names."""


class HasEntries(Protocol):
    """Whatever gives roles to principals."""

    @property
    def authorizations(self) -> tuple[Authorization, ...]:
        """The permanent ones."""

    @property
    def eligible(self) -> tuple[EligibleAuthorization, ...]:
        """Those that are activated just in time."""


@dataclass(frozen=True)
class Side:
    """The authorizations of anything that has them: a version, a definition, a draft."""

    title: str
    """What they belong to, as people read it."""
    authorizations: tuple[Authorization, ...] = ()
    eligible: tuple[EligibleAuthorization, ...] = ()

    @classmethod
    def of(cls, title: str, held: HasEntries) -> Side:
        """Return the authorizations of a version, a definition, or a draft."""
        return cls(title, held.authorizations, held.eligible)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The permanent and then the eligible ones."""
        return entries_of(self)


def entries_of(held: HasEntries) -> tuple[Entry, ...]:
    """Return the permanent and then the eligible authorizations."""
    return (*held.authorizations, *held.eligible)


def role_ids(held: HasEntries) -> tuple[str, ...]:
    """Return every role that is given or may be given on, each once, in the order of entries."""
    found: dict[str, None] = {}
    for entry in entries_of(held):
        found[same_id(entry.role_id)] = None
        if isinstance(entry, Authorization):
            found |= dict.fromkeys(map(same_id, entry.delegated_role_ids))
    return tuple(each for each in found if each)


def kind_of(entry: Entry) -> EntryKind:
    """Tell whether an authorization is permanent or eligible."""
    permanent = isinstance(entry, Authorization)
    return EntryKind.PERMANENT if permanent else EntryKind.ELIGIBLE


def holding(entry: Entry) -> tuple[str, str]:
    """Return who holds what: ids of principal and role in the form that compares equal."""
    return same_id(entry.principal_id), same_id(entry.role_id)


def facts(entry: Entry) -> Mapping[EntryField, Fact]:
    """Return the fields that an authorization has; equal values mean the same to Azure."""
    found: dict[EntryField, Fact] = {
        EntryField.KIND: kind_of(entry).value,
        EntryField.NAME: entry.display_name,
    }
    if isinstance(entry, EligibleAuthorization):
        found[EntryField.DURATION] = entry.max_duration
        found[EntryField.MFA] = entry.mfa
        found[EntryField.APPROVERS] = frozenset(
            (same_id(each.principal_id), each.display_name) for each in entry.approvers
        )
    elif entry.delegated_role_ids:
        found[EntryField.ROLES] = frozenset(
            (role, role_name(role)) for role in map(same_id, entry.delegated_role_ids)
        )
    return found


def identity(entry: Entry) -> tuple[object, ...]:
    """Return what is equal for two authorizations that mean the same to Azure."""
    return (*holding(entry), *facts(entry).items())


def say(field: EntryField, fact: Fact, *, exact: bool = False) -> str:
    """Say the value of a field in words.

    Args:
        field: The field.
        fact: Its value.
        exact: Whether to keep apart what usual words do not: ids and spelling.
    """
    if isinstance(fact, frozenset):
        pairs = sorted((name or id, id) for id, name in fact)
        return ", ".join(f"{name} ({id})" if exact else name for name, id in pairs) or _NONE
    if exact:
        return f'"{fact}"'
    if field is EntryField.DURATION:
        return duration_words(fact)
    return _NONE if field is EntryField.MFA and fact == "None" else fact or _NONE


def duration_minutes(iso: str) -> int | None:
    """Return an ISO 8601 duration of hours and minutes as minutes; nothing for another form."""
    match = _DURATION.fullmatch(iso)
    if match is None or not any(match.groups()):
        return None
    return int(match[1] or 0) * 60 + int(match[2] or 0)


def duration_words(iso: str) -> str:
    """Say an ISO 8601 duration of hours and minutes in words; anything else as it is."""
    minutes = duration_minutes(iso)
    if minutes is None:
        return iso or _NONE
    counts = ((minutes // 60, "hour"), (minutes % 60, "minute"))
    words = (f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count)
    return " ".join(words) or "0 minutes"
