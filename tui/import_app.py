"""The part of the App that brings plans in from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs
from textual import on, work
from textual.content import Content

from data.errors import PlainError
from data.snapshot import Snapshot
from data.words import plural
from screens import messages
from screens.details import FINDING_TONES
from screens.document import Document, Page
from screens.file_picker import FilePicker, Preview
from screens.form import Ask, Form, Values
from screens.paragraphs import heading, lines_of
from screens.plan_editor import PlanEditor
from screens.roles import Roles
from screens.theme import TONES
from screens.widgets.columns import shorten
from screens.widgets.form import Check
from tui.updates_app import UpdatesApp

if TYPE_CHECKING:
    from data.formats.imported import AskedParameter, Imported

_LABEL = 35
"""Cells of a label in the form for parameters."""
_MOST_LINES = 400
"""Lines of a preview; a file may hold any number of things."""
_LARGEST = 1_000_000
"""Bytes of a file that is looked into at once; a larger one only when it is chosen."""


class ImportApp(UpdatesApp):
    """Reads files for the window that chooses one; what reads them is imported when needed."""

    _import_folder: Path | None = None
    """Where a file was chosen last."""

    @on(messages.ImportPlan)
    def _import_plan(self) -> None:
        def take(choice: Preview | None) -> None:
            if choice:
                self._import_folder = choice.path.parent
                self._read_choice(choice.path, choice.parameters)

        self.push_screen(FilePicker(self._import_folder or Path.cwd()), take)

    @on(messages.ShowRoles)
    def _show_roles(self) -> None:
        self.push_screen(Roles())

    @on(FilePicker.FolderWanted)
    @work(thread=True, exclusive=True, group="folder", exit_on_error=False)
    def _list_folder(self, message: FilePicker.FolderWanted) -> None:
        from data.store.import_files import folder_rows

        try:
            rows = folder_rows(message.folder)
        except PlainError as error:
            self.from_thread(self.report, str(error))
        else:
            self.from_thread(message.picker.show_folder, message.folder, rows)

    @on(FilePicker.PreviewWanted)
    @work(thread=True, exclusive=True, group="preview", exit_on_error=False)
    def _preview(self, message: FilePicker.PreviewWanted) -> None:
        found = preview_of(message.path, message.parameters, self.snapshot)
        self.from_thread(message.picker.show_preview, found)

    @work(thread=True, exclusive=True, group="import", exit_on_error=False)
    def _read_choice(
        self, path: Path, parameters: Path | None, values: Values | None = None
    ) -> None:
        """Read a file; without values, ask for what its parameters lack."""
        from data.store.import_files import load

        try:
            found = load(path, parameters, values)
        except PlainError as error:
            self.from_thread(self.report, str(error))
            return
        if found.asked and values is None:
            self.from_thread(self._ask_for_parameters, path, parameters, found.asked)
        else:
            self.from_thread(self._keep_imported, found)

    def _ask_for_parameters(
        self, path: Path, parameters: Path | None, asked: tuple[AskedParameter, ...]
    ) -> None:
        names = {f"parameter{at}": each for at, each in enumerate(asked)}

        def take(values: Values | None) -> None:
            if values is not None:
                given = {names[id].name: text for id, text in values.items() if text}
                self._read_choice(path, parameters, given)

        asks = [
            Ask(id, shorten(each.name, _LABEL), "", value_check(each), _hint(each))
            for id, each in names.items()
        ]
        text = (
            "The template leaves these to whoever deploys it. What stays empty is left open. Lists "
            "and objects are written as JSON."
        )
        self.push_screen(Form(path.name, text, asks, wide_labels=True), take)

    def _keep_imported(self, found: Imported) -> None:
        from data.formats.imported import as_drafts, is_twin

        moment = self.now().isoformat(timespec="seconds")
        there = self.snapshot.plans
        plans = [
            structs.replace(each.plan, saved_at=moment, ready=False)
            for each in as_drafts(found).definitions
            if not any(is_twin(each.plan, known) for known in there)
        ]
        self.keep(*plans)
        twins = len(found.definitions) - len(plans)
        text = f"Kept {plural(len(plans), 'draft')}."
        self._say(f"{text} {twins} in the library already." if twins else text)
        if len(plans) == 1:
            self.push_screen(PlanEditor(plans[0]))
        if found.unresolved:
            self.push_screen(open_parts_document(found))


def _hint(asked: AskedParameter) -> str:
    told = [asked.type or "any type", *asked.allowed[:4], asked.description]
    return " · ".join(filter(None, told))


def value_check(asked: AskedParameter) -> Check:
    """Return what says whether a text can be a parameter's value; an empty one is left open."""

    def check(text: str) -> str:
        from data.formats.given import value_problem

        return value_problem(asked, text) if text else ""

    return check


def open_parts_document(found: Imported) -> Document:
    """Show what an import left open."""
    lines = [f"{part.path}: {part.why}" for part in found.unresolved[:_MOST_LINES]]

    def build(width: int) -> Content:
        return lines_of([heading("Left open, for you to fill in"), *map(Content, lines)])

    return Document("Left open", [Page("", build, "\n".join(lines), "list")])


def preview_of(path: Path, parameters: Path | None, snapshot: Snapshot) -> Preview:
    """Return what a file holds and what is wrong with that."""
    from data.formats.imported import Kind
    from data.store.import_files import load, parameters_beside

    beside = parameters if parameters != path else None
    beside = beside or parameters_beside(path)
    try:
        if path.is_file() and path.stat().st_size > _LARGEST:
            large = (TONES["pending"], "This file is large; enter reads it.")
            return Preview(path, beside, [large], can_be_taken=True)
        found = load(path, beside)
    except (PlainError, OSError) as error:
        return Preview(path, None, [(TONES["error"], str(error))], can_be_taken=False)
    lines = _described(found, snapshot)
    if len(lines) > _MOST_LINES:
        more = (TONES["muted"], f"and {len(lines) - _MOST_LINES:,} lines more")
        lines = [*lines[:_MOST_LINES], more]
    is_template = found.kind in (Kind.TEMPLATE, Kind.POLICY, Kind.PLAN)
    return Preview(path, beside, lines, bool(found.definitions), is_template)


def _described(found: Imported, snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return what was found and what is wrong with it, in lines with their tones."""
    from data.formats.import_text import Tone, description
    from data.lint.around import context_of_plan
    from data.lint.imported import is_checked, lint_imported
    from data.lint.text import finding_lines, summary

    tones = {
        Tone.HEADING: f"bold {TONES['accent']}",
        Tone.PLAIN: "",
        Tone.OPEN: TONES["pending"],
        Tone.ASIDE: TONES["muted"],
    }
    lines = [(tones[line.tone], line.text) for line in description(found)]
    for definition, findings in lint_imported(found, lambda each: context_of_plan(each, snapshot)):
        name = definition.plan.name or definition.plan.plan_id or "the plan"
        told = summary(findings) if findings or is_checked(found) else "too little is told"
        open_parts = ", of what is not left open" if found.unresolved else ""
        lines += [("", ""), (tones[Tone.HEADING], f"Lint of {name}{open_parts}: {told}")]
        lines += [(FINDING_TONES[of], words) for of, words in finding_lines(findings)]
    return lines
