"""The steps of a form below the titles of their sections, with what is done ticked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from data.clean import clean
from data.formats.form_steps import Mark, Step, StepKind, marks
from screens.paragraphs import heading
from screens.theme import TONES
from screens.widgets.columns import fit, shorten

_FIELD = 26
"""Most cells of a field's name."""
_VALUE = 200
"""Most cells of a value; there is never room for more."""
_MARKER = "▌"


class StepList(OptionList, inherit_bindings=False):
    """Moves over the steps; the titles between them are passed over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", "Up", False, id="steps.up", tooltip="The step before"),
        Binding("down,j", "cursor_down", "Down", False, id="steps.down", tooltip="The next step"),
        Binding("pageup", "page_up", "Page up", False, id="steps.page-up", tooltip="One page up"),
        Binding("pagedown", "page_down", "Page down", False, id="steps.page-down",
                tooltip="One page down"),
        Binding("home,g", "first", "First", False, id="steps.first", tooltip="The first step"),
        Binding("end,G", "last", "Last", False, id="steps.last", tooltip="The last step"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    StepList {
        border: round $border-blurred;
        background: $background;
        border-title-color: $foreground;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { border: round $border; background: $background; background-tint: transparent; }
        &:nocolor:focus { border: heavy $border; }
        & > .option-list--option-disabled { color: $foreground; }
        &:focus > .option-list--option-highlighted {
            background: $primary 18%; color: $foreground; text-style: none;
        }
    }
    """

    def __init__(self, steps: Sequence[Step], done: set[Mark], *, id: str | None = None) -> None:
        """Make the list.

        Args:
            steps: The steps, at least one.
            done: The marks of those that are done; those that are ticked are added.
            id: The widget's.
        """
        self._steps, self._marks = steps, marks(steps)
        self._done = done
        self._marked = 0
        self._name_width = min(_FIELD, max(cell_len(each.field) for each in steps))
        super().__init__(*self._as_options(), id=id, markup=False)

    def on_mount(self) -> None:
        """Begin at the first step that is not done; where all are, at the first."""
        undone = (at for at, mark in enumerate(self._marks) if mark not in self._done)
        self.highlighted = self.get_option_index(str(next(undone, 0)))

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Mark the current step, so that it is seen without colours too."""
        super().watch_highlighted(highlighted)
        before, self._marked = self._marked, self.at
        for at in (before, self._marked):
            self.replace_option_prompt(str(at), self._prompt(at))

    @property
    def at(self) -> int:
        """Which step is the current one."""
        option = self.highlighted_option
        return int(option.id) if option and option.id else 0

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(mark in self._done for mark in self._marks)

    def tick(self) -> None:
        """Say that the current step is done."""
        self._done.add(self._marks[self.at])
        self.replace_option_prompt(str(self.at), self._prompt(self.at))

    def go(self, by: int) -> bool:
        """Go so many steps on, and tell whether there are that many."""
        to = self.at + by
        if not 0 <= to < len(self._steps):
            return False
        self.highlighted = self.get_option_index(str(to))
        return True

    def _as_options(self) -> Iterator[Option]:
        before = ""
        for at, step in enumerate(self._steps):
            if step.section != before:
                yield Option(heading(step.section), disabled=True)
            before = step.section
            yield Option(self._prompt(at), id=str(at))

    def _prompt(self, at: int) -> Content:
        step = self._steps[at]
        sign, tone = ("!", "error") if step.warning else ("·", "muted")
        if self._marks[at] in self._done:
            sign, tone = "✓", "ok"
        button = f"[{step.field}]" if step.kind is StepKind.PRESS else ""
        name = fit(button or step.field, max(self._name_width, cell_len(button)))
        value = shorten(clean(step.value), _VALUE)
        edge = (_MARKER, TONES["accent"]) if at == self._marked else " "
        return Content.assemble(edge, (sign, TONES[tone]), " ", name, "  ", (value, TONES["muted"]))
