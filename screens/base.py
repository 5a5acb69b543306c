"""What all main screens share: the title line, the status line, and the snapshot they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar, Protocol, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget

from data.rows import ALL_CUSTOMERS
from data.snapshot import Snapshot
from data.words import plural
from screens.messages import MakeReport, ShowFailures
from screens.text import age
from screens.widgets.area import Stacked
from screens.widgets.columns import shorten
from screens.widgets.key_bar import KeyBar
from screens.widgets.pane import Pane
from screens.widgets.status_bar import Part, StatusBar

_NAME_WIDTH = 40
REPORT = "Report of this list"
"""What the palette calls it, also where another verb has the key."""
AGE_SECONDS = 15
"""How often the age of the data is told anew."""


class Host(Protocol):
    """What a screen reads from the App that it lives in."""

    snapshot: Snapshot
    progress: str
    """What is going on in the background; empty when nothing is."""
    unsaved: int
    """How many drafts could not be written."""
    read_only: str
    """Why no plan may be changed, in a sentence; empty when we may change them."""
    redacted: bool
    """Whether other names and ids are shown in the place of the real ones."""
    profile_name: str
    now: Callable[[], datetime]


class BaseScreen(Screen[None]):
    """A main screen: one mode of the program."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "exclamation_mark",
            "show_failures",
            "Failures",
            show=False,
            id="screen.failures",
            tooltip="What the last sync could not read",
        ),
        Binding(
            "x",
            "report",
            REPORT,
            show=False,
            id="screen.report",
            tooltip="Write the current list into a file: HTML, Markdown, CSV, JSON",
        ),
    ]
    # Textual would choose the filter's input, before it knows that this is hidden.
    AUTO_FOCUS: ClassVar[str | None] = "RowTable"
    MODE_TITLE: ClassVar[str] = ""

    snapshot: var[Snapshot] = var(Snapshot, init=False)
    """What is shown."""

    def compose(self) -> ComposeResult:
        """Lay out title, content and status."""
        yield StatusBar(id="title")
        with Stacked(id="content"):
            yield from self.compose_content()
        yield StatusBar(id="status")
        yield KeyBar()

    def compose_content(self) -> Iterable[Widget]:
        """Lay out what this screen is for."""
        # A screen's own metaclass leaves no room for an abstract method.
        raise NotImplementedError

    @property
    def host(self) -> Host:
        """The App, as far as screens know it."""
        return cast(Host, self.app)

    @property
    def is_seen(self) -> bool:
        """Whether it is on top, or only a dialog is above it."""
        return self.is_current and (self.app.screen is self or self.app.screen.is_modal)

    def on_mount(self) -> None:
        """Follow the App's snapshot and progress."""
        self.watch(self.app, "progress", self._tell, init=False)
        self.watch(self.app, "unsaved", self._tell, init=False)
        self.watch(self.app, "redacted", self._forget_filters, init=False)
        self.watch(self.app, "snapshot", self._take)
        self.set_interval(AGE_SECONDS, self._tell)

    def action_show_failures(self) -> None:
        """Ask for the list of failures."""
        self.post_message(ShowFailures())

    def action_report(self) -> None:
        """Ask for a report of the list that has the keys, or of the first one."""
        panes = [each for each in self.query(Pane) if each.display]
        if panes:
            pane = next((each for each in panes if each.has_focus_within), panes[0])
            self.post_message(MakeReport(pane.listed))

    @on(StatusBar.Pressed)
    def _open_failures(self, event: StatusBar.Pressed) -> None:
        event.stop()
        self.post_message(ShowFailures())

    def _take(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.query_one("#title", StatusBar).update_parts(self._title(snapshot))
        self._tell()

    def _forget_filters(self) -> None:
        """Leave no name in a filter where others are shown."""
        for pane in self.query(Pane):
            pane.forget_filter()
        self._tell()

    def _tell(self) -> None:
        host = self.host
        parts = status_parts(host.profile_name, self.snapshot, host.now(), bool(host.progress))
        if host.redacted:
            # A profile may be called after whom it is about.
            parts[0] = Part("redacted", "pending", 0)
        if host.unsaved:
            parts.insert(0, Part(f"✗ {plural(host.unsaved, 'draft')} not saved", "error", 0))
        self.query_one("#status", StatusBar).update_parts(parts, host.progress)

    def _title(self, snapshot: Snapshot) -> list[Part]:
        name = snapshot.meta.managing_tenant_name or snapshot.meta.managing_tenant_id
        parts = [Part("Lightkeeper", "accent", 2), Part(self.MODE_TITLE, "", 1)]
        return [*parts, Part(shorten(name, _NAME_WIDTH), "muted", 4), *summary(snapshot)]


def summary(snapshot: Snapshot) -> list[Part]:
    """Say in one line how things stand."""
    if not snapshot.is_synced:
        return []
    everything = snapshot.customers.rows[snapshot.customers.index[ALL_CUSTOMERS]]
    pending = snapshot.pending_updates
    return [
        Part(plural(len(snapshot.customers.rows) - 1, "customer")),
        Part(plural(everything.delegated, "delegation"), "", 3),
        Part(f"{plural(pending, 'update')} pending", "pending" if pending else "muted"),
    ]


def status_parts(
    profile: str, snapshot: Snapshot, now: datetime, is_syncing: bool = False
) -> list[Part]:
    """Say whose data this is, how old it is and what is wrong with it."""
    meta = snapshot.meta
    parts = [Part(profile, "accent", 2)]
    if not snapshot.is_loaded:
        return [*parts, Part("reading the cache", "", 0)]
    if not snapshot.is_synced:
        text = "never synced" if is_syncing else "never synced: press r"
        return [*parts, Part(text, "pending", 0)]
    parts.append(Part(f"synced {age(meta.synced_at, now)}", "", 0))
    if stale := len({row.tenant_id for row in snapshot.customers.rows[1:] if row.stale}):
        parts.append(Part(f"✗ {plural(stale, 'customer')} stale", "stale", 1))
    if left_out := len(meta.left_out):
        parts.append(Part(f"{left_out:,} left out", "muted", 2))
    if failed := len(meta.failures):
        parts.append(Part(f"{plural(failed, 'failure')} (!)", "error", 1, "failures"))
    return parts
