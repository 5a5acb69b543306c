"""The library's drafts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from data.entries import Side
from data.plan_listings import PLANS, plan_state
from data.plans import Plan, plan_problems
from data.query import Rows
from data.sides import draft_name
from data.snapshot import Snapshot
from screens.base import BaseScreen
from screens.messages import (
    Compare,
    Copy,
    DeletePlan,
    ImportPlan,
    NewPlan,
    OpenPlan,
    ShowImpact,
    ShowRoles,
)
from screens.widgets.columns import Column
from screens.widgets.pane import Pane, Words

_field = PLANS.by_name

COLUMNS: tuple[Column[Plan], ...] = (
    Column.of(_field["name"], grow=True, min_width=24),
    Column.of(_field["offer"], priority=2),
    Column.of(_field["version"]),
    Column.of(_field["authorizations"], right=True, priority=4),
    Column(
        "state",
        "State",
        lambda plan: f"{'▲' if plan_problems(plan) else '✓'} {plan_state(plan)}",
        lambda plan: "pending" if plan_problems(plan) else "ok",
    ),
    Column.of(_field["saved"], priority=3),
)


class Plans(BaseScreen):
    """A list of drafts: make one, open one, delete one."""

    HELP = "Drafts of plans, kept in the library on this machine. Nothing here is sent to Azure."
    MODE_TITLE = "Plans"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New plan", id="plans.new", tooltip="Start an empty draft"),
        Binding("f", "import", "From file", id="plans.import",
                tooltip="Import plans from a template, a plan file, or a list of Azure's"),
        Binding("d", "delete", "Delete", id="plans.delete", tooltip="Delete the current draft"),
        Binding("y", "copy", "Copy id", False, id="plans.copy", tooltip="Copy offer and plan id"),
        Binding("c", "compare", "Compare", show=False, id="plans.compare",
                tooltip="Compare the current draft with anything else"),
        Binding("i", "impact", "Impact", id="plans.impact",
                tooltip="Whom the draft would reach, and who would gain and lose what"),
        Binding("b", "roles", "Roles", id="plans.roles",
                tooltip="Browse Azure's roles: which ones Lighthouse takes, who holds them"),
    ]  # fmt: skip

    def __init__(self) -> None:
        """Make the list."""
        super().__init__()
        words = Words(
            "No plans yet. Press n to make one, f to import one from a file.", "No plan matches."
        )
        self.plans = Pane("Plans", PLANS, COLUMNS, words, id="plans")

    def compose_content(self) -> Iterable[Widget]:
        """Lay out the list."""
        yield self.plans

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the drafts as they are now."""
        self.plans.show(Rows(PLANS, snapshot.plans))

    @on(Pane.Selected)
    def _open(self, event: Pane.Selected) -> None:
        self.post_message(OpenPlan(event.key))

    def action_new(self) -> None:
        """Ask for an empty draft."""
        self.post_message(NewPlan())

    def action_import(self) -> None:
        """Choose a file to import."""
        self.post_message(ImportPlan())

    def action_roles(self) -> None:
        """Open the browser of roles."""
        self.post_message(ShowRoles())

    def action_delete(self) -> None:
        """Ask to delete the current draft."""
        if plan := self.plans.current:
            self.post_message(DeletePlan(plan))

    def action_copy(self) -> None:
        """Copy offer and plan id."""
        if plan := self.plans.current:
            self.post_message(Copy(f"{plan.offer_id}/{plan.plan_id}", "offer and plan id"))

    def action_compare(self) -> None:
        """Compare the current draft with anything else."""
        if plan := self.plans.current:
            self.post_message(Compare(Side.of(draft_name(plan), plan)))

    def action_impact(self) -> None:
        """Show whom the current draft would reach."""
        if plan := self.plans.current:
            self.post_message(ShowImpact(plan))
