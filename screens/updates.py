"""The update board: who is behind, since when, and what would change for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from data.board_groups import GROUPS, By, Group, groups, spread_bar
from data.board_listings import UPDATES
from data.pending import pending
from data.query import Rows, Sort
from data.update_row import UpdateRow
from screens.text import state_label, state_tone
from screens.update_details import counts_by_state, group_detail, update_detail
from screens.update_verbs import UpdateVerbs
from screens.widgets.columns import Column
from screens.widgets.pane import Pane, Words
from screens.widgets.status_bar import StatusBar

_update = UPDATES.by_name
_group = GROUPS.by_name

GROUP_COLUMNS: tuple[Column[Group], ...] = (
    Column.of(_group["name"], grow=True, min_width=14),
    Column(
        "behind",
        "Behind",
        lambda group: f"{group.behind:,} of {len(group.rows):,}",
        lambda group: "pending" if group.behind else "muted",
        right=True,
    ),
    Column("versions", "Versions", spread_bar, lambda group: "accent", priority=1),
)
_CUSTOMER = Column.of(_update["customer"], grow=True, min_width=16)
_OFFER = Column.of(_update["offer"], min_width=12, max_width=22, priority=1)
_OTHERS: tuple[Column[UpdateRow], ...] = (
    Column.of(_update["accepted"], max_width=20),
    Column.of(_update["latest"], priority=2),
    Column.of(_update["since"], priority=4),
    Column.of(_update["told"], priority=3),
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
_NOT_SYNCED = Words(
    nothing="Nothing is known yet.\nPress r to sync with Azure; the line below says how far it is.",
    loading="Reading the cache …",
)
_ROWS = Words("Nobody has accepted a plan here.", "Nobody matches.", "Reading the cache …")
_GROUPS = Words("No plan is in use.", "Nothing matches.", "Reading the cache …")


class Updates(UpdateVerbs):
    """Plans or customers at the left, who is on which version at the right."""

    HELP = (
        "A row for each customer and plan. A customer must accept an update itself; nobody tells "
        "you who has not. Enter shows what the latest version would change for the customer."
    )
    MODE_TITLE = "Updates"
    PANES = ("groups", "board")
    NOTES = ("who is behind →", "← plans or customers")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "regroup", "Group", id="updates.group",
                tooltip="Take the rows together by plan, or by customer"),
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

    def fill(self) -> None:
        """Show the new state in both lists, with the cursors where they were."""
        snapshot = self.snapshot
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
        self.fill()
