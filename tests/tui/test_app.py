"""The program as a whole: syncing, its failures, help, palette, quitting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from data.azure.sync import Source
from data.emulator.serve import Running
from data.store.profile import Profile
from screens.dashboard import Dashboard
from screens.dialogs import Failures
from screens.help import Help
from screens.plans import Plans
from tests.tui.conftest import MakeApp, no_azure
from tests.tui.steps import paste, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
NARROW = (80, 24)


async def synced(pilot: Pilot[None]) -> Dashboard:
    """Wait until the sync that was started is over."""
    app = pilot.app
    assert isinstance(app, LightkeeperApp)
    await app.workers.wait_for_complete()
    while app.progress:
        await pilot.pause()
    return await settled(pilot)


def toast(text: str) -> str:
    """Return what the notification in the lower right corner says, on one line."""
    lines = (line.rpartition("▌")[2] for line in text.splitlines() if "▌" in line)
    return " ".join(" ".join(lines).replace("│", " ").split())


async def test_r_syncs_while_the_rows_stay(
    make_app: MakeApp, source: Source, render_text: Render
) -> None:
    may_connect = threading.Event()

    def connect() -> Source:
        may_connect.wait()
        return source

    app = make_app(connect)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await settled(pilot)
        before = app.snapshot
        await pilot.press("down", "down", "r")
        row = screen.customers.current
        assert app.progress
        assert "Starting" in render_text(app)
        assert screen.customers.table.row_count == 60, "the rows stay"
        may_connect.set()
        await synced(pilot)
        assert app.snapshot is not before
        assert app.snapshot.meta.synced_at != before.meta.synced_at
        current = screen.customers.current
        assert row is not None
        assert current is not None
        assert current.tenant_id == row.tenant_id, "the cursor is restored by key"
        assert "Synced, but 1 thing could not be read." in toast(render_text(app))


async def test_the_first_start_of_the_demo_syncs_by_itself(
    make_app: MakeApp, source: Source
) -> None:
    app = make_app(lambda: source, empty=True, at_start=True)
    async with app.run_test(size=NARROW) as pilot:
        screen = await synced(pilot)
        assert screen.customers.table.row_count == 60


async def test_a_sync_that_fails_keeps_the_rows_and_says_why(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app(lambda: Source("https://localhost:1"))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        screen = await settled(pilot)
        await pilot.press("r")
        await synced(pilot)
        assert screen.customers.table.row_count == 60
        assert "Cannot reach https://localhost:1" in toast(render_text(app))


async def test_something_unexpected_in_a_sync_is_a_sentence_too(
    make_app: MakeApp, render_text: Render
) -> None:
    def broken() -> Source:
        raise RuntimeError("[/] boom")

    app = make_app(broken)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("r")
        while app.progress:
            await pilot.pause()
        await pilot.pause()
        text = toast(render_text(app))
        assert "did not expect" in text
        assert "RuntimeError" in text
        assert app.is_running


async def test_a_sync_is_cancelled(make_app: MakeApp, azure: Running, source: Source) -> None:
    azure.world.behaviour.graph_quota = 0
    app = make_app(lambda: source)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        before = app.snapshot
        await pilot.press("r")
        while "wait" not in app.progress:
            await pilot.pause()
        await pilot.press("X")
        await synced(pilot)
        assert app.snapshot is before


async def test_quitting_during_a_sync_leaves_no_thread(
    make_app: MakeApp, azure: Running, source: Source
) -> None:
    azure.world.behaviour.graph_quota = 0
    app = make_app(lambda: source)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("r")
        while "wait" not in app.progress:
            await pilot.pause()
        await pilot.press("q")
    for thread in threading.enumerate():
        if thread.name.startswith("sync"):
            thread.join(1)
            assert not thread.is_alive()


async def test_the_list_of_failures(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()
        failures = app.screen
        assert isinstance(failures, Failures)
        text = render_text(app)
        assert "1 thing could not be read at the sync of 2026-11-22 09:00" in text
        assert "Delegations of" in text
        assert "Try: " in text
        assert "AuthorizationFailed (403)" in text
        await pilot.press("escape")
        await pilot.pause()
        assert not failures.is_current


async def test_a_sync_that_failed_is_in_the_list_of_failures(
    make_app: MakeApp, source: Source, render_text: Render
) -> None:
    app = make_app(lambda: replace(source, arm_url="https://localhost:1"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await synced(pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()
        text = " ".join(render_text(app).replace("│", " ").split())
        assert "The sync of 2026-11-22 09:04 failed. Cannot reach https://localhost:1" in text
        assert "Connection refused" in text


async def test_before_any_sync_the_list_of_failures_claims_nothing(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app(empty=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()
        assert "There was no sync yet" in render_text(app)


async def test_a_damaged_cache_is_said_and_listed(
    make_app: MakeApp, profile: Profile, render_text: Render
) -> None:
    app = make_app()
    (page,) = profile.folder.glob("cache/*/customers-000.json")
    page.write_bytes(b"{")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()
        assert "customers-000.json could not be read" in " ".join(render_text(app).split())


async def test_files_that_fail_in_an_unexpected_way_leave_no_list_waiting(
    render_text: Render,
) -> None:
    # No system has such a folder: an error that nobody foresaw.
    profile = Profile("test", root=Path("no\0folder"))
    app = LightkeeperApp(profile, no_azure)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        text = render_text(app)
        assert "Reading the cache" not in text
        assert "did not expect" in toast(text)


async def test_help_lists_every_key_that_works(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=(120, 70)) as pilot:
        await settled(pilot)
        keys = [
            active.binding.tooltip
            for active in app.screen.active_bindings.values()
            if active.binding.tooltip and active.enabled
        ]
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, Help)
        text = render_text(app)
        missing = [each for each in keys if each not in text]
        assert len(keys) > 15
        assert missing == []
        assert "version:<1.2.0" in text
        assert "▲ pending" in text


@pytest.mark.parametrize("key", ["ctrl+p", "colon"])
async def test_the_palette_jumps_to_a_subscription(key: str, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        wanted = app.snapshot.scopes.rows[-1]
        await pilot.press("3", key)
        await pilot.pause()
        await paste(pilot, wanted.subscription.subscription_id)
        await app.workers.wait_for_complete()
        await pilot.press("enter")
        await pilot.pause()
        screen = await settled(pilot)
        assert screen.customers.current is not None
        assert screen.customers.current.tenant_id == wanted.tenant_id


async def test_a_jump_ends_at_the_scope(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await settled(pilot)
        scopes = app.snapshot.scopes.rows
        last = {row.tenant_id: row for row in scopes}
        for wanted in list(last.values())[:4]:
            await app.jump(wanted.tenant_id, wanted.key)
            await pilot.pause()
            assert screen.scopes.current is not None
            assert screen.scopes.current.key == wanted.key
            assert screen.active == "scopes"


async def test_modes_are_one_key_away(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3")
        await pilot.pause()
        assert isinstance(app.screen, Plans)
        await pilot.press("1")
        await pilot.pause()
        assert app.current_mode == "dashboard"


async def test_nonsense_keys_break_nothing(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        keys = ["escape", "slash", *"[/]:<>=", "enter", "z", "tab", "enter", "y", "S", "s", "z"]
        await pilot.press(
            *keys, "escape", "3", "d", "y", "enter", "escape", "1", "exclamation_mark"
        )
        await pilot.press("r", "1", "escape", "G", "g", "pagedown", "end", "enter", "left", "right")
        assert app.is_running
        assert app.screen.focused is not None
