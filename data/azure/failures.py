"""What a sync tells of the subscriptions that it could not read: one reason, one entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from data.azure.reading import Reading
from data.known import CustomerRead, Failure

_NAMED = 3
"""So many subscriptions are named; of more only their number is told."""


def unread_failures(reading: Reading, customers: Iterable[CustomerRead]) -> list[Failure]:
    """Return a failure for each reason; the subscriptions themselves are marked as stale."""
    tenants = {each.tenant_id: each.name for each in customers}
    names: dict[str, str] = {}
    for each in reading.subscriptions:
        owner = tenants.get(each.tenant_id) or each.tenant_id
        names[each.subscription_id] = f"{each.name or each.subscription_id} ({owner})"
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for at, unread in reading.unread.items():
        failure = unread.failure
        groups[failure.cause, failure.remedy, failure.code].append(names.get(at, at))
    return [Failure(_what(sorted(group)), *reason) for reason, group in groups.items()]


def _what(names: list[str]) -> str:
    named, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    if more <= 0:
        return f"Delegations of {named}"
    return f"Delegations of {named} and {more:,} more subscription{'s' if more > 1 else ''}"
