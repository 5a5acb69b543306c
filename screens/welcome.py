"""The first thing that somebody sees who has no customers here yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from data.found import Found
from data.plans import is_guid
from data.profile_settings import SignIn
from screens.messages import Connect, ShowDemo
from screens.theme import TONES
from screens.widgets.columns import fit, shorten
from screens.widgets.key_bar import KeyBar

_ABOUT = (
    "Azure Lighthouse for the managing side: which customers delegated what to you, under which "
    "version of your offer, and who of you can do what there."
)
_PROMISE = (
    "It only reads: nothing in Azure is changed. What it reads stays on this machine; passwords "
    "and tokens are in no file."
)
_DEMO = "demo"
_NAME, _USER = 24, 40
_BY_PERSON = (SignIn.BROWSER, SignIn.DEVICE_CODE)
_NUMBERS = re.compile(r" [\d,]+ of [\d,]+$")
"""How far a step is, at its end."""


class Choice(NamedTuple):
    """One way to go on."""

    id: str
    name: str
    words: str
    is_ready: bool = True
    """Whether it can be expected to work as things are here."""


class Welcome(Screen[None]):
    """Says what this is and what was found, and lets somebody choose how to sign in."""

    HELP = (
        "Choose how to sign in, with the arrow keys and enter. The choice is kept in the file of "
        "profiles, and can be changed there. Nothing opens and nobody is asked before you choose."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Dashboard", id="welcome.leave",
                tooltip="To the dashboard, which is empty; r syncs there, too"),
        Binding("X", "app.cancel_sync", "Cancel the sync", id="welcome.cancel",
                tooltip="Stop the sync"),
    ]  # fmt: skip

    def __init__(self, found: Found, profile: str) -> None:
        """Make the screen.

        Args:
            found: What this machine tells.
            profile: The profile that the choice is kept for.
        """
        super().__init__(classes="dialog")
        self._found, self._profile = found, profile
        self._choices = choices(found)
        self._steps: list[str] = []
        self._wanted = ""
        """Which choice waits for the tenant to be typed."""

    def compose(self) -> ComposeResult:
        """Lay out words, choices, and what is going on."""
        options = [Option(_prompt(each), each.id) for each in self._choices]
        with Vertical(classes="window whole"):
            with VerticalScroll(id="welcome", can_focus=False):
                yield Static(Content("\n").join(self._words()), id="about")
                yield OptionList(*options, markup=False, compact=True, id="ways")
                yield Input(
                    placeholder="The managing tenant's id (the portal shows it as directory id)",
                    compact=True,
                    id="tenant",
                )
                yield Static(id="steps")
            yield KeyBar()

    def on_mount(self) -> None:
        """Put the cursor on what is most likely to work."""
        ready = [at for at, each in enumerate(self._choices) if each.is_ready]
        ways = self.query_one("#ways", OptionList)
        ways.highlighted = ready[0] if ready else 0
        self.query_one("#tenant").display = False
        ways.focus()

    def action_leave(self) -> None:
        """Close it; while the tenant is typed, go back to the choices."""
        if self._wanted:
            self._ask_tenant("")
        else:
            self.dismiss()

    def tell(self, step: str) -> None:
        """Show what is going on, below the steps that are done."""
        begun = [_NUMBERS.sub("", each) for each in self._steps]
        if begun and begun[-1] == _NUMBERS.sub("", step):
            self._steps[-1] = step
        else:
            self._steps.append(step)
        done = [Content.assemble(("✓ ", TONES["ok"]), each) for each in self._steps[:-1]]
        now = Content.assemble(("… ", TONES["accent"]), (self._steps[-1], "bold"))
        self._show(Content("\n").join([*done[-2:], now]))

    def fail(self, problem: str) -> None:
        """Show why it did not work; another choice can be made."""
        self._steps.clear()
        self._show(Content.assemble(("✗ ", TONES["error"]), problem) if problem else Content(""))

    @on(OptionList.OptionHighlighted, "#ways")
    def _mark(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the current choice by more than a colour."""
        event.stop()
        for each in self._choices:
            prompt = _prompt(each, is_current=each.id == event.option_id)
            event.option_list.replace_option_prompt(each.id, prompt)

    @on(OptionList.OptionSelected, "#ways")
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._steps:
            return
        chosen = event.option_id or ""
        if chosen == _DEMO:
            self.post_message(ShowDemo())
        elif SignIn(chosen) in _BY_PERSON and not self._found.tenant:
            self._ask_tenant(chosen)
        else:
            tenant = self._found.tenant if SignIn(chosen) in _BY_PERSON else ""
            self._connect(chosen, tenant)

    @on(Input.Submitted, "#tenant")
    def _take_tenant(self, event: Input.Submitted) -> None:
        event.stop()
        tenant = event.value.strip().lower()
        if is_guid(tenant):
            chosen = self._wanted
            self._ask_tenant("")
            self._connect(chosen, tenant)
        else:
            self.fail(
                "That is no tenant's id: it has 32 digits and letters a to f, in five groups. The "
                "portal shows it under Microsoft Entra ID, Overview."
            )

    def _connect(self, chosen: str, tenant: str) -> None:
        self.tell("Starting")
        self.post_message(Connect(SignIn(chosen), tenant))

    def _ask_tenant(self, chosen: str) -> None:
        self._wanted = chosen
        self._show(Content("Which tenant do you manage customers from?" if chosen else ""))
        asked = self.query_one("#tenant", Input)
        asked.display = bool(chosen)
        (asked if chosen else self.query_one("#ways")).focus()

    def _show(self, content: Content) -> None:
        self.query_one("#steps", Static).update(content)
        scroll = self.query_one("#welcome", VerticalScroll)
        self.call_after_refresh(scroll.scroll_end, animate=False)

    def _words(self) -> Iterator[Content]:
        muted = TONES["muted"]
        yield Content.styled("Lightkeeper", f"bold {TONES['accent']}")
        yield Content(_ABOUT)
        yield Content(f"{_PROMISE}\n")
        yield Content.styled("Found here", "bold")
        yield Content.assemble((f"  {fit('Profile', _NAME)}", muted), self._profile)
        for name, words in found_words(self._found):
            yield Content.assemble((f"  {fit(name, _NAME)}", muted), words)
        keys = "  ↑ ↓ enter, ? help, H doctor, q quit"
        yield Content.assemble(("\nHow do you want to sign in?", "bold"), (keys, muted))


