"""The panel for whoever is to sign in: what will happen, the code, how long it is good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import InvalidStateError
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Static

from data.asking import Answer, SignInAsked, Why
from data.profile_settings import SignIn
from screens.messages import Copy, OpenLink
from screens.theme import TONES
from screens.widgets.columns import shorten
from screens.widgets.key_bar import KeyBar

_ADDRESS = 200
"""Cells of an address that are shown; it comes from the Azure that is read."""
_WHY = {
    Why.RAN_OUT: "The sign-in has run out in the middle of the sync. It waits, and goes on then.",
    Why.POLICY: "A policy of the tenant (Conditional Access) asks for more than the sign-in proved "
    "so far. The sync waits, and goes on then.",
}
_TITLES = {
    SignIn.BROWSER: "Sign in with a browser",
    SignIn.DEVICE_CODE: "Sign in with a code",
    SignIn.AZ: "Sign in again with the Azure CLI",
}
_KEPT = "Your system keeps the sign-in, encrypted, for the next start."
_NOT_KEPT = (
    "The sign-in stays in memory only, since this system has no encrypted store for it: it ends "
    "with Lightkeeper."
)
_READ_ONLY = "Lightkeeper sees no password, and only ever reads."


class SignInPanel(ModalScreen[None]):
    """Shows what somebody is to do, and counts down."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", "Go on", id="sign-in.go", tooltip="Do what the panel says"),
        Binding("y", "copy", "Copy the code", id="sign-in.copy", tooltip="Copy the code"),
        Binding("o", "open", "Open the page here", id="sign-in.open",
                tooltip="Open the page for the code in a browser of this machine"),
        Binding("c", "code", "A code instead", id="sign-in.code",
                tooltip="Sign in in a browser anywhere, by a code: also over SSH"),
        Binding("escape,X", "app.cancel_sync", "Cancel the sync", id="sign-in.cancel",
                tooltip="Stop the sync; the data stays as it was"),
    ]  # fmt: skip

    asked: reactive[SignInAsked | None] = reactive(None, init=False, bindings=True)
    """What is to be done now."""

    def __init__(self, asked: SignInAsked, now: Callable[[], datetime]) -> None:
        """Make the panel.

        Args:
            asked: What somebody is to do.
            now: The clock.
        """
        super().__init__(classes="dialog")
        self._now = now
        self.set_reactive(SignInPanel.asked, asked)

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="window large fitting"):
            yield Static(self._text(), id="sign-in")
            yield KeyBar()

    def on_mount(self) -> None:
        """Count down."""
        self.set_interval(1, self._tell)

    def watch_asked(self) -> None:
        """Show what is to be done now."""
        self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        asked = self.asked
        waits = bool(asked and not asked.code and asked.until is None)
        by_browser = bool(asked and asked.how is SignIn.BROWSER)
        offers = {
            "go": waits and bool(asked and (asked.can_open or not by_browser)),
            "code": waits and by_browser,
            "copy": bool(asked and asked.code),
            "open": bool(asked and asked.code and asked.can_open),
        }
        return offers.get(action, True)

    def action_go(self) -> None:
        """Open the browser, or go on."""
        self._answer(Answer.GO)

    def action_code(self) -> None:
        """Ask for a code."""
        self._answer(Answer.CODE)

    def action_copy(self) -> None:
        """Copy the code."""
        if self.asked:
            self.post_message(Copy(self.asked.code, "code"))

    def action_open(self) -> None:
        """Open the page for the code."""
        if self.asked:
            self.post_message(OpenLink(self.asked.address))

    def _answer(self, answer: Answer) -> None:
        if self.asked:
            with suppress(InvalidStateError):  # a second key came before the panel changed
                self.asked.answer.set_result(answer)

    def _tell(self) -> None:
        self.query_one("#sign-in", Static).update(self._text())

    def _text(self) -> Content:
        return Content("\n").join(sign_in_lines(self.asked, self._now()) if self.asked else ())


def sign_in_lines(asked: SignInAsked, now: datetime) -> Iterator[Content]:
    """Yield what somebody is told who is to sign in.

    Args:
        asked: What is to be done.
        now: The time, from which it counts down.
    """
    yield Content.styled(_TITLES[asked.how], "bold")
    if asked.tenant:
        yield Content.styled(f"to tenant {asked.tenant}", TONES["muted"])
    yield Content("")
    if asked.why in _WHY:
        yield Content.styled(f"{_WHY[asked.why]}\n", TONES["pending"])
    yield from _steps(asked)
    yield Content("")
    if asked.until:
        yield Content.assemble("Time left  ", (left(asked.until, now), "bold"))
        yield Content("Nothing to press here: Lightkeeper goes on by itself.")
        yield Content("")
    if asked.how is not SignIn.AZ:
        yield Content.styled(_KEPT if asked.is_kept else _NOT_KEPT, TONES["muted"])
    yield Content.styled(f"{_READ_ONLY}\n", TONES["muted"])


def left(until: datetime, now: datetime) -> str:
    """Return minutes and seconds until a time, nothing below none."""
    seconds = max(0, round((until - now).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02}"


def _steps(asked: SignInAsked) -> Iterator[Content]:
    address = (shorten(asked.address, _ADDRESS), "$text-accent")
    if asked.code:
        yield Content.assemble("1  In a browser, on this machine or any other, open\n   ", address)
        yield Content.assemble("2  Enter this code\n   ", (asked.code, "bold reverse"))
        yield Content("3  Sign in with your account of the managing tenant")
    elif asked.how is SignIn.AZ:
        command = f"az login --tenant {asked.tenant}" if asked.tenant else "az login"
        yield Content.assemble("1  In another terminal, run  ", (command, "bold"))
        yield Content("2  Press enter here")
    elif asked.until:
        yield Content.assemble("A browser was opened at ", address)
        yield Content("Sign in there with your account of the managing tenant.")
    elif asked.can_open:
        yield Content.assemble("Press enter, and your browser opens at ", address)
        yield Content("Sign in there with your account of the managing tenant.")
    else:
        yield Content("No browser can be opened from here (no display, or an SSH session).")
        yield Content("Press c for a code that you enter in a browser on any machine.")
