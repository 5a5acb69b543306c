"""Form fields: a label, an input, and beneath them what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from screens.theme import TONES
from screens.widgets.columns import shorten
from screens.widgets.text_input import TextInput

Check = Callable[[str], str]
"""Says what is wrong with a value; nothing when it is right."""
LABEL_WIDTH = 18
_WIDEST = 60
"""Cells that an input takes at most."""
_MARK = 3
"""Cells right of the input, for the mark."""
_NOTHING = ("", "")


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
        & > Input {
            width: 1fr;
            background: $surface;
            padding: 0 1;
        }
        & > Input:focus { background: $panel; }
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
        label_width: int = LABEL_WIDTH,
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
            label_width: Cells for what the user calls it.
        """
        super().__init__(id=name)
        self._called, self._check = name, check
        self._label = shorten(label, label_width - 1)
        self._label_width = label_width
        self._input = TextInput(value, placeholder=hint)
        self._input.styles.margin = (0, _MARK, 0, label_width)
        self._input.styles.max_width = _WIDEST
        self._patient = patient
        self._touched = bool(value) and not patient
        self._told, self._is_wrong = "", False
        self._shown = _Shown(_NOTHING, "", "")

    def compose(self) -> ComposeResult:
        """Lay out the input; all around it the field draws itself, for that is quicker."""
        yield self._input

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Take a line, and those of what is wrong."""
        return 1 + len(self._problem_lines(width))

    def render(self) -> Content:
        """Draw the label, the mark and what is wrong."""
        shown, width = self._shown, self.content_size.width
        style = "$foreground-muted"
        if self._input.has_focus:
            style = "reverse" if self.app.no_color else "$text-primary bold"
        mark = self._label_width + min(_WIDEST, width - self._label_width - _MARK) + 1
        label = Content.styled(self._label, style).pad_right(mark - cell_len(self._label))
        indent = Content(" " * (self._label_width + 1))
        lines = (Content.assemble(indent, each) for each in self._problem_lines(width))
        return Content("\n").join([Content.assemble(label, Content.styled(*shown.mark)), *lines])

    def _problem_lines(self, width: int) -> list[Content]:
        shown = self._shown
        room = width - self._label_width - 2
        return Content.styled(shown.text, shown.tone).wrap(room) if shown.text and room > 0 else []

    def on_mount(self) -> None:
        """Say at once what is still missing."""
        self._tell()
        self.watch(self._input, "value", self._change, init=False)

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
            was_touched = self._touched
            with self.prevent(self.Changed):
                self._input.value = value
            self._touched = was_touched
            self._tell()

    def complain(self) -> None:
        """Show the problem as one, also when nothing was typed yet."""
        self._touched = True
        self._tell()

    def point_out(self) -> None:
        """Show the problem, and go there."""
        self.complain()
        self.screen.set_focus(self._input)

    def _change(self, value: str) -> None:
        self._touched = not self._patient and (self._touched or bool(value))
        self._tell()
        # To the screen itself, ahead of the repaint: one shows the key and what follows from it.
        self.screen.post_message(self.Changed(self, self._called, self.value))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave enter to the form where it wants that."""
        return action != "go_on" or not self._patient

    def action_go_on(self) -> None:
        """Go to the next field."""
        self.screen.focus_next()

    def on_descendant_focus(self) -> None:
        """Show which field the keys go to."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.refresh()

    def _tell(self) -> None:
        problem = self.problem or (self._told if self._is_wrong else "")
        if problem and self._touched:
            self._show(_Shown(("✗", TONES["error"]), problem, "$text-error"))
        elif problem:
            self._show(_Shown(("·", TONES["muted"]), "", ""))
        elif self._told and self._touched:
            self._show(_Shown(("▲", TONES["pending"]), self._told, "$text-warning"))
        else:
            self._show(_Shown(("✓", TONES["ok"]), "", ""))

    def _show(self, shown: _Shown) -> None:
        """Show it; the screen is laid out anew only where it takes other lines."""
        if shown != self._shown:
            width = self.content_size.width
            before = len(self._problem_lines(width))
            self._shown = shown
            self.refresh(layout=len(self._problem_lines(width)) != before)


class _Shown(NamedTuple):
    """What stands around the input."""

    mark: tuple[str, str]
    """A sign and its style."""
    text: str
    """What is wrong, if it is to be said."""
    tone: str
