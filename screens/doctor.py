"""What works here and what does not, line by line as it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from data.health import SIGNS, Check, Health, to_repair, verdict
from screens.messages import Copy
from screens.theme import TONES
from screens.widgets.columns import fit
from screens.widgets.detail import Detail
from screens.widgets.key_bar import KeyBar

_NAME = 18
_NARROWEST = 20
_COPIED = 120
"""Cells of a line that is copied."""
_TONES = {Health.OK: "ok", Health.WARNING: "pending", Health.FAILED: "error"}


class Doctor(ModalScreen[None]):
    """Shows each check as soon as it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,H", "close", "Close", id="doctor.close", tooltip="Back"),
        Binding("y", "copy", "Copy", id="doctor.copy", tooltip="Copy all of it, for a ticket"),
    ]

    def __init__(self) -> None:
        """Make an empty list."""
        super().__init__(classes="dialog")
        self._checks: list[Check] = []
        self._is_done = False
        self.detail = Detail(id="page")

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        with Vertical(classes="window whole"):
            yield self.detail
            yield KeyBar()

    def on_mount(self) -> None:
        """Say that it began."""
        self.detail.border_title = Content.styled("Doctor", "bold")
        self.set_focus(self.detail)
        self._show()

    def tell(self, check: Check) -> None:
        """Show one more line."""
        self._checks.append(check)
        self._show()

    def end(self) -> None:
        """Say that nothing is left to look at."""
        self._is_done = True
        self._show()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()

    def action_copy(self) -> None:
        """Copy what was found."""
        text = check_text(tuple(self._checks), _COPIED, is_done=self._is_done).plain
        self.post_message(Copy(text, "findings of the doctor"))

    def _show(self) -> None:
        checks, is_done = tuple(self._checks), self._is_done
        self.detail.show(lambda width: check_text(checks, width, is_done=is_done))


def check_text(checks: Sequence[Check], width: int, *, is_done: bool) -> Content:
    """Return what was found, what to do below it, and how it stands in all.

    Args:
        checks: What was looked at.
        width: Cells of a line; what is longer goes on beneath itself.
        is_done: Whether nothing is left to look at.
    """
    lines = [line for each in checks for line in _lines(each, width)]
    wrong = to_repair(checks)
    if is_done:
        last = Content.styled(verdict(wrong), TONES["error" if wrong else "ok"])
    else:
        last = Content.styled("Looking …", TONES["accent"])
    return Content("\n").join([*lines, Content(""), last])


def _lines(check: Check, width: int) -> Iterator[Content]:
    head = f"{SIGNS[check.state]} {fit(check.name, _NAME)}"
    said = [check.words, *([f"Try: {check.fix}"] if check.fix else [])]
    room = max(_NARROWEST, width - len(head))
    texts = [line for text in said for line in wrap(text, room, break_on_hyphens=False)]
    yield Content.assemble((head, TONES[_TONES[check.state]]), texts[0])
    yield from (Content(" " * len(head) + text) for text in texts[1:])
