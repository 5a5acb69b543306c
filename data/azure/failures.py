"""What a sync tells of the subscriptions that it could not read: one reason, one entry."""

from __future__ import annotations

from collections import defaultdict

from data.azure.reading import Reading
from data.known import Failure

_NAMED = 3
"""So many subscriptions are named; of more only their number is told."""


def unread_failures(reading: Reading) -> list[Failure]:
    """Return a failure for each reason; the subscriptions themselves are marked as stale."""
    names = {each.subscription_id: each.name for each in reading.subscriptions}
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for at, unread in reading.unread.items():
        failure = unread.failure
        groups[failure.cause, failure.remedy, failure.code].append(names.get(at) or at)
    return [Failure(_what(sorted(group)), *reason) for reason, group in groups.items()]


def _what(names: list[str]) -> str:
    named, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    if more <= 0:
        return f"Delegations of {named}"
    return f"Delegations of {named} and {more:,} more subscription{'s' if more > 1 else ''}"
