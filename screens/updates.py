"""The update board: who is behind, since when, and what would change for them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from data.board import UpdateRow, new_entry, told_today
from data.board_groups import GROUPS, By, Group, groups, spread_bar
from data.board_listings import UPDATES
from data.diff_text import markdown
from data.entries import Side
from data.models import PlanKey
from data.pending import pending
from data.portal import customers_page
from data.query import Rows, Sort
from data.rows import VersionRow
from data.snapshot import Snapshot
from screens.linked import LinkedScreen
from screens.messages import (
    Compare,
    Copy,
    EditCustomer,
    EditRollout,
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
from screens.text import state_label, state_tone
from screens.update_details import counts_by_state, group_detail, update_detail
from screens.widgets.columns import Column, shorten
from screens.widgets.pane import Pane, Words
from screens.widgets.status_bar import StatusBar

_update = UPDATES.by_name
_group = GROUPS.by_name

GROUP_COLUMNS: tuple[Column[Group], ...] = (
    Column.of(_group["name"], grow=True, min_width=14),
    Column(
        "behind",
        "Behind",
        lambda group: f"{group.behind:,} of {group.customers:,}",
        lambda group: "pending" if group.behind else "muted",
        right=True,
    ),
    Column("versions", "New … old", spread_bar, lambda group: "accent", priority=1),
)
_CUSTOMER = Column.of(_update["customer"], grow=True, min_width=16)
_OFFER = Column.of(_update["offer"], min_width=12, max_width=22, priority=1)
_OTHERS: tuple[Column[UpdateRow], ...] = (
    Column.of(_update["accepted"], max_width=20),
    Column.of(_update["latest"], priority=2),
    Column.of(_update["since"], priority=4),
    Column.of(_update["rollout"], priority=3),
    Column.of(_update["scopes"], right=True, priority=5),
    Column.of(_update["source"], priority=6),
    Column(
        "state",
        "State",
        lambda row: state_label(row.shown, row.behind),
        lambda row: state_tone(row.shown),
    ),
)
COLUMNS = (_CUSTOMER, _OFFER, *_OTHERS)
"""Of all rows; within a group, what they have in common need not be said."""
_WITHIN = {By.PLAN: (_CUSTOMER, *_OTHERS), By.CUSTOMER: (_OFFER, *_OTHERS)}
_NAME = 60
"""Cells of a customer's name that a notification repeats."""
_NOT_SYNCED = Words(
    nothing="Nothing is known yet.\nPress r to sync with Azure; the line below says how far it is.",
    loading="Reading the cache …",
)
_ROWS = Words("Nobody has accepted a plan here.", "Nobody matches.", "Reading the cache …")
_GROUPS = Words("No plan is in use.", "Nothing matches.", "Reading the cache …")


