"""The permission sheet for the customer as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from data.diff_text import table
from data.formats.identity import Target
from data.formats.outputs import Output
from data.formats.permissions import Cell, PermissionSheet, PermissionTable, permission_sheet
from data.markdown import escape
from data.notes.style import STYLES, Format
from data.plans import Plan

_STYLE = STYLES[Format.MARKDOWN]


def permissions_markdown(plan: Plan, target: Target, name: str) -> tuple[Output, ...]:
    """Return the sheet."""
    text = "\n".join(_lines(permission_sheet(plan, target)))
    return (Output(".permissions.md", f"{text}\n"),)


def _lines(sheet: PermissionSheet) -> Iterator[str]:
    yield f"# {escape(sheet.title)}"
    for each in sheet.intro:
        yield from ("", _STYLE.data(each))
    facts = (f"{escape(label)}: {_cell(value)}" for label, value in sheet.facts)
    yield from ("", _STYLE.bullets(facts))
    for each_table in sheet.tables:
        yield from _table(each_table)
    yield from ("", "## What to know", "", _STYLE.bullets(map(_STYLE.data, sheet.remarks)))
    yield from ("", "## How to end it", "", _STYLE.steps(map(_STYLE.data, sheet.ending)), "")
    yield _STYLE.bullets(map(_STYLE.data, sheet.ending_remarks))
    yield from ("", _STYLE.data(sheet.foot))


def _table(of: PermissionTable) -> Iterator[str]:
    yield from ("", f"## {escape(of.caption)}", "")
    yield from table(of.headings, (list(map(_cell, row)) for row in of.rows))


def _cell(cell: Cell) -> str:
    """Return a text with its id beside it; a code span would keep a backtick in it from ending."""
    if not cell.id:
        return escape(cell.text)
    return f"{escape(cell.text)} ({escape(cell.id)})" if cell.text else escape(cell.id)
