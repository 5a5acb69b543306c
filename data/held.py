"""Who holds which roles in a set of authorizations, and what follows for seeing a customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from data.entries import Entry, holding
from data.models import Authorization, EligibleAuthorization, same_id
from data.roles import catalogue


class Held:
    """Who holds what; every id in the form that compares equal."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Look at some authorizations, of one plan or definition."""
        self.roles: dict[str, set[str]] = defaultdict(set)
        self.permanent: dict[str, set[str]] = defaultdict(set)
        self.delegated: dict[str, set[str]] = defaultdict(set)
        self.eligible: dict[tuple[str, str], list[EligibleAuthorization]] = defaultdict(list)
        for each in entries:
            principal, role = holding(each)
            self.roles[principal].add(role)
            if isinstance(each, Authorization):
                self.permanent[principal].add(role)
                self.delegated[principal].update(map(same_id, each.delegated_role_ids))
            else:
                self.eligible[principal, role].append(each)

    def holds(self, role: str) -> bool:
        """Tell whether anybody holds a role, or may activate it."""
        return any(role in held for held in self.roles.values())

    def has_reader(self) -> bool:
        """Tell whether somebody permanently reads everything."""
        return any(_reads_all(each) for held in self.permanent.values() for each in held)

    def may_have_reader(self) -> bool:
        """Tell whether somebody permanently reads everything, as far as anybody knows."""
        return any(may_read_all(each) for held in self.permanent.values() for each in held)

    def cannot_activate(self) -> set[str]:
        """Return who has a role to activate, but no other permanent one that reads everything."""
        return {
            principal
            for (principal, role), entries in self.eligible.items()
            if entries
            and not any(may_read_all(each) for each in self.permanent[principal] - {role})
        }


def _reads_all(role_id: str) -> bool:
    role = catalogue().get(role_id)
    return bool(role and role.reads_all and role.lighthouse != "limited")


def may_read_all(role_id: str) -> bool:
    """Whether a role reads everything, or nobody knows."""
    return catalogue().get(role_id) is None or _reads_all(role_id)
