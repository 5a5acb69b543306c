"""How a keystroke in the plan editor compares with one in an empty form; no time is asserted."""

from __future__ import annotations

import asyncio
import gc
import platform
import statistics
import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter, process_time
from typing import Any, NamedTuple, Protocol

import pytest
from msgspec import structs
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Label

from data.known import Known
from data.store.profile import Profile
from screens.plan_editor import PlanEditor
from screens.plan_fields import NAMES
from tests.benchmarks.test_lint import plan_of_twenty
from tests.tui.conftest import no_azure, sample
from tests.tui.steps import settled
from tui.app import LightkeeperApp

__all__ = ["sample"]
pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]
SIZE = (160, 45)
BLOCKS = 4
"""Times that each program is started, by turns."""
LETTERS, DIGITS = "abcdefghijkl", "123456789012"
"""Typed into the field in each of them; those before them are not measured."""
FORM = "an empty form"
QUIET = 0.06
"""Seconds without anything painted after which nothing more comes."""


class Cost(NamedTuple):
    """What a keystroke takes: until the last paint that follows from it, and of the processor."""

    painted: float
    processor: float


class Paints(App[None]):
    """Draws to nowhere what it would draw to a terminal, and notes when."""

    painted_at = 0.0

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, renderable)
        if isinstance(renderable, CompositorUpdate):
            renderable.render_segments(self.console)
            self.painted_at = perf_counter()


class OneInput(Paints):
    """One input and nothing else."""

    def compose(self) -> ComposeResult:
        yield Input()


class EmptyForm(Paints):
    """As many fields as the editor's form has, of Textual's own widgets, with nothing behind."""

    CSS = "Label { width: 18; } .mark { width: 2; } Horizontal { height: 1; } Input { width: 1fr; }"

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            for name in NAMES:
                with Horizontal():
                    yield Label(name)
                    yield Input(compact=True)
                    yield Label("✓", classes="mark")


class Program(Paints, LightkeeperApp):
    """The program itself."""


class Begin(Protocol):
    """Starts at the field that is typed into."""

    async def __call__(self, pilot: Pilot[None]) -> None: ...


async def test_keystroke(
    profile: Profile, sample: Known, capsys: pytest.CaptureFixture[str]
) -> None:
    profile.cache.commit(sample)
    costs: dict[str, list[Cost]] = {name: [] for name in CASES}
    for _ in range(BLOCKS):
        for name, (make, begin, keys) in CASES.items():
            costs[name] += await measured(partial(make, profile), begin, keys)
    found = {name: median(each) for name, each in costs.items()}
    with capsys.disabled():
        sys.stdout.write(
            f"\n20 authorizations, medians of {BLOCKS * len(LETTERS)} keystrokes on "
            f"{platform.machine()}, Python {platform.python_version()}; ratios to an empty form:\n"
            f"{'':<40} until painted   ratio   processor   ratio\n"
        )
        for name, cost in found.items():
            sys.stdout.write(f"  {name:<38}{line(cost, found[FORM])}\n")


def median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(each) for each in zip(*costs, strict=True)))


def line(cost: Cost, base: Cost) -> str:
    return (
        f"{cost.painted * 1000:13.1f} ms {cost.painted / base.painted:7.2f}"
        f"{cost.processor * 1000:9.1f} ms {cost.processor / base.processor:7.2f}"
    )


async def measured(make: Callable[[], Paints], begin: Begin, keys: str) -> list[Cost]:
    app = make()
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot)
        for key in "123":
            await keystroke(app, key)
        return [await keystroke(app, key) for key in keys]


async def keystroke(app: Paints, key: str) -> Cost:
    """Press a key as the terminal would, and wait until all that follows is painted."""
    await quiet(app)
    gc.collect()
    focused = app.focused
    assert isinstance(focused, Input)
    value = focused.value
    began, used = perf_counter(), process_time()
    app.painted_at = began
    app.post_message(events.Key(key, key))
    await quiet(app)
    assert focused.value == value + key
    assert app.painted_at > began
    return Cost(app.painted_at - began, process_time() - used)


async def quiet(app: Paints) -> None:
    """Wait until nothing is painted any more."""
    before = -1.0
    while before != app.painted_at:
        before = app.painted_at
        await asyncio.sleep(QUIET)


async def into_the_form(pilot: Pilot[None]) -> None:
    await still(pilot)


def into(field: str) -> Begin:
    async def begin(pilot: Pilot[None]) -> None:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, Program)
        tenant = app.snapshot.meta.managing_tenant_id
        app.keep(structs.replace(plan_of_twenty(), managing_tenant_id=tenant))
        await pilot.press("3")
        await pilot.pause()
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, PlanEditor)
        screen.set_focus(screen.query_one(f"#{field} Input", Input))
        await still(pilot)

    return begin


async def still(pilot: Pilot[None]) -> None:
    """Let no blinking cursor be taken for an answer."""
    focused = pilot.app.focused
    assert isinstance(focused, Input)
    focused.cursor_blink = False
    focused.action_end()
    await pilot.pause()


def empty(profile: Profile) -> Paints:
    return EmptyForm()


def one(profile: Profile) -> Paints:
    return OneInput()


def program(profile: Profile) -> Paints:
    return Program(profile, no_azure)


CASES: dict[str, tuple[Callable[[Profile], Paints], Begin, str]] = {
    "one input alone": (one, into_the_form, LETTERS),
    FORM: (empty, into_the_form, LETTERS),
    "the description": (program, into("description"), LETTERS),
    "the version, a number": (program, into("version"), DIGITS),
    "the version, a letter: other findings": (program, into("version"), LETTERS),
}
