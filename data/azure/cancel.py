"""Stopping a sync from outside, and telling how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.activity import Activity
from data.azure.limits import Limits, OutOfTimeError

if TYPE_CHECKING:
    from data.asking import SignInAsked


class Cancelled(Exception):
    """The user asked to stop. Not an Azure error, so no retry policy catches it."""


@dataclass(frozen=True)
class Progress:
    """How far a sync is."""

    doing: str
    """What is going on, in the user's words."""
    done: int = 0
    total: int = 0
    """0 while the end is not known."""
    waiting_seconds: float = 0.0
    """For how long Azure asked us to wait, while that is so."""


@dataclass
class Watch:
    """What one sync listens to and reports to; shared by its threads."""

    on_progress: Callable[[Progress], None] = lambda progress: None
    limits: Limits = field(default_factory=Limits)
    activity: Activity = field(default_factory=Activity)
    """What the sync does, for whoever looks."""
    show_sign_in: Callable[[SignInAsked | None], None] | None = None
    """Shows what somebody is to do to sign in, and with nothing that it is over; without it
    there is nobody to ask."""
    _began: float = field(default_factory=time.monotonic)
    _paused_at: float | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _on_cancel: list[Callable[[], None]] = field(default_factory=list)

    def cancel(self) -> None:
        """Stop as soon as possible: waits end and open connections are shut."""
        self._stop.set()
        for callback in self._on_cancel:
            callback()

    def tell(self, progress: Progress) -> None:
        """Report how far the sync is."""
        self.activity.step(progress.doing, progress.done, progress.total)
        self.on_progress(progress)

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Have a callback run, in the cancelling thread, when the sync is cancelled."""
        self._on_cancel.append(callback)

    @property
    def can_ask(self) -> bool:
        """Whether there is somebody who could sign in."""
        return self.show_sign_in is not None

    def on_sign_in(self, asked: SignInAsked | None) -> None:
        """Show what somebody is to do to sign in, or that it is over."""
        if self.show_sign_in:
            self.show_sign_in(asked)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Do not count the time of the block, in which the sync waits for somebody."""
        self._paused_at = time.monotonic()
        try:
            yield
        finally:
            self._began += time.monotonic() - self._paused_at
            self._paused_at = None

    def check(self) -> None:
        """Raise when the sync was cancelled.

        Raises:
            Cancelled: It was.
        """
        if self._stop.is_set():
            raise Cancelled

    def seconds_left(self) -> float:
        """Return how long the sync may still ask Azure; what it has read, it may still keep.

        Raises:
            Cancelled: It was cancelled.
            OutOfTimeError: No longer.
        """
        self.check()
        left = self._began + self.limits.total - (self._paused_at or time.monotonic())
        if left <= 0:
            raise OutOfTimeError
        return left

    def wait(self, seconds: float, why: str = "Trying again in") -> None:
        """Wait, and say why.

        Raises:
            Cancelled: The sync was cancelled before the time was over.
            OutOfTimeError: The wait would outlast the sync, so it did not begin.
        """
        if seconds > self.seconds_left():
            raise OutOfTimeError
        if seconds > 0:
            self.activity.wait(why, seconds)
        until, left = time.monotonic() + seconds, seconds
        while left > 0 and not self._stop.is_set():
            if left >= 1:  # told anew each second
                self.on_progress(Progress(why, waiting_seconds=left))
            self._stop.wait(min(left, 1))
            left = until - time.monotonic()
        self.check()
