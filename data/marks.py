"""What is risky about a change of authorizations, for the customer or for the provider."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a mark matters, the most first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Mark:
    """Something risky about a change."""

    id: str
    words: str
    severity: Severity


GAINS_ACCESS = Mark("gains-access", "gains access management", Severity.HIGH)
GAINS_WRITE = Mark("gains-write", "gains write: could change nothing before", Severity.HIGH)
BECOMES_PERMANENT = Mark(
    "becomes-permanent", "permanent now, had to be activated before", Severity.HIGH
)
MFA_DROPPED = Mark("mfa-dropped", "can be activated without MFA now", Severity.HIGH)
APPROVAL_DROPPED = Mark("approval-dropped", "can be activated without approval now", Severity.HIGH)
NO_DELETE_ROLE = Mark(
    "no-delete-role",
    "nobody of the provider is left who may remove the delegation",
    Severity.HIGH,
)
NOBODY_READS = Mark(
    "nobody-reads",
    "nobody is left who permanently reads everything: the provider may no longer see the customer",
    Severity.HIGH,
)
UNKNOWN_ROLE = Mark(
    "unknown-role",
    "may gain write or access management: the role is not in the catalogue of built-in roles",
    Severity.MEDIUM,
)
ASSIGNS_MORE = Mark("assigns-more", "may assign more roles", Severity.MEDIUM)
LONGER_ACTIVATION = Mark("longer-activation", "can be activated for longer", Severity.MEDIUM)
LOSES_DELETE_ROLE = Mark(
    "loses-delete-role", "loses the role to remove the delegation", Severity.MEDIUM
)
CANNOT_ACTIVATE = Mark(
    "cannot-activate",
    "holds no permanent role that reads everything, which an activation needs",
    Severity.MEDIUM,
)
LOSES_ALL = Mark("loses-all", "loses all access", Severity.MEDIUM)
NEW_APPROVER = Mark("new-approver", "somebody new may approve", Severity.LOW)

MARKS = (
    GAINS_ACCESS,
    GAINS_WRITE,
    BECOMES_PERMANENT,
    MFA_DROPPED,
    APPROVAL_DROPPED,
    NO_DELETE_ROLE,
    NOBODY_READS,
    UNKNOWN_ROLE,
    ASSIGNS_MORE,
    LONGER_ACTIVATION,
    LOSES_DELETE_ROLE,
    CANNOT_ACTIVATE,
    LOSES_ALL,
    NEW_APPROVER,
)
"""Every mark, the gravest first."""


def in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return each mark once, the gravest first."""
    return tuple(sorted(set(marks), key=MARKS.index))
