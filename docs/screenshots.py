"""Makes the README's screenshots from the sample Azure: ``uv run python docs/screenshots.py``."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from data.azure.sync import Source
from data.found import Found
from data.store.profile import Profile
from screens.welcome import Welcome
from tui.app import LightkeeperApp
from tui.demo import Demo

HERE = Path(__file__).parent
SIZES = ((80, 24), (160, 45))

Steps = Callable[[Pilot[None]], Awaitable[None]]


async def dashboard(pilot: Pilot[None]) -> None:
    """The first screen, on a customer that is behind."""
    await find(pilot, "Fabrikam")


async def details(pilot: Pilot[None]) -> None:
    """Who may do what on a scope."""
    await find(pilot, "Fabrikam")
    await pilot.press("tab", "enter")


async def plan(pilot: Pilot[None]) -> None:
    """A draft with authorizations, one of them half filled in."""
    await pilot.press("3", "n")
    await fill(pilot, "Managed Operations Gold", "managed-ops", "gold")
    for principal, name, role in (
        ("5c4b2ad8-77e0-4c4f-9f0a-0f6cf3a0d411", "Tier 1 Operations", "Reader"),
        ("0d1f6e52-1df5-4d08-a2cd-5dd6f0d6a3f5", "Tier 2 Operations", "Contributor"),
    ):
        await pilot.press("ctrl+n")
        await fill(pilot, principal, name, role)
    await pilot.press("ctrl+n")
    await fill(pilot, "9b6b8a3e-5f0e-4b59-9a1b-2f6a7f6f1c22", "SOC Analysts")
    await pilot.press(*"security")


async def editor(pilot: Pilot[None]) -> None:
    """The next version of a plan in the editor, with what lint finds."""
    await pilot.press("3")
    await pilot.pause()
    await pilot.press("slash", *"gold version:1.10", "enter", "escape", "N", "v")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.press("ctrl+n", "ctrl+e", *"netw", "enter", "enter", *"network con", "enter")
    await pilot.press("enter", "enter", *"on-c", "enter")


async def library(pilot: Pilot[None]) -> None:
    """The next version of a plan, among what is published, with all that is known of it."""
    await pilot.press("3")
    await pilot.pause()
    await pilot.press("slash", *"gold version:1.10", "enter", "escape", "N", "v")
    await pilot.pause()
    await pilot.press("escape", "space")
    await pilot.app.workers.wait_for_complete()


async def export(pilot: Pilot[None]) -> None:
    """What a version of a plan becomes as Bicep."""
    await pilot.press("3")
    await pilot.pause()
    await pilot.press("slash", *"gold version:1.10", "enter", "escape", "x", "j", "j")
    await pilot.pause()


async def partner_center(pilot: Pilot[None]) -> None:
    """A plan as Partner Center asks for it, half of it typed off."""
    await pilot.press("3")
    await pilot.pause()
    await pilot.press("slash", *"gold version:1.10", "enter", "escape", "w")
    await pilot.pause()
    await pilot.press("n", "n", "n", "n", "n", *["enter"] * 3)


async def updates(pilot: Pilot[None]) -> None:
    """Who is behind, and what the latest version would change for one of them."""
    await pilot.press("2")
    await pilot.pause()
    await pilot.press("tab", "enter")


async def note(pilot: Pilot[None]) -> None:
    """The note to a customer that is behind."""
    await pilot.press("2")
    await pilot.pause()
    await pilot.press("tab", "slash", *"fabrikam", "enter", "n")
    await pilot.app.workers.wait_for_complete()


async def fill(pilot: Pilot[None], *texts: str) -> None:
    """Fill field after field."""
    for text in texts:
        await pilot.press(*text, "enter")
        await pilot.pause()


async def find(pilot: Pilot[None], name: str) -> None:
    """Put the cursor on the first customer of this name."""
    await pilot.press("slash", *name, "enter", "escape")


SHOTS: dict[str, Steps] = {
    "dashboard": dashboard,
    "details": details,
    "updates": updates,
    "note": note,
    "library": library,
    "editor": editor,
    "plan": plan,
    "export": export,
    "partner-center": partner_center,
}


async def welcome(size: tuple[int, int]) -> None:
    """The first start, on a machine where nothing is found."""
    with tempfile.TemporaryDirectory() as folder:
        app = LightkeeperApp(Profile("default", root=Path(folder)), no_azure)
        async with app.run_test(size=size) as pilot:
            await app.push_screen(Welcome(Found(), "default"))
            await pilot.pause()
            save(app, "welcome", size)


def no_azure() -> Source:
    """Stand for an Azure that is not asked."""
    raise AssertionError


async def shoot(demo: Demo, name: str, steps: Steps, size: tuple[int, int]) -> None:
    """Run the program at one size and save what it shows."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile("demo", root=Path(folder))
        app = LightkeeperApp(profile, demo.connect, sync_at_start=True)
        async with app.run_test(size=size) as pilot:
            while app.progress or not app.snapshot.is_synced:
                await pilot.pause(0.05)
            await steps(pilot)
            app.clear_notifications()
            await pilot.pause()
            save(app, name, size)


def save(app: LightkeeperApp, name: str, size: tuple[int, int]) -> None:
    """Save what is on the screen."""
    svg = app.export_screenshot(title=f"Lightkeeper at {size[0]}x{size[1]}")
    (HERE / f"{name}-{size[0]}x{size[1]}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    """Make every screenshot at every size."""
    for size in SIZES:
        asyncio.run(welcome(size))
    demo = Demo(60, 4, 1)
    try:
        for name, steps in SHOTS.items():
            for size in SIZES:
                asyncio.run(shoot(demo, name, steps, size))
    finally:
        demo.stop()


if __name__ == "__main__":
    main()
