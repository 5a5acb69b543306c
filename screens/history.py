"""Earlier states of a plan: see, compare, restore, mark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from data.plan_states import after_edit
from data.plans import Plan
from data.query import Rows
from data.revision_listings import REVISIONS, StateRow
from data.sides import draft_name
from screens.authoring_forms import mark_form
from screens.base import BaseScreen
from screens.documents import states_document
from screens.form import Values
from screens.messages import MarkState, PlanHost
from screens.text import day_and_time
from screens.widgets.columns import Column, shorten
from screens.widgets.pane import Pane, Words

_field = REVISIONS.by_name
_TITLE = 60

COLUMNS: tuple[Column[StateRow], ...] = (
    Column("at", "When", lambda row: day_and_time(row.revision.at)),
    Column.of(_field["changed"], grow=True, min_width=24),
    Column.of(_field["version"], max_width=12, priority=1),
    Column.of(_field["mark"], tone=lambda row: "accent", max_width=24),
)


class History(BaseScreen):
    """A list of states, the newest on top."""

    HELP = (
        "Each save of the plan left a state here: of the last day one a minute, then one an hour, "
        "after a month one a day. Marked ones stay for ever. Enter compares with now."
    )
    MODE_TITLE = "History"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "Back", id="history.close", tooltip="Back"),
        Binding("R", "restore", "Restore", id="history.restore",
                tooltip="Go on with the plan as it was then; undo takes that back"),
        Binding("m", "mark", "Mark", id="history.mark",
                tooltip="Mark the state with a word, so that it stays for ever"),
    ]  # fmt: skip

    def __init__(self, editor: PlanHost, plan: Plan, states: Rows[StateRow]) -> None:
        """Make the list.

        Args:
            editor: Who goes on with a state that is restored.
            plan: The plan as it is now.
            states: Its states.
        """
        super().__init__()
        self._editor, self._plan, self._states = editor, plan, states
        words = Words("No earlier state is kept yet. Each save leaves one.")
        title = f"Earlier states of {shorten(draft_name(plan), _TITLE)}"
        self.states = Pane(title, REVISIONS, COLUMNS, words, id="states")

    def compose_content(self) -> Iterable[Widget]:
        """Lay out the list."""
        yield self.states

    def on_mount(self) -> None:
        """Show the states."""
        self.show(self._states)

    def show(self, states: Rows[StateRow]) -> None:
        """Show the states as they are kept now."""
        self.states.show(states)

    @on(Pane.Selected, "#states")
    def _compare(self) -> None:
        if row := self.states.current:
            then = row.revision
            self.app.push_screen(states_document(then.plan, self._plan, day_and_time(then.at)))

    def action_restore(self) -> None:
        """Go on with the current state."""
        row = self.states.current
        if row is None:
            return
        if self.host.read_only:
            self.notify(self.host.read_only, severity="warning", markup=False)
            return
        now = self._plan
        then = replace(
            row.revision.plan, ready=now.ready, archived=now.archived, saved_at=now.saved_at
        )
        self.app.pop_screen()
        words = f"restored the state of {day_and_time(row.revision.at)}"
        self._editor.take(after_edit(now, then), words)

    def action_mark(self) -> None:
        """Mark the current state with a word."""
        row = self.states.current
        if row is None:
            return

        def take(values: Values | None) -> None:
            if values:
                at = row.revision.at
                self.post_message(MarkState(self, self._plan.id, at, values["mark"]))

        self.app.push_screen(mark_form(row.revision.mark), take)
