"""What the drawer of the update board says about a row or a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from textual.content import Content

from data.board_groups import Group, bar
from data.board_listings import accepted, since
from data.diff import Diff, Difference
from data.diff_text import RISK, SIGNS, side_by_side, unified
from data.listings import state_words
from data.rollout import Stage
from data.rows import CustomerRow, ScopeRow, Shown
from data.update_row import UpdateRow
from data.words import plural
from screens.details import noted, scope_reason
from screens.paragraphs import (
    field,
    heading,
    in_full,
    lines_of,
    muted,
    pair,
    stale_lines,
    state_line,
    title,
)
from screens.text import state_label, state_tone
from screens.theme import TONES, glyph
from screens.widgets.columns import fit, wrapped
from screens.widgets.status_bar import Part

_WIDE = 104
"""From so many cells on, before and after stand side by side."""
_TONES = {
    Difference.ADDED: TONES["ok"],
    Difference.REMOVED: TONES["stale"],
    Difference.CHANGED: TONES["pending"],
    Difference.UNCHANGED: TONES["muted"],
}
SIGN_TONES = {SIGNS[each]: tone for each, tone in _TONES.items()} | {RISK: TONES["error"]}
"""The tone of a line of a diff, by its sign."""
_VERSION_WIDTH = 12
_LATER = {Shown.AHEAD: 1, Shown.CURRENT: 2, Shown.STANDARD: 3, Shown.TEMPLATE: 4}
"""Counts that give way where there is no room, the highest first."""


def counts_by_state(rows: Sequence[UpdateRow]) -> list[Part]:
    """Say how many rows of the board are in each state, and how many wait for a word from us."""
    states = Group("", "", tuple(rows)).states
    stages = Counter(row.progress.stage for row in rows if row.progress)
    waiting = ((Stage.OVERDUE, "error"), (Stage.NOT_TOLD, "muted"))
    return [
        *(
            Part(_counted(state, number), state_tone(state), _LATER.get(state, 0))
            for state, number in states.items()
        ),
        *(Part(f"{stages[stage]:,} {stage}", tone) for stage, tone in waiting if stages[stage]),
    ]


def _counted(state: Shown, number: int) -> str:
    words = "behind" if state is Shown.PENDING else state_words(state, 0)
    return f"{glyph(state.value)} {number:,} {words}"


def group_detail(group: Group, width: int) -> Content:
    """Say how the customers of a group are spread over versions and states."""
    lines = [title(group.name, width), field("Customers", f"{group.customers:,}")]
    if not group.is_all:
        lines += [Content(""), heading("Customers on each version")]
        for version, customers in group.spread:
            share = bar(customers, group.customers, 24)
            lines.append(
                Content.assemble(
                    "  ",
                    fit(version, _VERSION_WIDTH),
                    f" {customers:6,}  ",
                    (share, TONES["accent"]),
                )
            )
    lines += [Content(""), heading("States")]
    for state, count in group.states.items():
        lines.append(
            Content.assemble(f"  {count:6,}  ", (state_label(state), TONES[state_tone(state)]))
        )
    return lines_of([*lines, *in_full(group.name, width)])


def update_detail(
    row: UpdateRow, customer: CustomerRow, diffs: Sequence[Diff], width: int
) -> Content:
    """Say who is behind, since when, who says so, where, and what an update would change.

    Args:
        row: The row.
        customer: The customer that it is about.
        diffs: From each accepted version to the latest one; none where that is not known.
        width: Cells of a line.
    """
    name = f"{row.customer} · {row.offer}"
    lines = [
        title(name, width),
        state_line(row.shown, row.behind),
        field("Why", scope_reason(row.deciding)),
        field("Tenant", row.tenant_id),
        *noted(customer),
        field("Accepted", accepted(row)),
        field("Latest", row.latest),
        field("Behind since", _since(row)),
        *_rollout_lines(row),
    ]
    for stale in dict.fromkeys(scope.stale for scope in row.scopes if scope.stale):
        lines += stale_lines(stale.subscription_id, stale.reason, stale.read_at)
    if row.behind and not diffs:
        lines += [Content(""), muted(f"What {row.latest} changes is not known, only its number.")]
    for each in diffs:
        lines += [Content(""), *diff_lines(each, width)]
    lines += [Content(""), heading(plural(len(row.scopes), "scope"))]
    lines += [pair(each.scope, _scope_words(each), width) for each in row.scopes]
    return lines_of([*lines, *in_full(name, width)])


def _scope_words(scope: ScopeRow) -> str:
    label = state_label(scope.shown, scope.status.behind)
    return f"{scope.version}  {label}" if scope.version else label


def _rollout_lines(row: UpdateRow) -> Iterable[Content]:
    """Say what was noted of the way to the latest version, and what is next."""
    if row.progress is None:
        return
    word = "since" if row.progress.stage is Stage.OVERDUE else "on"
    day = f" {word} {row.progress.since}" if row.progress.since else ""
    yield field("Told", f"{row.progress.stage}{day}. {row.progress.next_step}")
    if row.entry is None:
        return
    if row.entry.told_on:
        yield field("Told on", row.entry.told_on.isoformat())
    if row.entry.reminded_on:
        yield field("Reminded on", ", ".join(each.isoformat() for each in row.entry.reminded_on))
    if row.entry.remark:
        yield field("Remark", row.entry.remark)


def diff_lines(diff: Diff, width: int) -> Iterable[Content]:
    """Show a diff: side by side where there is room, else line by line."""
    yield heading(f"{diff.before.title} → {diff.after.title}")
    if not diff.differs:
        yield muted("  No difference in who gets which role.")
        return
    if width < _WIDE:
        for sign, words in unified(diff):
            yield Content.assemble((f"{sign} {words}", SIGN_TONES[sign]))
        return
    half = (width - 3) // 2
    for left, right, difference in side_by_side(diff):
        tone = _TONES[difference] if difference else TONES["error"]
        for one, other in zip_longest(wrapped(left, half), wrapped(right, half), fillvalue=""):
            cells = (fit(one, half), tone), muted(" │ "), (fit(other, half), tone)
            yield Content.assemble(*cells)


def _since(row: UpdateRow) -> str:
    day = since(row)
    if row.since and row.since.at_first_look:
        return f"{day} (it was there when Lightkeeper first looked)"
    return day
