"""Small windows over a screen: a question, and a list of what failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from data.known import Failure
from data.words import plural
from screens.text import day_and_time
from screens.theme import TONES
from screens.widgets.columns import shorten

_LONGEST = 240
"""Cells that a failure may take to say what it is about; the names in it may be any length."""


class Confirm(ModalScreen[bool]):
    """Asks before something is lost; the answer that loses nothing has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "answer(False)", "No", id="confirm.no", tooltip="Change nothing"),
        Binding("y", "answer(True)", "Yes", id="confirm.yes", tooltip="Do it"),
        Binding("n", "answer(False)", "No", id="confirm.n", tooltip="Change nothing"),
    ]

    def __init__(self, question: str, explanation: str, yes: str) -> None:
        """Make the question.

        Args:
            question: One short sentence.
            explanation: What will happen.
            yes: The words of the button that does it.
        """
        super().__init__(classes="dialog")
        self._question, self._explanation, self._yes = question, explanation, yes

    def compose(self) -> ComposeResult:
        """Lay out question and buttons."""
        with Vertical(classes="window"):
            yield Static(Content.styled(self._question, "bold"))
            yield Static(Content(self._explanation), classes="explanation")
            with Horizontal(classes="buttons"):
                yield Button(Content("Cancel (esc)"), id="no", compact=True)
                yield Button(Content(f"{self._yes} (y)"), id="yes", variant="error", compact=True)

    def action_answer(self, yes: bool) -> None:
        """Close with this answer."""
        self.dismiss(yes)

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


class Failures(ModalScreen[None]):
    """What the last sync could not read: what failed, why, what to try."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,exclamation_mark",
            "close",
            "Close",
            id="failures.close",
            tooltip="Back to where you were",
        ),
    ]

    def __init__(self, failures: Sequence[Failure], notices: Sequence[str], *, synced: str) -> None:
        """Make the list.

        Args:
            failures: What the sync could not read whose result is shown.
            notices: What else happened since the start: a sync that failed, a damaged file.
            synced: When that sync was; empty when there never was one.
        """
        super().__init__(classes="dialog")
        self._failures, self._notices, self._synced = failures, notices, synced

    def compose(self) -> ComposeResult:
        """Lay out one block a failure."""
        with Vertical(classes="window large"):
            yield Static(Content.styled(self._title(), "bold"))
            with VerticalScroll(can_focus=True):
                for failure in self._failures:
                    yield Static(_block(failure))
                if self._notices:
                    yield Static(Content.styled("Said since the start, the last first\n", "bold"))
                for notice in reversed(self._notices):
                    yield Static(Content(f"{notice}\n"))
            yield Static(Content.styled("esc closes", TONES["muted"]))

    def action_close(self) -> None:
        """Close the list."""
        self.dismiss()

    def _title(self) -> str:
        if not self._synced:
            return "There was no sync yet whose result could be shown."
        of = f"the sync of {day_and_time(self._synced)}"
        if not self._failures:
            return f"Nothing was left unread at {of}."
        return f"{plural(len(self._failures), 'thing')} could not be read at {of}"


def _block(failure: Failure) -> Content:
    lines = [
        Content.assemble(("✗ ", TONES["error"]), (shorten(failure.what, _LONGEST), "bold")),
        Content(f"  {failure.cause}"),
        Content.assemble("  Try: ", failure.remedy),
        Content.styled(f"  {shorten(failure.code, _LONGEST)}\n", TONES["muted"]),
    ]
    return Content("\n").join(lines)
