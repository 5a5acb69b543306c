"""Azure's limits on requests: what is left of them is said in every answer.

Resource Manager has token buckets per principal and scope; Resource Graph has a quota per user.
The figures are those of Microsoft's pages on request limits and on throttled queries.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from data.emulator.entities import Behaviour
from data.emulator.quota import SECOND, Bucket, Limit, Window
from data.emulator.replies import AzureError

READS, WRITES, DELETES = "reads", "writes", "deletes"
LIMITS = {READS: Limit(250, 25), WRITES: Limit(200, 10), DELETES: Limit(200, 10)}
EVERYBODY = 15
"""How many times one principal's limit a subscription bears from all principals together."""
QUERIES = 15
"""Resource Graph queries of one user in every :data:`SPAN`."""
SPAN = 5
"""In seconds."""

_KINDS = {"GET": READS, "HEAD": READS, "DELETE": DELETES}
_RESOURCE_GRAPH = "/providers/microsoft.resourcegraph/resources"
_MICROSOFT_GRAPH = "/v1.0/"
"""Its limits are others, and not imitated."""
_QUOTA_LEFT = "x-ms-user-quota-remaining"
_QUOTA_RESETS = "x-ms-user-quota-resets-after"


class _Share(NamedTuple):
    """Whose requests a bucket counts; nobody's name for those of everybody."""

    principal: str
    subscription: str
    """In lower case; empty for what belongs to no subscription."""
    kind: str

    @property
    def limit(self) -> Limit:
        limit = LIMITS[self.kind]
        return limit if self.principal else limit.times(EVERYBODY)

    @property
    def header(self) -> str:
        level = "subscription" if self.subscription else "tenant"
        everybody = "" if self.principal else "global-"
        return f"x-ms-ratelimit-remaining-{level}-{everybody}{self.kind}"


class Throttle:
    """Counts requests where the behaviour asks for it, and refuses those above a limit."""

    def __init__(self) -> None:
        self.clock: Callable[[], int] = time.monotonic_ns
        """In nanoseconds; a test may set another one."""
        self._buckets: dict[_Share, Bucket] = {}
        self._windows: dict[str, Window] = {}

    def take(self, behaviour: Behaviour, principal: str, method: str, path: str) -> dict[str, str]:
        """Count one request and return the headers that say what is left.

        Where nothing is enforced the headers tell of limits of which hardly anything was used.

        Args:
            behaviour: Whether limits are enforced.
            principal: Who asks.
            method: With which HTTP method.
            path: For what.

        Raises:
            AzureError: When a limit is reached.
        """
        path = path.lower()
        if path.rstrip("/") == _RESOURCE_GRAPH:
            # Resource Graph counts by itself; Resource Manager's buckets are not for it.
            return self._query(_queries(behaviour), principal)
        if path.startswith(_MICROSOFT_GRAPH):
            return {}
        shares = _shares(principal, method, path)
        if not behaviour.throttle:
            return {each.header: str(each.limit.size - 1) for each in shares}
        return self._request(shares)

    def _request(self, shares: list[_Share]) -> dict[str, str]:
        now = self.clock()
        buckets = [self._bucket(each, now) for each in shares]
        wait = max(each.wait(now) for each in buckets)
        for each in buckets if not wait else ():
            each.take(now)
        left = {
            share.header: str(bucket.left(now))
            for share, bucket in zip(shares, buckets, strict=True)
        }
        if wait:
            message = f"The limit on {shares[0].kind} is reached; try again after {wait} seconds."
            headers = {"Retry-After": str(wait), **left}
            raise AzureError(429, "TooManyRequests", message, headers=headers)
        return left

    def _bucket(self, share: _Share, now: int) -> Bucket:
        if share not in self._buckets:
            self._buckets[share] = Bucket(share.limit, now)
        return self._buckets[share]

    def _query(self, limit: int | None, principal: str) -> dict[str, str]:
        if limit is None:
            return {_QUOTA_LEFT: str(QUERIES - 1), _QUOTA_RESETS: _clock_time(SPAN)}
        now = self.clock()
        window = self._windows.setdefault(principal, Window(SPAN * SECOND, now))
        taken = window.take(limit, now)
        wait = window.wait(now)
        left = {_QUOTA_LEFT: str(window.left(limit, now)), _QUOTA_RESETS: _clock_time(wait)}
        if not taken:
            message = f"The quota of queries is used up; try again after {wait} seconds."
            headers = {"Retry-After": str(wait), **left}
            raise AzureError(429, "RateLimiting", message, headers=headers)
        return left


def _queries(behaviour: Behaviour) -> int | None:
    if behaviour.graph_quota is None and behaviour.throttle:
        return QUERIES
    return behaviour.graph_quota


def _shares(principal: str, method: str, path: str) -> list[_Share]:
    """Return the one or two shares that a request counts towards, the principal's first."""
    kind = _KINDS.get(method, WRITES)
    parts = path.split("/")
    subscription = parts[2] if parts[1:2] == ["subscriptions"] and len(parts) > 2 else ""
    own = _Share(principal, subscription, kind)
    return [own, own._replace(principal="")] if subscription else [own]


def _clock_time(seconds: int) -> str:
    return f"00:00:{seconds:02}"
