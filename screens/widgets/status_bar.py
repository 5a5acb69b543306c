"""The line at the bottom that says whose data this is, how old, and what is going on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from screens.theme import TONES
from screens.widgets.columns import fit

_BETWEEN = " · "


class Part(NamedTuple):
    """One thing that the status bar says."""

    text: str
    tone: str = ""
    priority: int = 0
    """Parts with the highest number go first when there is no room; 0 stays."""
    name: str = ""
    """What :class:`StatusBar.Pressed` carries when it is clicked; nothing to click when empty."""


class StatusBar(Widget):
    """Parts at the left, the progress of what is going on at the right."""

    DEFAULT_CSS = """
    StatusBar { height: 1; padding: 0 1; background: $surface; }
    """

    left: reactive[tuple[Part, ...]] = reactive((), init=False)
    """What is said at the left."""
    right: reactive[str] = reactive("", init=False)
    """What is going on; it is told before the left parts are."""

    @dataclass
    class Pressed(Message):
        """A part that has a name was clicked."""

        bar: StatusBar
        name: str

        @property
        def control(self) -> StatusBar:
            """The bar that sent it."""
            return self.bar

    def update_parts(self, left: Sequence[Part], right: str = "") -> None:
        """Say something else."""
        self.left = tuple(left)
        self.right = right

    def render(self) -> Content:
        """Draw what fits."""
        return arrange(self.left, self.right, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Tell which part was clicked."""
        if name := event.style.meta.get("part"):
            self.post_message(self.Pressed(self, name))


def arrange(left: Sequence[Part], right: str, width: int) -> Content:
    """Return one line of at most so many cells.

    Args:
        left: Parts of which those with the highest priority number are left out if need be.
        right: Text at the right end; it is cut before a part of priority 0 is.
        width: Cells that there are.
    """
    kept = [part for part in left if part.text]
    while _length(kept) + _room_for(right) > width:
        last = max(reversed(kept), key=lambda part: part.priority, default=None)
        if last is None or last.priority == 0:
            break
        kept.remove(last)
    line = Content(_BETWEEN).stylize("$foreground-muted").join(map(_draw, kept))
    line = line.truncate(width, ellipsis=True)
    room = width - line.cell_length - len(_BETWEEN) * bool(kept)
    if not right or room < len(_BETWEEN):
        return line
    told = fit(right, min(room, cell_len(right)))
    blanks = " " * (width - line.cell_length - cell_len(told))
    return Content.assemble(line, blanks, (told, "$text-primary"))


def _length(parts: Sequence[Part]) -> int:
    return sum(cell_len(part.text) for part in parts) + len(_BETWEEN) * max(0, len(parts) - 1)


def _room_for(text: str) -> int:
    return cell_len(text) + len(_BETWEEN) if text else 0


def _draw(part: Part) -> Content:
    content = Content.styled(part.text, TONES.get(part.tone, ""))
    return content.stylize(Style.from_meta({"part": part.name})) if part.name else content
