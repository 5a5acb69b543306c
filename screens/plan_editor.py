"""The editor of one plan: its fields, its authorizations, and what lint says of them."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Iterable

from msgspec import structs
from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from data.editing.edits import Edits
from data.editing.operations import Edited
from data.entries import EntryKind, entries_of, kind_of
from data.finding_listings import FINDINGS, FindingRow, finding_rows
from data.known import Known
from data.ledger import RecordedVersion
from data.library_rows import lint_context, publications_in
from data.lint.engine import lint
from data.lint.places import by_field
from data.lint.subject import Context
from data.lint.text import SIGNS, summary
from data.plan_listings import AUTHORIZATIONS, AuthorizationRow
from data.plan_states import edit_problem, fixed_fields
from data.plans import Plan
from data.principals import PrincipalRow, principals
from data.query import Rows
from data.snapshot import Snapshot
from screens.editor_verbs import EditorVerbs
from screens.messages import EditorClosed, EditorOpened, SavePlan
from screens.plan_fields import PlanFields, value_of
from screens.theme import TONES
from screens.widgets.area import SideBySide, Stacked
from screens.widgets.columns import Column
from screens.widgets.form import FormField
from screens.widgets.pane import Pane, Words

_entry = AUTHORIZATIONS.by_name
_finding = FINDINGS.by_name
_SEVERITY_TONES = {"error": "error", "warning": "pending", "hint": "", "accepted": "muted"}

ENTRY_COLUMNS: tuple[Column[AuthorizationRow], ...] = (
    Column("mark", "", lambda row: "●" if row.marked else " ", lambda row: "accent", 1, 1),
    Column.of(_entry["name"], grow=True, min_width=18),
    Column.of(_entry["role"], min_width=12, max_width=34),
    Column.of(_entry["kind"], max_width=9),
    Column.of(_entry["conditions"], max_width=34, priority=2),
    Column.of(_entry["principal"], priority=3),
)
FINDING_COLUMNS: tuple[Column[FindingRow], ...] = (
    Column(
        "state",
        "Severity",
        lambda row: f"{'–' if row.accepted else SIGNS[row.finding.severity]} {row.state}",
        lambda row: _SEVERITY_TONES[row.state],
    ),
    Column("message", "What", _finding["message"].text, None, 20, grow=True),
    Column.of(_finding["where"], max_width=34, priority=2),
    Column.of(_finding["rule"], max_width=28, priority=3),
)


class PlanEditor(EditorVerbs):
    """One draft as a form above the table of its authorizations, and the findings."""

    HELP = (
        "A draft is saved as you edit it; there is nothing to confirm and nothing is sent to "
        "Azure. What lint finds stands beside the field and in the list of findings."
    )
    MODE_TITLE = "Plan"

    def __init__(self, plan: Plan) -> None:
        """Open a plan; a published one, or one that is edited elsewhere, is only looked at."""
        super().__init__()
        self.edits = Edits(plan)
        self.locked = self._fixed = ""
        self._is_published = False
        self._known: Known | None = None
        self._versions: tuple[RecordedVersion, ...] | None = None
        # What is shown; a key seldom changes it, and showing it again would take long.
        self._entry_rows: list[AuthorizationRow] | None = None
        self._finding_rows: Rows[FindingRow] | None = None
        self._verdict: list[tuple[str, str]] = []
        self.marked: frozenset[int] = frozenset()
        self.principals: tuple[PrincipalRow, ...] = ()
        self.context = Context()
        self.fields = PlanFields(plan)
        words = Words(
            "No authorizations yet. ctrl+n adds one, v takes several pasted lines.",
            "No authorization matches.",
        )
        self.entries = Pane("Authorizations", AUTHORIZATIONS, ENTRY_COLUMNS, words, id="entries")
        self.findings = Pane(
            "Findings", FINDINGS, FINDING_COLUMNS, Words("Lint finds nothing."), id="findings"
        )

    def compose_content(self) -> Iterable[Widget]:
        """Lay out fields and table, and the findings below or beside them."""
        yield Static(id="verdict", markup=False)
        with SideBySide(id="editor"):
            with Stacked(id="editing"):
                yield self.fields
                yield self.entries
            with Stacked(id="found"):
                yield self.findings
                yield Static(id="finding", markup=False)

    def on_mount(self) -> None:
        """Begin at the first field that needs something, else in the table."""
        self.post_message(EditorOpened(self.plan.id))
        self.watch(self.app, "read_only", self._lock, init=False)
        self._show()
        first = next((each for each in self.query(FormField) if not each.value), None)
        if first and not first.disabled and not self.plan.name:
            self.set_focus(first.query_one("Input"))
        else:
            self.set_focus(self.entries.table)

    def on_resize(self) -> None:
        """Put the findings beside the form where there is room."""
        self.set_class(self.size.width >= 140, "-wide")
        self.set_class(self.size.height < 34, "-low")

    def on_unmount(self) -> None:
        """Let others edit; this screen is gone by the time it is heard."""
        self.app.post_message(EditorClosed())

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Look again at the plan, at what is around it, and who may be chosen."""
        if not snapshot.is_loaded:
            return
        if snapshot.library.versions != self._versions:
            self._versions = snapshot.library.versions
            self._lock()
        self._follow(snapshot)
        if snapshot.known is not self._known:
            self._known = snapshot.known
            self.run_worker(
                lambda: self.app.call_from_thread(self._learn, *_around(snapshot)),
                thread=True,
                exclusive=True,
                exit_on_error=False,
            )

    def _learn(self, found: tuple[PrincipalRow, ...]) -> None:
        self.principals = found
        self._show_findings()

    def _lock(self) -> None:
        """Let nothing be changed in what is published, or is edited elsewhere.

        Not asked at each key: what is typed may name a published version for a moment.
        """
        if not self.snapshot.is_loaded:
            return
        publications = publications_in(self.snapshot)
        published = edit_problem(self.plan, publications)
        self._is_published = bool(published)
        self.locked = published or self.host.read_only
        self.set_class(bool(self.locked), "-locked")
        fixed = fixed_fields(self.plan, publications)
        self._fixed = "" if self.locked else next(iter(fixed.values()), "")
        self.fields.fix(fixed, is_locked=bool(self.locked))
        self._show_findings()

    def _follow(self, snapshot: Snapshot) -> None:
        """Show what another program, or the record that it was published, made of the plan."""
        kept = next((each for each in snapshot.plans if each.id == self.plan.id), None)
        if kept is None or not (self.locked or not (self.edits.done or self.edits.undone)):
            return
        if structs.replace(kept, saved_at=self.plan.saved_at) != self.plan:
            self.edits = Edits(kept)
            self.fields.put(kept)
            self._show()

    def take(self, plan: Plan, words: str) -> None:
        """Go on with this plan, as one step that can be taken back."""
        self.change(Edited(plan, (), words))

    def change(self, edited: Edited) -> None:
        """Do one step, with the cursor on what it touched."""
        if self._may_change():
            self.marked = frozenset()
            if self.plan.ready:  # what was said to be ready is no longer, once it changes
                edited = edited._replace(plan=structs.replace(edited.plan, ready=False))
            self._go_on(self.edits.apply(edited))
            if edited.positions:
                self.entries.go_to(str(edited.positions[0]))

    def go_back(self, edits: Edits) -> None:
        """Show the state before or after a step."""
        if self._may_change():
            self.marked = frozenset()
            self._go_on(edits)

    @on(FormField.Changed)
    async def _type(self, event: FormField.Changed) -> None:
        event.stop()
        value = value_of(event.name, event.value)
        # A field also says so when it is filled by the program.
        is_new = value is not None and value != getattr(self.plan, event.name)
        if is_new and not self.locked:
            edits = self.edits
            if self.plan.ready:
                changed = structs.replace(self.plan, ready=False)
                edits = edits.apply(Edited(changed, (), "no longer ready"))
            self._go_on(edits.type(event.name, value), typed=True)
            # Lets all that changed say so before the screen is painted: once, not twice.
            await sleep(0)
            await sleep(0)

    @on(Pane.Highlighted, "#findings")
    def _explain(self, event: Pane.Highlighted) -> None:
        event.stop()
        row = self.findings.current
        text = Content("") if row is None else _explained(row)
        self.query_one("#finding", Static).update(text)

    def on_descendant_focus(self) -> None:
        """Explain a finding in full where the fields stood while somebody is among them."""
        self.set_class(self.findings.has_focus_within, "-reading")

    def on_descendant_blur(self) -> None:
        """What is typed into the next field is another step."""
        self.edits = self.edits.settle()

    def _may_change(self) -> bool:
        if self.locked:
            self.notify(self.locked, severity="warning", timeout=5, markup=False)
        return not self.locked

    def _go_on(self, edits: Edits, *, typed: bool = False) -> None:
        before, self.edits = self.plan, edits
        if edits.plan == before:
            return
        if not typed:
            self.fields.put(edits.plan)
        self._show()
        self.post_message(SavePlan(edits.plan))

    def _show(self) -> None:
        self.show_entries()
        self._show_findings()

    def show_entries(self) -> None:
        """Show the authorizations as they are now."""
        rows = [
            AuthorizationRow(at, each, at in self.marked)
            for at, each in enumerate(entries_of(self.plan))
        ]
        if rows == self._entry_rows:
            return
        self._entry_rows = rows
        self.entries.show(Rows(AUTHORIZATIONS, rows))
        counts = [kind_of(each.entry) for each in rows]
        eligible = counts.count(EntryKind.ELIGIBLE)
        self.entries.set_note(f"{len(counts) - eligible} permanent, {eligible} eligible")

    def _show_findings(self) -> None:
        if self.snapshot.is_loaded:
            self.context = lint_context(self.plan, self.snapshot, is_published=self._is_published)
        found = lint(self.plan, self.context)
        rows = finding_rows(self.plan, found)
        if self._finding_rows is None or rows.rows != self._finding_rows.rows:
            self._finding_rows = rows
            # The gravest is seen, unless somebody is reading another one.
            self.findings.show(rows, from_top=not self.findings.has_focus_within)
        is_open = [row.finding for row in rows.rows if not row.accepted]
        self.fields.tell(by_field(self.plan, is_open))
        told = summary(is_open)
        tone = "error" if any(row.state == "error" for row in rows.rows) else "ok"
        state = " · ready" if self.plan.ready and not self._is_published else ""
        parts = [(f" {told}{state}", TONES[tone])]
        if self.locked:
            parts.append((f"  {self.locked}", TONES["pending"]))
        elif self._fixed:
            parts.append((f"  {self._fixed}", TONES["muted"]))
        if parts != self._verdict:
            self._verdict = parts
            self.query_one("#verdict", Static).update(
                Content.assemble(*parts), layout=bool(self.locked)
            )


def _explained(row: FindingRow) -> Content:
    found = row.finding
    todo = (f"\n→ {found.fix}", TONES["accent"])
    if row.accepted:
        todo = (f"\nAccepted: {row.accepted}", TONES["muted"])
    return Content.assemble((found.message, "bold"), f"\n{found.why}", todo)


def _around(snapshot: Snapshot) -> tuple[tuple[PrincipalRow, ...]]:
    """Return who was seen, and have what lint looks at made before it is asked for."""
    live = snapshot.live
    for each in (live.customers, live.templates, live.managing_tenants, live.by_version):
        len(each)
    return (tuple(principals(snapshot).rows),)
