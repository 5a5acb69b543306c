"""A window to take a plan out: the formats, and the files that each would write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen

from data.errors import WrongUseError
from data.format_listings import FORMATS
from data.formats.exports import Export, export
from data.formats.format import Format
from data.formats.identity import Target, deployed_groups, has_marketplace, target_of
from data.formats.outputs import base_name, names_of_files
from data.plans import Plan
from data.query import Rows
from data.words import plural
from screens.form import Ask, Form, Values
from screens.messages import Copy, SaveExport
from screens.paragraphs import lines_of
from screens.theme import TONES
from screens.widgets.columns import Column, shorten
from screens.widgets.detail import Detail
from screens.widgets.key_bar import KeyBar
from screens.widgets.pane import Pane, Words

_field = FORMATS.by_name
_COLUMNS: tuple[Column[Format], ...] = (Column.of(_field["title"], grow=True, min_width=16),)
_TITLE = 60


class PlanExport(ModalScreen[None]):
    """Shows what each format makes of a plan; stays open, for one plan often leaves in several."""

    AUTO_FOCUS: ClassVar[str | None] = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Leave", id="export.leave", tooltip="Back to the plan"),
        Binding("r", "groups", "Resource groups", id="export.groups",
                tooltip="Delegate resource groups instead of the subscription"),
        Binding("p", "marketplace", "Marketplace plan", id="export.marketplace",
                tooltip="Name the marketplace's plan in a deployment, or leave it out"),
        Binding("y", "copy", "Copy", id="export.copy", tooltip="Copy the first file"),
        Binding("tab,shift+tab", "other", "Scroll", False, id="export.other",
                tooltip="Between the formats and the files"),
    ]  # fmt: skip

    def __init__(self, plan: Plan, names: Mapping[str, str]) -> None:
        """Make it for a plan.

        Args:
            plan: The plan.
            names: What subscriptions are called, by id in lower case.
        """
        super().__init__(classes="dialog")
        self._plan = plan
        self._target = Target(deployed_groups(plan), names=names)
        self.formats = Pane("Export as", FORMATS, _COLUMNS, Words("No formats."), id="formats")
        self.detail = Detail(id="preview")

    def compose(self) -> ComposeResult:
        """Lay out the formats beside the files."""
        with Vertical(classes="window whole"):
            with Horizontal(id="choosing"):
                yield self.formats
                yield self.detail
            yield KeyBar()

    def on_mount(self) -> None:
        """Show the formats."""
        self.formats.show(Rows(FORMATS, list(Format)))
        self.formats.set_note("⏎ writes it")

    @on(Pane.Highlighted, "#formats")
    def _look(self) -> None:
        form = self.formats.current
        if form is None:
            return
        found = export(self._plan, form, self._target)
        names = names_of_files(found.files, f"{base_name(self._plan)}{form.ending}")
        self.detail.border_title = Content.styled(", ".join(names), "bold")
        self.detail.border_subtitle = Content(self._told() if form.deploys else "")
        self.detail.show(lambda width: lines_of(_lines(form, found, names)))

    def _told(self) -> str:
        """Say what a deployment delegates."""
        groups = self._target.groups
        what = ", ".join(groups) if len(groups) < 3 else plural(len(groups), "resource group")
        plan = "with" if has_marketplace(self._plan, self._target) else "without"
        return f"delegates {shorten(what, _TITLE) or 'the subscription'} · {plan} marketplace plan"

    @on(Pane.Selected, "#formats")
    def _save(self) -> None:
        if form := self.formats.current:
            self.post_message(SaveExport(self._plan, form, self._target))

    def action_groups(self) -> None:
        """Let the user say which resource groups are delegated."""

        def take(values: Values | None) -> None:
            if values is not None:
                groups = target_of(_split(values["groups"])).groups
                self._target = replace(self._target, groups=groups)
                self._look()

        told = ", ".join(self._target.groups)
        asks = [Ask("groups", "Resource groups", told, _groups_problem, "empty: the subscription")]
        text = "Names with commas between them. Every other right stays with the customer."
        self.app.push_screen(Form("What is delegated", text, asks), take)

    def action_marketplace(self) -> None:
        """Name the marketplace's plan in a deployment, or leave it out."""
        self._target = replace(self._target, marketplace=not self._target.marketplace)
        self._look()

    def action_copy(self) -> None:
        """Copy the first file."""
        if form := self.formats.current:
            found = export(self._plan, form, self._target)
            self.post_message(Copy(found.files[0].text, form.title))

    def action_other(self) -> None:
        """Go to the files, or back to the formats."""
        in_list = self.formats.has_focus_within
        self.set_focus(self.detail if in_list else self.formats.table)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def _lines(form: Format, found: Export, names: list[str]) -> Iterator[Content]:
    yield Content.styled(f"{form.title}: {form.about}.", TONES["muted"])
    for note in found.notes:
        yield Content.styled(f"▲ {note}", TONES["pending"])
    yield Content("")
    for name, file in zip(names, found.files, strict=True):
        if len(names) > 1:
            yield Content.styled(f"── {name}", TONES["accent"])
        yield Content(file.text)


def _split(text: str) -> tuple[str, ...]:
    return tuple(name for each in text.split(",") if (name := each.strip()))


def _groups_problem(text: str) -> str:
    try:
        target_of(_split(text))
    except WrongUseError as error:
        return str(error)
    return ""