class Updates(LinkedScreen):
    """Plans or customers at the left, who is on which version at the right."""

    HELP = (
        "A row for each customer and plan. A customer must accept an update itself; nobody tells "
        "you who has not. Enter shows what the latest version would change for the customer."
    )
    MODE_TITLE = "Updates"
    PANES = ("groups", "board")
    NOTES = ("who is behind →", "← plans or customers")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "regroup", "Regroup", id="updates.group",
                tooltip="Take the rows together by plan, or by customer"),
        Binding("y", "copy_diff", "Copy diff", id="updates.copy",
                tooltip="Copy what the latest version changes, as Markdown"),
        Binding("Y", "copy_row", "Copy row", False, id="updates.copy-row",
                tooltip="Copy all that is known of the current row, as JSON"),
        Binding("n", "note", "Note", id="updates.note",
                tooltip="The note to the customer: what changes and how to accept it"),
        Binding("N", "notes", "All notes", False, id="updates.notes",
                tooltip="Write the notes to all who are behind in the list into a folder"),
        Binding("t", "told", "Told", id="updates.told",
                tooltip="Note that the customer was told today"),
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
        Binding("f", "follow", "Standard", False, id="updates.follow",
                tooltip="Say which standard plan the customer's templates follow"),
        Binding("a", "alias", "Alias", False, id="updates.alias",
                tooltip="Our own name for the customer, and a note"),
        Binding("w", "expected", "Who is missing", False, id="updates.expected",
                tooltip="Customers that should be there, and why one may be missing"),
        Binding("o", "open", "Portal", False, id="updates.open",
                tooltip="Open the page My customers in the Azure portal"),
    ]  # fmt: skip

    def __init__(self) -> None:
        """Make the two lists."""
        super().__init__()
        self._by = By.PLAN
        self.groups = Pane("Plans", GROUPS, GROUP_COLUMNS, _GROUPS, id="groups")
        self.board = Pane("Updates", UPDATES, COLUMNS, _ROWS, sort=Sort("state"), id="board")

    @property
    def panes(self) -> tuple[Pane[Any], ...]:
        """Groups, and their rows."""
        return self.groups, self.board

    def compose_content(self) -> Iterable[Widget]:
        """Lay out the counts above the lists."""
        yield StatusBar(id="counts")
        yield from super().compose_content()

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the new state in both lists, with the cursors where they were."""
        rows = snapshot.update_board.rows if snapshot.is_synced else ()
        self.query_one("#counts", StatusBar).update_parts(counts_by_state(rows))
        if snapshot.is_synced:
            self.groups.words = _GROUPS
            self.groups.show(groups(snapshot.update_board.rows, self._by))
        else:
            self.groups.words = _NOT_SYNCED
            self.groups.show(Rows(GROUPS, ()) if snapshot.is_loaded else None)
        self._show_rows()

    @on(Pane.Highlighted, "#groups")
    def _follow_group(self) -> None:
        self._show_rows(from_top=True)

    @on(Pane.Highlighted, "#board")
    def _follow_row(self) -> None:
        self.refresh_detail()

    def _show_rows(self, *, from_top: bool = False) -> None:
        group = self.groups.current
        if group is None:
            self.board.show(Rows(UPDATES, ()))
        elif group.is_all:
            self.board.title = "Updates"
            self.board.columns = COLUMNS
            self.board.show(self.snapshot.update_board, from_top=from_top)
        else:
            self.board.title = f"Updates · {group.name}"
            self.board.columns = _WITHIN[self._by]
            self.board.show(Rows(UPDATES, group.rows), from_top=from_top)
        self.refresh_detail()

    def show_detail(self) -> None:
        """Show the details of the current row, or of the current group."""
        group, row = self.groups.current, self.board.current
        if self.active == "groups" and group:
            self.detail.show(lambda width: group_detail(group, width))
        elif row:
            found = pending(self.snapshot, row)
            customers = self.snapshot.customers
            customer = customers.rows[customers.index[row.tenant_id]]
            self.detail.show(lambda width: update_detail(row, customer, found, width))

    def action_regroup(self) -> None:
        """Take the rows together the other way."""
        self._by = By.CUSTOMER if self._by is By.PLAN else By.PLAN
        self.groups.title = "Plans" if self._by is By.PLAN else "Customers"
        self.watch_snapshot(self.snapshot)

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
        """Note that the customer was told today."""
        row, today = self._row_behind(), self.snapshot.today
        if row and (entry := told_today(row, today)):
            if entry == row.entry:
                self._say(f"It is noted already that the customer was told on {today}.")
                return
            said = f"Noted: {shorten(row.customer, _NAME)} was told on {today}. e changes that."
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
        """Show whom the latest version of the current row's plan reaches."""
        row = self._row()
        if row is None:
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
        row = self.board.current
        plan = row.plan if row else None
        self.post_message(RecordVersion(plan, row.latest if row and plan else ""))

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
        """Return the current row of the board; in the list of groups there is none to act on."""
        if self.board.current is None:
            self._say("There is no row to act on.")
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
