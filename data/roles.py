"""The role catalogue: Azure's built-in roles by id, and whether Lighthouse takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import msgspec

CATALOGUE_DATE = "2026-08-22"
"""The day on which Azure's list of built-in roles was read."""

DELETE_ROLE = "91c1777a-f3dc-4fae-b103-61d183457e46"
"""Managed Services Registration assignment Delete Role: lets the provider end a delegation."""

_PART = 8
"""Characters of an id that are worth looking for: "db" and "ad" occur in many by chance."""

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

    @property
    def manages_access(self) -> bool:
        """Whether it may change access or locks; if Lighthouse takes it, then in a limited way."""
        restricted = "owner" in self.reasons or "restricted_actions" in self.reasons
        return restricted or self.lighthouse == "limited"


@cache
def catalogue() -> Mapping[str, Role]:
    """Return every role by its lower-case id."""
    text = resources.files("data").joinpath("roles.json").read_bytes()
    return {role.id: role for role in msgspec.json.decode(text, type=list[Role])}


def role_name(role_id: str) -> str:
    """Return the name of a role, or its id when the catalogue does not know it."""
    role = catalogue().get(role_id.lower())
    return role.name if role else role_id


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
