"""Columns of a table: what they show, how wide they are, which give way when there is no room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size

from data.clean import defuse
from data.query import Field

Row = TypeVar("Row")

GAP = 2
"""Blanks between two columns."""
_JOINER = "\u200d"
_SAMPLE = 300
"""Rows that are measured: enough to be right for nearly all, and the same time for any number."""
_SIGNS_A_CELL = 8
"""So many signs of a text are looked at for each cell: accents and joined emoji take none."""
_MEASURED = 250
"""Signs of a cell that are measured; no column need be wider."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a table of rows."""

    name: str
    """What it is sorted by: the name of a :class:`data.query.Field`."""
    title: str
    text: Callable[[Row], str]
    """What a cell shows: data, never markup."""
    tone: Callable[[Row], str] | None = None
    """The tone of a cell, one of ``screens.theme.TONES`` or an empty text."""
    min_width: int = 4
    """The least width at which the column is worth showing; the title's if that is more."""
    max_width: int | None = None
    grow: bool = False
    """Whether the column takes the room that is left, and gives it back first."""
    right: bool = False
    """Whether the text stands at the right, as numbers do."""
    priority: int = 0
    """Columns with the highest number go first when there is no room; 0 stays."""

    @classmethod
    def of(
        cls,
        field: Field[Row],
        *,
        tone: Callable[[Row], str] | None = None,
        min_width: int = 4,
        max_width: int | None = None,
        grow: bool = False,
        right: bool = False,
        priority: int = 0,
    ) -> Column[Row]:
        """Return the column that shows a field of a listing."""
        return cls(
            field.name, field.title, field.text, tone, min_width, max_width, grow, right, priority
        )


@dataclass(frozen=True)
class Placed(Generic[Row]):
    """A column that has found its place."""

    column: Column[Row]
    start: int
    """Cells from the start of the first column."""
    width: int


def measure(columns: Sequence[Column[Row]], rows: Sequence[Row]) -> dict[str, int]:
    """Return the width that each column would like to have, by the column's name."""
    sample = list(islice(rows, _SAMPLE))
    wanted = {}
    for column in columns:
        widest = max((cell_len(defuse(column.text(row)[:_MEASURED])) for row in sample), default=0)
        natural = max(widest, _least(column))
        wanted[column.name] = min(natural, column.max_width or natural)
    return wanted


def place(
    columns: Sequence[Column[Row]], wanted: Mapping[str, int], room: int
) -> tuple[Placed[Row], ...]:
    """Decide which columns are shown in so many cells, and how wide.

    Columns of a priority above 0 are dropped, the highest first, until the others have what they
    want, or their least width if they grow. What remains goes to those that do not grow, the
    lowest priority first. If even the columns of priority 0 do not fit they are squeezed, and at
    last cut at the right.
    """
    kept = _kept(columns, wanted, room)
    room -= GAP * max(0, len(kept) - 1)
    widths = {each.name: 1 for each in kept}
    _pour(widths, {each.name: _least(each) for each in kept}, room)
    for step in sorted({(each.grow, each.priority) for each in kept}):
        now = [each for each in kept if (each.grow, each.priority) == step]
        _pour(widths, {each.name: wanted[each.name] for each in now}, room)
    _pour(widths, {each.name: each.max_width or room for each in kept if each.grow}, room)
    placed, start = [], 0
    for each in kept:
        placed.append(Placed(each, start, widths[each.name]))
        start += widths[each.name] + GAP
    return tuple(placed)


def fit(text: str, width: int, right: bool = False) -> str:
    """Return a text that takes exactly so many cells, ended by an ellipsis if it was cut."""
    text = shorten(text, width)
    blanks = " " * (width - cell_len(text))
    return f"{blanks}{text}" if right else f"{text}{blanks}"


def shorten(text: str, width: int) -> str:
    """Return a text that takes at most so many cells, ended by an ellipsis if it was cut."""
    if text.isascii() and text.isprintable():
        return text if len(text) <= width else f"{text[: width - 1]}…" if width > 0 else ""
    start = text[: _SIGNS_A_CELL * (max(width, 0) + 1)]
    # Cleaned at ingest; this is the last fence. A joiner at either end would join what is next.
    shown = defuse(start).strip(_JOINER)
    if len(start) == len(text) and cell_len(shown) <= width:
        return shown
    return f"{_cut(shown, width - 1)}…" if width > 0 else ""


def wrapped(text: str, width: int) -> list[str]:
    """Break a text at blanks into lines of at most so many cells; later ones stand further in."""
    if cell_len(text) <= width:
        return [text]
    first = " " * (len(text) - len(text.lstrip()))
    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(f"{first}  {word}" if lines else first + word)
    return lines


def _cut(text: str, width: int) -> str:
    if cell_len(text) > width:
        text = set_cell_size(text, width)
    while cell_len(text) > width:
        # Rich splits some odd joined sequences differently from how it measures them.
        text = text[:-1]
    return text.rstrip(_JOINER)


def _least(column: Column[Row]) -> int:
    # One more than the title, so that there is room for the sort arrow.
    least = max(column.min_width, cell_len(column.title) + 1)
    return min(least, column.max_width or least)


def _kept(
    columns: Sequence[Column[Row]], wanted: Mapping[str, int], room: int
) -> list[Column[Row]]:
    kept = list(columns)
    while kept:
        last = max(reversed(kept), key=lambda each: each.priority)
        if last.priority == 0:
            # As many as have room for one cell each.
            return kept[: max(0, room + GAP) // (1 + GAP)]
        others = [each for each in kept if each is not last]
        needed = sum(_least(each) if each.grow else wanted[each.name] for each in others)
        if needed + _least(last) + GAP * len(others) <= room:
            break
        kept = others
    return kept


def _pour(widths: dict[str, int], goals: Mapping[str, int], room: int) -> None:
    """Share what is left of the room alike, to none more than its goal."""
    spare = room - sum(widths.values())
    needs = sorted((goal - widths[name], name) for name, goal in goals.items())
    for left, (need, name) in zip(range(len(needs), 0, -1), needs, strict=True):
        given = max(0, min(need, spare // left))
        widths[name] += given
        spare -= given
