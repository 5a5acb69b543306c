"""The part of the App that writes reports: a list as it is shown, into a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from textual import on
from textual.app import SystemCommand
from textual.screen import Screen

from data.formats.report import ENDINGS, Report, file_content
from data.plans import required_problem
from data.store.outgoing import Outgoing
from data.words import plural
from screens import messages
from screens.base import REPORT, BaseScreen
from screens.widgets.columns import shorten
from tui.library_app import TOLD
from tui.outgoing_app import OutgoingApp

_ENDS = ", ".join(ENDINGS)


class ReportApp(OutgoingApp):
    """Writes any list into a file."""

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer the report where another verb has its key."""
        yield from super().get_system_commands(screen)
        keys = {each.binding.action for each in screen.active_bindings.values()}
        if isinstance(screen, BaseScreen) and "report" not in keys:
            about = "Write the current list into a file: HTML, Markdown, CSV, JSON"
            yield SystemCommand(REPORT, about, screen.action_report)

    @on(messages.MakeReport)
    def _make_report(self, message: messages.MakeReport) -> None:
        listed, snapshot = message.listed, self.snapshot
        about = "-redacted" if self.redacted else ""
        name = f"lightkeeper-{listed.listing.name}-{snapshot.today}{about}.html"
        rows = plural(len(listed.rows), "row")
        title = f"Report: {shorten(listed.title, TOLD)}, {rows}"
        text = f"What is shown, in its order. The ending says how it is written: {_ENDS}."
        report = Report(listed, snapshot.meta, self.redacted)
        self.save_files(title, text, name, partial(_files, report), _problem)


def _files(report: Report[object], path: Path) -> Sequence[Outgoing]:
    return [Outgoing(path, file_content(report, ENDINGS[path.suffix.lower()]))]


def _problem(text: str) -> str:
    """Say why a path cannot be a report's."""
    known = Path(text.strip()).suffix.lower() in ENDINGS
    return required_problem(text) or ("" if known else f"Let it end in {_ENDS}.")
