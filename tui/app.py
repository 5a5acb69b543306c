"""The App: starts things, ties screens to data, does what screens ask for."""

from __future__ import annotations

import webbrowser
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.reactive import reactive
from textual.screen import Screen

from data.changes import vanished
from data.errors import PlainError, StoreError
from data.known import Known
from data.ledger import LibraryContents
from data.roles import use
from data.snapshot import Snapshot, newly_accepted
from data.store.profile import Profile
from data.words import plural
from screens import messages
from screens.activity import ActivityScreen
from screens.dashboard import Dashboard
from screens.dialogs import Failures
from screens.help import Help
from screens.plans import Plans
from screens.text import day_and_time, utc_now
from screens.theme import DARK, THEMES
from screens.updates import Updates
from screens.widgets.columns import shorten
from tui.commands import JumpProvider
from tui.doctor_app import DoctorApp
from tui.driver import placing
from tui.jobs import Connect, SyncJob, unexpected
from tui.library_app import BRIEFLY, TOLD

Loaded = TypeVar("Loaded")


_NOT_ABOVE = ("switch_mode", "sync", "activity", "doctor")
"""What does not go on above a window."""
_NOT_AT_FIRST = ("switch_mode", "sync")
"""What does not go on above the welcome."""


class LightkeeperApp(DoctorApp):
    """The dashboard program on one profile."""

    TITLE = "Lightkeeper"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    COMMANDS: ClassVar = {*App.COMMANDS, JumpProvider}
    MODES: ClassVar = {"dashboard": Dashboard, "updates": Updates, "plans": Plans}
    DEFAULT_MODE = "dashboard"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "Help", id="app.help",
                tooltip="Every key that works here"),
        Binding("1", "switch_mode('dashboard')", "Dashboard", id="app.dashboard",
                tooltip="Customers, delegated scopes, offer versions"),
        Binding("2,u", "switch_mode('updates')", "Updates", id="app.updates",
                tooltip="Who is behind the latest version, and what it would change"),
        Binding("3", "switch_mode('plans')", "Plans", id="app.plans",
                tooltip="Your offers and plans: drafts, versions, what lint says of them"),
        Binding("r", "sync", "Refresh", id="app.sync", tooltip="Sync with Azure"),
        Binding("X", "cancel_sync", "Cancel sync", id="app.cancel",
                tooltip="Stop the sync; the data stays as it was"),
        Binding("W", "activity", "Activity", False, id="app.activity",
                tooltip="What the sync does: its steps, its waits, what Azure still lets us ask"),
        Binding("H", "doctor", "Doctor", False, id="app.doctor",
                tooltip="What works here and what does not: settings, files, sign-in, Azure"),
        Binding("asterisk", "redact", "Redact names and ids", False, id="app.redact",
                tooltip="Show others in the place of names and ids, or the real ones again"),
        Binding("ctrl+p,colon", "command_palette", "Palette", False, id="app.palette",
                tooltip="Find a command, customer, subscription, principal or id"),
        Binding("q", "quit", "Quit", False, id="app.quit", tooltip="Quit"),
    ]  # fmt: skip

    progress: reactive[str] = reactive("", init=False, repaint=False, bindings=True)
    """What is going on in the background; empty when nothing is."""

    def __init__(
        self,
        profile: Profile,
        connect: Connect,
        *,
        sync_at_start: bool = False,
        welcomes: bool = False,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Make the program.

        Args:
            profile: Whose cache and library to show.
            connect: Finds the Azure to sync with.
            sync_at_start: Whether to sync as soon as the cache is shown.
            welcomes: Whether to say first what this is where nothing was ever synced.
            now: The clock.
        """
        super().__init__(profile, now)
        self._job = SyncJob(profile, connect)
        self._sync_at_start = sync_at_start
        self._welcomes = welcomes
        self._asked = False

    def on_mount(self) -> None:
        """Show the cache as soon as it is read."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        self._load()

    def on_unmount(self) -> None:
        """Stop the sync."""
        self._job.cancel()

    def get_driver_class(self) -> type[Driver]:
        """Write through the usual driver, with every text at its place."""
        return placing(super().get_driver_class())

    # What is known

    @work(thread=True, exclusive=True, group="load", exit_on_error=False)
    def _load(self) -> None:
        known = self._or_report(self.profile.cache.load)
        library = self._or_report(self.profile.library.contents)
        self.from_thread(self._show, known, library or LibraryContents())

    def _or_report(self, load: Callable[[], Loaded]) -> Loaded | None:
        try:
            return load()
        except StoreError as error:
            self.report(str(error))
        except Exception as error:  # else the lists would wait for ever
            self.log.error(error)
            self.report(unexpected("Reading what is kept here", error))
        return None

    def _show(self, known: Known | None, library: LibraryContents) -> None:
        if self._sync_at_start:
            self._start_sync()
        today = self.now().astimezone().date()
        if known:
            use(known.roles, known.meta.roles_read_at)
            self.reveal(Snapshot(known, library, today=today))
        else:
            self.reveal(Snapshot(library=library, today=today))
            if self._welcomes:
                self.welcome()

    def _start_sync(self) -> None:
        self.progress = "Starting"
        self._sync()

    @work(thread=True, exclusive=True, group="sync", exit_on_error=False)
    def _sync(self) -> None:
        try:
            known = self._job.run(
                lambda text: self.from_thread(self._tell_progress, text),
                lambda asked: self.from_thread(self.show_sign_in, asked),
            )
        except PlainError as error:
            self.from_thread(self._end_sync, None, str(error))
        except Exception as error:
            self.log.error(error)
            self.from_thread(self._end_sync, None, unexpected("The sync", error))
        else:
            self.from_thread(self._end_sync, known, "")

    def _tell_progress(self, text: str) -> None:
        self.progress = text
        self.tell_welcome(text)

    def _end_sync(self, known: Known | None, problem: str) -> None:
        self.progress = ""
        is_told = self.end_welcome(problem, is_synced=known is not None)
        if known:
            self._take(known)
        elif problem:
            told = f"The sync of {day_and_time(self.now().isoformat())} failed. {problem}"
            tell = self.notices.append if is_told else self.report
            tell(told)
        elif not is_told:
            self.notify("Sync cancelled; the data is as it was.", markup=False)
        self._asked = False

    def _take(self, known: Known) -> None:
        before = self.actual
        gone = vanished(before.known, known)
        use(known.roles, known.meta.roles_read_at)
        self.reveal(Snapshot(known, before.library, today=before.today))
        self.keep_found(*newly_accepted(self.actual))
        if self._asked or gone:
            self._tell_result(len(known.meta.failures), gone)

    def _tell_result(self, failed: int, gone: int) -> None:
        if gone:
            text = f"{plural(gone, 'delegation')} no longer visible, removed or out of our sight."
            self.notify(text, severity="warning", timeout=15, markup=False)
            self.notices.append(f"Sync of {day_and_time(self.snapshot.meta.synced_at)}: {text}")
        if failed:
            text = f"Synced, but {plural(failed, 'thing')} could not be read. ! shows the list."
            self.notify(text, severity="warning", timeout=BRIEFLY, markup=False)
        else:
            self.notify("Synced.", timeout=BRIEFLY, markup=False)

    # What the user asks for

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to cancel only while there is a sync."""
        if action == "cancel_sync":
            return bool(self.progress)
        if action == "switch_mode" and parameters == (self.current_mode,):
            return False
        if action == "help":
            return not isinstance(self.screen, Help)
        if action in (_NOT_ABOVE if self.screen.is_modal else ()):
            return False
        if action in (_NOT_AT_FIRST if self.is_welcoming else ()):
            return False
        return super().check_action(action, parameters)

    def action_sync(self) -> None:
        """Sync with Azure, unless that is going on already."""
        if self.progress:
            self.notify("A sync is under way; X cancels it.", markup=False)
            return
        self._asked = True
        self._start_sync()

    def action_cancel_sync(self) -> None:
        """Stop the sync."""
        self._job.cancel()

    def action_activity(self) -> None:
        """Show what the sync does, or the last one did."""
        self.push_screen(ActivityScreen(self._job.activity))

    def action_doctor(self) -> None:
        """Show what works here and what does not."""
        self.examine(self._job.source)

    def action_help(self) -> None:
        """Show every key that works here."""
        about = getattr(self.screen, "HELP", None) or ""
        self.push_screen(Help(self.screen.active_bindings, about))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer our verbs beside Textual's own."""
        yield from super().get_system_commands(screen)
        yield SystemCommand("Sync", "Read everything from Azure again", self.action_sync)
        about = (
            "Others in the place of names and ids, for a screenshot or a report; once more: back"
        )
        yield SystemCommand("Redact names and ids", about, self.action_redact)
        about = "What the sync does: its steps, its waits, what Azure still lets us ask"
        yield SystemCommand("Activity", about, self.action_activity)
        about = "What works here and what does not: settings, files, sign-in, Azure"
        yield SystemCommand("Doctor", about, self.action_doctor)
        yield SystemCommand("Failures", "What the last sync could not read", self._show_failures)
        verbs = {
            each.binding.id: each.binding
            for each in screen.active_bindings.values()
            if each.node is screen and each.enabled
        }
        for verb in verbs.values():
            act = partial(self.run_action, verb.action, screen)
            yield SystemCommand(verb.description, verb.tooltip, act)

    async def jump(self, tenant_id: str, scope_key: str = "") -> None:
        """Go to a customer, or to one of its scopes, on the dashboard."""
        await self.switch_mode("dashboard")
        if isinstance(self.screen, Dashboard):
            self.screen.jump(tenant_id, scope_key)

    @on(messages.Copy)
    def _copy(self, message: messages.Copy) -> None:
        self.copy_to_clipboard(message.text)
        lines = message.text.count("\n")
        shown = plural(lines + 1, "line") if lines else shorten(message.text, TOLD)
        self.notify(f"Copied the {message.what}: {shown}", timeout=BRIEFLY, markup=False)

    @on(messages.OpenLink)
    def _open_link(self, message: messages.OpenLink) -> None:
        if not message.url.startswith("https://"):
            # The portal's address comes from the Azure that was read, which may be anybody's.
            text = f"Not opened, since it is no https address: {shorten(message.url, TOLD)}"
            self.notify(text, severity="error", markup=False)
            return
        self.notify(f"Opening {shorten(message.url, TOLD)}", timeout=BRIEFLY, markup=False)
        self._browse(message.url)

    @work(thread=True, group="browser", exit_on_error=False)
    def _browse(self, url: str) -> None:
        webbrowser.open(url)

    @on(messages.ShowFailures)
    def _show_failures(self) -> None:
        meta = self.snapshot.meta
        self.push_screen(Failures(meta.failures, self.told, synced=meta.synced_at))
