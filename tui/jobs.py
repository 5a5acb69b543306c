"""Work that goes on behind the screen: reading files, syncing, saving drafts."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.errors import StoreError
from data.known import Known
from data.plans import Plan
from data.store.profile import Profile

if TYPE_CHECKING:
    from data.azure.cancel import Progress, Watch
    from data.azure.sync import Source

Connect = Callable[[], "Source"]
"""Finds the Azure to read; may take a while (the demo starts one)."""


@dataclass
class SyncJob:
    """One sync at a time, in the thread that runs it; cancelled from any other."""

    profile: Profile
    connect: Connect
    _watch: Watch | None = None

    def run(self, on_progress: Callable[[str], None]) -> Known | None:
        """Sync; the Azure SDK is imported here, and not before.

        Args:
            on_progress: Told in a few words how far it is.

        Returns:
            What is known now; nothing when it was cancelled.

        Raises:
            PlainError: It failed; the cache is as it was.
        """
        on_progress("Starting")
        from data.azure.cancel import Cancelled, Watch
        from data.azure.sync import sync

        self._watch = Watch(lambda progress: on_progress(describe(progress)))
        try:
            return sync(self.profile, self.connect(), self._watch)
        except Cancelled:
            return None
        finally:
            self._watch = None

    def cancel(self) -> None:
        """Stop the sync that is under way, if any."""
        if self._watch:
            self._watch.cancel()


def unexpected(what: str, error: Exception) -> str:
    """Say in a sentence that something failed in a way nobody foresaw."""
    return (
        f"{what} failed in a way that Lightkeeper did not expect; the data is as it was. If it "
        f"happens again, report it with this: {type(error).__name__}."
    )


def describe(progress: Progress) -> str:
    """Say in a few words how far a sync is."""
    if progress.waiting_seconds:
        return f"{progress.doing} {progress.waiting_seconds:.0f} s"
    if progress.total:
        return f"{progress.doing} {progress.done:,} of {progress.total:,}"
    return progress.doing


@dataclass
class Saver:
    """Writes drafts in a thread of its own; of several states of one draft only the last."""

    profile: Profile
    on_error: Callable[[str], None]
    _waiting: dict[str, Plan | None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _wake: queue.SimpleQueue[bool] = field(default_factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None

    def put(self, plan_id: str, plan: Plan | None) -> None:
        """Have a draft written, or taken out when it is nothing."""
        with self._lock:
            self._waiting[plan_id] = plan
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
            self._thread.start()
        self._wake.put(True)

    def finish(self) -> None:
        """Write what is waiting, and end."""
        if self._thread:
            self._wake.put(False)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        going_on = True
        while going_on:
            going_on = self._wake.get()
            with self._lock:
                batch, self._waiting = self._waiting, {}
            for plan_id, plan in batch.items():
                self._write(plan_id, plan)

    def _write(self, plan_id: str, plan: Plan | None) -> None:
        try:
            if plan:
                self.profile.library.save_plan(plan)
            else:
                self.profile.library.delete_plan(plan_id)
        except StoreError as error:
            with self._lock:
                self._waiting.setdefault(plan_id, plan)
            self.on_error(f"Not saved: {error}")
