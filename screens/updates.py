"""The update board: who is behind, since when, and what would change for them."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from data.board import UpdateRow
from data.board_groups import GROUPS, By, Group, groups, spread_bar
from data.board_listings import UPDATES
from data.diff_text import markdown
from data.pending import pending
from data.portal import customers_page
from data.query import Rows, Sort
from data.snapshot import Snapshot
from screens.linked import LinkedScreen
from screens.messages import Copy, OpenLink
from screens.text import state_label, state_tone
from screens.update_details import group_detail, update_detail
from screens.widgets.columns import Column
from screens.widgets.pane import Pane, Words

_update = UPDATES.by_name
_group = GROUPS.by_name

GROUP_COLUMNS: tuple[Column[Group], ...] = (
    Column.of(_group["name"], grow=True, min_width=14),
    Column.of(
        _group["behind"],
        right=True,
        tone=lambda group: "pending" if group.behind else "muted",
    ),
    Column.of(_group["customers"], right=True, priority=1),
    Column("versions", "Newest … oldest", spread_bar, lambda group: "accent", priority=2),
)
COLUMNS: tuple[Column[UpdateRow], ...] = (
    Column.of(_update["customer"], grow=True, min_width=16),
    Column.of(_update["offer"], min_width=12, max_width=30, priority=1),
    Column.of(_update["accepted"], max_width=22),
    Column.of(_update["latest"], priority=2),
    Column.of(_update["since"], priority=3),
    Column.of(_update["scopes"], right=True, priority=4),
    Column.of(_update["source"], priority=5),
    Column(
        "state",
        "State",
        lambda row: state_label(row.shown, row.behind),
        lambda row: state_tone(row.shown),
    ),
)
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
        Binding(
            "p",
            "regroup",
            "Regroup",
            id="updates.group",
            tooltip="Take the rows together by plan, or by customer",
        ),
        Binding(
            "y",
            "copy_diff",
            "Copy diff",
            id="updates.copy",
            tooltip="Copy what the latest version changes, as Markdown",
        ),
        Binding(
            "Y",
            "copy_row",
            "Copy row",
            show=False,
            id="updates.copy-row",
            tooltip="Copy all that is known of the current row, as JSON",
        ),
        Binding(
            "o",
            "open",
            "Portal",
            id="updates.open",
            tooltip="Open the page My customers in the Azure portal",
        ),
    ]

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

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the new state in both lists, with the cursors where they were."""
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
            self.board.show(self.snapshot.update_board, from_top=from_top)
        else:
            self.board.title = f"Updates · {group.name}"
            self.board.show(Rows(UPDATES, group.rows), from_top=from_top)
        self.refresh_detail()

    def show_detail(self) -> None:
        """Show the details of the current row, or of the current group."""
        group, row = self.groups.current, self.board.current
        if self.active == "groups" and group:
            self.detail.show(lambda width: group_detail(group, width))
        elif row:
            found = pending(self.snapshot, row)
            self.detail.show(lambda width: update_detail(row, found, width))

    def action_regroup(self) -> None:
        """Take the rows together the other way."""
        self._by = By.CUSTOMER if self._by is By.PLAN else By.PLAN
        self.groups.title = "Plans" if self._by is By.PLAN else "Customers"
        self.watch_snapshot(self.snapshot)

    def action_copy_diff(self) -> None:
        """Copy what the latest version changes for the current row."""
        row = self.board.current
        found = pending(self.snapshot, row) if row else []
        if found:
            self.post_message(Copy("\n".join(map(markdown, found)), "diff"))
        else:
            self.notify("No newer version is known for this row.", timeout=3, markup=False)

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
