"""Form fields: a label, an input, and beneath them what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from screens.theme import TONES
from screens.widgets.text_input import TextInput

Check = Callable[[str], str]
"""Says what is wrong with a value; nothing when it is right."""


class FormField(VerticalGroup):
    """One field of a form; its value is checked as it is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that what is typed right after it goes into the next field.
        Binding(
            "enter",
            "go_on",
            "Next field",
            show=False,
            priority=True,
            id="field.next",
            tooltip="To the next field",
        ),
    ]

    DEFAULT_CSS = """
    FormField {
        height: auto;
        & > .line { height: 1; }
        & .label { width: 18; color: $foreground-muted; }
        & .mark { width: 2; margin: 0 0 0 1; }
        & Input { width: 1fr; max-width: 60; background: $surface; padding: 0 1; }
        & Input:focus { background: $panel; }
        & > .problem { margin: 0 0 0 18; padding: 0 1; color: $text-error; display: none; }
        &.-wrong > .problem, &.-told > .problem { display: block; }
        &.-told > .problem { color: $text-warning; }
        &.-active .label { color: $text-primary; text-style: bold; }
        &.-active:nocolor .label { text-style: reverse; }
    }
    """

    @dataclass
    class Changed(Message):
        """The value is another one now."""

        field: FormField
        name: str
        value: str

        @property
        def control(self) -> FormField:
            """The field that sent it."""
            return self.field

    def __init__(
        self,
        name: str,
        label: str,
        value: str,
        check: Check,
        hint: str = "",
        *,
        patient: bool = False,
    ) -> None:
        """Make a field.

        Args:
            name: What :class:`Changed` calls it.
            label: What the user calls it.
            value: What stands there at first.
            check: Says what is wrong with a value.
            hint: An example, shown while the field is empty.
            patient: Whether to say what is wrong only when it is pointed out, and to leave enter
                to the form.
        """
        super().__init__(id=name)
        self._called, self._label, self._check = name, label, check
        self._input = TextInput(value, placeholder=hint)
        self._mark = Static(markup=False, classes="mark")
        self._problem = Static(markup=False, classes="problem")
        self._patient = patient
        self._touched = bool(value) and not patient
        self._told, self._is_wrong = "", False
        self._marked, self._said = ("", ""), ""

    def compose(self) -> ComposeResult:
        """Lay out label, input and problem."""
        with HorizontalGroup(classes="line"):
            yield Static(Content(self._label), classes="label")
            yield self._input
            yield self._mark
        yield self._problem

    def on_mount(self) -> None:
        """Say at once what is still missing."""
        self._tell()

    @property
    def value(self) -> str:
        """What the user typed, without blanks around it."""
        return self._input.value.strip()

    @property
    def problem(self) -> str:
        """What is wrong with the value; nothing when it is right."""
        return self._check(self.value)

    def tell(self, text: str, *, is_wrong: bool) -> None:
        """Say something about the value that only the form knows; an empty text says nothing.

        Args:
            text: One sentence.
            is_wrong: Whether the value cannot stay as it is.
        """
        if (text, is_wrong) != (self._told, self._is_wrong):
            self._told, self._is_wrong = text, is_wrong
            self._tell()

    def put(self, value: str) -> None:
        """Put another value in, as if nobody had typed it."""
        if value != self._input.value:
            with self.prevent(Input.Changed):
                self._input.value = value
            self._tell()

    def complain(self) -> None:
        """Show the problem as one, also when nothing was typed yet."""
        self._touched = True
        self._tell()

    def point_out(self) -> None:
        """Show the problem, and go there."""
        self.complain()
        self.screen.set_focus(self._input)

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self._touched = not self._patient and (self._touched or bool(event.value))
        self._tell()
        self.post_message(self.Changed(self, self._called, self.value))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave enter to the form where it wants that."""
        return action != "go_on" or not self._patient

    def action_go_on(self) -> None:
        """Go to the next field."""
        self.screen.focus_next()

    def on_descendant_focus(self) -> None:
        """Show which field the keys go to."""
        self.add_class("-active")

    def on_descendant_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.remove_class("-active")

    def _tell(self) -> None:
        problem = self.problem or (self._told if self._is_wrong else "")
        wrong = bool(problem) and self._touched
        notice = "" if problem or not self._touched else self._told
        mark = ("✓", TONES["ok"])
        if problem:
            mark = ("✗", TONES["error"]) if wrong else ("·", TONES["muted"])
        elif notice:
            mark = ("▲", TONES["pending"])
        if mark != self._marked:
            self._marked = mark
            self._mark.update(Content.styled(*mark), layout=False)
        self._say(problem or notice)
        self.set_class(wrong, "-wrong")
        self.set_class(bool(notice), "-told")

    def _say(self, text: str) -> None:
        """Show a sentence; the screen is laid out anew only where that takes other lines."""
        if text != self._said:
            width = self._problem.size.width
            is_line = all(0 < cell_len(each) <= width for each in (text, self._said))
            self._said = text
            self._problem.update(Content(text), layout=not is_line)
