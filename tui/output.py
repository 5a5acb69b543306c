"""What standard output shows: lists for people, JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from rich.cells import cell_len

from data.query import Field, Listing
from screens.widgets.columns import fit, shorten

Row = TypeVar("Row")

_WIDEST = 60


def document(content: Mapping[str, Any]) -> str:
    """Return a JSON document; where standard output lacks letters, they are escaped."""
    return json.dumps(content, indent=2, ensure_ascii=lacks_letters())


def lacks_letters() -> bool:
    """Whether standard output does not take every letter."""
    return not (sys.stdout.encoding or "").lower().startswith("utf")


def as_table(listing: Listing[Row], rows: Sequence[Row]) -> str:
    """Return the rows in aligned columns with a heading; what is very long is cut."""
    fields: list[Field[Row]] = list(listing.fields)
    table = [[each.title for each in fields]]
    table += [[each.text(row) for each in fields] for row in rows]
    table = [[shorten(cell, _WIDEST) for cell in cells] for cells in table]
    widths = [max(map(cell_len, each)) for each in zip(*table, strict=True)]
    return "\n".join(_line(cells, widths) for cells in table)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(fit(*each) for each in zip(cells, widths, strict=True)).rstrip()
