"""A small form in a window: a few lines to fill in, each checked as it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from screens.widgets.columns import shorten
from screens.widgets.form import LABEL_WIDTH, Check, FormField

Values = Mapping[str, str]
_TITLE = 200
"""Cells of a title that are shown; names in it may be any length."""
_WIDE_LABEL = 36


def anything(text: str) -> str:
    """Take any text."""
    return ""


@dataclass(frozen=True)
class Ask:
    """One line of a form."""

    name: str
    label: str
    value: str = ""
    check: Check = anything
    hint: str = ""


class Form(ModalScreen[Values | None]):
    """Asks for a few values; dismissed with them by name, or with nothing when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="form.leave", tooltip="Leave without a change"),
        Binding("ctrl+o", "accept", "Accept", id="form.accept", tooltip="Take what is filled in"),
    ]

    def __init__(
        self, title: str, explanation: str, asks: Sequence[Ask], *, wide_labels: bool = False
    ) -> None:
        """Make a form.

        Args:
            title: What it is about.
            explanation: What happens with the values.
            asks: The lines, from the top.
            wide_labels: Whether the labels are not ours and may be long.
        """
        super().__init__(classes="dialog")
        self._label_width = _WIDE_LABEL if wide_labels else LABEL_WIDTH
        self._title, self._explanation, self._asks = title, explanation, asks

    def compose(self) -> ComposeResult:
        """Lay out the lines and the buttons."""
        with Vertical(classes="window"):
            yield Static(Content.styled(shorten(self._title, _TITLE), "bold"))
            yield Static(Content(self._explanation), classes="explanation")
            with VerticalScroll(classes="asks", can_focus=False):
                for each in self._asks:
                    # From the last one, enter takes the form instead of going on.
                    last = each is self._asks[-1]
                    yield FormField(
                        each.name,
                        each.label,
                        each.value,
                        each.check,
                        each.hint,
                        patient=last,
                        label_width=self._label_width,
                    )
            with Horizontal(classes="buttons"):
                yield Button(Content("Accept (ctrl+o)"), id="accept", compact=True)
                yield Button(Content("Leave (esc)"), id="leave", compact=True)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "accept":
            self.action_accept()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Close with the values, or point at what is wrong."""
        fields = list(self.query(FormField))
        for field in fields:
            if field.problem:
                field.point_out()
                return
        self.dismiss({each.id or "": each.value for each in fields})
