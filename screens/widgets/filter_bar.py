"""The line in which a list is filtered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from screens.widgets.text_input import TextInput


class FilterBar(HorizontalGroup):
    """A filter text, hidden until it is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that what is typed right after it goes to the list.
        Binding(
            "enter,down",
            "close(False)",
            "To the list",
            priority=True,
            id="filter.keep",
            tooltip="Keep the filter and go to the list",
        ),
        Binding(
            "escape",
            "close(True)",
            "Clear",
            priority=True,
            id="filter.clear",
            tooltip="Show all rows again",
        ),
    ]

    DEFAULT_CSS = """
    FilterBar {
        display: none;
        height: 1;
        background: $surface;
        & > Static { width: 2; color: $text-primary; text-style: bold; }
        & > Input { width: 1fr; background: transparent; padding: 0; }
    }
    """

    @dataclass
    class Changed(Message):
        """The filter text is another one now."""

        bar: FilterBar
        text: str

        @property
        def control(self) -> FilterBar:
            """The bar that sent it."""
            return self.bar

    @dataclass
    class Closed(Message):
        """The user is done with filtering."""

        bar: FilterBar
        clear: bool
        """Whether all rows shall be shown again."""

        @property
        def control(self) -> FilterBar:
            """The bar that sent it."""
            return self.bar

    def __init__(
        self,
        fields: Sequence[str] = (),
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """Make a closed bar without a filter.

        Args:
            fields: Names that can stand before a colon, as a hint.
            name: The widget's name.
            id: The widget's id in the DOM.
            classes: CSS classes, separated by blanks.
            disabled: Whether it takes no input.
        """
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        hint = " ".join(["words", *(f"{field}:" for field in fields)])
        self._back_to: Widget | None = None
        self._input = TextInput(placeholder=hint)

    def compose(self) -> ComposeResult:
        """Lay out the slash and the text."""
        yield Static("/")
        yield self._input

    @property
    def is_open(self) -> bool:
        """Whether the bar can be seen."""
        return bool(self.display)

    def open(self, text: str) -> None:
        """Show the bar with this text and let the user type; the focus returns when it closes."""
        with self.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)
        self._back_to = self.screen.focused
        self.display = True
        # focus() would wait a moment, in which keys go elsewhere.
        self.screen.set_focus(self._input)

    def action_close(self, clear: bool) -> None:
        """Close the bar; whoever holds the filter decides what becomes of it."""
        if self.screen.focused is self._input:
            self.screen.set_focus(self._back_to)
        self.display = False
        self.post_message(self.Closed(self, clear))

    @on(Input.Changed)
    def _tell_change(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, event.value))
