"""A window to choose what a new draft starts from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from screens.theme import TONES
from screens.widgets.columns import shorten

_WIDTH = 70
_NAME = 44


class Start(StrEnum):
    """What a new draft starts from; each is its key, too."""

    NEXT = "v"
    EMPTY = "e"
    CUSTOMER = "c"
    PLAN = "p"
    ROLES = "s"
    FILE = "f"


_WORDS: Mapping[Start, str] = {
    Start.EMPTY: "Empty",
    Start.CUSTOMER: "What a customer has now …",
    Start.PLAN: "Another plan, or a published version …",
    Start.ROLES: "A role set …",
    Start.FILE: "A file: a template, a plan, a list of Azure's …",
}


class Starts(ModalScreen[Start | None]):
    """Dismissed with the choice, or with nothing when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="starts.leave", tooltip="Make no draft"),
        Binding("v", "choose('v')", "Next version", id="starts.next",
                tooltip="The next version of the current row"),
        Binding("e", "choose('e')", "Empty", id="starts.empty", tooltip="An empty draft"),
        Binding("c", "choose('c')", "Customer", id="starts.customer",
                tooltip="What a customer has now"),
        Binding("p", "choose('p')", "Plan", id="starts.plan",
                tooltip="Another plan, or a published version"),
        Binding("s", "choose('s')", "Role set", id="starts.roles", tooltip="A role set"),
        Binding("f", "choose('f')", "File", id="starts.file", tooltip="A file"),
        Binding("j", "move(1)", "Down", False, id="starts.down", tooltip="To the next line"),
        Binding("k", "move(-1)", "Up", False, id="starts.up", tooltip="To the line before"),
    ]  # fmt: skip

    def __init__(self, of: str, version: str) -> None:
        """Make the window.

        Args:
            of: The plan at hand and its version; empty when there is none.
            version: The version that the next draft of it gets.
        """
        super().__init__(classes="dialog")
        following = f"{shorten(of, _NAME)}, as version {version}" if of else ""
        words = {Start.NEXT: following, **_WORDS}
        self._choices = {start: text for start, text in words.items() if text}

    def compose(self) -> ComposeResult:
        """Lay out the choices."""
        options = [
            Option(Content.assemble((f" {start} ", TONES["accent"]), shorten(words, _WIDTH)))
            for start, words in self._choices.items()
        ]
        with Vertical(classes="window"):
            yield Static(Content.styled("A new draft starts from", "bold"))
            yield OptionList(*options, markup=False, compact=True)
            yield Static(Content.styled("enter or the letter chooses · esc leaves", TONES["muted"]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the next version only of something."""
        return action != "choose" or Start(str(parameters[0])) in self._choices

    def action_choose(self, start: str) -> None:
        """Close with this choice."""
        self.dismiss(Start(start))

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Go up or down."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(list(self._choices)[event.option_index])
