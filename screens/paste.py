"""A window to paste several lines into."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from data.clean import defuse
from screens.theme import TONES

_LONGEST = 100_000
"""Signs that are taken; more than any plan has."""


class _Lines(TextArea):
    """Takes text without anything that steers a terminal."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default().stop()
        lines = event.text[:_LONGEST].splitlines()
        self.insert("\n".join(defuse(each.replace("\t", " | ")) for each in lines))


class Paste(ModalScreen[str | None]):
    """Dismissed with the lines, or with nothing when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", priority=True, id="paste.leave",
                tooltip="Leave without a change"),
        Binding("ctrl+o", "accept", "Accept", priority=True, id="paste.accept",
                tooltip="Read the lines"),
    ]  # fmt: skip

    def __init__(self, text: str = "", said: str = "") -> None:
        """Make a window, with lines to mend and what is wrong with them."""
        super().__init__(classes="dialog")
        self._text, self._said = text, said

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="window large"):
            yield Static(Content.styled("Paste authorizations", "bold"))
            yield Static(
                Content(
                    "A line each: object id, role, display name, and for eligible ones Eligible, "
                    "a duration and MFA, in any order. From a spreadsheet, a mail, Markdown, CSV."
                ),
                classes="explanation",
            )
            if self._said:
                yield Static(Content.styled(self._said, TONES["error"]))
            yield _Lines(self._text, id="lines")
            yield Static(Content.styled("ctrl+o reads the lines · esc leaves", TONES["muted"]))

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Close with the lines."""
        self.dismiss(self.query_one(_Lines).text)