def found_words(found: Found) -> Iterator[tuple[str, str]]:
    """Yield what was found: what it is, and the words for it."""
    az = found.az
    if az.user:
        yield "Azure CLI (az)", f"signed in as {shorten(az.user, _USER)}"
    elif az.is_installed:
        yield "Azure CLI (az)", "installed, nobody is signed in"
    else:
        yield "Azure CLI (az)", "not installed, or not on the PATH"
    principal = f"application {found.principal}" if found.principal else "none is named"
    yield "Environment", f"service principal: {principal}"
    yield "Managing tenant", shorten(found.tenant, _USER) or "not known yet"
    browser = "can be opened from here" if found.can_open else "none to open (no display, or SSH)"
    yield "Browser", browser


def choices(found: Found) -> tuple[Choice, ...]:
    """Return the ways to go on; the first that is ready is the best."""
    az = found.az
    ways = {
        SignIn.ENVIRONMENT: Choice(
            SignIn.ENVIRONMENT,
            "Service principal",
            "that the environment names" if found.principal else "set AZURE_CLIENT_ID and so on",
            bool(found.principal),
        ),
        SignIn.AZ: Choice(
            SignIn.AZ,
            "Azure CLI",
            "as you are signed in there" if az.user else "run az login first, then choose this",
            bool(az.user),
        ),
        SignIn.BROWSER: Choice(
            SignIn.BROWSER,
            "Browser",
            "opens when you say so" if found.can_open else "none can be opened from here",
            found.can_open,
        ),
        SignIn.DEVICE_CODE: Choice(
            SignIn.DEVICE_CODE,
            "Code",
            "for a browser on any machine; works over SSH",
        ),
    }
    demo = Choice(_DEMO, "Look at the demo first", "sample customers; needs no Azure, no sign-in")
    return (*ways.values(), demo)


def _prompt(choice: Choice, *, is_current: bool = False) -> Content:
    tone = "" if choice.is_ready else TONES["muted"]
    mark = "▸ " if is_current else "  "
    name = (f"{mark}{fit(choice.name, _NAME)}", tone or "bold")
    return Content.assemble(name, (choice.words, tone))
