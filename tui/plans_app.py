"""The part of the App that keeps the library of plans: begin one, delete it, publish it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace
from textual import on, work

from data.drafts import next_draft
from data.library_listings import LIBRARY, library
from data.library_rows import LibraryRow, publications_in
from data.lint.around import context_of_plan, marketplace_keys
from data.lint.engine import lint
from data.models import Definition
from data.plan_states import publish_problem, ready_problem
from data.plans import Plan, new_plan, required_problem
from data.query import Rows
from data.sides import COMPARABLES, Comparable, SideKind, comparables, draft_name
from data.store.outgoing import Outgoing
from data.store.profile import Profile
from data.words import plural
from screens import messages
from screens.form import Values
from screens.ledger_forms import publish_form, published_plan
from screens.picker import Picker
from screens.plan_details import state_tone, state_words
from screens.plan_editor import PlanEditor
from screens.plan_starts import Start, Starts
from screens.plans import Plans
from screens.widgets.columns import Column, shorten
from tui.import_app import ImportApp
from tui.library_app import SENTENCE, TOLD
from tui.updates_app import COMPARABLE_COLUMNS

_field = LIBRARY.by_name
_COLUMNS: tuple[Column[LibraryRow], ...] = (
    Column.of(_field["offer"], min_width=10, max_width=24),
    Column.of(_field["plan"], grow=True, min_width=12),
    Column.of(_field["version"], max_width=12),
    Column("state", "State", state_words, state_tone),
    Column.of(_field["authorizations"], right=True, priority=1),
)
_CUSTOMER_COLUMNS = tuple(each for each in COMPARABLE_COLUMNS if each.name != "kind")
_ANYBODY = "-"
"""Stands for a publisher that is still to be asked for."""


class PlansApp(ImportApp):
    """Does what the library of plans asks for."""

    def __init__(self, profile: Profile, now: Callable[[], datetime]) -> None:
        """Make the program on a profile, with a clock."""
        super().__init__(profile, now)
        self._deleted: list[Plan] = []

    # Where a draft starts

    @on(messages.NewPlan)
    def _new_plan(self, message: messages.NewPlan) -> None:
        if message.plan is None:
            # Kept from the first key that is typed into it.
            self._edit(new_plan(self.snapshot.meta.managing_tenant_id))
        else:
            self._begin(message.plan)

    def take(self, plan: Plan, words: str) -> None:
        """Begin a draft with what was picked for it, a role set for example."""
        self._begin(plan)

    def _begin(self, plan: Plan) -> None:
        draft = replace(plan, saved_at=self.now().isoformat(timespec="seconds"))
        self.keep(draft)
        self._edit(draft)

    def _edit(self, plan: Plan) -> None:
        if isinstance(self.screen, Plans):
            self.screen.follow(plan.id)
        self.push_screen(PlanEditor(plan))

    @on(messages.StartPlan)
    def _start_plan(self, message: messages.StartPlan) -> None:
        of = message.of
        following = self._next(of) if of else None

        def begin(start: Start | None) -> None:
            match start:
                case Start.NEXT if following:
                    self._begin(following)
                case Start.EMPTY:
                    self.post_message(messages.NewPlan())
                case Start.CUSTOMER:
                    self._look_for_definitions()
                case Start.PLAN:
                    self._pick_plan()
                case Start.ROLES:
                    empty = new_plan(self.snapshot.meta.managing_tenant_id)
                    self.post_message(messages.PickRoleSet(self, empty))
                case Start.FILE:
                    self.post_message(messages.ImportPlan())

        name = draft_name(of) if of else ""
        self.push_screen(Starts(name, following.version if following else ""), begin)

    def _next(self, of: Plan | Definition) -> Plan:
        return next_draft(of, publications_in(self.snapshot), self.snapshot.plans)

    @work(thread=True, exclusive=True, group="definitions", exit_on_error=False)
    def _look_for_definitions(self) -> None:
        rows = comparables(self.snapshot).rows
        found = [each for each in rows if each.kind is SideKind.DEFINITION]
        self.from_thread(self._pick_definition, Rows(COMPARABLES, found))

    def _pick_definition(self, rows: Rows[Comparable]) -> None:
        def take(picked: Comparable | None) -> None:
            if picked and isinstance(picked.held, Definition):
                self._begin(self._next(picked.held))

        title, words = "A draft of what this customer has", "No customer has delegated anything."
        self.push_screen(Picker(title, rows, _CUSTOMER_COLUMNS, words), take)

    def _pick_plan(self) -> None:
        def take(picked: LibraryRow | None) -> None:
            if picked:
                self._begin(self._next(picked.plan))

        rows = library(self.snapshot)
        self.push_screen(Picker("The next version of", rows, _COLUMNS, "No plans yet."), take)

    # What happens to it

    @on(messages.OpenPlan)
    def _open_plan(self, message: messages.OpenPlan) -> None:
        found = next((each for each in self.snapshot.plans if each.id == message.plan_id), None)
        if found:
            self.push_screen(PlanEditor(found))

    @on(messages.SavePlan)
    def _save_plan(self, message: messages.SavePlan) -> None:
        moment = self.now().isoformat(timespec="seconds")
        self.keep(replace(message.plan, saved_at=moment))

    @on(messages.DeletePlan)
    def _delete_plan(self, message: messages.DeletePlan) -> None:
        plan = message.plan
        if plan not in self.snapshot.plans:
            return
        self.drop(plan)
        self._deleted.append(plan)
        following = sum(each.plan_id == plan.id for each in self.snapshot.library.links)
        lost = f" {plural(following, 'template customer')} followed it." if following else ""
        self._say(f"Deleted {_name(plan)}.{lost} u brings it back.")

    @on(messages.RestorePlan)
    def _restore_plan(self) -> None:
        if not self._deleted:
            self._say("Nothing was deleted since the start.")
            return
        plan = self._deleted.pop()
        self.keep(plan)
        if isinstance(self.screen, Plans):
            self.screen.follow(plan.id)
        left = f" {plural(len(self._deleted), 'more')}: u." if self._deleted else ""
        self._say(f"{_name(plan)} is back.{left}")

    @on(messages.PublishPlan)
    def _publish_plan(self, message: messages.PublishPlan) -> None:
        plan = message.plan
        if problem := self._publish_problem(plan):
            self.notify(shorten(problem, SENTENCE), severity="warning", timeout=10, markup=False)
            return

        def take(values: Values) -> None:
            named, record = published_plan(values, plan)
            self.keep(named, record)
            self._saver.remember(named, f"published {named.version}")
            rows = self.snapshot.update_board.rows
            behind = sum(row.is_behind for row in rows if row.plan == record.plan)
            said = f"{_name(named)} counts as published: {plural(behind, 'customer')} behind."
            self._say(f"{said} V on the board (2) takes it back.")

        known = marketplace_keys(plan, self.snapshot) or list(self.snapshot.evidence)
        publishers = {key.publisher for key in known}
        publisher = publishers.pop() if len(publishers) == 1 else ""
        self._fill_in(publish_form(plan, publisher, self.snapshot.today), take)

    def _publish_problem(self, plan: Plan) -> str:
        """Say why a plan cannot be recorded as published; the publisher id is still asked for."""
        if known := publications_in(self.snapshot).of(plan):
            return f"{_name(plan)} is {known.words} already."
        named = replace(plan, publisher_id=plan.publisher_id or _ANYBODY)
        if problem := publish_problem(replace(named, ready=True)):
            return problem
        findings = lint(plan, context_of_plan(plan, self.snapshot))
        if problem := ready_problem(findings):
            return problem
        return "" if plan.ready else "Mark it ready first (m)."

    # Out of here

    @on(messages.ExportPlan)
    def _show_export(self, message: messages.ExportPlan) -> None:
        from data.formats.audience import subscription_names
        from screens.plan_export import PlanExport

        self.push_screen(PlanExport(message.plan, subscription_names(self.snapshot)))

    @on(messages.SaveExport)
    def _save_export(self, message: messages.SaveExport) -> None:
        from data.formats.exports import export
        from data.formats.format import name_problem
        from data.formats.outputs import base_name, stem_of
        from tui.plan_export import outgoing

        plan, form, target = message.plan, message.form, message.target

        def files(path: Path) -> Sequence[Outgoing]:
            return outgoing(export(plan, form, target, stem_of(path.name, form.ending)), path)

        others = ", ".join(f"*{each.ending}" for each in export(plan, form, target).files[1:])
        self.save_files(
            f"Write {form.title}",
            f"Beside it: {others}." if others else "Nothing that is there is replaced unasked.",
            f"{base_name(plan)}{form.ending}",
            files,
            lambda text: required_problem(text) or name_problem(form, text.strip()),
        )


def _name(plan: Plan) -> str:
    return shorten(draft_name(plan), TOLD)
