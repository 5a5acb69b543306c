"""The lines of a table, as strips; data is put in as plain text, never read as markup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip
from textual.style import Style as VisualStyle

from data.query import Sort
from screens.widgets.columns import GAP, Placed, fit

Row = TypeVar("Row")

EDGE = 1
"""Cells at the left for the cursor's marker, so that the cursor is seen without colour."""
_MARKER = "▌"
_GAP = " " * GAP


def header_line(
    placed: Sequence[Placed[Row]], sort: Sort | None, plain: Style, marked: Style
) -> Strip:
    """Return the titles, the sorted one marked and with an arrow."""
    segments = [Segment(" " * EDGE, plain)]
    for at in placed:
        title, right = at.column.title, at.column.right
        if sort and sort.field == at.column.name:
            arrow = "▼" if sort.reverse else "▲"
            title = fit(title, at.width - 1).rstrip()
            title = f"{arrow}{title}" if right else f"{title}{arrow}"
            blanks = Segment(" " * (at.width - cell_len(title)), plain)
            cell = [Segment(title, marked)]
            segments += [blanks, *cell] if right else [*cell, blanks]
        else:
            segments.append(Segment(fit(title, at.width, right), plain))
        segments.append(Segment(_GAP, plain))
    return Strip(segments[:-1] if placed else segments)


def row_line(
    row: Row, placed: Sequence[Placed[Row]], marker: Style | None, style: Callable[[str], Style]
) -> Strip:
    """Return one row.

    Args:
        row: What is shown.
        placed: Its columns.
        marker: The style of the cursor's marker, if the cursor is on the row.
        style: From a tone to the style of text in it.
    """
    edge = Segment(" " * EDGE, style("")) if marker is None else Segment(_MARKER, marker)
    segments = [edge]
    for at in placed:
        tone = at.column.tone(row) if at.column.tone else ""
        cell = fit(at.column.text(row), at.width, at.column.right)
        segments += [Segment(cell, style(tone)), Segment(_GAP, style(""))]
    return Strip(segments[:-1] if placed else segments)


def words_lines(words: Content, width: int, style: VisualStyle) -> list[Strip]:
    """Return words centred in the width, below a blank line."""
    room = width - 2 * EDGE
    blank = style.rich_style
    strips = [Strip([])]
    for line in words.wrap(room) if room > 0 and words else []:
        indent = Segment(" " * (EDGE + (room - line.cell_length) // 2), blank)
        strips.append(Strip([indent, *line.render_segments(style)]))
    return strips
