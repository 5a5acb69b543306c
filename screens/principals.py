"""Principals and role sets: what plans are made of, known here and seen in live data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from data.diff_text import entry_words
from data.ledger import KnownPrincipal
from data.principals import PRINCIPALS, PrincipalRow, principals
from data.query import Rows
from data.role_set_listings import ROLE_SETS, RoleSetRow, role_set_rows
from data.roles import role_name
from data.snapshot import Snapshot
from data.words import plural
from screens.authoring_forms import (
    known_principal,
    named_role_set,
    principal_form,
    role_set_form,
)
from screens.dialogs import Confirm
from screens.form import Values
from screens.linked import LinkedScreen
from screens.messages import Copy, Keep
from screens.paragraphs import field, heading, lines_of, muted, pair, title
from screens.widgets.columns import Column, shorten
from screens.widgets.pane import Pane, Words

_principal = PRINCIPALS.by_name
_set = ROLE_SETS.by_name
_NAME = 60
_MOST = 200
"""Lines of one kind in the details; a principal may be in any number of delegations."""

PRINCIPAL_COLUMNS: tuple[Column[PrincipalRow], ...] = (
    Column.of(_principal["name"], grow=True, min_width=20),
    Column.of(_principal["kind"], max_width=20, priority=2),
    Column.of(_principal["role"], max_width=36, priority=3),
    Column.of(_principal["used"], right=True, priority=1),
    Column.of(_principal["remark"], max_width=24, priority=4),
)
SET_COLUMNS: tuple[Column[RoleSetRow], ...] = (
    Column.of(_set["name"], grow=True, min_width=20),
    Column.of(_set["authorizations"], right=True),
    Column.of(
        _set["source"], tone=lambda row: "ok" if row.is_kept else "muted", max_width=20, priority=1
    ),
    Column.of(_set["remark"], max_width=24, priority=2),
)


class Principals(LinkedScreen):
    """Principals at the left, sets of authorizations at the right."""

    HELP = (
        "Every principal that a plan or a delegation names, and sets of authorizations: those that "
        "you keep, and those that live data suggests. What is noted here stays on this machine."
    )
    MODE_TITLE = "Principals"
    PANES = ("principals", "sets")
    NOTES = ("role sets →", "← principals")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="principals.edit",
                tooltip="Change name, kind or remark; a set that was found is kept by that"),
        Binding("d", "forget", "Forget", id="principals.forget",
                tooltip="Forget what is noted here; what was seen stays in the list"),
        Binding("y", "copy", "Copy id", id="principals.copy", tooltip="Copy the object id"),
        Binding("escape", "leave", "Back", id="principals.close", tooltip="Back"),
    ]  # fmt: skip

    def __init__(self) -> None:
        """Make the two lists."""
        super().__init__()
        words = Words("No plan and no delegation names anybody.", loading="Counting who is where …")
        self.principals = Pane("Principals", PRINCIPALS, PRINCIPAL_COLUMNS, words, id="principals")
        words = Words("No role sets yet. A plan's editor keeps one.", loading="Looking for sets …")
        self.sets = Pane("Role sets", ROLE_SETS, SET_COLUMNS, words, id="sets")

    @property
    def panes(self) -> tuple[Pane[Any], ...]:
        """Principals, and role sets."""
        return self.principals, self.sets

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show who is where now."""

        def look() -> None:
            self.app.call_from_thread(self._fill, principals(snapshot), role_set_rows(snapshot))

        self.run_worker(look, thread=True, exclusive=True, exit_on_error=False)

    def _fill(self, rows: Rows[PrincipalRow], sets: Rows[RoleSetRow]) -> None:
        self.principals.show(rows)
        self.sets.show(sets)
        self.refresh_detail()

    @on(Pane.Highlighted)
    def _follow(self) -> None:
        self.refresh_detail()

    def show_detail(self) -> None:
        """Show the current principal or role set."""
        who, role_set = self.principals.current, self.sets.current
        if self.active == "principals" and who:
            self.detail.show(lambda width: principal_detail(who, width))
        elif self.active == "sets" and role_set:
            self.detail.show(lambda width: role_set_detail(role_set, width))

    def action_leave(self) -> None:
        """Close the innermost thing that is open, or go back."""
        if self.detailed or self.zoomed:
            self.action_back()
        else:
            self.app.pop_screen()

    def action_edit(self) -> None:
        """Change what is noted of the current row."""
        if self.active == "principals":
            if row := self.principals.current:
                self._edit_principal(row)
        elif found := self.sets.current:
            self._edit_role_set(found)

    def _edit_principal(self, row: PrincipalRow) -> None:
        before = row.kept or KnownPrincipal(row.principal_id)

        def take(values: Values | None) -> None:
            if values:
                self.post_message(Keep((known_principal(values, before),)))

        self.app.push_screen(principal_form(before, row.name), take)

    def _edit_role_set(self, row: RoleSetRow) -> None:
        def take(values: Values | None) -> None:
            if values:
                self.post_message(Keep((named_role_set(values, row.role_set),)))

        self.app.push_screen(role_set_form(row.role_set), take)

    def action_forget(self) -> None:
        """Take what is noted of the current row out of the library."""
        who, role_set = self.principals.current, self.sets.current
        if self.active == "principals" and who and who.kept:
            name = shorten(who.name or who.principal_id, _NAME)
            self.post_message(Keep(gone=(who.kept,), said=f"What was noted of {name} is gone."))
        elif self.active == "sets" and role_set and role_set.is_kept:
            self._ask_to_forget(role_set)
        else:
            self.notify("Nothing is noted of it; it was only seen.", timeout=3, markup=False)

    def _ask_to_forget(self, row: RoleSetRow) -> None:
        def answer(yes: bool | None) -> None:
            if yes:
                self.post_message(Keep(gone=(row.role_set,)))

        question = f"Forget the role set {shorten(row.role_set.name, _NAME)}?"
        text = f"It has {plural(len(row.entries), 'authorization')}. Plans stay as they are."
        self.app.push_screen(Confirm(question, text, "Forget"), answer)

    def action_copy(self) -> None:
        """Copy the id of the current principal."""
        row = self.principals.current
        if self.active == "principals" and row:
            self.post_message(Copy(row.principal_id, "object id"))


