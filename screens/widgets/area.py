"""Containers that their children cover, for layout alone."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.containers import Horizontal, Vertical
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class _Covered(Widget):
    """Draws its blank lines once: Textual asks each container for all of them at every paint."""

    _blank: tuple[Size, Style, list[Strip]] = Size(), Style(), []

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blank lines."""
        size, style, lines = self._blank
        if (size, style) != (crop.size, self.rich_style):
            line = Strip([Segment(" " * crop.width, self.rich_style)], crop.width)
            lines = [line] * crop.height
            self._blank = crop.size, self.rich_style, lines
        return lines


class Stacked(_Covered, Vertical):
    """Children beneath one another."""


class SideBySide(_Covered, Horizontal):
    """Children beside one another."""
