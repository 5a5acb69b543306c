"""Any list as a document to send or to work with: CSV, JSON, Markdown, HTML.

Those that people read begin with what is listed, how old it is, and what is not known; all that
came from outside stays text in each of them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from data.clean import clean, defuse, defused_cell
from data.known import KnownMeta
from data.markdown import escape
from data.query import Field, Listed
from data.words import plural

Row = TypeVar("Row")

_MINUTE = len("2026-11-02T08:30")
_BYTE_ORDER_MARK = "\ufeff"


class ReportFormat(StrEnum):
    """How a report is written."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


ENDINGS = {
    ".csv": ReportFormat.CSV,
    ".json": ReportFormat.JSON,
    ".md": ReportFormat.MARKDOWN,
    ".html": ReportFormat.HTML,
}
"""What a file's ending says about its format."""


@dataclass(frozen=True)
class Report(Generic[Row]):
    """A list with what must be known to trust it."""

    listed: Listed[Row]
    meta: KnownMeta
    """When and how the sync went from which the rows are."""
    redacted: bool = False
    """Whether other names and ids stand for the real ones."""


def written(report: Report[Any], form: ReportFormat) -> str:
    """Return a report in one of the formats, with a line end at its end."""
    match form:
        case ReportFormat.CSV:
            return as_csv(report)
        case ReportFormat.JSON:
            return as_json(report)
        case ReportFormat.MARKDOWN:
            return as_markdown(report)
        case ReportFormat.HTML:
            from data.formats.report_html import as_html

            return as_html(report)


def file_content(report: Report[Any], form: ReportFormat) -> bytes:
    """Return a report as a file holds it."""
    text = written(report, form)
    if form is ReportFormat.CSV and not text.isascii():
        # Without it Excel takes the letters of names for others.
        text = _BYTE_ORDER_MARK + text
    return text.encode()


def as_json(report: Report[Any], *, only_ascii: bool = False) -> str:
    """Return one JSON document: the rows, and how far they can be trusted."""
    meta, listed = report.meta, report.listed
    content = {
        "list": listed.listing.name,
        "filter": clean(listed.query),
        "total": listed.total,
        "redacted": report.redacted,
        "synced_at": meta.synced_at,
        "reader": meta.reader,
        "managing_tenant_id": meta.managing_tenant_id,
        "stale_subscriptions": len(meta.stale),
        "failures": len(meta.failures),
        "rows": [listed.listing.record(row) for row in listed.rows],
    }
    return json.dumps(content, indent=2, ensure_ascii=only_ascii) + "\n"


def as_csv(report: Report[Any]) -> str:
    """Return the rows as CSV with a heading, without a formula in any cell."""
    listed = report.listed
    records = [listed.listing.record(row) for row in listed.rows]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(records[0] if records else [each.name for each in listed.listing.fields])
    writer.writerows([[_cell(value) for value in record.values()] for record in records])
    return text.getvalue()


def as_markdown(report: Report[Any]) -> str:
    """Return the head and the rows as a table."""
    listed, fields = report.listed, report.listed.listing.fields
    lines = [f"# {escape(listed.title)}", ""]
    lines += [f"- **{label}:** {escape(text)}" for label, text in head(report)]
    lines += ["", *(f"> {escape(each)}  " for each in caveats(report)), ""]
    lines += [_line([heading(each) for each in fields]), _line(["---"] * len(fields))]
    lines += [_line([each.text(row) for each in fields], escaped=True) for row in listed.rows]
    return "\n".join(lines) + "\n"


def head(report: Report[Any]) -> list[tuple[str, str]]:
    """Return what is to be known of a list, each with its label."""
    meta, listed = report.meta, report.listed
    shown, total = f"{len(listed.rows):,}", f"{listed.total:,}"
    found = [("Rows", shown if shown == total else f"{shown} of {total}")]
    if listed.query:
        found.append(("Filter", clean(listed.query)))
    if meta.managing_tenant_id:
        who = " ".join(filter(None, (meta.managing_tenant_name, meta.managing_tenant_id)))
        found.append(("Managing tenant", who))
    at = meta.synced_at[:_MINUTE].replace("T", " ")
    found.append(("Synced", f"{at} UTC, reader {meta.reader}" if at else "never"))
    if report.redacted:
        found.append(("Names and ids", "redacted; equal ones stand for equal ones"))
    return found


def caveats(report: Report[Any]) -> list[str]:
    """Return in sentences what is not known."""
    meta = report.meta
    if not meta.synced_at:
        return ["Azure was never read: only what is kept on this machine is in this list."]
    found = ["What Azure did not show us at that moment is not in this list."]
    if meta.stale:
        unread = plural(len(meta.stale), "subscription")
        found.append(f"{unread} could not be read then: those rows are older, or missing.")
    if meta.failures:
        found.append(f"{plural(len(meta.failures), 'thing')} failed in that sync.")
    return found


def heading(field: Field[Any]) -> str:
    """Return what stands above a column; on screen some need no words."""
    return field.title or field.name.capitalize()


def _line(cells: Sequence[str], *, escaped: bool = False) -> str:
    return f"| {' | '.join(map(escape, cells) if escaped else cells)} |"


def _cell(value: Any) -> str:
    """Return a value as a cell; a spreadsheet would run a text that looks like a formula.

    So it would what stands behind a semicolon, where that separates cells.
    """
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return defused_cell(defuse(text))
