"""The permission sheet for the customer as one page that stands by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources

from data.clean import clean
from data.formats.identity import Target
from data.formats.outputs import Output
from data.formats.permissions import Cell, PermissionSheet, PermissionTable, permission_sheet
from data.plans import Plan


def permissions_html(plan: Plan, target: Target, name: str) -> tuple[Output, ...]:
    """Return the page."""
    text = "\n".join(_page(permission_sheet(plan, target)))
    return (Output(".permissions.html", f"{text}\n"),)


def _page(sheet: PermissionSheet) -> Iterator[str]:
    style = resources.files("data.formats").joinpath("permission_sheet.css").read_text("utf-8")
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{_text(sheet.title)}</title>"
    yield f"<style>\n{style}</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"
    yield from _body(sheet)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _body(sheet: PermissionSheet) -> Iterator[str]:
    yield f"<header>\n<h1>{_outside(sheet.title)}</h1>"
    yield from (f"<p>{_outside(each)}</p>" for each in sheet.intro)
    yield "</header>"
    yield "<dl>"
    for label, value in sheet.facts:
        yield f"<div><dt>{_text(label)}</dt><dd>{_cell(value)}</dd></div>"
    yield "</dl>"
    for each in sheet.tables:
        yield from _table(each)
    yield from _section("What to know", "ul", sheet.remarks)
    yield from _section("How to end it", "ol", sheet.ending)
    yield from (f"<p>{_outside(each)}</p>" for each in sheet.ending_remarks)
    yield f"<footer><p>{_text(sheet.foot)}</p></footer>"


def _section(title: str, kind: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"<h2>{_text(title)}</h2>"
    yield f"<{kind}>"
    yield from (f"<li>{_outside(each)}</li>" for each in lines)
    yield f"</{kind}>"


def _table(of: PermissionTable) -> Iterator[str]:
    yield '<div class="scrolls" role="region" tabindex="0" aria-label="' + f'{_text(of.caption)}">'
    yield "<table>"
    yield f"<caption>{_text(of.caption)}</caption>"
    headings = "".join(f'<th scope="col">{_text(each)}</th>' for each in of.headings)
    yield f"<thead><tr>{headings}</tr></thead>"
    yield "<tbody>"
    for first, *others in of.rows:
        cells = "".join(f"<td>{_cell(each)}</td>" for each in others)
        yield f'<tr><th scope="row">{_cell(first)}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _cell(cell: Cell) -> str:
    id = f"<code>{_text(cell.id)}</code>" if cell.id else ""
    return f"{_outside(cell.text)}{id}" if cell.text else id


def _outside(text: str) -> str:
    """Return a text in which names may stand that are written from right to left."""
    return f'<span dir="auto">{_text(text)}</span>'


def _text(text: str) -> str:
    return escape(clean(text))
