"""A plan as the fields of Partner Center's form: one key copies a field and goes to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from data.clean import clean
from data.formats.form_steps import Mark, Step, StepKind
from data.words import plural
from screens.base import BaseScreen
from screens.messages import Copy
from screens.paragraphs import lines_of, muted
from screens.theme import TONES
from screens.widgets.columns import shorten
from screens.widgets.detail import Detail
from screens.widgets.step_list import StepList

_WIDE = 110
"""Cells from which on the list stands beside the field."""
_TITLE = 60
_DO = {
    StepKind.PASTE: ("paste this", "write this yourself"),
    StepKind.PICK: ("pick this", "pick one yourself"),
    StepKind.PRESS: ("press this button", "press this button"),
}
"""What is done with a field whose value is known, and with one whose value is not."""


class PartnerCenter(BaseScreen):
    """The current field, large, and the list of all of them."""

    HELP = (
        "Every field of Partner Center's form for a managed service, in its order. Keep the form "
        "open beside this: enter copies the current value and goes to the next. Nothing is sent."
    )
    AUTO_FOCUS: ClassVar[str | None] = "StepList"
    MODE_TITLE = "Partner Center"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,y", "copy", "Copy, next", id="partner-center.copy",
                tooltip="Copy the value and go to the next field; done where there is none"),
        Binding("backspace", "back", "Back", id="partner-center.back",
                tooltip="Go to the field before"),
        Binding("n", "part(1)", "Next part", id="partner-center.next-part",
                tooltip="Go to the next part of the form; what is there already is passed over"),
        Binding("N", "part(-1)", "Part before", False, id="partner-center.part-before",
                tooltip="Go to the part of the form before"),
        Binding("escape", "app.pop_screen", "Leave", id="partner-center.close", tooltip="Back"),
    ]  # fmt: skip

    def __init__(self, title: str, steps: Sequence[Step], done: set[Mark]) -> None:
        """Begin at the first step that is not done.

        Args:
            title: What is typed into the form.
            steps: Everything that is to be done there, at least one step.
            done: The marks of those that are done; those that get done are added.
        """
        super().__init__()
        self._plan_name, self._all = title, steps
        self.steps = StepList(steps, done, id="steps")
        self.field = Detail(id="field")

    def compose_content(self) -> Iterable[Widget]:
        """Lay out the current field and the list."""
        with Container(id="filling"):
            yield self.field
            yield self.steps

    def on_mount(self) -> None:
        """Show where to begin."""
        self.steps.border_title = Content(shorten(self._plan_name, _TITLE))
        self._show()

    def on_resize(self) -> None:
        """Put the list beside the field where there is room."""
        self.set_class(self.size.width >= _WIDE, "-wide")

    @property
    def step(self) -> Step:
        """The current one."""
        return self._all[self.steps.at]

    def action_copy(self) -> None:
        """Copy the value, and go to the next step."""
        step = self.step
        self.app.clear_notifications()  # what was said before would only cover more
        if step.value:
            self.post_message(Copy(step.value, step.field))
        elif step.kind is not StepKind.PRESS:
            text = "Nothing was copied: the plan does not have this."
            self.notify(text, severity="warning", timeout=4, markup=False)
        self.steps.tick()
        if not self.steps.go(1):
            self._tell_end()
        self._show()

    def action_back(self) -> None:
        """Go to the step before."""
        self.steps.go(-1)

    def action_part(self, by: int) -> None:
        """Go to the first step of the next part of the form, or of the one before."""
        parts = [each.section for each in self._all]
        firsts = [at for at, part in enumerate(parts) if parts.index(part) == at]
        here = firsts.index(parts.index(self.step.section))
        if 0 <= here + by < len(firsts):
            self.steps.go(firsts[here + by] - self.steps.at)

    def _tell_end(self) -> None:
        left = len(self._all) - self.steps.done
        own = sum(not each.value and each.kind is not StepKind.PRESS for each in self._all)
        whole = f"All of it is ticked; {plural(own, 'field')} of it had no value here."
        text = f"{plural(left, 'step')} before not done yet." if left else whole
        self.notify(f"That was the last step. {text}", timeout=5, markup=False)

    @on(StepList.OptionHighlighted)
    def _show(self) -> None:
        step, at = self.step, self.steps.at
        where = f"{at + 1} of {len(self._all)} · {step.section}"
        self.field.border_title = Content.styled(where, "bold")
        self.field.show(lambda width: about(step, width))
        self.steps.border_subtitle = Content(f"{self.steps.done} done")


def about(step: Step, width: int) -> Content:
    """Say what is to be done with a field, its value, and what is known about it."""
    do = _DO[step.kind][not step.value]
    head = [Content.assemble((step.field, "bold"), "  ", muted(do)), Content("")]
    notes = [Content.styled(f"! {step.warning}", TONES["error"])] if step.warning else []
    notes += [muted(step.hint)] if step.hint else []
    lines = step.value.splitlines()
    value = [Content.styled(clean(each), f"bold {TONES['accent']}") for each in lines]
    if len(lines) > 1 or cell_len(step.value) > width:
        # What is long would hide what is known about it.
        return lines_of([*head, *notes, Content(""), _length(step.value, len(lines)), *value])
    return lines_of([*head, *value, *([Content("")] if value else []), *notes])


def _length(value: str, lines: int) -> Content:
    count = f", {plural(lines, 'line')}" if lines > 1 else ""
    return muted(f"{plural(len(value), 'character')}{count}; all of it is copied.")
