"""What one sync may cost at most, so that nothing Azure answers keeps it for ever."""

from __future__ import annotations

from dataclasses import dataclass


class OutOfTimeError(Exception):
    """The sync took as long as it may. Not an Azure error, so no retry policy catches it."""


class BadAnswerError(Exception):
    """Azure answered 200 with something that is not what was asked for."""


class HopelessAnswerError(BadAnswerError):
    """Such an answer that asking again would not better."""


@dataclass(frozen=True)
class Limits:
    """The bounds of one sync; times in seconds."""

    total: float = 3600
    """All of it: an hour is twice what 50,000 subscriptions take one by one."""
    connect: float = 10
    read: float = 30
    """Between two pieces of an answer."""
    answer: float = 120
    """For the whole body of an answer."""
    answer_bytes: int = 64 * 1024 * 1024
    """Decompressed; the largest page that Resource Graph gives is under 20 MB."""
    pages: int = 2_000
    """Of one list."""
    page_tries: int = 4
    """How often a page is asked for that answers with something unreadable."""
    page_wait: float = 1
    """Before the second try; each further wait is twice as long."""
    backoff: float = 0.8
    """What the waits between two failed tries of one request grow from."""
    failures_in_a_row: int = 24
    """So many subscriptions unreadable one after the other, and the rest is not asked for."""
