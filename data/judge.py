"""Judges a change of authorizations: which marks it deserves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data.entries import Entry, duration_minutes, holding
from data.held import Held, may_read_all
from data.marks import (
    APPROVAL_DROPPED,
    ASSIGNS_MORE,
    BECOMES_PERMANENT,
    CANNOT_ACTIVATE,
    GAINS_ACCESS,
    GAINS_WRITE,
    LONGER_ACTIVATION,
    LOSES_ALL,
    LOSES_DELETE_ROLE,
    MFA_DROPPED,
    NEW_APPROVER,
    NO_DELETE_ROLE,
    NOBODY_READS,
    UNKNOWN_ROLE,
    Mark,
    in_order,
)
from data.models import Authorization, EligibleAuthorization, same_id
from data.roles import DELETE_ROLE, catalogue


class Judge:
    """Judges what follows when one set of authorizations takes the place of another."""

    def __init__(self, before: Iterable[Entry], after: Iterable[Entry]) -> None:
        """Look at who holds what before and after."""
        self._was, self._now = Held(before), Held(after)
        self._stuck = self._now.cannot_activate() - self._was.cannot_activate()

    def of(self, before: Entry | None, after: Entry | None) -> tuple[Mark, ...]:
        """Return the marks of an entry that came, went, or became another."""
        found: set[Mark] = set()
        if before:
            found.update(self._losses(before))
        if after:
            found.update(self._gains(after))
        if isinstance(after, Authorization):
            found.update(self._standing(after))
            if GAINS_ACCESS not in found and self._assigns_more(after):
                found.add(ASSIGNS_MORE)
        elif after:
            found.update(self._activation(after))
        return in_order(found)

    def as_a_whole(self) -> tuple[Mark, ...]:
        """Return the marks that belong to no single entry."""
        found = []
        if self._was.holds(DELETE_ROLE) and not self._now.holds(DELETE_ROLE):
            found.append(NO_DELETE_ROLE)
        if self._was.has_reader() and not self._now.may_have_reader():
            found.append(NOBODY_READS)
        return in_order(found)

    def _losses(self, entry: Entry) -> Iterator[Mark]:
        principal, role = holding(entry)
        if role == DELETE_ROLE and role not in self._now.roles[principal]:
            yield LOSES_DELETE_ROLE
        if not self._now.roles[principal]:
            yield LOSES_ALL
        if principal in self._stuck and isinstance(entry, Authorization) and may_read_all(role):
            yield CANNOT_ACTIVATE

    def _gains(self, entry: Entry) -> Iterator[Mark]:
        principal, role_id = holding(entry)
        if principal in self._stuck and isinstance(entry, EligibleAuthorization):
            yield CANNOT_ACTIVATE
        held = self._was.roles[principal]
        if role_id in held:
            return
        if role_id not in catalogue():
            yield UNKNOWN_ROLE
        if _manages_access(role_id) and not any(map(_manages_access, held)):
            yield GAINS_ACCESS
        if _writes(role_id) and not any(map(_writes, held)):
            yield GAINS_WRITE

    def _standing(self, entry: Authorization) -> Iterator[Mark]:
        """Judge whether a permanent role was had before, but only by activation."""
        principal, role = holding(entry)
        permanent, held = self._was.permanent[principal], self._was.roles[principal]
        if role in permanent:
            return
        wrote = any(map(_writes, held)) and not any(map(_writes, permanent))
        if role in held or (wrote and _writes(role)):
            yield BECOMES_PERMANENT

    def _assigns_more(self, entry: Authorization) -> bool:
        had = self._was.delegated[same_id(entry.principal_id)]
        return not had.issuperset(map(same_id, entry.delegated_role_ids))

    def _activation(self, entry: EligibleAuthorization) -> Iterator[Mark]:
        """Compare the conditions of an activation with those of the same role before."""
        earlier = self._was.eligible[holding(entry)]
        if not earlier:
            return
        if not _asks_mfa(entry) and all(map(_asks_mfa, earlier)):
            yield MFA_DROPPED
        if all(each.approvers for each in earlier):
            if not entry.approvers:
                yield APPROVAL_DROPPED
            if not _approvers(entry) <= {id for each in earlier for id in _approvers(each)}:
                yield NEW_APPROVER
        minutes, before = _minutes(entry), [_minutes(each) for each in earlier]
        if minutes is not None and all(each is not None and each < minutes for each in before):
            yield LONGER_ACTIVATION


def _writes(role_id: str) -> bool:
    """Whether a role changes a customer's resources.

    Ending one's own delegation is no such change, and of a role that Lighthouse limits nothing
    is left but assigning roles.
    """
    role = catalogue().get(role_id)
    return bool(role and role.writes and role.lighthouse != "limited" and role.id != DELETE_ROLE)


def _manages_access(role_id: str) -> bool:
    role = catalogue().get(role_id)
    return bool(role and role.manages_access)


def _asks_mfa(entry: EligibleAuthorization) -> bool:
    return entry.mfa.lower() == "azure"


def _approvers(entry: EligibleAuthorization) -> set[str]:
    return {same_id(each.principal_id) for each in entry.approvers}


def _minutes(entry: EligibleAuthorization) -> int | None:
    return duration_minutes(entry.max_duration)
