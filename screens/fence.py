"""The last fence: nothing that steers a terminal leaves through any widget, also not Textual's own.

Text is made safe where it enters. This catches what came another way: a cache or a library that an
older or another program wrote, or what was pasted into the command palette.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from data.clean import STAND_IN, defuse


class Fence(LineFilter):
    """Takes out what steers a terminal; every line stays as wide as it was laid out."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line without it."""
        return [
            each
            if each.control or each.text == defuse(each.text)
            else Segment(_same_width(each.text), each.style)
            for each in segments
        ]


def _same_width(text: str) -> str:
    return "".join(each if each == defuse(each) else STAND_IN * cell_len(each) for each in text)
