"""The form of one draft: its ids, its version, its authorizations. Saved as it is edited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from msgspec import structs
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from data.models import Authorization
from data.plan_listings import AUTHORIZATIONS, AuthorizationRow
from data.plans import (
    Plan,
    guid_problem,
    identifier_problem,
    plan_problems,
    required_problem,
    version_problem,
)
from data.query import Rows
from data.words import plural
from screens.authorization_form import AuthorizationForm
from screens.base import BaseScreen
from screens.messages import Copy, SavePlan
from screens.theme import TONES
from screens.widgets.columns import Column, shorten
from screens.widgets.form import FormField
from screens.widgets.pane import Pane, Words

_field = AUTHORIZATIONS.by_name

COLUMNS: tuple[Column[AuthorizationRow], ...] = (
    Column.of(_field["name"], grow=True, min_width=20),
    Column.of(_field["role"], min_width=12, max_width=30),
    Column.of(_field["principal"], priority=1),
)


class PlanEditor(BaseScreen):
    """One draft as a form above the table of its authorizations."""

    HELP = (
        "A draft is saved as you edit it; there is nothing to confirm and nothing is sent to "
        "Azure. What is still wrong stands beside each field."
    )
    MODE_TITLE = "Plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "Plans", id="editor.close", tooltip="Back to the list"),
        Binding("ctrl+n,a", "add", "Add", id="editor.add", tooltip="Add an authorization"),
        Binding("d", "delete", "Delete", id="editor.delete", tooltip="Take the current one out"),
        Binding("y", "copy", "Copy id", id="editor.copy", tooltip="Copy the current object id"),
    ]

    def __init__(self, plan: Plan) -> None:
        """Open a draft."""
        super().__init__()
        self._plan = plan
        words = Words(
            "No authorizations yet. Press ctrl+n to add one.", "No authorization matches."
        )
        self.entries = Pane("Authorizations", AUTHORIZATIONS, COLUMNS, words, id="entries")

    def compose_content(self) -> Iterable[Widget]:
        """Lay out the fields and the table."""
        plan = self._plan
        with Vertical(id="fields"):
            yield FormField("name", "Plan name", plan.name, required_problem, "Managed Ops Gold")
            yield FormField(
                "offer_id", "Offer id", plan.offer_id, identifier_problem, "managed-ops"
            )
            yield FormField("plan_id", "Plan id", plan.plan_id, identifier_problem, "gold")
            yield FormField(
                "managing_tenant_id", "Managing tenant", plan.managing_tenant_id, guid_problem
            )
            yield FormField("version", "Version", plan.version, version_problem, "1.0.0")
            yield Static(id="verdict", markup=False)
        yield self.entries

    def on_mount(self) -> None:
        """Begin at the first field that needs something, else in the table."""
        self._show()
        first = next((each for each in self.query(FormField) if each.problem), None)
        if first:
            self.set_focus(first.query_one("Input"))

    @on(FormField.Changed)
    def _edit(self, event: FormField.Changed) -> None:
        event.stop()
        self._change(structs.replace(self._plan, **{event.name: event.value}))

    @on(Pane.Selected, "#entries")
    def _edit_entry(self, event: Pane.Selected) -> None:
        event.stop()
        self._ask(int(event.key))

    def action_add(self) -> None:
        """Add an authorization."""
        self._ask(len(self._plan.authorizations))

    def action_delete(self) -> None:
        """Take the current authorization out."""
        if row := self.entries.current:
            kept = [each for at, each in enumerate(self._plan.authorizations) if at != row.at]
            self._change(structs.replace(self._plan, authorizations=tuple(kept)))
            name = shorten(row.entry.display_name, 60) or "The entry"
            self.notify(f"{name} was taken out.", markup=False)

    def action_copy(self) -> None:
        """Copy the current object id."""
        if row := self.entries.current:
            self.post_message(Copy(row.entry.principal_id, "object id"))

    def _ask(self, at: int) -> None:
        """Let the user fill in the authorization at a place, the one after the last included."""
        if not self.is_current:  # a second key before the form was there
            return
        entries = list(self._plan.authorizations)
        known = entries[at] if at < len(entries) else Authorization("", "")

        def take(filled: Authorization | None) -> None:
            if filled:
                entries[at : at + 1] = [filled]
                self._change(structs.replace(self._plan, authorizations=tuple(entries)))
                self.entries.go_to(str(at))
                self.set_focus(self.entries.table)

        self.app.push_screen(AuthorizationForm(known), take)

    def _change(self, plan: Plan) -> None:
        if plan != self._plan:
            self._plan = plan
            self._show()
            self.post_message(SavePlan(plan))

    def _show(self) -> None:
        rows = [AuthorizationRow(at, each) for at, each in enumerate(self._plan.authorizations)]
        self.entries.show(Rows(AUTHORIZATIONS, rows))
        if kept := len(self._plan.eligible):
            self.entries.set_note(f"and {kept} eligible, kept as they are")
        problems = plan_problems(self._plan)
        verdict = Content.styled("✓ complete", TONES["ok"])
        if problems:
            count = plural(len(problems), "thing")
            verdict = Content.styled(f"▲ {count} to fix: {_names(problems)}", TONES["pending"])
        self.query_one("#verdict", Static).update(verdict)


def _names(problems: Iterable[str]) -> str:
    return ", ".join(each.replace("_id", " id").replace("_", " ") for each in problems)
