"""A diff of authorizations as text: Markdown, one column, two columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from data.diff import Diff, Difference, Pair
from data.entries import Entry, EntryField, facts, kind_of, say
from data.markdown import escape
from data.marks import Mark
from data.roles import role_name

RISK = "!"
"""The sign of a line that says what is risky."""
SIGNS = {
    Difference.ADDED: "+",
    Difference.REMOVED: "-",
    Difference.CHANGED: "~",
    Difference.UNCHANGED: " ",
}
HEADINGS = ("Change", "Who", "Role", "Kind", "Details", "Risk")
_ARROW = " → "


class SideBySide(NamedTuple):
    """A line of two columns."""

    left: str
    right: str
    difference: Difference | None
    """How the two texts stand to one another; nothing for a risk, which stands on the right."""


def unified(diff: Diff) -> list[tuple[str, str]]:
    """Return the lines of one column, each a sign and words."""
    lines = [(RISK, mark_words(each)) for each in diff.general_marks]
    return [*lines, *(line for pair in diff.pairs for line in pair_lines(pair))]


def pair_lines(pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield what happens to one entry, each line a sign and words."""
    sign = SIGNS[pair.difference]
    yield sign, f"{pair.who}: {pair.role} ({pair.kind})"
    if pair.difference is not Difference.UNCHANGED:
        for field, told in _details(pair):
            yield sign, f"  {field}: {_ARROW.join(told)}"
    for each in pair.marks:
        yield RISK, f"  {mark_words(each)}"


def side_by_side(diff: Diff) -> list[SideBySide]:
    """Return the lines of two columns: how each entry was, and how it is."""
    lines = [SideBySide("", _risk(each), None) for each in diff.general_marks]
    for pair in diff.pairs:
        left = _column(pair, pair.before, {each.field: each.before for each in pair.fields})
        right = _column(pair, pair.after, {each.field: each.after for each in pair.fields})
        for field in EntryField:
            was, now = left.get(field, ""), right.get(field, "")
            if was or now:
                lines.append(SideBySide(was, now, _difference(was, now)))
        lines += [SideBySide("", f"  {_risk(each)}", None) for each in pair.marks]
    return lines


def markdown(diff: Diff) -> str:
    """Return a document with a table of what changes, risks included."""
    lines = [f"## {escape(diff.before.title)}{_ARROW}{escape(diff.after.title)}", ""]
    if diff.general_marks:
        lines += [*(f"- {_strong(each)}" for each in diff.general_marks), ""]
    changed = [each for each in diff.pairs if each.difference is not Difference.UNCHANGED]
    if changed:
        lines += [*table(HEADINGS, map(cells, changed)), ""]
    same = len(diff.pairs) - len(changed)
    lines.append(f"{'Unchanged' if changed else 'No differences; unchanged'}: {same}.")
    return "\n".join(lines) + "\n"


def entry_words(entry: Entry) -> str:
    """Say who gets which role, and under which conditions."""
    who = entry.display_name or entry.principal_id or "(nobody)"
    details = (f"{field}: {words}" for field, words in _said(entry).items())
    role = role_name(entry.role_id) or "(no role)"
    return "; ".join([f"{who}: {role} ({kind_of(entry)})", *details])


def mark_words(mark: Mark) -> str:
    """Say a mark with its severity."""
    return f"{mark.severity}: {mark.words}"


def _details(pair: Pair) -> Iterator[tuple[EntryField, Sequence[str]]]:
    """Tell each field that changed, before and after; or all fields of what came or went."""
    if pair.fields:
        for each in pair.fields:
            yield each.field, (each.before, each.after)
    else:
        for field, words in _said(pair.entry).items():
            yield field, (words,)


def _said(entry: Entry) -> dict[EntryField, str]:
    """Say what the first line of an entry leaves out."""
    return {
        field: say(field, fact)
        for field, fact in facts(entry).items()
        if field not in (EntryField.KIND, EntryField.NAME)
    }


def _column(
    pair: Pair, entry: Entry | None, changed: Mapping[EntryField, str]
) -> dict[EntryField, str]:
    """Return the lines of an entry on one side; the first stands where its kind would."""
    if entry is None:
        return {}
    said = _said(entry)
    said |= {field: changed[field] for field in (*said, EntryField.NAME) if field in changed}
    head = {EntryField.KIND: f"{pair.who}: {pair.role} ({kind_of(entry)})"}
    return head | {field: f"  {field}: {words}" for field, words in said.items()}


def _difference(left: str, right: str) -> Difference:
    if left == right:
        return Difference.UNCHANGED
    if not left:
        return Difference.ADDED
    return Difference.CHANGED if right else Difference.REMOVED


def cells(pair: Pair) -> list[str]:
    """Return what happens to one entry, below ``HEADINGS``."""
    details = (f"{field}: {_ARROW.join(map(escape, told))}" for field, told in _details(pair))
    return [
        pair.difference.value,
        escape(pair.who),
        escape(pair.role),
        pair.kind,
        "; ".join(details),
        "; ".join(map(_strong, pair.marks)),
    ]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; what is in the cells must be escaped already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return [f"| {' | '.join(each)} |" for each in lines]


def _risk(mark: Mark) -> str:
    return f"{RISK} {mark_words(mark)}"


def _strong(mark: Mark) -> str:
    return f"**{mark.severity}**: {mark.words}"
