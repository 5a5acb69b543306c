"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from data.lint.subject import Subject


class Severity(StrEnum):
    """How much a finding matters, the most first."""

    ERROR = "error"
    """Azure or Partner Center will refuse it."""
    WARNING = "warning"
    """It will hurt."""
    HINT = "hint"


class Place(NamedTuple):
    """Where something is wrong, and what."""

    field: str
    """Path of the field, such as ``authorizations[2].role_id``."""
    message: str
    """One sentence that names the value."""


Check = Callable[[Subject], Iterable[Place]]


@dataclass(frozen=True)
class Rule:
    """One thing that can be wrong."""

    id: str
    severity: Severity
    why: str
    """One sentence."""
    fix: str
    """One sentence."""
    link: str
    """Microsoft's page about it."""
    check: Check


class Finding(Struct, frozen=True):
    """A rule that a plan or definition breaks, at one place."""

    rule: str
    severity: Severity
    place: str
    message: str
    why: str
    fix: str
    link: str


def rule(id: str, severity: Severity, *, why: str, fix: str, link: str) -> Callable[[Check], Rule]:
    """Make a rule of the function that looks for what breaks it."""
    return lambda check: Rule(id, severity, why, fix, link, check)
