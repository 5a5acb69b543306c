"""Stopping a sync from outside, and telling how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field


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
    _stop: threading.Event = field(default_factory=threading.Event)
    _on_cancel: list[Callable[[], None]] = field(default_factory=list)

    def cancel(self) -> None:
        """Stop as soon as possible: waits end and open connections are shut."""
        self._stop.set()
        for callback in self._on_cancel:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Have a callback run, in the cancelling thread, when the sync is cancelled."""
        self._on_cancel.append(callback)

    def check(self) -> None:
        """Raise when the sync was cancelled.

        Raises:
            Cancelled: It was.
        """
        if self._stop.is_set():
            raise Cancelled

    def wait(self, seconds: float, why: str = "A wait before the next try") -> None:
        """Wait, and say why.

        Raises:
            Cancelled: The sync was cancelled before the time was over.
        """
        if seconds >= 1:
            self.on_progress(Progress(why, waiting_seconds=seconds))
        self._stop.wait(seconds)
        self.check()
