"""What a person does in the program, for tests to do likewise."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.pilot import Pilot

from screens.dashboard import Dashboard


async def settled(pilot: Pilot[None]) -> Dashboard:
    """Wait until the cache is on the screen."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    assert isinstance(pilot.app.screen, Dashboard)
    return pilot.app.screen


async def quiet(pilot: Pilot[None]) -> Any:
    """Wait for what goes on in the background, and return the screen on top."""
    for _ in range(3):  # a message, the worker that it starts, and what that hands back
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    return pilot.app.screen


async def find(pilot: Pilot[None], text: str) -> Dashboard:
    """Filter the customers and go to the first match."""
    screen = await settled(pilot)
    await pilot.press("slash")
    await paste(pilot, text)
    await pilot.press("enter")
    await pilot.pause()
    return screen


async def paste(pilot: Pilot[None], text: str) -> None:
    """Paste into what has the focus; typing takes a tenth of a second a key here."""
    focused = pilot.app.screen.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await pilot.pause()
