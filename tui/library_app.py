"""The part of the App that keeps what people make here: every change of the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual import on, work
from textual.app import App
from textual.filter import LineFilter
from textual.reactive import reactive

from data.errors import StoreError
from data.ledger import Kept, LibraryContents, are_equal, with_records, without
from data.snapshot import Snapshot
from data.store.profile import Profile
from screens import messages
from screens.fence import Fence
from screens.widgets.columns import shorten
from tui.jobs import Saver

BRIEFLY = 3.0
"""Seconds for what only confirms a key press."""
TOLD = 160
"""Cells of a text that a notification or a question repeats."""
SENTENCE = 400
"""Cells of an error that is told at once; what others said in it may be any length."""
_NEW_DAY_SECONDS = 60
_LOOK_SECONDS = 2
"""How often it is looked whether another program changed the library."""


class LibraryApp(App[None]):
    """Holds the snapshot, and puts into it and into the library whatever screens ask for."""

    snapshot: reactive[Snapshot] = reactive(
        lambda: Snapshot(is_loaded=False), init=False, repaint=False
    )
    """Everything known, as it is shown; the only way that anything on screen changes."""
    redacted: reactive[bool] = reactive(False, init=False, repaint=False)
    """Whether other names and ids are shown in the place of the real ones."""
    unsaved: reactive[int] = reactive(0, init=False, repaint=False)
    """How many records could not be written."""

    def __init__(self, profile: Profile, now: Callable[[], datetime]) -> None:
        """Make the program on a profile, with a clock."""
        super().__init__()
        self._fence = Fence()
        self.profile_name = profile.name
        self.now = now
        self.actual = Snapshot(is_loaded=False)
        """Everything known under its real names; what is kept and written comes from here."""
        self.profile = profile
        profile.report = self.report
        self.notices: list[str] = []
        self._stamp = (0, 0)
        self._saver = Saver(
            profile, self.report, lambda count: self.from_thread(self._tell_unsaved, count)
        )

    def on_mount(self) -> None:
        """Begin a new day when there is one, and see what another program writes."""
        self.set_interval(_NEW_DAY_SECONDS, self._begin_day)
        self.set_interval(_LOOK_SECONDS, self._look)

    def on_unmount(self) -> None:
        """Write what is not yet written."""
        self._saver.finish()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Keep away from the terminal whatever would steer it."""
        return [*super().get_line_filters(), self._fence]

    def from_thread(self, callback: Callable[..., object], *arguments: object) -> None:
        """Hand something to the App from another thread, unless it has quit meanwhile."""
        if self.is_running:
            self.call_later(callback, *arguments)

    def report(self, sentence: str) -> None:
        """Tell that something went wrong; it can be read again in the list of failures."""
        self.notices.append(sentence)
        self.notify(shorten(sentence, SENTENCE), severity="error", timeout=15, markup=False)

    def reveal(self, actual: Snapshot) -> None:
        """Show a new state of what is known."""
        self.actual = self.snapshot = actual

    def keep(self, *records: Kept) -> None:
        """Put records into the library."""
        if records:
            library = with_records(self.actual.library, *records)
            self.reveal(self.actual.with_library(library))
            self._saver.put(*records)

    def drop(self, *records: Kept) -> None:
        """Take records out of the library."""
        if records:
            self.reveal(self.actual.with_library(without(self.actual.library, *records)))
            self._saver.remove(*records)

    def _begin_day(self) -> None:
        today = self.now().astimezone().date()
        if today != self.actual.today:
            self.reveal(self.actual.on_day(today))

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def _look(self) -> None:
        """Read the library again when another program wrote it and we have nothing to write."""
        stamp = self.profile.library.stamp()
        if stamp == self._stamp or not self.actual.is_loaded or not self._saver.is_idle:
            return
        try:
            found = self.profile.library.contents()
        except StoreError as error:
            self.from_thread(self.report, str(error))
        else:
            self.from_thread(self._take_library, found)
        self._stamp = stamp

    def _take_library(self, found: LibraryContents) -> None:
        if self._saver.is_idle and not are_equal(found, self.actual.library):
            self.reveal(self.actual.with_library(found))

    def _tell_unsaved(self, count: int) -> None:
        self.unsaved = count

    @on(messages.Keep)
    def _keep(self, message: messages.Keep) -> None:
        self.keep(*message.records)
        self.drop(*message.gone)
        if message.said:
            self.notify(shorten(message.said, SENTENCE), timeout=BRIEFLY, markup=False)
