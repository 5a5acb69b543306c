"""The part of the App that brings customers up to date: diffs, impacts, notes, who was told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from msgspec import structs
from textual import on, work

from data.board import new_entry, told_today
from data.entries import Side
from data.errors import PlainError
from data.expected_listings import causes
from data.impact import Impact, impact, impact_of_draft
from data.ledger import RecordedVersion, TemplateLink
from data.listings import version_order
from data.models import PlanKey
from data.notes.batch import note_files, note_texts
from data.notes.style import Format
from data.plan_listings import PLANS
from data.plans import Plan, new_plan, plan_from, required_problem
from data.query import Rows
from data.rows import VersionRow
from data.sides import COMPARABLES, Comparable, comparables, draft_name
from data.snapshot import Snapshot
from data.store.note_files import note_template, outgoing_notes
from data.store.outgoing import Outgoing
from data.words import plural
from screens import messages
from screens.dialogs import Confirm
from screens.documents import NotePreview, diff_document, impact_document, missing_document
from screens.expected import Expected
from screens.form import Ask, Form, Values
from screens.ledger_forms import (
    customer_form,
    customer_note,
    expected_customer,
    expected_form,
    recorded_version,
    rollout_entry,
    rollout_form,
    version_form,
)
from screens.picker import Picker
from screens.widgets.columns import Column, shorten
from tui.library_app import BRIEFLY, SENTENCE
from tui.outgoing_app import Saving, typed_path
from tui.report_app import ReportApp

_comparable = COMPARABLES.by_name
_plan = PLANS.by_name
COMPARABLE_COLUMNS: tuple[Column[Comparable], ...] = (
    Column.of(_comparable["name"], grow=True, min_width=30),
    Column.of(_comparable["kind"]),
    Column.of(_comparable["authorizations"], right=True, priority=1),
)
_PLAN_COLUMNS: tuple[Column[Plan], ...] = (
    Column.of(_plan["name"], grow=True, min_width=24),
    Column.of(_plan["version"]),
    Column.of(_plan["authorizations"], right=True),
)


class UpdatesApp(ReportApp):
    """Answers what the update board and its neighbours ask for."""

    _notes_folder = ""
    """Where notes were written last."""

    @on(messages.Compare)
    def _compare(self, message: messages.Compare) -> None:
        side = message.side

        def show(other: Comparable | None) -> None:
            if other:
                self.push_screen(diff_document(side, other.side))

        rows = comparables(self.snapshot)
        title = f"Compare {side.title} with"
        self.push_screen(Picker(title, rows, COMPARABLE_COLUMNS, "There is nothing else."), show)

    @on(messages.ShowDiff)
    def _show_diff(self, message: messages.ShowDiff) -> None:
        self.push_screen(diff_document(message.before, message.after))

    @on(messages.ShowImpact)
    @work(thread=True, exclusive=True, group="impact", exit_on_error=False)
    def _show_impact(self, message: messages.ShowImpact) -> None:
        self.from_thread(self._open_impact, impact_of(self.snapshot, message.of))

    def _open_impact(self, found: Impact) -> None:
        self.push_screen(impact_document(found))

    # Notes to customers

    @on(messages.ShowNote)
    @work(thread=True, exclusive=True, group="notes", exit_on_error=False)
    def _show_note(self, message: messages.ShowNote) -> None:
        row, snapshot = message.row, self.snapshot
        try:
            texts = note_texts(snapshot, row, {form: note_template(form) for form in Format})
        except PlainError as error:
            self.from_thread(self.report, str(error))
        else:
            self.from_thread(self.push_screen, NotePreview(row, texts, snapshot.today))

    @on(messages.WriteNotes)
    def _ask_for_folder(self, message: messages.WriteNotes) -> None:
        rows, snapshot = message.rows, self.snapshot
        folder = self._notes_folder or f"~/lightkeeper-notes/{snapshot.today}"

        def files(values: Values) -> Sequence[Outgoing]:
            self._notes_folder = values["folder"]
            form = Format(values["form"])
            texts = note_files(snapshot, rows, note_template(form), form)
            return outgoing_notes(typed_path(values["folder"]), texts)

        asks = (
            Ask("folder", "Folder", folder, required_problem),
            Ask("form", "Format", message.form.value, _format_problem, "md or txt"),
        )
        title = f"Write {plural(len(rows), 'note')}"
        text = "A file for each customer and plan. Nothing is sent to anybody."
        self.save(Saving(title, text, asks, files))

    def _say(self, text: str) -> None:
        self.notify(shorten(text, SENTENCE), timeout=BRIEFLY, markup=False)

    # What is noted about customers and versions

    @on(messages.NoteTold)
    def _note_told(self, message: messages.NoteTold) -> None:
        today = self.snapshot.today
        entries = [entry for row in message.rows if (entry := told_today(row, today))]

        def answer(yes: bool | None) -> None:
            if yes:
                self.keep(*entries)
                self._say(f"Noted: {plural(len(entries), 'customer')} were told on {today}.")

        question = f"Were {plural(len(entries), 'customer')} told today?"
        text = "All who are behind in the list. Whoever was told before counts as reminded."
        self.push_screen(Confirm(question, text, "Note it"), answer)

    @on(messages.EditRollout)
    def _edit_rollout(self, message: messages.EditRollout) -> None:
        entry = new_entry(message.row)
        if entry:
            form = rollout_form(entry, message.row, self.snapshot.today)
            self._fill_in(form, lambda values: self.keep(rollout_entry(values, entry)))

    @on(messages.EditCustomer)
    def _edit_customer(self, message: messages.EditCustomer) -> None:
        note = self.snapshot.note_of(message.tenant_id)
        form = customer_form(note, message.name)
        self._fill_in(form, lambda values: self.keep(customer_note(values, note)))

    @on(messages.ConfirmName)
    def _confirm_name(self, message: messages.ConfirmName) -> None:
        note = self.snapshot.note_of(message.tenant_id)
        self.keep(structs.replace(note, confirmed=message.name))

    @on(messages.RecordVersion)
    def _record_version(self, message: messages.RecordVersion) -> None:
        known = self._plans()

        def take(values: Values) -> None:
            if record := recorded_version(values, known):
                self._keep_version(record)

        recorded = self._recorded(message.plan) if message.plan else None
        begin = recorded or RecordedVersion(PlanKey("", "", ""), message.version)
        self._fill_in(version_form(message.plan, begin, known, self.snapshot.today), take)

    def _keep_version(self, record: RecordedVersion) -> None:
        """Keep a version as published, and say who is behind now."""
        self.keep(record)
        rows = self.snapshot.update_board.rows
        behind = sum(row.is_behind for row in rows if row.plan == record.plan)
        said = f"{record.plan.short} {record.version} counts as published"
        self._say(f"{said}: {plural(behind, 'customer')} behind. In Updates, V takes it back.")

    @on(messages.ForgetVersion)
    def _forget_version(self, message: messages.ForgetVersion) -> None:
        record = self._recorded(message.plan)
        if record is None:
            self._say(f"No version of {message.plan.short} was recorded by hand.")
            return

        def answer(yes: bool | None) -> None:
            if yes:
                self.drop(record)

        question = f"Forget that {record.plan.short} {record.version} was published?"
        text = "It was recorded here by hand; Azure is not asked and not told."
        self.push_screen(Confirm(shorten(question, SENTENCE), text, "Forget"), answer)

    def _recorded(self, plan: PlanKey) -> RecordedVersion | None:
        """Return the newest version of a plan that was recorded by hand."""
        found = [each for each in self.snapshot.library.versions if each.plan == plan]
        return max(found, key=lambda each: version_order(each.version), default=None)

    def _plans(self) -> Collection[PlanKey]:
        return self.snapshot.evidence.keys()

    @on(messages.LinkStandard)
    def _link_standard(self, message: messages.LinkStandard) -> None:
        row = message.row
        held = row.furthest.definition
        if held is None:
            return
        own = structs.replace(plan_from(held), id=new_plan("").id)
        first = structs.replace(own, name=f"What {row.customer} has now, as a new standard")

        def link(plan: Plan | None) -> None:
            if plan is None:
                return
            made = [structs.replace(own, saved_at=self.now().isoformat(timespec="seconds"))]
            self.keep(*(made if plan is first else []), TemplateLink(row.tenant_id, "", plan.id))
            name = own.name if plan is first else plan.name
            self._say(f"The templates of {row.customer} follow {name}.")

        plans = Rows(PLANS, [first, *self.snapshot.plans])
        title = f"{row.customer} follows"
        self.push_screen(Picker(title, plans, _PLAN_COLUMNS, "No plans yet."), link)

    def _fill_in(self, form: Form, take: Callable[[Values], None]) -> None:
        def answer(values: Values | None) -> None:
            if values:
                take(values)

        self.push_screen(form, answer)

    # Expected customers

    @on(messages.ShowExpected)
    def _show_expected(self) -> None:
        self.push_screen(Expected())

    @on(messages.EditExpected)
    def _edit_expected(self, message: messages.EditExpected) -> None:
        before, plans = message.customer, self._plans()
        own = self.snapshot.meta.managing_tenant_id

        def take(values: Values) -> None:
            customer = expected_customer(values, plans)
            if before and before.tenant_id != customer.tenant_id:
                self.drop(before)
            self.keep(customer)

        self._fill_in(expected_form(before, plans, own, self.snapshot.today), take)

    @on(messages.WhyMissing)
    def _why_missing(self, message: messages.WhyMissing) -> None:
        found = causes(self.snapshot, message.customer)
        self.push_screen(missing_document(message.customer, found))


def impact_of(snapshot: Snapshot, of: VersionRow | Plan) -> Impact:
    """Tell whom a version or a draft reaches."""
    rows = snapshot.scopes.rows
    if isinstance(of, Plan):
        return impact_of_draft(of, draft_name(of), rows)
    return impact(of.plan, of.version, Side.of(f"{of.plan.short} {of.version}", of), rows)


def _format_problem(text: str) -> str:
    return "" if text in list(Format) else "md for Markdown, txt for plain text."
