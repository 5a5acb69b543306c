"""Lists on standard output: for people, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from rich.cells import cell_len, set_cell_size

from data.query import Field, Listing
from data.snapshot import Snapshot

Row = TypeVar("Row")

_WIDEST = 60
_FORMULA = ("=", "+", "-", "@")


def as_json(listing: Listing[Row], rows: Sequence[Row], snapshot: Snapshot) -> str:
    """Return one JSON document: the rows, and how far they can be trusted."""
    meta = snapshot.meta
    document = {
        "list": listing.name,
        "synced_at": meta.synced_at,
        "reader": meta.reader,
        "managing_tenant_id": meta.managing_tenant_id,
        "stale_subscriptions": len(meta.stale),
        "failures": len(meta.failures),
        "rows": [listing.record(row) for row in rows],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


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
    widths = [min(_WIDEST, max(map(cell_len, each))) for each in zip(*table, strict=True)]
    return "\n".join(_line(cells, widths) for cells in table)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(_fit(*each) for each in zip(cells, widths, strict=True)).rstrip()


def _fit(text: str, width: int) -> str:
    cut = text if cell_len(text) <= width else f"{set_cell_size(text, width - 1)}…"
    return cut + " " * (width - cell_len(cut))


def _cell(value: Any) -> str:
    """Return a value as a cell; a spreadsheet would run a text that looks like a formula."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
