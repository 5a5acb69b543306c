"""The role catalogue: Azure's built-in roles by id, and whether Lighthouse takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec

CATALOGUE_DATE = "2026-08-22"
"""The day on which Azure's list of built-in roles was read, of which the shipped one is made."""

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
USER_ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
DELETE_ROLE = "91c1777a-f3dc-4fae-b103-61d183457e46"
"""Managed Services Registration assignment Delete Role: lets the provider end a delegation."""

_PART = 8
"""Characters of an id that are worth looking for: "db" and "ad" occur in many by chance."""
_SIMILAR = 0.7
"""How much of a name must be right for it to be a slip of that name."""

_USUAL = (
    "Reader",
    "Contributor",
    "Managed Services Registration assignment Delete Role",
    "Support Request Contributor",
    "Monitoring Contributor",
    "Security Reader",
    "Backup Contributor",
    "User Access Administrator",
)


_REASONS = {
    "owner": "Owner is never taken",
    "data_actions": "it has data actions",
    "not_data_actions": "it has notDataActions",
    "restricted_actions": "it may change access itself",
}


class Permission(msgspec.Struct, frozen=True, array_like=True):
    """What a role may do, each as Azure spells it."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    """Taken from the actions of this permission, of no other."""
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()
    condition: str = ""


class Role(msgspec.Struct, frozen=True, array_like=True):
    """A built-in role."""

    id: str
    name: str
    category: str
    lighthouse: str
    """``yes``, ``no``, or ``limited`` (User Access Administrator)."""
    reasons: tuple[str, ...]
    """Why it is not taken: ``owner``, ``data_actions``, ``restricted_actions``, …"""
    documented: bool
    """Whether Microsoft's role page lists it; the others are internal or in preview."""
    deprecated: bool
    writes: bool
    """Whether it has actions other than reads, searches, queries and support tickets."""
    reads_all: bool
    """Whether it reads every resource, as somebody must for a customer to be visible."""
    writes_all: bool = False
    """Whether it has every action, but for the few that its notActions take away."""
    lists_keys: bool = False
    """Whether it may list keys or passwords, which open data that the role itself does not."""
    permissions: tuple[Permission, ...] = ()
    """What it may do; nothing where only the shipped catalogue knows the role."""

    @property
    def manages_access(self) -> bool:
        """Whether it may change access or locks; if Lighthouse takes it, then in a limited way."""
        restricted = "owner" in self.reasons or "restricted_actions" in self.reasons
        return restricted or self.lighthouse == "limited"


@cache
def shipped() -> Mapping[str, Role]:
    """Return every role of the catalogue that comes with the program, by its lower-case id."""
    text = resources.files("data").joinpath("roles.json").read_bytes()
    return {role.id: role for role in msgspec.json.decode(text, type=list[Role])}


class _Read(NamedTuple):
    roles: Mapping[str, Role]
    date: str


_in_use: list[_Read] = []
"""The catalogue that a sync read; empty while the shipped one is in use."""


def use(roles: Iterable[Role] = (), read_at: str = "") -> None:
    """Put a catalogue that a sync read in the place of the shipped one.

    The program says so once, when it knows its cache; whoever asks for a role gets it from here.

    Args:
        roles: Every role that Azure listed; none brings the shipped catalogue back.
        read_at: When that was, ISO 8601; of two catalogues the newer one is used.
    """
    found = {role.id: role for role in roles}
    is_newer = read_at[: len(CATALOGUE_DATE)] >= CATALOGUE_DATE
    _in_use[:] = [_Read(found, read_at[: len(CATALOGUE_DATE)])] if found and is_newer else []


def catalogue() -> Mapping[str, Role]:
    """Return every role by its lower-case id, as the newest list tells that we have."""
    return _in_use[0].roles if _in_use else shipped()


def catalogue_date() -> str:
    """Return the day on which Azure's list of roles was read."""
    return _in_use[0].date if _in_use else CATALOGUE_DATE


def is_refreshed() -> bool:
    """Tell whether the catalogue is one that a sync read, so whole as of its day."""
    return bool(_in_use)


def role_name(role_id: str) -> str:
    """Return the name of a role, or its id when no catalogue knows it."""
    id = role_id.lower()
    role = catalogue().get(id) or shipped().get(id)
    return role.name if role else role_id


def role_named(text: str) -> Role | None:
    """Return the role that has this id or, in any case, exactly this name."""
    wanted = text.casefold()
    found = catalogue().get(wanted)
    return found or next((r for r in catalogue().values() if r.name.casefold() == wanted), None)


def similar_roles(text: str) -> list[str]:
    """Return the names of roles that somebody may have meant, the most likely first."""
    names = {role.name.casefold(): role.name for role in catalogue().values()}
    return [names[each] for each in get_close_matches(text.casefold(), names, 3, _SIMILAR)]


def why_not(role: Role) -> str:
    """Say in words why Lighthouse does not take a role."""
    return ", ".join(_REASONS.get(each, each) for each in role.reasons)


def search(text: str) -> list[Role]:
    """Return the roles that a person may mean, the most likely first.

    Every word must occur in the name or category, or be a good part of the id. Roles that
    Lighthouse takes come first, then those that Microsoft documents, then names that start with
    the text, then shorter names; without a text, those that plans mostly use.
    """
    words = text.casefold().split()
    return sorted(_matching(words), key=lambda role: _rank(role, text.casefold().strip()))


def _matching(words: list[str]) -> Iterable[Role]:
    for role in catalogue().values():
        haystack = f"{role.name} {role.category}".casefold()
        if all(word in haystack or (len(word) >= _PART and word in role.id) for word in words):
            yield role


def _rank(role: Role, text: str) -> tuple[int | str, ...]:
    name = role.name.casefold()
    usual = _USUAL.index(role.name) if not text and role.name in _USUAL else len(_USUAL)
    return (
        usual,
        name != text,
        role.lighthouse == "no",
        role.deprecated,
        not role.documented,
        not name.startswith(text),
        len(name) if text else 0,
        name,
    )
