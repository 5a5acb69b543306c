"""Allowances that are used up by requests and come back with time.

All times are whole nanoseconds of one clock, so that nothing is ever rounded.
"""

from __future__ import annotations

from typing import NamedTuple

SECOND = 1_000_000_000


class Limit(NamedTuple):
    """How many requests at once, and how many in every second after that."""

    size: int
    per_second: int

    def times(self, factor: int) -> Limit:
        """Return a limit that is so many times as large."""
        return Limit(self.size * factor, self.per_second * factor)


class Bucket:
    """A bucket of tokens: one is taken by each request, and it fills up steadily."""

    def __init__(self, limit: Limit, now: int) -> None:
        self._limit = limit
        self._at = now
        self._level = limit.size * SECOND
        """In billionths of a token: so many come back each nanosecond as tokens each second."""

    def take(self, now: int) -> None:
        """Take one token; only when :meth:`wait` is nothing."""
        self._fill(now)
        self._level -= SECOND

    def left(self, now: int) -> int:
        """Return how many whole tokens there are."""
        self._fill(now)
        return self._level // SECOND

    def wait(self, now: int) -> int:
        """Return after how many whole seconds there is a token."""
        self._fill(now)
        return _seconds(-(-max(0, SECOND - self._level) // self._limit.per_second))

    def _fill(self, now: int) -> None:
        back = (now - self._at) * self._limit.per_second
        self._level = min(self._limit.size * SECOND, self._level + back)
        self._at = now


class Window:
    """So many requests in every span of time, which begins with the first of them."""

    def __init__(self, length: int, now: int) -> None:
        self._length = length
        self._began = now
        self._used = 0

    def take(self, limit: int, now: int) -> bool:
        """Count one request; false when the present span has none left for it."""
        if now - self._began >= self._length:
            self._began, self._used = now, 0
        if self._used >= limit:
            return False
        self._used += 1
        return True

    def left(self, limit: int, now: int) -> int:
        """Return how many requests are left now."""
        over = now - self._began >= self._length
        return limit if over else max(0, limit - self._used)

    def wait(self, now: int) -> int:
        """Return after how many whole seconds the span of the last request is over."""
        return _seconds(self._began + self._length - now)


def _seconds(nanoseconds: int) -> int:
    """Return so many nanoseconds in seconds, never too few."""
    return -(-nanoseconds // SECOND)
