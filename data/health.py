"""What works here and what does not: one line for each thing that a sync or the dashboard needs."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from data.words import plural


class Health(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARNING = "warning"
    """It works, but not all of it, or not for long."""
    FAILED = "failed"


SIGNS = {Health.OK: "✓", Health.WARNING: "▲", Health.FAILED: "✗"}


class Check(NamedTuple):
    """One thing that was looked at."""

    name: str
    state: Health
    words: str
    """What was found, a sentence or a few words."""
    fix: str = ""
    """What to do, a sentence; empty when all is well."""


def ok(name: str, words: str) -> Check:
    """Return the line of a thing that works."""
    return Check(name, Health.OK, words)


def warning(name: str, words: str, fix: str) -> Check:
    """Return the line of a thing that works in part."""
    return Check(name, Health.WARNING, words, fix)


def failed(name: str, sentence: str) -> Check:
    """Return the line of a thing that does not work.

    Args:
        name: What was looked at.
        sentence: What an error says: what happened, then what to do.
    """
    words, dot, fix = sentence.partition(". ")
    return Check(name, Health.FAILED, f"{words}{dot.strip()}", fix)


def to_repair(checks: Iterable[Check]) -> int:
    """Return how many things do not work."""
    return sum(each.state is Health.FAILED for each in checks)


def verdict(wrong: int) -> str:
    """Say how it stands in all.

    Args:
        wrong: How many things do not work.
    """
    return f"{plural(wrong, 'thing')} to repair." if wrong else "All that is needed works."
