"""Work that goes on behind the screen: syncing, and saving what people make here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.activity import Activity
from data.errors import StoreError
from data.known import Known
from data.ledger import Kept, key_of
from data.plans import Plan
from data.store.profile import HeldError, Profile

if TYPE_CHECKING:
    from data.asking import SignInAsked
    from data.azure.cancel import Progress, Watch
    from data.azure.sync import Source
    from data.azure.user import People

Connect = Callable[[], "Source"]
"""Finds the Azure to read; may take a while (the demo starts one)."""


@dataclass
class SyncJob:
    """One sync at a time, in the thread that runs it; cancelled from any other."""

    profile: Profile
    connect: Connect
    _watch: Watch | None = None
    _cancelled: bool = False
    _people: People | None = None
    _activity: Activity | None = None

    def run(
        self,
        on_progress: Callable[[str], None],
        show_sign_in: Callable[[SignInAsked | None], None],
    ) -> Known | None:
        """Sync; the Azure SDK is imported here, and not before.

        Args:
            on_progress: Told in a few words how far it is.
            show_sign_in: Shows what somebody is to do, and with nothing that it is over.

        Returns:
            What is known now; nothing when it was cancelled.

        Raises:
            PlainError: It failed; the cache is as it was.
        """
        self._cancelled = False
        on_progress("Starting")
        from data.azure.cancel import Cancelled, Watch
        from data.azure.sync import sync

        watch = self._watch = Watch(
            lambda progress: on_progress(describe(progress)), show_sign_in=show_sign_in
        )
        self._activity = watch.activity
        if self._cancelled:
            watch.cancel()
        try:
            return sync(self.profile, self.source(), watch)
        except Cancelled:
            return None
        finally:
            watch.activity.end()
            self._watch = None

    def source(self) -> Source:
        """Find the Azure, with whoever signed in since the program began.

        Raises:
            PlainError: It cannot be found.
        """
        from data.azure.user import People

        self._people = self._people or People()
        return replace(self.connect(), people=self._people)

    def activity(self) -> Activity | None:
        """Return what the sync does, or the last one did; nothing when there was none."""
        return self._activity.copy() if self._activity else None

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


@dataclass(frozen=True, eq=False)
class _Change:
    """A record to be written, or taken out."""

    record: Kept
    gone: bool = False


@dataclass
class Saver:
    """Writes records of the library in a thread of its own; of several states only the last.

    What could not be written stays, and is tried again with the next record and at the end. Of
    each plan that was written its state is kept, too.
    """

    profile: Profile
    on_error: Callable[[str], None]
    on_unsaved: Callable[[int], None] = lambda count: None
    """Told after each try how many records are not written."""
    _waiting: dict[Hashable, _Change] = field(default_factory=dict)
    _states: list[tuple[Plan, str]] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _due: bool = False
    _ending: bool = False
    _thread: threading.Thread | None = None

    @property
    def is_idle(self) -> bool:
        """Whether everything is written."""
        return not self._waiting

    def put(self, *records: Kept) -> None:
        """Have records written."""
        self._take(_Change(each) for each in records)

    def remove(self, *records: Kept) -> None:
        """Have records taken out."""
        self._take(_Change(each, gone=True) for each in records)

    def remember(self, plan: Plan, mark: str = "") -> None:
        """Have the state kept that a plan has in the library already.

        Args:
            plan: The plan.
            mark: Why this state stays for ever, if it does.
        """
        with self._changed:
            self._states.append((plan, mark))
        self._wake(ending=False)

    def finish(self) -> None:
        """Write what is waiting, and end; what cannot be written is tried once."""
        if self._waiting or self._thread:
            self._wake(ending=True).join()
            self._thread = None

    def _take(self, changes: Iterable[_Change]) -> None:
        with self._changed:
            self._waiting |= {key_of(each.record): each for each in changes}
        self._wake(ending=False)

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
                states, self._states = self._states, []
            for plan, mark in states:  # they were there before what is to be written
                self._keep_state(plan, mark)
            self._write_all(batch)
            self.on_unsaved(len(self._waiting))

    def _write_all(self, batch: Mapping[Hashable, _Change]) -> None:
        """Write all at once; one by one where that fails, to tell which cannot be written."""
        whole = [batch] if len(batch) > 1 else []
        for part in (*whole, *({key: each} for key, each in batch.items())):
            try:
                self._write(part)
            except HeldError as error:  # each of the others would wait as long
                self.on_error(f"Not saved: {error}")
                return
            except StoreError as error:
                if part is not batch:
                    self.on_error(f"Not saved: {error}")
            else:
                if part is batch:
                    return

    def _write(self, changes: Mapping[Hashable, _Change]) -> None:
        self.profile.library.save(*(each.record for each in changes.values() if not each.gone))
        for each in changes.values():
            if each.gone:
                self.profile.library.delete(each.record)
        for each in changes.values():
            if isinstance(each.record, Plan) and not each.gone:
                self._keep_state(each.record)
        with self._changed:
            for key, change in changes.items():
                if self._waiting.get(key) is change:  # and nothing newer came meanwhile
                    del self._waiting[key]

    def _keep_state(self, plan: Plan, mark: str = "") -> None:
        try:
            self.profile.revisions.keep(plan, mark)
        except StoreError as error:
            self.on_error(f"Not kept among the earlier states of the plan: {error}")
