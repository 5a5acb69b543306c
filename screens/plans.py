"""The library: offers and plans, their drafts and versions, and what has become of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on, work

from data.ledger import RecordedVersion
from data.library_groups import EVERYTHING, GROUPS, LibraryGroup, library_groups
from data.library_listings import (
    LIBRARY,
    LibraryRows,
    library,
    look_up,
    place_words,
    plan_words,
    published_words,
)
from data.library_rows import LibraryRow
from data.models import version_number
from data.plan_states import PlanState
from data.plans import Visibility, is_version_of
from data.query import Sort
from screens.messages import OpenPlan
from screens.plan_details import (
    group_detail,
    lint_tone,
    lint_words,
    plan_detail,
    state_tone,
    state_words,
)
from screens.plan_verbs import PlanVerbs
from screens.widgets.columns import Column
from screens.widgets.pane import Pane, Words

_field = LIBRARY.by_name
_group = GROUPS.by_name
_DAY = len("2026-11-02")
AT_ONCE = 0.05
"""Seconds that lint may take before the rows are shown; the others are told when it is done."""

GROUP_COLUMNS: tuple[Column[LibraryGroup], ...] = (
    Column.of(
        _group["plan"], tone=lambda group: "" if group.is_plan else "accent", grow=True,
        min_width=16,
    ),
    Column.of(_group["drafts"], tone=lambda group: "pending", right=True),
    Column.of(_group["published"], right=True, priority=2),
    Column.of(_group["latest"], max_width=10, priority=1),
)  # fmt: skip


def _visibility(row: LibraryRow) -> str:
    words = _field["visibility"].text(row)
    return f"◉ {words}" if words == Visibility.PUBLIC else words


_PLACE = Column("offer", "Offer / plan", place_words, grow=True, min_width=24)
_PLAN = Column("plan", "Plan", plan_words, grow=True, min_width=12)
_NAME = Column.of(_field["name"], grow=True, min_width=12, priority=4)
_OTHERS: tuple[Column[LibraryRow], ...] = (
    Column.of(_field["version"], max_width=12),
    Column("state", "State", state_words, state_tone),
    Column("published", "Published", published_words, lambda row: "muted", priority=6),
    Column(
        "visibility",
        "Visibility",
        _visibility,
        lambda row: "pending" if row.plan.visibility is Visibility.PUBLIC else "",
        priority=3,
    ),
    Column.of(_field["customers"], right=True, priority=1),
    Column.of(_field["authorizations"], right=True, priority=7),
    Column("saved", "Saved", lambda row: row.plan.saved_at[:_DAY], priority=5),
    Column("findings", "Lint", lint_words, lint_tone, min_width=8, max_width=32),
)
COLUMNS = (_PLACE, *_OTHERS)
"""Of all rows; those of one plan need not say which it is."""
_OF_OFFER = (_PLAN, *_OTHERS)
_OF_PLAN = (*_OTHERS[:1], _NAME, *_OTHERS[1:])
_EMPTY = Words(
    "No plans yet. Press n to start one, f to import one from a file.",
    "No plan matches.",
    "Reading the library …",
)


class Plans(PlanVerbs):
    """Offers and plans at the left, their drafts and versions at the right."""

    HELP = (
        "Drafts and versions of your plans, kept in the library on this machine, and the versions "
        "that Azure shows. Nothing here is sent to Azure. Enter opens a draft; what is published "
        "is never edited, N starts the next version of it. Space shows all about a row: roles, "
        "findings and how to mend them. Archived plans are left out; /archived:yes shows them."
    )
    MODE_TITLE = "Plans"
    AUTO_FOCUS: ClassVar[str | None] = "#plans RowTable"
    PANES = ("offers", "plans")
    NOTES = ("drafts and versions →", "← offers and plans")

    def __init__(self) -> None:
        """Make the two lists."""
        super().__init__()
        # What one works on stands first in the second list; the first narrows it.
        self.set_reactive(Plans.active, "plans")
        self._library = LibraryRows(LIBRARY, ())
        self._wanted = ""
        self.groups = Pane("Offers", GROUPS, GROUP_COLUMNS, _EMPTY, id="offers")
        self.plans = Pane("Plans", LIBRARY, COLUMNS, _EMPTY, sort=Sort("state"), id="plans")

    @property
    def panes(self) -> tuple[Pane[Any], ...]:
        """Offers and plans, and their drafts and versions."""
        return self.groups, self.plans

    def follow(self, plan_id: str) -> None:
        """Put the cursor on a plan, wherever it stands, as soon as the list shows it."""
        self._wanted = plan_id
        self._go_to_wanted()

    def fill(self) -> None:
        """Show the library as it is now."""
        if not self.snapshot.is_loaded:
            return
        self._library = library(self.snapshot)
        if left := look_up(self._library.rows, AT_ONCE):
            self._check(left)
        self.groups.show(library_groups(self._library.rows))
        self._show_rows()
        self._go_to_wanted()

    @work(thread=True, exclusive=True, group="lint", exit_on_error=False)
    def _check(self, rows: Sequence[LibraryRow]) -> None:
        """Have lint look at the rows for which there was no time before they were shown."""
        look_up(rows)
        self.app.call_from_thread(self._show_rows)

    @on(Pane.Highlighted, "#offers")
    def _follow_group(self) -> None:
        self._show_rows()

    @on(Pane.Highlighted, "#plans")
    def _follow_row(self) -> None:
        self.refresh_detail()

    def _show_rows(self) -> None:
        group = self.groups.current
        if group is None or group.is_all:
            self.plans.title, self.plans.columns = "Plans", COLUMNS
            self.plans.show(self._library)
        else:
            self.plans.title = f"Plans · {group.title}"
            self.plans.columns = _OF_PLAN if group.is_plan else _OF_OFFER
            self.plans.show(LibraryRows(LIBRARY, group.rows))
        self.refresh_detail()

    def _go_to_wanted(self) -> None:
        at = self._library.index.get(self._wanted)
        if at is None:
            return
        wanted, self._wanted = self._library.rows[at], ""
        if wanted.plan.archived:  # the list leaves it out
            return
        group = self.groups.current
        if group and wanted not in group.rows:
            self.groups.go_to(EVERYTHING)
            self._show_rows()
        self.plans.go_to(wanted.key)

    def show_detail(self) -> None:
        """Show the details of the current row, or of the current group."""
        group, row = self.groups.current, self.plans.current
        if self.active == "offers" and group:
            self.detail.show(lambda width: group_detail(group, width))
        elif row:
            record = self._record(row)
            self.detail.show(lambda width: plan_detail(row, record, width))

    def _record(self, row: LibraryRow) -> RecordedVersion | None:
        """Return that the version of a row was recorded as published, if it was."""
        number = version_number(row.plan.version)
        found = (
            each
            for each in self.snapshot.library.versions
            if version_number(each.version) == number and is_version_of(each.plan, row.plan)
        )
        return next(found, None)

    @on(Pane.Selected)
    def _open(self, event: Pane.Selected) -> None:
        # Here enter opens what is under it; the screen of linked lists would open the details.
        event.prevent_default()
        row = self.plans.current
        if self.active == "offers":
            self.action_go(1)
        elif row and row.is_kept and row.state in (PlanState.DRAFT, PlanState.READY):
            self._wanted = row.key
            self.post_message(OpenPlan(row.key))
        elif row:
            self.detailed = not self.detailed
            if self.detailed:
                self._say(self._why_closed(row))
