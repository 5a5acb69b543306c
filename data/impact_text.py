"""Whom a version reaches, as text: signs and words for a screen, Markdown for a message."""

from __future__ import annotations

from collections.abc import Iterator

from data.diff_text import HEADINGS, RISK, cells, mark_words, pair_lines, table
from data.impact import Impact, Shift
from data.markdown import escape
from data.words import plural


def impact_title(impact: Impact) -> str:
    """Say what is assumed."""
    return f"Once everybody accepts {impact.title}"


def reach(impact: Impact) -> str:
    """Say in a line whom it reaches."""
    if not impact.groups:
        return "It reaches nobody: no customer is on an older version of this plan."
    text = f"It reaches {plural(len(impact.customers), 'customer')} with "
    text += plural(impact.scopes, "scope")
    return f"{text}, {impact.stale:,} of them stale." if impact.stale else f"{text}."


def unclear(impact: Impact) -> str:
    """Say what cannot be told; empty when all can."""
    if not impact.unclear:
        return ""
    return (
        f"{plural(len(impact.unclear), 'scope')} on a version that is no n.n.n cannot be told: "
        + ", ".join(sorted({f"{each.customer} ({each.version})" for each in impact.unclear}))
    )


def shift_lines(impact: Impact) -> Iterator[tuple[str, str]]:
    """Yield who gains and loses what, each line a sign and words."""
    for shift in impact.shifts:
        first, *others = pair_lines(shift.pair)
        yield first[0], f"{first[1]}  {_where(shift)}"
        yield from others
    for mark in impact.marks:
        if not any(mark in shift.pair.marks for shift in impact.shifts):
            yield RISK, mark_words(mark)


def impact_markdown(impact: Impact) -> str:
    """Return a document: whom it reaches, and who gains and loses what."""
    lines = [f"## {escape(impact_title(impact))}", "", reach(impact), ""]
    if left := unclear(impact):
        lines += [escape(left), ""]
    if impact.shifts:
        rows = ([*cells(each.pair), escape(_where(each))] for each in impact.shifts)
        lines += [*table([*HEADINGS, "Where"], rows), ""]
    if impact.customers:
        rows = (
            [
                escape(customer.name),
                escape(", ".join(part.version for part in customer.parts)),
                str(sum(len(part.scopes) for part in customer.parts)),
            ]
            for customer in impact.customers
        )
        lines += [*table(["Customer", "Now on", "Scopes"], rows), ""]
    return "\n".join(lines)


def _where(shift: Shift) -> str:
    return f"{plural(shift.customers, 'customer')}, {plural(shift.scopes, 'scope')}"
