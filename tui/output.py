"""Lists on standard output: for people, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from rich.cells import cell_len

from data.query import Field, Listing
from data.snapshot import Snapshot
from screens.widgets.columns import fit, shorten

Row = TypeVar("Row")

_WIDEST = 60
_FORMULA = re.compile(r"((?:^|;)\s*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
"""Before these a spreadsheet begins a formula; the last four are the wide forms."""


def as_json(listing: Listing[Row], rows: Sequence[Row], snapshot: Snapshot) -> str:
    """Return one JSON document: the rows, and how far they can be trusted."""
    meta = snapshot.meta
    content = {
        "list": listing.name,
        "synced_at": meta.synced_at,
        "reader": meta.reader,
        "managing_tenant_id": meta.managing_tenant_id,
        "stale_subscriptions": len(meta.stale),
        "failures": len(meta.failures),
        "rows": [listing.record(row) for row in rows],
    }
    return document(content)


def document(content: Mapping[str, Any]) -> str:
    """Return a JSON document; where standard output lacks letters, they are escaped."""
    lacks_letters = not (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(content, indent=2, ensure_ascii=lacks_letters)


def as_csv(listing: Listing[Row], rows: Sequence[Row]) -> str:
    """Return the rows as CSV with a heading, without a formula in any cell."""
    records = [listing.record(row) for row in rows]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(records[0] if records else [each.name for each in listing.fields])
    writer.writerows([[_cell(value) for value in record.values()] for record in records])
    return text.getvalue().rstrip("\n")


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


def _cell(value: Any) -> str:
    """Return a value as a cell; a spreadsheet would run a text that looks like a formula.

    So it would what stands behind a semicolon, where that separates cells.
    """
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return _FORMULA.sub(r"\1'", text)
