"""What can be done with a draft or a version of the library."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace
from textual.binding import Binding, BindingType

from data.drafts import copy_of
from data.entries import Side
from data.library_groups import LibraryGroup
from data.library_rows import LibraryRow
from data.plan_states import NotReadyError, PlanState, mark_ready
from data.plans import Plan
from data.sides import draft_name
from screens.linked import LinkedScreen
from screens.messages import (
    Compare,
    Copy,
    DeletePlan,
    ExportPlan,
    ImportPlan,
    Keep,
    NewPlan,
    PublishPlan,
    RestorePlan,
    ShowChecklist,
    ShowImpact,
    ShowPartnerCenter,
    ShowRoles,
    StartPlan,
)
from screens.widgets.columns import shorten
from screens.widgets.pane import Pane

_NAME = 60
"""Cells of a plan's name that a notification repeats."""
_SENTENCE = 400
"""Cells of a sentence that a notification shows; names in it may be any length."""


class PlanVerbs(LinkedScreen):
    """The keys of the library; which rows there are is the subclass's."""

    groups: Pane[LibraryGroup]
    plans: Pane[LibraryRow]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="plans.new", tooltip="Start an empty draft"),
        Binding("N", "start", "From …", id="plans.start",
                tooltip="Start a draft from the current row, a customer, another plan, a file"),
        Binding("m", "ready", "Ready", id="plans.ready",
                tooltip="Mark the current draft as ready, or as not ready"),
        Binding("P", "publish", "Publish", id="plans.publish",
                tooltip="Record the current draft as published; Updates follows"),
        Binding("d", "delete", "Delete", False, id="plans.delete",
                tooltip="Delete the current plan; u brings it back"),
        Binding("u", "restore", "Undelete", False, id="plans.restore",
                tooltip="Bring back what was deleted last, and what before that"),
        Binding("D", "duplicate", "Duplicate", False, id="plans.duplicate",
                tooltip="Make another plan that gives the same"),
        Binding("A", "archive", "Archive", False, id="plans.archive",
                tooltip="Put the current plan away, or bring it back; archived:yes shows it"),
        Binding("i", "impact", "Impact", id="plans.impact",
                tooltip="Whom the current row would reach, and who would gain and lose what"),
        Binding("c", "compare", "Compare", False, id="plans.compare",
                tooltip="Compare the current row with anything else"),
        Binding("space", "details", "Details", False, id="plans.details",
                tooltip="Show or hide everything about the current row: roles, findings"),
        Binding("K", "checklist", "Checklist", False, id="plans.checklist",
                tooltip="What is to be done to publish the current plan"),
        Binding("w", "partner_center", "Partner Center", False, id="plans.partner-center",
                tooltip="Type the current row into Partner Center, field by field"),
        Binding("f", "import", "From file", False, id="plans.import",
                tooltip="Import plans from a template, a plan file, or a list of Azure's"),
        Binding("b", "roles", "Roles", False, id="plans.roles",
                tooltip="Browse Azure's roles: which ones Lighthouse takes, who holds them"),
        Binding("x", "export", "Export", id="plans.export",
                tooltip="Write the current row as a template, Bicep, Terraform, a sheet, YAML"),
        Binding("y", "copy", "Copy id", False, id="plans.copy",
                tooltip="Copy offer and plan id"),
        Binding("Y", "copy_text", "Copy YAML", False, id="plans.copy-text",
                tooltip="Copy the current row as YAML"),
    ]  # fmt: skip

    def action_new(self) -> None:
        """Start an empty draft."""
        self.post_message(NewPlan())

    def action_start(self) -> None:
        """Choose what a new draft starts from."""
        row = self.plans.current if self.active == "plans" else None
        self.post_message(StartPlan(row.plan if row else None))

    def action_import(self) -> None:
        """Choose a file to import."""
        self.post_message(ImportPlan())

    def action_roles(self) -> None:
        """Open the browser of roles."""
        self.post_message(ShowRoles())

    def action_details(self) -> None:
        """Show or hide the details."""
        self.detailed = not self.detailed

    def action_delete(self) -> None:
        """Delete the current plan."""
        if plan := self._kept():
            self.post_message(DeletePlan(plan))

    def action_restore(self) -> None:
        """Bring back what was deleted last."""
        self.post_message(RestorePlan())

    def action_duplicate(self) -> None:
        """Make another plan that gives the same."""
        if row := self._row():
            self.post_message(NewPlan(copy_of(row.plan)))

    def action_archive(self) -> None:
        """Put the current plan away, or bring it back."""
        if plan := self._kept():
            name = _name(plan)
            said = (
                f"{name} is back."
                if plan.archived
                else f"{name} is archived: /archived:yes shows it, A there brings it back."
            )
            self.post_message(Keep((replace(plan, archived=not plan.archived),), said=said))

    def action_ready(self) -> None:
        """Mark the current draft as ready, or as not ready."""
        row = self._draft()
        if row is None:
            return
        if row.plan.ready:
            said = f"{_name(row.plan)} is a draft again."
            self.post_message(Keep((replace(row.plan, ready=False),), said=said))
            return
        try:
            ready = mark_ready(row.plan, row.findings.open)
        except NotReadyError as error:
            self._refuse(str(error), "space shows all findings.")
        else:
            said = f"{_name(ready)} is ready. P records it as published."
            self.post_message(Keep((ready,), said=said))

    def action_publish(self) -> None:
        """Record the current draft as published."""
        if row := self._draft():
            self.post_message(PublishPlan(row.plan))

    def action_impact(self) -> None:
        """Show whom the current row would reach."""
        if row := self._row():
            versions = self.snapshot.versions
            seen = None if row.is_kept else versions.rows[versions.index[row.key]]
            self.post_message(ShowImpact(seen or row.plan))

    def action_compare(self) -> None:
        """Compare the current row with anything else."""
        if row := self._row():
            self.post_message(Compare(Side.of(draft_name(row.plan), row.plan)))

    def action_export(self) -> None:
        """Show what the current row can be written as."""
        if row := self._row():
            self.post_message(ExportPlan(row.plan))

    def action_checklist(self) -> None:
        """Open the checklist of the current plan."""
        if plan := self._kept():
            self.post_message(ShowChecklist(plan))

    def action_partner_center(self) -> None:
        """Show the current row as the fields of Partner Center's form."""
        if row := self._row():
            self.post_message(ShowPartnerCenter(row.plan))

    def action_copy(self) -> None:
        """Copy offer and plan id; of a template's plan, which has none, our own."""
        if row := self._row():
            plan = row.plan
            if plan.offer_id or plan.plan_id:
                self.post_message(Copy(f"{plan.offer_id}/{plan.plan_id}", "offer and plan id"))
            else:
                self.post_message(Copy(plan.id, "id of the plan in the library"))

    def action_copy_text(self) -> None:
        """Copy the current row as YAML."""
        from data.formats.plain import to_yaml  # with what reads it, which takes a moment

        if row := self._row():
            self.post_message(Copy(to_yaml(row.plan), "plan as YAML"))

    def _row(self) -> LibraryRow | None:
        """Return the current row; in the other list there is none to act on."""
        if self.active != "plans":
            self._say("Choose a draft or version in the list at the right first (tab).")
            return None
        if self.plans.current is None:
            self._say("There is no row to act on. n starts a draft.")
        return self.plans.current

    def _kept(self) -> Plan | None:
        """Return the plan of the current row, if the library holds it."""
        row = self._row()
        if row and not row.is_kept:
            self._say(
                "The library does not hold this version, only Azure shows it. N starts from it."
            )
        return row.plan if row and row.is_kept else None

    def _draft(self) -> LibraryRow | None:
        """Return the current row, if it is a draft that can become more."""
        if self._kept() is None or (row := self.plans.current) is None:
            return None
        if row.state in (PlanState.DRAFT, PlanState.READY):
            return row
        self._say(self._why_closed(row))
        return None

    def _why_closed(self, row: LibraryRow) -> str:
        """Say why a row cannot be edited, and what can be done instead."""
        if row.state is PlanState.ARCHIVED:
            return f"{_name(row.plan)} is archived. A brings it back."
        version = shorten(row.plan.version, _NAME)
        return f"{version} is {row.words}, and stays so. N starts a new draft from it."

    def _say(self, text: str) -> None:
        self.notify(shorten(text, _SENTENCE), timeout=3, markup=False)

    def _refuse(self, text: str, way: str) -> None:
        said = f"{shorten(text, _SENTENCE)} {way}"
        self.notify(said, severity="warning", timeout=10, markup=False)


def _name(plan: Plan) -> str:
    return shorten(draft_name(plan), _NAME)
