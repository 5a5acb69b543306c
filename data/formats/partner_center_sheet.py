"""The steps of Partner Center's form as a sheet: Markdown to tick off, CSV to work with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from data.diff_text import table
from data.formats.csv_text import csv_text
from data.formats.form_steps import Step, StepKind
from data.formats.identity import Target
from data.formats.outputs import Output
from data.formats.partner_center import steps
from data.markdown import escape
from data.plans import Plan
from data.sides import draft_name
from data.words import plural

_LONGEST_CELL = 200
"""Characters of a value that still fit into a table."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_TICKS = re.compile(r"`+")
_ABOUT = (
    "Every field of the form for managed services in Partner Center, in the form's order. Nothing "
    "here was sent anywhere. Copy from the page as it is shown: in its source some signs have a "
    "backslash before them."
)


def partner_center_markdown(plan: Plan, target: Target, name: str) -> tuple[Output, ...]:
    """Return the sheet as Markdown."""
    found = steps(plan, target.names)
    lines = [f"# Partner Center: {escape(draft_name(plan))}", "", _ABOUT, ""]
    if problems := _count(found):
        lines += [f"**{problems}: they say so below.**", ""]
    for section, group in groupby(found, lambda each: each.section):
        lines += _section(section, list(group))
    return (Output(".partner-center.md", "\n".join(lines)),)


def partner_center_csv(plan: Plan, target: Target, name: str) -> tuple[Output, ...]:
    """Return the sheet as CSV."""
    rows = ((each.section, each.field, each.value, _note(each)) for each in _found(plan, target))
    return (Output(".partner-center.csv", csv_text(("Section", "Field", "Value", "Note"), rows)),)


def partner_center_notes(plan: Plan, target: Target) -> Iterator[str]:
    """Yield what is to be known about the sheet."""
    if problems := _count(_found(plan, target)):
        yield f"{problems}; the sheet says which and why."


def _found(plan: Plan, target: Target) -> tuple[Step, ...]:
    return steps(plan, target.names)


def _count(found: Iterable[Step]) -> str:
    count = sum(bool(each.warning) for each in found)
    return f"{plural(count, 'step')} to look at first" if count else ""


def _section(section: str, group: Sequence[Step]) -> Iterator[str]:
    yield from (f"## {escape(section)}", "")
    yield from table(("Done", "Field", "Value", "Note"), map(_cells, group))
    yield ""
    for each in group:
        if _is_long(each.value):
            yield from (f"{escape(each.field)}:", "", *_block(each.value), "")


def _cells(step: Step) -> list[str]:
    name = escape(step.field)
    field = f"Press **{name}**" if step.kind is StepKind.PRESS else name
    value = "(below the table)" if _is_long(step.value) else escape(step.value)
    warning = f"**{escape(step.warning)}** " if step.warning else ""
    note = step.hint if step.kind is StepKind.PRESS else _plain_note(step)
    return ["☐", field, value, f"{warning}{escape(note)}"]


def _note(step: Step) -> str:
    return " ".join(filter(None, (step.warning, _plain_note(step))))


def _plain_note(step: Step) -> str:
    how = {StepKind.PRESS: "Press.", StepKind.PICK: "Pick.", StepKind.PASTE: ""}[step.kind]
    return " ".join(filter(None, (how, step.hint)))


def _is_long(value: str) -> bool:
    return len(value) > _LONGEST_CELL or bool(_LINE_END.search(value))


def _block(text: str) -> list[str]:
    """Return a text as a block in which nothing is markup."""
    longest = max(map(len, _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *_LINE_END.split(text), fence]
