"""What works here and what does not, line by line as it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        text = Content("\n").join(check_lines(self._checks, is_done=self._is_done)).plain
        self.post_message(Copy(text, "findings of the doctor"))

    def _show(self) -> None:
        lines = check_lines(tuple(self._checks), is_done=self._is_done)
        text = Content("\n").join(lines)
        self.detail.show(lambda width: text)


def check_lines(checks: Sequence[Check], *, is_done: bool) -> Iterator[Content]:
    """Yield a line for each check, what to do below it, and how it stands in all."""
    for each in checks:
        tone = TONES[_TONES[each.state]]
        head = (f"{SIGNS[each.state]} {fit(each.name, _NAME)}", tone)
        yield Content.assemble(head, each.words)
        if each.fix:
            yield Content.assemble(("  Try: ", TONES["muted"]), each.fix)
    yield Content("")
    wrong = to_repair(checks)
    if not is_done:
        yield Content.styled("Looking …", TONES["accent"])
    else:
        yield Content.styled(verdict(wrong), TONES["error" if wrong else "ok"])
