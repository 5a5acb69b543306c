"""Lists on standard output: for people, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from rich.cells import cell_len

from data.query import Field, Listing
from data.snapshot import Snapshot

Row = TypeVar("Row")

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
    """Return the rows in aligned columns with a heading."""
    fields: list[Field[Row]] = list(listing.fields)
    table = [[each.title for each in fields]]
    table += [[each.text(row) for each in fields] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    return "\n".join(_line(cells, widths) for cells in table)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        text + " " * (width - cell_len(text)) for text, width in zip(cells, widths, strict=True)
    )
    return "  ".join(padded).rstrip()


def _cell(value: Any) -> str:
    """Return a value as a cell; a spreadsheet would run a text that looks like a formula."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
