"""What one sync does and did: its steps, its waits, what Azure still lets it ask."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

_PREFIXES = ("x-ms-ratelimit-remaining-", "x-ms-user-quota-")
_MOST = 200
"""Waits that are kept: a sync of a day full of throttling has thousands."""


class Step(NamedTuple):
    """Something that goes on, or did."""

    at: datetime
    doing: str
    done: int = 0
    total: int = 0
    """0 while the end is not known."""


class Wait(NamedTuple):
    """A wait for Azure, or before another try."""

    at: datetime
    why: str
    seconds: float


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Activity:
    """Filled by the threads of a sync, read by whoever looks."""

    began: datetime = field(default_factory=_now)
    ended: datetime | None = None
    steps: list[Step] = field(default_factory=list)
    """In the order in which they began."""
    waits: list[Wait] = field(default_factory=list)
    """The last ones, the oldest first."""
    waited: int = 0
    """How many waits there were."""
    waited_seconds: float = 0.0
    """Of all threads together."""
    requests: int = 0
    quota: dict[str, str] = field(default_factory=dict)
    """What Azure said last of how much may still be asked, by what it calls it."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def step(self, doing: str, done: int = 0, total: int = 0) -> None:
        """Take note of what goes on."""
        with self._lock:
            for at, each in enumerate(self.steps):
                if each.doing == doing:
                    self.steps[at] = each._replace(done=done, total=total)
                    return
            self.steps.append(Step(_now(), doing, done, total))

    def wait(self, why: str, seconds: float) -> None:
        """Take note of a wait that begins."""
        with self._lock:
            self.waits = [*self.waits[1 - _MOST :], Wait(_now(), why, seconds)]
            self.waited += 1
            self.waited_seconds += seconds

    def answer(self, headers: Mapping[str, str]) -> None:
        """Take note of an answer, and of what it says of the quota."""
        with self._lock:
            self.requests += 1
            for name, value in headers.items():
                if (lower := name.lower()).startswith(_PREFIXES):
                    self.quota[lower.removeprefix(_PREFIXES[0]).removeprefix("x-ms-")] = value

    def end(self) -> None:
        """Take note that it is over."""
        self.ended = _now()

    def copy(self) -> Activity:
        """Return the state of this moment."""
        with self._lock:
            return replace(
                self, steps=list(self.steps), waits=list(self.waits), quota=dict(self.quota)
            )
