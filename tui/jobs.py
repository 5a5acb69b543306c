"""Work that goes on behind the screen: reading files, syncing, saving drafts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.errors import StoreError
from data.known import Known
from data.plans import Plan
from data.store.profile import HeldError, Profile

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
    _cancelled: bool = False

    def run(self, on_progress: Callable[[str], None]) -> Known | None:
        """Sync; the Azure SDK is imported here, and not before.

        Args:
            on_progress: Told in a few words how far it is.

        Returns:
            What is known now; nothing when it was cancelled.

        Raises:
            PlainError: It failed; the cache is as it was.
        """
        self._cancelled = False
        on_progress("Starting")
        from data.azure.cancel import Cancelled, Watch
        from data.azure.sync import sync

        self._watch = Watch(lambda progress: on_progress(describe(progress)))
        if self._cancelled:
            self._watch.cancel()
        try:
            return sync(self.profile, self.connect(), self._watch)
        except Cancelled:
            return None
        finally:
            self._watch = None

    def cancel(self) -> None:
        """Stop the sync that is under way, if any, or about to begin."""
        self._cancelled = True
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
    """Writes drafts in a thread of its own; of several states of one draft only the last.

    What could not be written stays, and is tried again with the next draft and at the end.
    """

    profile: Profile
    on_error: Callable[[str], None]
    on_unsaved: Callable[[int], None] = lambda count: None
    """Told after each try how many drafts are not written."""
    _waiting: dict[str, Plan | None] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _due: bool = False
    _ending: bool = False
    _thread: threading.Thread | None = None

    def put(self, plan_id: str, plan: Plan | None) -> None:
        """Have a draft written, or taken out when it is nothing."""
        with self._changed:
            self._waiting[plan_id] = plan
        self._wake(ending=False)

    def finish(self) -> None:
        """Write what is waiting, and end; what cannot be written is tried once."""
        if self._waiting or self._thread:
            self._wake(ending=True).join()
            self._thread = None

    def _wake(self, *, ending: bool) -> threading.Thread:
        with self._changed:
            self._due, self._ending = True, ending
            self._changed.notify()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
            self._thread.start()
        return self._thread

    def _run(self) -> None:
        ending = False
        while not ending:
            with self._changed:
                self._changed.wait_for(lambda: self._due)
                self._due, ending = False, self._ending
                batch = dict(self._waiting)
            self._write_all(batch)
            self.on_unsaved(len(self._waiting))

    def _write_all(self, batch: Mapping[str, Plan | None]) -> None:
        for plan_id, plan in batch.items():
            try:
                self._write(plan_id, plan)
            except StoreError as error:
                self.on_error(f"Not saved: {error}")
                if isinstance(error, HeldError):  # each of the others would wait as long
                    return

    def _write(self, plan_id: str, plan: Plan | None) -> None:
        if plan:
            self.profile.library.save(plan)
        else:
            self.profile.library.delete(Plan(plan_id))
        with self._changed:
            if self._waiting.get(plan_id, self) is plan:  # and nothing newer came meanwhile
                del self._waiting[plan_id]
