"""A window to choose a file to import, with what it holds beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen

from data.folder_listings import FILES, FileRow
from data.plans import required_problem
from data.query import Rows
from screens.form import Ask, Form, Values
from screens.paragraphs import lines_of
from screens.theme import TONES
from screens.widgets.columns import Column, shorten
from screens.widgets.detail import Detail
from screens.widgets.key_bar import KeyBar
from screens.widgets.pane import Pane, Words

_field = FILES.by_name
_COLUMNS: tuple[Column[FileRow], ...] = (
    Column(
        "name",
        "Name",
        _field["name"].text,
        lambda row: "accent" if row.is_folder else "",
        grow=True,
        min_width=16,
    ),
    Column.of(_field["size"], right=True, priority=1),
)
_TITLE = 200


@dataclass(frozen=True)
class Preview:
    """What a file holds, in lines with their tones; or why it cannot be read."""

    path: Path
    parameters: Path | None
    lines: Sequence[tuple[str, str]]
    """Each a style of the theme, or none, and words."""
    can_be_taken: bool
    is_template: bool = False


class FilePicker(ModalScreen[Preview | None]):
    """Dismissed with the file that was chosen, or with nothing when it was left."""

    AUTO_FOCUS: ClassVar[str | None] = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="files.leave", tooltip="Import nothing"),
        Binding("backspace,left,h", "up", "Up", id="files.up", tooltip="To the folder above"),
        Binding("p", "parameters", "Parameters", id="files.parameters",
                tooltip="Take the current file as the parameter file of the next template"),
        Binding("g", "go", "Go to", id="files.go", tooltip="Type a folder to go to"),
        Binding("tab,shift+tab", "other", "Scroll preview", False, id="files.other",
                tooltip="Between the list and the preview"),
    ]  # fmt: skip

    @dataclass
    class FolderWanted(Message):
        """The user went to a folder."""

        picker: FilePicker
        folder: Path

    @dataclass
    class PreviewWanted(Message):
        """The cursor is on a file."""

        picker: FilePicker
        path: Path
        parameters: Path | None
        """The parameter file that the user chose; none when the one beside it is to be used."""

    def __init__(self, folder: Path) -> None:
        """Begin in a folder."""
        super().__init__(classes="dialog")
        self._folder = folder
        self._parameters: Path | None = None
        self._preview: Preview | None = None
        words = Words("Nothing to import here.", loading="Reading the folder …")
        self.files = Pane("Files", FILES, _COLUMNS, words, id="files")
        self.detail = Detail(id="preview")

    def compose(self) -> ComposeResult:
        """Lay out the list beside the preview."""
        with Vertical(classes="window whole"):
            with Horizontal(id="choosing"):
                yield self.files
                yield self.detail
            yield KeyBar()

    def on_mount(self) -> None:
        """Ask what the folder holds."""
        self.post_message(self.FolderWanted(self, self._folder))

    def show_folder(self, folder: Path, rows: Sequence[FileRow]) -> None:
        """Show what a folder holds; the cursor stands on the one that we come from."""
        came_from, self._folder = self._folder, folder
        self.files.title = "/".join(("…", *folder.parts[-2:])) if folder.parts[3:] else str(folder)
        self.files.query_text = ""
        self.files.show(Rows(FILES, list(rows)), from_top=True)
        self.files.go_to(str(came_from))

    def show_preview(self, preview: Preview) -> None:
        """Show what a file holds, unless the cursor went on meanwhile."""
        row = self.files.current
        if row is None or row.path != preview.path:
            return
        self._preview = preview
        self.detail.border_title = Content.styled(shorten(row.name, _TITLE), "bold")
        name = preview.parameters.name if preview.parameters else ""
        self.detail.border_subtitle = Content(f"with {shorten(name, _TITLE)}" if name else "")
        self.detail.show(lambda width: lines_of(Content.styled(t, s) for s, t in preview.lines))

    @on(Pane.Highlighted, "#files")
    def _look(self) -> None:
        row = self.files.current
        self._preview = None
        self.detail.border_title = self.detail.border_subtitle = ""
        waiting = Content.styled("Reading …" if row and not row.is_folder else "", TONES["muted"])
        self.detail.show(lambda width: waiting)
        if row and not row.is_folder:
            self.post_message(self.PreviewWanted(self, row.path, self._parameters))

    @on(Pane.Selected, "#files")
    def _choose(self) -> None:
        row = self.files.current
        if row is None:
            return
        if row.is_folder:
            self.post_message(self.FolderWanted(self, row.path))
        elif self._preview and self._preview.can_be_taken:
            self.dismiss(self._preview)
        elif self._preview:
            self.notify("There is no plan in this file.", timeout=3, markup=False)

    def action_parameters(self) -> None:
        """Keep the current file as the parameter file, or no longer."""
        row = self.files.current
        if row is None or row.is_folder:
            return
        if self._preview and self._preview.is_template:
            self.notify("This is a template itself.", timeout=3, markup=False)
            return
        self._parameters = None if self._parameters == row.path else row.path
        name = shorten(row.name, _TITLE)
        told = f"The next template takes its parameters from {name}."
        self.notify(told if self._parameters else "No parameter file is chosen.", markup=False)

    def action_up(self) -> None:
        """Go to the folder above."""
        if self._folder.parent != self._folder:
            self.post_message(self.FolderWanted(self, self._folder.parent))

    def action_go(self) -> None:
        """Let the user type a folder."""

        def take(values: Values | None) -> None:
            if values:
                folder = Path(values["folder"]).expanduser()
                self.post_message(self.FolderWanted(self, folder))

        asks = [Ask("folder", "Folder", str(self._folder), required_problem)]
        self.app.push_screen(Form("Go to a folder", "~ is your home.", asks), take)

    def action_other(self) -> None:
        """Go to the preview, or back to the list."""
        in_list = self.files.has_focus_within
        self.set_focus(self.detail if in_list else self.files.table)

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)
