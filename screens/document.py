"""A window to read, copy and hand on: a diff, an impact, a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from screens.messages import Copy
from screens.widgets.columns import shorten
from screens.widgets.detail import Build, Detail
from screens.widgets.key_bar import KeyBar

_TITLE = 200
"""Cells of a title that are shown; names in it may be any length."""


@dataclass(frozen=True)
class Page:
    """One way to see what the window shows."""

    name: str
    """In a word or two, for the frame."""
    build: Build
    """What is read."""
    text: str
    """What is copied."""
    what: str
    """What that is, for the confirmation."""


class Document(ModalScreen[None]):
    """Shows one page at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="document.close", tooltip="Back"),
        Binding("y", "copy", "Copy", id="document.copy", tooltip="Copy what is shown"),
        Binding("f", "turn", "Other form", id="document.turn", tooltip="Show it the other way"),
    ]

    def __init__(self, title: str, pages: Sequence[Page]) -> None:
        """Make a document.

        Args:
            title: What it is about.
            pages: The ways to see it, the usual one first.
        """
        super().__init__(classes="dialog")
        self._title, self._pages = title, pages
        self.at = 0
        """Which page is shown."""
        self.detail = Detail(id="page")

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="window whole"):
            yield self.detail
            yield KeyBar()

    def on_mount(self) -> None:
        """Show the first page."""
        self._show()
        self.set_focus(self.detail)

    @property
    def page(self) -> Page:
        """What is shown now."""
        return self._pages[self.at]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to turn only where there is another page."""
        return action != "turn" or len(self._pages) > 1

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()

    def action_copy(self) -> None:
        """Copy what is shown."""
        self.post_message(Copy(self.page.text, self.page.what))

    def action_turn(self) -> None:
        """Go to the next page."""
        self.at = (self.at + 1) % len(self._pages)
        self._show()

    def _show(self) -> None:
        self.detail.border_title = Content.styled(shorten(self._title, _TITLE), "bold")
        self.detail.border_subtitle = Content(self.page.name)
        self.detail.show(self.page.build)
