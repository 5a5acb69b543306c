"""Customers that should be there, how far each is, and why it may be missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from data.expected import Arrival
from data.expected_listings import EXPECTED, ExpectedRow, expected_rows
from data.query import Sort
from data.snapshot import Snapshot
from screens.base import BaseScreen
from screens.messages import Copy, EditExpected, Keep, WhyMissing
from screens.widgets.columns import Column, shorten
from screens.widgets.pane import Pane, Words

_field = EXPECTED.by_name
_STATES = {
    Arrival.NOT_INVITED: ("·", "muted"),
    Arrival.INVITED: ("…", "muted"),
    Arrival.NOTHING_VISIBLE: ("?", "unknown"),
    Arrival.FAILED: ("⊘", "stale"),
    Arrival.NO_PLAN: ("▲", "pending"),
    Arrival.OTHER_PLAN: ("▲", "pending"),
    Arrival.DELEGATED: ("✓", "ok"),
}
_NAME = 60

COLUMNS: tuple[Column[ExpectedRow], ...] = (
    Column.of(_field["name"], grow=True, min_width=16),
    Column.of(_field["plan"], priority=1),
    Column.of(_field["invited"], priority=2),
    Column.of(_field["scopes"], right=True, priority=3),
    Column.of(_field["remark"], min_width=10, max_width=40, priority=4),
    Column(
        "state",
        "State",
        lambda row: f"{_STATES[row.found.arrival][0]} {row.found.arrival}",
        lambda row: _STATES[row.found.arrival][1],
    ),
)


class Expected(BaseScreen):
    """A list of those who were invited: add one, see what is there, ask why not."""

    HELP = (
        "Azure shows nothing of a customer that delegated nothing, so a customer that is missing "
        "is nowhere to be seen. Note here who should be there. Enter tells why one may be missing."
    )
    MODE_TITLE = "Expected customers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "app.pop_screen", "Updates", id="expected.close", tooltip="Back to the board"
        ),
        Binding("n", "new", "New", id="expected.new", tooltip="Expect another customer"),
        Binding("e", "edit", "Edit", id="expected.edit", tooltip="Change the current one"),
        Binding("d", "delete", "Delete", id="expected.delete", tooltip="Expect it no longer"),
        Binding("y", "copy", "Copy id", id="expected.copy", tooltip="Copy the tenant id"),
    ]

    def __init__(self) -> None:
        """Make the list."""
        super().__init__()
        words = Words("Nobody is expected. Press n to note a customer that should be there.")
        self.expected = Pane(
            "Expected customers", EXPECTED, COLUMNS, words, sort=Sort("state"), id="expected"
        )

    def compose_content(self) -> Iterable[Widget]:
        """Lay out the list."""
        yield self.expected

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show how far everybody is now."""
        self.expected.show(expected_rows(snapshot))

    @on(Pane.Selected)
    def _explain(self) -> None:
        if row := self.expected.current:
            self.post_message(WhyMissing(row.customer))

    def action_new(self) -> None:
        """Expect another customer."""
        self.post_message(EditExpected())

    def action_edit(self) -> None:
        """Change the current one."""
        if row := self.expected.current:
            self.post_message(EditExpected(row.customer))

    def action_delete(self) -> None:
        """Expect the current one no longer."""
        if row := self.expected.current:
            name = shorten(row.customer.name, _NAME)
            said = f"{name} is expected no longer."
            self.post_message(Keep(gone=(row.customer,), said=said))

    def action_copy(self) -> None:
        """Copy the tenant id."""
        if row := self.expected.current:
            self.post_message(Copy(row.customer.tenant_id, "tenant id"))
