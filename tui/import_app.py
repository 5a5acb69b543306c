"""The part of the App that brings plans in from files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs
from textual import on, work

from data.errors import PlainError
from data.plans import new_plan
from data.snapshot import Snapshot
from data.words import plural
from screens import messages
from screens.details import FINDING_TONES
from screens.file_picker import FilePicker, Preview
from screens.form import Ask, Form, Values
from screens.plan_editor import PlanEditor
from screens.roles import Roles
from screens.theme import TONES
from screens.widgets.columns import shorten
from tui.updates_app import UpdatesApp

if TYPE_CHECKING:
    from data.formats.imported import AskedParameter, Imported

_MOST_ASKED = 12
"""Lines of a form that fit on the screen; more parameters are left open."""
_LABEL = 17
"""Cells of a label in a form."""


class ImportApp(UpdatesApp):
    """Reads files for the window that chooses one; what reads them is imported when needed."""

    @on(messages.ImportPlan)
    def _import_plan(self) -> None:
        def take(choice: Preview | None) -> None:
            if choice:
                self._read_choice(choice.path, choice.parameters)

        self.push_screen(FilePicker(Path.cwd()), take)

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
        names = {f"parameter{at}": each for at, each in enumerate(asked[:_MOST_ASKED])}

        def take(values: Values | None) -> None:
            if values is not None:
                given = {names[id].name: text for id, text in values.items() if text}
                self._read_choice(path, parameters, given)

        asks = [
            Ask(id, shorten(each.name, _LABEL), hint=f"{each.name} ({each.type or 'any type'})")
            for id, each in names.items()
        ]
        text = "The template leaves these to whoever deploys it. What stays empty is left open."
        self.push_screen(Form(path.name, text, asks), take)

    def _keep_imported(self, found: Imported) -> None:
        moment = self.now().isoformat(timespec="seconds")
        plans = [
            structs.replace(each.plan, id=each.plan.id or new_plan("").id, saved_at=moment)
            for each in found.definitions
        ]
        self.keep(*plans)
        left = len(found.unresolved)
        text = f"Kept {plural(len(plans), 'draft')}."
        self._say(f"{text} {plural(left, 'part')} left open." if left else text)
        if len(plans) == 1:
            self.push_screen(PlanEditor(plans[0]))


def preview_of(path: Path, parameters: Path | None, snapshot: Snapshot) -> Preview:
    """Return what a file holds and what is wrong with that."""
    from data.formats.import_text import Tone, description
    from data.lint.around import context_of_plan
    from data.lint.imported import lint_imported
    from data.lint.text import finding_lines, summary
    from data.store.import_files import load, parameters_beside

    beside = parameters if parameters != path else None
    beside = beside or parameters_beside(path)
    try:
        found = load(path, beside)
    except PlainError as error:
        return Preview(path, None, [(TONES["error"], str(error))], can_be_taken=False)
    tones = {
        Tone.HEADING: f"bold {TONES['accent']}",
        Tone.PLAIN: "",
        Tone.OPEN: TONES["pending"],
        Tone.ASIDE: TONES["muted"],
    }
    lines = [(tones[line.tone], line.text) for line in description(found)]
    for definition, findings in lint_imported(found, lambda each: context_of_plan(each, snapshot)):
        name = definition.plan.name or definition.plan.plan_id or "the plan"
        lines += [("", ""), (tones[Tone.HEADING], f"Lint of {name}: {summary(findings)}")]
        lines += [(FINDING_TONES[of], words) for of, words in finding_lines(findings)]
    return Preview(path, beside, lines, can_be_taken=bool(found.definitions))
