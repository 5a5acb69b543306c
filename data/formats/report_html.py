"""A list as one HTML file that needs nothing else: to read, to print, to attach to a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from typing import Any

from data.clean import clean
from data.formats.report import Report, caveats, head, heading
from data.listings import count
from data.query import Field

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LONG = 24
"""Characters from which on a cell is broken into lines."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may do with it: nothing but draw it."""


def as_html(report: Report[Any]) -> str:
    """Return a report as a page."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report[Any]) -> Iterator[str]:
    title = _text(report.listed.title)
    style = resources.files("data.formats").joinpath("report.css").read_text(encoding="utf-8")
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{title} – Lightkeeper</title>"
    yield f"<style>\n{style}</style>"
    yield "</head>"
    yield "<body>"
    yield "<header>"
    yield '<p class="by">Lightkeeper</p>'
    yield f"<h1>{title}</h1>"
    yield "<dl>"
    for label, text in head(report):
        yield f"<div><dt>{_text(label)}</dt><dd>{_text(text)}</dd></div>"
    yield "</dl>"
    yield '<ul class="caveats">'
    yield from (f"<li>{_text(each)}</li>" for each in caveats(report))
    yield "</ul>"
    yield "</header>"
    yield "<main>"
    yield from _table(report)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _table(report: Report[Any]) -> Iterator[str]:
    listed, fields = report.listed, report.listed.listing.fields
    # Focusable, so that a wide table can be moved with the keys.
    yield '<div class="wide" role="region" aria-labelledby="what" tabindex="0">'
    yield "<table>"
    yield f'<caption id="what">{_text(_caption(report))}</caption>'
    yield f"<thead><tr>{''.join(map(_heading, fields))}</tr></thead>"
    yield "<tbody>"
    for row in listed.rows:
        yield f"<tr>{''.join(_cells(fields, row))}</tr>"
    if not listed.rows:
        yield f'<tr><td class="none" colspan="{len(fields)}">No rows.</td></tr>'
    yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _heading(field: Field[Any]) -> str:
    kind = "number" if field.number is count else ""
    return f'<th scope="col"{_class(kind)}>{_text(heading(field))}</th>'


def _caption(report: Report[Any]) -> str:
    rows = dict(head(report))["Rows"]
    return f"{report.listed.title}: {rows} {'row' if rows == '1' else 'rows'}"


def _cells(fields: Sequence[Field[Any]], row: Any) -> Iterator[str]:
    for at, each in enumerate(fields):
        text = each.text(row)
        is_long = len(text) > _LONG and not _ID.fullmatch(text)
        kind = "number" if each.number is count else "long" if is_long else ""
        tag, scope = ("td", "") if at else ("th", ' scope="row"')
        yield f"<{tag}{scope}{_class(kind)}>{_content(each, _text(text))}</{tag}>"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _content(field: Field[Any], text: str) -> str:
    if field.name == "state":
        return f'<span class="state" data-state="{text}">{text}</span>'
    return f"<code>{text}</code>" if _ID.fullmatch(text) else text


def _text(text: str) -> str:
    return escape(clean(text))
