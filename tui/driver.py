"""Text at its place in any terminal, however wide the terminal draws it.

Terminals do not agree on how wide joined emoji, flags, many Indian scripts and newer characters
are. One cell too many moves everything to the right of it, frames included. So such a text is
written over blanks of the width that it was laid out with, and the terminal is told at which
column to go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from rich.cells import cell_len
from textual.driver import Driver

# All but Latin, Greek and Cyrillic letters and the signs of which all terminals know the width.
_DOUBTFUL = re.compile(
    "[^\0-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u203b\u20a0-\u20bf"
    "\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2713\u2717\ufffd]"
)
_PARTS = re.compile(
    r"\x1b\[(?P<row>\d*);(?P<column>\d*)H|(?P<style>\x1b\[[\d;:]*m)|(?P<text>[^\x00-\x1f\x7f]+)"
    r"|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|.",
    re.DOTALL,
)
_PIECES = re.compile(r"(?:[^ ]| (?! ))+ *| +")
"""Words with the blanks behind them, into which they may grow."""


def placing(driver: type[Driver]) -> type[Driver]:
    """Return the driver that writes every text at its place."""

    def write(self: Driver, data: str) -> None:
        driver.write(self, placed(data))

    return cast(type[Driver], type("PlacingDriver", (driver,), {"write": write}))


def placed(data: str) -> str:
    """Return what is to be written, with a column told after each text of doubtful width.

    Args:
        data: What Textual writes: each line begins with the place that it goes to.
    """
    return "".join(_placed(data)) if _DOUBTFUL.search(data) else data


def _placed(data: str) -> Iterator[str]:
    column: int | None = None
    for part in _PARTS.finditer(data):
        text = part["text"]
        if text is None:
            if part["column"] is not None:
                column = int(part["column"] or 1)
            elif not part["style"]:
                column = None
            yield part[0]
        elif column is None:
            yield text
        else:
            for piece in _PIECES.findall(text):
                yield _at(piece, column)
                column += cell_len(piece)


def _at(piece: str, column: int) -> str:
    if not _DOUBTFUL.search(piece):
        return piece
    width = cell_len(piece)
    begin, end = f"\x1b[{column}G", f"\x1b[{column + width}G"
    # Textual has switched wrapping off, so what is too wide never reaches the next line.
    return f"{' ' * width}{begin}{piece.rstrip(' ')}{end}"
