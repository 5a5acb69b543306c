"""A scrolling text that is laid out anew for each width."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

Build = Callable[[int], Content]
"""Makes the text for so many cells."""


class Detail(VerticalScroll, can_focus=True):
    """Shows everything about one thing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", False, id="detail.down", tooltip="One line down"),
        Binding("k", "scroll_up", "Up", False, id="detail.up", tooltip="One line up"),
        Binding("g", "scroll_home", "Top", False, id="detail.top", tooltip="To the first line"),
        Binding("G", "scroll_end", "End", False, id="detail.end", tooltip="To the last line"),
    ]

    DEFAULT_CSS = """
    Detail {
        border: round $border-blurred;
        border-title-color: $foreground;
        border-subtitle-color: $foreground-muted;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        &:focus { border: round $border; }
        &:nocolor:focus { border: heavy $border; }
        & > Static { width: 1fr; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        """Make an empty one."""
        super().__init__(id=id)
        self._build: Build = lambda width: Content()

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(markup=False)

    def show(self, build: Build) -> None:
        """Show another text, from its top."""
        self._build = build
        self._draw()
        self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Lay the text out for the new width."""
        self._draw()

    def _draw(self) -> None:
        if width := self.scrollable_content_region.width:
            self.query_one(Static).update(self._build(width))
