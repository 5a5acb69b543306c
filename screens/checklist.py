"""What it takes to publish a plan, what of it is done, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from data.checklist import ItemState, progress_words, states, ticked
from data.checklist_listings import CHECKLIST, checklist_rows, done_words
from data.entering import read_day
from data.plan_states import Publications, state_words
from data.plans import Plan
from data.snapshot import Snapshot
from screens.authoring_forms import tick_form
from screens.base import BaseScreen
from screens.form import Values
from screens.messages import Keep, PublishPlan
from screens.paragraphs import lines_of, muted
from screens.theme import TONES
from screens.widgets.columns import Column, shorten
from screens.widgets.pane import Pane, Words

_field = CHECKLIST.by_name
_NAME = 60

COLUMNS: tuple[Column[ItemState], ...] = (
    Column.of(_field["group"], tone=lambda state: "muted"),
    Column.of(_field["item"], grow=True, min_width=44),
    Column.of(_field["reason"], tone=lambda state: "muted", max_width=60, priority=1),
    Column(
        "done",
        "Done",
        lambda state: f"{'✓' if state.is_done else '·'} {done_words(state)}",
        lambda state: "ok" if state.is_done else "pending",
    ),
)


class Checklist(BaseScreen):
    """A list of items to tick, above what Partner Center takes for the current one."""

    HELP = (
        "What Partner Center asks for, in the order of the work. Some is done once for the offer, "
        "some for each plan or version. What Lightkeeper sees by itself cannot be ticked."
    )
    MODE_TITLE = "Checklist"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "Back", id="checklist.close", tooltip="Back"),
        Binding("space,t", "tick", "Tick", id="checklist.tick",
                tooltip="Note that the current item is done today, or no longer"),
        Binding("e", "edit", "Other day", id="checklist.edit",
                tooltip="Note on which day the current item was done"),
        Binding("v", "publish", "Published", id="checklist.publish",
                tooltip="Record the version as published; Updates follows"),
    ]  # fmt: skip

    def __init__(self, plan: Plan) -> None:
        """Make the list for a version of a plan."""
        super().__init__()
        self._plan = plan
        words = Words("There is nothing to do.", loading="Looking how far it is …")
        self.items = Pane("Checklist", CHECKLIST, COLUMNS, words, id="items")

    def compose_content(self) -> Iterable[Widget]:
        """Lay out the progress above the list, and what is known of the current item below."""
        yield Static(id="how-far", markup=False)
        yield self.items
        yield Static(id="about-item", markup=False)

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show how far everything is now."""
        kept = (each for each in snapshot.plans if each.id == self._plan.id)
        plan = self._plan = next(kept, self._plan)
        self.items.title = f"{plan.offer_id or plan.name}/{plan.plan_id} {plan.version}"

        def look() -> None:
            known = Publications(snapshot.library.versions, snapshot.versions.rows)
            found = states(plan, snapshot), state_words(plan, known)
            self.app.call_from_thread(self._fill, *found)

        self.run_worker(look, thread=True, exclusive=True, exit_on_error=False)

    def _fill(self, found: Sequence[ItemState], what: str) -> None:
        self.items.show(checklist_rows(found))
        self.items.set_note(what)
        self.query_one("#how-far", Static).update(Content.styled(progress_words(found), "bold"))
        self._explain()

    @on(Pane.Highlighted, "#items")
    def _explain(self) -> None:
        row = self.items.current
        self.query_one("#about-item", Static).update(about(row) if row else Content())

    @on(Pane.Selected, "#items")
    def _open(self) -> None:
        self.action_edit()

    def action_tick(self) -> None:
        """Note that the current item is done today, or that it is not."""
        if row := self._by_hand():
            self._note(row, None if row.is_done else self.snapshot.today)

    def action_edit(self) -> None:
        """Note on which day the current item was done."""
        row = self._by_hand()
        if row is None:
            return

        def take(values: Values | None) -> None:
            if values:
                self._note(row, read_day(values["on"]))

        self.app.push_screen(tick_form(row.item.words, row.on, self.snapshot.today), take)

    def action_publish(self) -> None:
        """Record the version as published."""
        self.post_message(PublishPlan(self._plan))

    def _by_hand(self) -> ItemState | None:
        """Return the current item, unless the program judges it."""
        row = self.items.current
        if row and not row.by_hand:
            self.notify(f"Lightkeeper sees this by itself. {row.reason}", timeout=5, markup=False)
            return None
        return row

    def _note(self, row: ItemState, day: date | None) -> None:
        words = f"{shorten(row.item.words, _NAME)}: {f'done {day}' if day else 'open again'}."
        self.post_message(Keep((ticked(self._plan, self.snapshot, row.item.id, day),), said=words))


def about(state: ItemState) -> Content:
    """Say for what an item is done, what Partner Center takes, or what a judgement rests on."""
    reason = Content.styled(state.reason, TONES["ok" if state.is_done else "pending"])
    limits = Content(state.item.limits) if state.item.limits else muted("No limits to keep to.")
    per = muted(f"Once for each {state.item.per}.")
    return lines_of([Content(state.item.words), reason if state.reason else limits, per])
