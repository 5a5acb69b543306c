"""Tables as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from data.clean import defused_cell


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV, without a formula in any cell.

    Lines end as the standard wants it: then a cell that holds a line end is always quoted.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([defused_cell(each) for each in row] for row in rows)
    return text.getvalue()
