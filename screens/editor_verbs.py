"""What can be done in the plan editor beside typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from data.editing.edits import Edits
from data.editing.operations import Edited, Way, add, bump, delete, duplicate, move, replace
from data.editing.pasting import read_lines
from data.entries import Entry, Side, entries_of
from data.errors import PlainError
from data.finding_listings import FindingRow
from data.formats.plain import to_yaml
from data.lint.accepting import accept, withdraw
from data.lint.engine import lint
from data.lint.fixes import fix
from data.lint.subject import Context
from data.models import Authorization
from data.plan_listings import AuthorizationRow
from data.plan_states import mark_ready
from data.plan_versions import Part
from data.plans import Plan, required_problem
from data.principals import PrincipalRow, known_names
from data.sides import draft_name, version_before
from screens.authorization_form import AuthorizationForm
from screens.base import BaseScreen
from screens.form import Ask, Form, Values
from screens.messages import (
    Compare,
    Copy,
    EditAsText,
    ExportPlan,
    KeepRoleSet,
    PickRoleSet,
    PublishPlan,
    ShowChecklist,
    ShowDiff,
    ShowHistory,
    ShowImpact,
    ShowPartnerCenter,
)
from screens.paste import Paste
from screens.plan_fields import PlanFields
from screens.widgets.columns import shorten
from screens.widgets.pane import Pane

_EMPTY = Authorization("", "")
_SENTENCE = 400
"""Cells of a sentence that a notification shows; names in it may be any length."""


class EditorVerbs(BaseScreen):
    """The keys of the editor; what it shows is the subclass's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Plans", id="editor.close", tooltip="Back to the list"),
        Binding("ctrl+n,a", "add", "Add", id="editor.add", tooltip="Add an authorization"),
        Binding("d", "delete", "Delete", id="editor.delete",
                tooltip="Take the current authorization out, or the marked ones"),
        Binding("f", "fix", "Fix", id="editor.fix", tooltip="Do what mends the current finding"),
        Binding("u,f8", "undo", "Undo", id="editor.undo", tooltip="Take back the last step"),
        Binding("U,f9", "redo", "Redo", False, id="editor.redo", tooltip="Do it again"),
        Binding("m", "ready", "Ready", id="editor.ready",
                tooltip="Mark the draft ready to be published, or not ready"),
        Binding("c", "diff", "Diff", id="editor.diff",
                tooltip="What changes against the version before"),
        Binding("i", "impact", "Impact", id="editor.impact",
                tooltip="Whom the draft would reach, and who would gain and lose what"),
        Binding("C", "compare", "Compare", False, id="editor.compare",
                tooltip="Compare with anything else"),
        Binding("b,f5", "bump(1)", "Bump", False, id="editor.bump",
                tooltip="Raise the version: 1.2.0 becomes 1.3.0"),
        Binding("B,f6", "bump(0)", "Bump major", False, id="editor.major",
                tooltip="Raise the version: 1.2.0 becomes 2.0.0"),
        Binding("D", "duplicate", "Duplicate", False, id="editor.duplicate",
                tooltip="Put another one beneath"),
        Binding("less_than_sign,ctrl+up", "move(-1)", "Up", False, id="editor.up",
                tooltip="Move it up"),
        Binding("greater_than_sign,ctrl+down", "move(1)", "Down", False, id="editor.down",
                tooltip="Move it down"),
        Binding("space", "mark", "Mark", False, id="editor.mark",
                tooltip="Mark it, for the next key to be about all that are marked"),
        Binding("v", "paste", "Paste lines", False, id="editor.paste",
                tooltip="Add authorizations from several pasted lines"),
        Binding("A", "accept", "Accept", False, id="editor.accept",
                tooltip="Accept the current finding with a reason, or no longer"),
        Binding("p", "role_set", "Role set", False, id="editor.role-set",
                tooltip="Put a set of authorizations in"),
        Binding("S", "keep_set", "Keep set", False, id="editor.keep-set",
                tooltip="Keep the marked authorizations, or all, as a set to use again"),
        Binding("h", "history", "History", False, id="editor.history",
                tooltip="Earlier states: look, compare, restore"),
        Binding("K", "checklist", "Checklist", False, id="editor.checklist",
                tooltip="What is to be done before it is published, with what was done"),
        Binding("w", "partner_center", "Partner Center", False, id="editor.partner-center",
                tooltip="Type the plan into Partner Center, field by field"),
        Binding("P", "publish", "Publish", False, id="editor.publish",
                tooltip="Record this version as published; Updates follows"),
        Binding("e", "text", "As text", False, id="editor.text",
                tooltip="Open the plan as YAML in your editor"),
        Binding("x", "export", "Export", False, id="editor.export",
                tooltip="Write the plan as a template, Bicep, Terraform, a sheet, YAML"),
        Binding("y", "copy", "Copy id", False, id="editor.copy",
                tooltip="Copy the current object id"),
        Binding("Y", "copy_text", "Copy plan", False, id="editor.copy-text",
                tooltip="Copy the plan as YAML"),
        Binding("f2", "go('fields')", "Fields", False, id="editor.fields",
                tooltip="Go to the fields"),
        Binding("f3", "go('entries')", "Authorizations", False, id="editor.entries",
                tooltip="Go to the authorizations"),
        Binding("f4", "go('findings')", "Findings", False, id="editor.findings",
                tooltip="Go to the findings"),
    ]  # fmt: skip

    edits: Edits
    marked: frozenset[int]
    locked: str
    principals: tuple[PrincipalRow, ...]
    context: Context
    fields: PlanFields
    entries: Pane[AuthorizationRow]
    findings: Pane[FindingRow]

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self.edits.plan

    # What the editor itself does; a screen's own metaclass leaves no room for abstract methods.

    def take(self, plan: Plan, words: str) -> None:
        """Go on with this plan, as one step that can be taken back."""
        raise NotImplementedError

    def change(self, edited: Edited) -> None:
        """Do one step, with the cursor on what it touched."""
        raise NotImplementedError

    def go_back(self, edits: Edits) -> None:
        """Show the state before or after a step."""
        raise NotImplementedError

    def show_entries(self) -> None:
        """Show the authorizations as they are now."""
        raise NotImplementedError

    # Authorizations

    def action_add(self) -> None:
        """Add an authorization."""
        self._fill_in(_EMPTY, lambda entry: add(self.plan, entry))

    @on(Pane.Selected, "#entries")
    def _edit_entry(self, event: Pane.Selected) -> None:
        event.stop()
        at = int(event.key)
        self._fill_in(entries_of(self.plan)[at], lambda entry: replace(self.plan, at, entry))

    def action_delete(self) -> None:
        """Take authorizations out."""
        if chosen := self._chosen():
            self._do(delete(self.plan, chosen))

    def action_duplicate(self) -> None:
        """Put another one beneath each."""
        if chosen := self._chosen():
            self._do(duplicate(self.plan, chosen))

    def action_move(self, way: int) -> None:
        """Move authorizations up or down among those of their kind."""
        if chosen := self._chosen():
            marked = self.marked
            edited = move(self.plan, chosen, Way(way))
            self.change(edited)
            if marked:
                self.marked = frozenset(edited.positions)
                self.show_entries()

    def action_mark(self) -> None:
        """Mark the current authorization, or no longer."""
        if row := self.entries.current:
            self.marked = self.marked ^ {row.at}
            self.show_entries()
            self.entries.table.action_move(1)

    def action_paste(self) -> None:
        """Add authorizations from pasted lines; those that cannot be read can be mended."""
        if self._may_ask():
            self.app.push_screen(Paste(), self._take_lines)

    def _take_lines(self, text: str | None) -> None:
        if not text:
            return
        found = read_lines(text, known_names(self.principals))
        if found.entries:
            self._do(add(self.plan, *found.entries))
        if left := [each for each in found.problems if not each.is_taken]:
            said = "\n".join(
                shorten(f"{shorten(each.text, 40)}: {each.why}", 150) for each in left[:4]
            )
            lines = "\n".join(each.text for each in left)
            self.app.push_screen(Paste(lines, f"Not taken:\n{said}"), self._take_lines)
        elif found.problems:
            self._say(found.problems[0].words)

    def action_export(self) -> None:
        """Show what the plan can be written as."""
        self.post_message(ExportPlan(self.plan))

    def action_copy(self) -> None:
        """Copy the current object id."""
        if row := self.entries.current:
            self.post_message(Copy(row.entry.principal_id, "object id"))

    def action_role_set(self) -> None:
        """Pick a set of authorizations to put in."""
        if self._may_ask():
            self.post_message(PickRoleSet(self, self.plan))

    def action_keep_set(self) -> None:
        """Keep authorizations as a set."""
        there = entries_of(self.plan)
        if there:
            at = sorted(self.marked) or range(len(there))
            self.post_message(KeepRoleSet(tuple(there[each] for each in at)))

    # Findings

    @on(Pane.Selected, "#findings")
    def _jump(self, event: Pane.Selected) -> None:
        event.stop()
        row = self.findings.current
        if row is None:
            return
        if row.place.entry is None and row.place.field not in ("authorizations", "eligible"):
            self.fields.go_to(row.place.field)
            return
        if row.place.entry is not None:
            self.entries.go_to(str(row.place.entry))
        self.set_focus(self.entries.table)

    def action_fix(self) -> None:
        """Do what mends the current finding."""
        row = self.findings.current
        if row is None:
            self._say("Lint finds nothing.")
            return
        mended = fix(self.plan, row.finding, self.context)
        if mended:
            self._do(Edited(mended.plan, (), f"mended: {mended.words}"))
        else:
            self._say(f"Only you can mend this: {row.finding.fix}")

    def action_accept(self) -> None:
        """Accept the current finding with a reason, or no longer."""
        row = self.findings.current
        if row is None or not self._may_ask():
            return
        if row.accepted:
            self.take(withdraw(self.plan, row.finding), f"no longer accepted {row.finding.rule}")
            return

        def take(values: Values | None) -> None:
            if values:
                reason, day = values["reason"], self.snapshot.today
                try:
                    plan = accept(self.plan, row.finding, reason, day)
                except PlainError as error:
                    self._say(str(error))
                else:
                    self.take(plan, f"accepted {row.finding.rule}")

        asks = [Ask("reason", "Reason", "", required_problem, "it stays beside the finding")]
        self.app.push_screen(Form(row.finding.message, row.finding.why, asks), take)

    # The plan as a whole

    def action_close(self) -> None:
        """Go back to the list."""
        self.app.pop_screen()

    def action_undo(self) -> None:
        """Take back the last step."""
        words = self.edits.next_undo
        self.go_back(self.edits.undo())
        self._say(f"Taken back: {words}." if words else "There is nothing to take back.")

    def action_redo(self) -> None:
        """Do the step again that was taken back last."""
        words = self.edits.next_redo
        self.go_back(self.edits.redo())
        self._say(f"Done again: {words}." if words else "There is nothing to do again.")

    def action_bump(self, part: int) -> None:
        """Raise the version."""
        self._do(bump(self.plan, Part(part)))

    def action_ready(self) -> None:
        """Mark the draft ready, or not ready."""
        if not self._may_ask():
            return
        if self.plan.ready:
            self.take(self.plan, "marked it not ready")
            return
        try:
            plan = mark_ready(self.plan, lint(self.plan, self.context))
        except PlainError as error:
            said = f"{shorten(str(error), _SENTENCE)} f4 goes to the findings."
            self.notify(said, severity="warning", timeout=10, markup=False)
        else:
            self.take(plan, "marked it ready")

    def action_diff(self) -> None:
        """Show what changes against the version before."""
        before = version_before(self.plan, self.snapshot)
        if before is None:
            self._say("There is no version before this one. C compares with anything.")
        else:
            self.post_message(ShowDiff(before, Side.of(draft_name(self.plan), self.plan)))

    def action_impact(self) -> None:
        """Show whom the draft would reach."""
        self.post_message(ShowImpact(self.plan))

    def action_compare(self) -> None:
        """Compare with anything else."""
        self.post_message(Compare(Side.of(draft_name(self.plan), self.plan)))

    def action_history(self) -> None:
        """Show earlier states."""
        self.post_message(ShowHistory(self, self.plan))

    def action_checklist(self) -> None:
        """Show what is to be done before it is published."""
        self.post_message(ShowChecklist(self.plan))

    def action_partner_center(self) -> None:
        """Show the plan as the fields of Partner Center's form."""
        self.post_message(ShowPartnerCenter(self.plan))

    def action_publish(self) -> None:
        """Record the version as published."""
        if self._may_ask():
            self.post_message(PublishPlan(self.plan))

    def action_text(self) -> None:
        """Open the plan as text."""
        if self._may_ask():
            self.post_message(EditAsText(self, self.plan))

    def action_copy_text(self) -> None:
        """Copy the plan as YAML."""
        self.post_message(Copy(to_yaml(self.plan), "plan"))

    def action_go(self, where: str) -> None:
        """Go to the fields, the authorizations or the findings."""
        if where == "fields":
            self.set_focus(self.fields.query("Input").first())
        else:
            pane: Pane[AuthorizationRow] | Pane[FindingRow]
            pane = self.entries if where == "entries" else self.findings
            self.set_focus(pane.table)

    def _chosen(self) -> tuple[int, ...]:
        """Return the marked authorizations, or the current one."""
        if self.marked:
            return tuple(sorted(self.marked))
        row = self.entries.current
        return (row.at,) if row else ()

    def _fill_in(self, entry: Entry, make: Callable[[Entry], Edited]) -> None:
        if not self.is_current or not self._may_ask():  # a second key before the form was there
            return

        def take(found: Entry | None) -> None:
            if found:
                self.change(make(found))
                self.set_focus(self.entries.table)

        self.app.push_screen(AuthorizationForm(entry, self.principals), take)

    def _do(self, edited: Edited) -> None:
        self.change(edited)
        if edited.words and not self.locked:
            self._say(f"{edited.words[0].upper()}{edited.words[1:]}.".replace("..", "."))

    def _may_ask(self) -> bool:
        if self.locked:
            self.notify(self.locked, severity="warning", timeout=5, markup=False)
        return not self.locked

    def _say(self, text: str) -> None:
        self.app.clear_notifications()  # what was said before would only cover more
        self.notify(text, timeout=4, markup=False)
