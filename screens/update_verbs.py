"""What can be done with a row of the update board."""

from __future__ import annotations

import json
from typing import ClassVar

from textual.binding import Binding, BindingType

from data.board import new_entry, taken_back, told_today
from data.board_groups import Group
from data.diff_text import markdown
from data.entries import Side
from data.models import PlanKey
from data.pending import pending
from data.portal import customers_page
from data.rows import VersionRow
from data.update_row import UpdateRow
from screens.linked import LinkedScreen
from screens.messages import (
    Compare,
    Copy,
    EditCustomer,
    EditRollout,
    ForgetVersion,
    Keep,
    LinkStandard,
    NoteTold,
    OpenLink,
    RecordVersion,
    ShowExpected,
    ShowImpact,
    ShowNote,
    WriteNotes,
)
from screens.widgets.columns import shorten
from screens.widgets.pane import Pane

_NAME = 60
"""Cells of a customer's name that a notification repeats."""


class UpdateVerbs(LinkedScreen):
    """The keys of the board; which rows there are is the subclass's."""

    groups: Pane[Group]
    board: Pane[UpdateRow]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_diff", "Copy", id="updates.copy",
                tooltip="Copy what the latest version changes, as Markdown"),
        Binding("Y", "copy_row", "Copy row", False, id="updates.copy-row",
                tooltip="Copy all that is known of the current row, as JSON"),
        Binding("n", "note", "Note", id="updates.note",
                tooltip="The note to the customer: what changes and how to accept it"),
        Binding("N", "notes", "All notes", False, id="updates.notes",
                tooltip="Write the notes to all who are behind in the list into a folder"),
        Binding("t", "told", "Told", id="updates.told",
                tooltip="Note that the customer was told today; once more takes that back"),
        Binding("T", "all_told", "All told", False, id="updates.all-told",
                tooltip="Note that all who are behind in the list were told today"),
        Binding("e", "edit", "Rollout", False, id="updates.edit",
                tooltip="Change when the customer was told and reminded, and what it answered"),
        Binding("i", "impact", "Impact", id="updates.impact",
                tooltip="Whom the latest version reaches, and who gains and loses what"),
        Binding("c", "compare", "Compare", False, id="updates.compare",
                tooltip="Compare what the customer has with anything else"),
        Binding("v", "version", "Record version", False, id="updates.version",
                tooltip="Record a version as published, where Azure does not tell the latest"),
        Binding("V", "forget", "Forget version", False, id="updates.forget",
                tooltip="Take back a version that was recorded by hand"),
        Binding("f", "follow", "Standard", False, id="updates.follow",
                tooltip="Say which standard plan the customer's templates follow"),
        Binding("a", "alias", "Alias", False, id="updates.alias",
                tooltip="Our own name for the customer, and a note"),
        Binding("w", "expected", "Who is missing", False, id="updates.expected",
                tooltip="Customers that should be there, and why one may be missing"),
        Binding("o", "open", "Portal", False, id="updates.open",
                tooltip="Open the page My customers in the Azure portal"),
    ]  # fmt: skip

    def action_copy_diff(self) -> None:
        """Copy what the latest version changes for the current row."""
        row = self._row()
        found = pending(self.snapshot, row) if row else []
        if found:
            self.post_message(Copy("\n".join(map(markdown, found)), "diff"))
        elif row:
            self._say("No newer version is known for this row.")

    def action_note(self) -> None:
        """Show the note to the customer of the current row."""
        if row := self._row_behind():
            self.post_message(ShowNote(row))

    def action_notes(self) -> None:
        """Write the notes to all in the list who are behind."""
        rows = tuple(row for row in self.board.shown if row.is_behind)
        if rows:
            self.post_message(WriteNotes(rows))
        else:
            self._say("Nobody in the list is behind.")

    def action_told(self) -> None:
        """Note that the customer was told today, or take that back."""
        row, today = self._row_behind(), self.snapshot.today
        if row is None:
            return
        name = shorten(row.customer, _NAME)
        if before := taken_back(row, today):
            said = f"Taken back: {name} was not told on {today}."
            self.post_message(Keep((before,), said=said))
        elif entry := told_today(row, today):
            said = f"Noted: {name} was told on {today}. t again takes it back."
            self.post_message(Keep((entry,), said=said))

    def action_all_told(self) -> None:
        """Note that all in the list who are behind were told today."""
        rows = tuple(row for row in self.board.shown if row.is_behind)
        if rows:
            self.post_message(NoteTold(rows))
        else:
            self._say("Nobody in the list is behind.")

    def action_edit(self) -> None:
        """Change what is noted of the current row's way to the latest version."""
        row = self._row()
        if row and new_entry(row):
            self.post_message(EditRollout(row))
        elif row:
            self._say("No version is known that this customer could be told of.")

    def action_impact(self) -> None:
        """Show whom the latest version of the current plan reaches."""
        row = self._any_row()
        if row is None:
            self._say("Choose a plan or a customer first.")
            return
        of = row.standard or (self._latest(row.plan) if row.plan else None)
        if of:
            self.post_message(ShowImpact(of))
        else:
            self._say("No version of a plan is known here.")

    def action_compare(self) -> None:
        """Compare what the customer has with anything else."""
        row = self._row()
        held = row.furthest.definition if row else None
        if row and held:
            name = f"{row.customer} · {row.offer} {row.furthest.version}".rstrip()
            self.post_message(Compare(Side.of(name, held)))

    def action_version(self) -> None:
        """Record a version of the current plan as published."""
        row = self._any_row()
        self.post_message(RecordVersion(row.plan if row else None, row.latest if row else ""))

    def action_forget(self) -> None:
        """Take back a version of the current plan that was recorded by hand."""
        row = self._any_row()
        if row and row.plan:
            self.post_message(ForgetVersion(row.plan))

    def action_follow(self) -> None:
        """Pick the standard that the customer's templates follow."""
        row = self._row()
        if row and row.plan is None:
            self.post_message(LinkStandard(row))
        elif row:
            self._say("Only customers onboarded by template follow a standard plan.")

    def action_alias(self) -> None:
        """Change what we call the customer."""
        if row := self._row():
            self.post_message(EditCustomer(row.tenant_id, row.customer))

    def action_expected(self) -> None:
        """Open the list of expected customers."""
        self.post_message(ShowExpected())

    def _row(self) -> UpdateRow | None:
        """Return the current row of the board; in the other list there is none to act on."""
        if self.active != "board":
            self._say("Choose a customer in the list at the right first (tab).")
            return None
        if self.board.current is None:
            self._say("There is no row to act on.")
        return self.board.current

    def _any_row(self) -> UpdateRow | None:
        """Return the current row, or in the other list one of the current group."""
        group = self.groups.current
        if self.active == "groups":
            return group.rows[0] if group and not group.is_all and group.rows else None
        return self.board.current

    def _row_behind(self) -> UpdateRow | None:
        row = self._row()
        if row is None or row.is_behind:
            return row
        self._say(f"{shorten(row.customer, _NAME)} has no update to accept here.")
        return None

    def _latest(self, plan: PlanKey) -> VersionRow | None:
        versions = (
            self.snapshot.versions_of(plan).rows or self.snapshot.versions_of(plan.ordinary).rows
        )
        return versions[0] if versions else None

    def _say(self, text: str) -> None:
        self.notify(text, timeout=3, markup=False)

    def action_copy_row(self) -> None:
        """Copy the current row as JSON."""
        row, pane = self.active_pane.current, self.active_pane
        if row is not None:
            text = json.dumps(pane.listing.record(row), indent=2, ensure_ascii=False)
            self.post_message(Copy(text, "row"))

    def action_open(self) -> None:
        """Open the provider's page of customers."""
        if self.snapshot.is_synced:
            self.post_message(OpenLink(customers_page(self.snapshot.meta.portal_url)))