def principal_detail(row: PrincipalRow, width: int) -> Content:
    """Say what is known of a principal, which roles it holds, and where."""
    lines = [
        title(row.name or "(no name)", width),
        field("Object id", row.principal_id),
        field("Kind", row.kind or "nobody said"),
        field("Remark", row.remark),
        field("Seen in", row.seen),
    ]
    others = [f"{name} × {number:,}" for name, number in row.names if name != row.name]
    if others:
        lines.append(field("Also called", ", ".join(others)))
    lines += _part("role", [Content(f"  {role_name(each)}") for each in row.roles])
    plans = [pair(each.name or each.id, each.version, width) for each in row.plans]
    lines += _part("plan of the library", plans, "plans of the library")
    scopes = row.scopes[:_MOST]
    told = [pair(f"{at.customer} · {at.scope}", f"{at.offer} {at.version}", width) for at in scopes]
    lines += _part("delegation", told, total=len(row.scopes))
    return lines_of(lines)


def _part(
    one: str, lines: Sequence[Content], many: str = "", *, total: int | None = None
) -> list[Content]:
    """Return some lines below their number; nothing where there are none."""
    number = len(lines) if total is None else total
    more = [muted(f"  and {number - len(lines):,} more")] if number > len(lines) else []
    return [Content(""), heading(plural(number, one, many)), *lines, *more] if number else []


def role_set_detail(row: RoleSetRow, width: int) -> Content:
    """Say what a role set gives to whom."""
    lines = [title(row.role_set.name or "(no name)", width), field("Source", row.source)]
    if row.role_set.remark:
        lines.append(field("Remark", row.role_set.remark))
    entries = [Content(f"  {entry_words(each)}") for each in row.entries]
    return lines_of([*lines, *_part("authorization", entries)])
