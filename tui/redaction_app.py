"""The part of the App that shows other names and ids in the place of the real ones."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on, work
from textual.message import Message

from data.errors import StoreError
from data.ledger import Kept
from data.redaction import Redactor
from data.snapshot import Snapshot
from data.words import plural
from screens import messages
from tui.authoring_app import AuthoringApp
from tui.jobs import unexpected

_READ_ONLY = (
    "Names and ids are redacted: nothing can be changed, no plan leaves, nothing real is opened. "
    "* ends that."
)

_EDITING = "Close the editor of plans first: it goes on with the names that it was opened with."


class RedactionApp(AuthoringApp):
    """Gives screens a redacted snapshot; the real one is kept, and syncs go on with it."""

    _redactor: Redactor | None = None
    _is_wanted = False
    """Whether other names are to be shown; it takes a moment until they are."""

    def action_redact(self) -> None:
        """Show other names and ids, or the real ones again."""
        if self._editors:
            self.notify(_EDITING, severity="warning", markup=False)
        elif self._is_wanted:
            self._is_wanted = False
            self._close_windows()
            self.redacted, self.read_only = False, ""
            self.reveal(self.actual)
        elif self.actual.is_loaded:
            self._is_wanted = True
            self.notify("Redacting names and ids …", markup=False)
            self._redact(self.actual)

    def reveal(self, actual: Snapshot) -> None:
        """Show a new state, under the names that are shown now."""
        if self.redacted:
            self.actual = actual
            self._redact(actual)
        else:
            super().reveal(actual)

    @work(thread=True, exclusive=True, group="redaction", exit_on_error=False)
    def _redact(self, actual: Snapshot) -> None:
        try:
            if self._redactor is None:
                self._redactor = Redactor(self.profile.redaction_key())
            shown = self._redactor.snapshot(actual)
        except StoreError as error:
            self.from_thread(self._fail, str(error))
        except Exception as error:  # else the switch would do nothing, without a word
            self.log.error(error)
            self.from_thread(self._fail, unexpected("Redacting", error))
        else:
            self.from_thread(self._show_redacted, actual, shown)

    def _fail(self, sentence: str) -> None:
        self._is_wanted = self.redacted
        self.report(sentence)

    def _show_redacted(self, actual: Snapshot, shown: Snapshot) -> None:
        if not self._is_wanted:
            return
        if actual is not self.actual:
            self._redact(self.actual)  # something was learned meanwhile
        elif self._editors and not self.redacted:
            self._fail(_EDITING)
        else:
            if not self.redacted:
                self._close_windows()
                self.clear_notifications()
                self.redacted, self.read_only = True, _READ_ONLY
            self.snapshot = shown

    def _close_windows(self) -> None:
        """Close what was made of the names that go."""
        while self.screen.is_modal:
            self.pop_screen()

    # What could tell a name, or write a redacted one

    @on(messages.NewPlan)
    @on(messages.StartPlan)
    @on(messages.SavePlan)
    @on(messages.DeletePlan)
    @on(messages.RestorePlan)
    @on(messages.PublishPlan)
    @on(messages.ImportPlan)
    @on(messages.Keep)
    @on(messages.NoteTold)
    @on(messages.EditCustomer)
    @on(messages.ConfirmName)
    @on(messages.EditRollout)
    @on(messages.RecordVersion)
    @on(messages.ForgetVersion)
    @on(messages.LinkStandard)
    @on(messages.EditExpected)
    @on(messages.MarkState)
    @on(messages.ShowHistory)
    @on(messages.EditAsText)
    @on(messages.PickRoleSet)
    @on(messages.KeepRoleSet)
    @on(messages.ExportPlan)
    @on(messages.ShowPartnerCenter)
    @on(messages.OpenLink)
    def _refuse(self, message: Message) -> None:
        """Change nothing, and open nothing that tells real names, while others are shown."""
        if self.redacted:
            message.prevent_default()
            self._is_refused()

    def keep(self, *records: Kept) -> None:
        """Put records into the library; none that may be redacted."""
        if not self.redacted:
            super().keep(*records)

    def drop(self, *records: Kept) -> None:
        """Take records out of the library, unless other names are shown than theirs."""
        if not self.redacted:
            super().drop(*records)

    def keep_found(self, *records: Kept) -> None:
        """Put records into the library that were found under real names, by a sync."""
        super().keep(*records)

    def report(self, sentence: str) -> None:
        """Tell that something went wrong, without real ids while others are shown."""
        shown = self._redactor.sentence(sentence) if self.redacted and self._redactor else sentence
        super().report(shown)

    @property
    def told(self) -> Sequence[str]:
        """What was reported since the start; it may name what is not shown now."""
        if self.redacted and self.notices:
            return [f"{plural(len(self.notices), 'message')}, not told while names are redacted."]
        return self.notices
