"""How the update board compares with the customers list at 5,000 x 10; no time is asserted."""

from __future__ import annotations

import gc
import platform
import statistics
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from textual.pilot import Pilot

from data.azure.cancel import Watch
from data.azure.sync import sync
from data.emulator.serve import running
from data.emulator.world import make_world
from data.known import Known
from data.snapshot import Snapshot
from data.store.profile import Profile
from screens.dashboard import Dashboard
from screens.updates import Updates
from screens.widgets.pane import Pane
from tests.conftest import source_of
from tests.tui.conftest import no_azure
from tui.app import LightkeeperApp

ROUNDS = 9
TYPED = "fabrikam"

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]


class BoardFirst(LightkeeperApp):
    """The program that begins on the board, so that no other screen shows the records too."""

    DEFAULT_MODE = "updates"


async def test_board(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = Profile(root=tmp_path)
    with running(make_world(5_000, 10, 1)) as azure:
        known = sync(profile, source_of(azure, "graph"), Watch())
    customers = await measured(LightkeeperApp(profile, no_azure), known)
    board = await measured(BoardFirst(profile, no_azure), known)
    opened, typed = zip(customers, board, strict=True)
    with capsys.disabled():
        sys.stdout.write(
            f"\n5,000 customers, {len(known.delegations):,} delegations, medians of {ROUNDS} on "
            f"{platform.machine()}, Python {platform.python_version()}:\n"
            f"                        customers list      board      ratio\n"
            f"  opened from records   {line(*opened)}\n"
            f"  filter keystroke      {line(*typed)}\n"
        )
    assert min(*opened, *typed) > 0


def line(one: float, other: float) -> str:
    return f"{one * 1000:11.1f} ms {other * 1000:8.1f} ms {other / one:9.2f}"


async def measured(app: LightkeeperApp, known: Known) -> tuple[float, float]:
    """Return the seconds from records to the list on screen, and those of a filter keystroke."""
    async with app.run_test(size=(160, 45)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        opened = [await seconds(pilot, renew(app, known)) for _ in range(ROUNDS)]
        screen = app.screen
        assert isinstance(screen, Dashboard | Updates)
        pane: Pane[Any] = screen.customers if isinstance(screen, Dashboard) else screen.board
        return statistics.median(opened), await keystrokes(pilot, pane)


def renew(app: LightkeeperApp, known: Known) -> Callable[[], Awaitable[None]]:
    async def show() -> None:
        app.snapshot = Snapshot(known)

    return show


async def keystrokes(pilot: Pilot[None], pane: Pane[Any]) -> float:
    """Return the median time from a letter of the filter to the screen that shows it."""
    times = []
    for _ in range(ROUNDS):
        for end in range(len(TYPED) + 1):

            async def type_one(text: str = TYPED[:end]) -> None:
                pane.query_text = text

            times.append(await seconds(pilot, type_one))
    return statistics.median(times)


async def seconds(pilot: Pilot[None], act: Callable[[], Awaitable[None]]) -> float:
    gc.collect()
    start = perf_counter()
    await act()
    await pilot.pause()
    return perf_counter() - start
