"""The update board in the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from data.emulator.serve import Running
from data.rows import Shown
from data.snapshot import Snapshot
from screens.updates import Updates
from tests.conftest import Sync
from tests.tui.conftest import MakeApp
from tests.tui.steps import settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
SnapshotOf = Callable[[str, str], None]
WIDE, NARROW = (160, 45), (80, 24)


async def opened(pilot: Pilot[None], *keys: str) -> Updates:
    await settled(pilot)
    await pilot.press("2")
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, Updates)
    return screen


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_how_it_looks(
    size: tuple[int, int], make_app: MakeApp, render_text: Render, snapshot: SnapshotOf
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "tab", *(["enter"] if size == WIDE else []))
        snapshot(f"updates_{size[0]}x{size[1]}", render_text(app))


async def test_a_group_decides_what_the_board_shows(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        everything = screen.board.table.row_count
        await pilot.press("down")
        await pilot.pause()
        group = screen.groups.current
        assert group
        assert screen.board.table.row_count == len(group.rows) < everything
        assert screen.board.current
        assert screen.board.current.plan
        assert group.key == screen.board.current.plan.identifier


async def test_p_takes_the_rows_together_by_customer(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "p", "down")
        group, row = screen.groups.current, screen.board.current
        assert group
        assert row
        assert group.key == row.tenant_id
        assert screen.groups.title == "Customers"
        await pilot.press("p")
        assert screen.groups.title == "Plans"


async def test_those_behind_stand_first_and_a_filter_finds_them(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "tab")
        assert screen.board.current
        assert screen.board.current.shown is Shown.PENDING
        assert screen.board.current.behind == 3
        await pilot.press("slash", *"state:behind", "enter")
        await pilot.pause()
        behind = [row for row in app.snapshot.update_board.rows if row.behind]
        assert screen.board.table.row_count == len(behind) > 5


async def test_details_show_what_would_change(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, "tab", "enter")
        text = render_text(app)
        assert "Behind since" in text
        assert "is the latest, says the marketplace" in text
        await pilot.press("G")
        await pilot.pause()
        assert "scope" in render_text(app)
        await pilot.press("escape")
        assert "Behind since" not in render_text(app)


async def test_what_would_change_is_copied_as_markdown(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "tab", "y")
        await pilot.pause()
        assert screen.board.current
        assert app.clipboard.startswith("## managed-ops/gold 1.0.0 → managed-ops/gold 1.10.0")
        await pilot.press("Y")
        await pilot.pause()
        assert json.loads(app.clipboard)["customer"] == screen.board.current.customer


async def test_before_the_first_sync_it_says_what_to_do(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app(empty=True)
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot)
        assert "Press r to sync" in render_text(app)


def test_a_new_version_puts_exactly_its_customers_behind(azure: Running, synced: Sync) -> None:
    """Publish, sync; one customer accepts, sync: it leaves the board."""
    plan = "managed-ops/silver"
    first = Snapshot(synced())
    newest = max(
        (each for each in azure.world.marketplace if f"{each.product}/{each.plan}" == plan),
        key=lambda each: [int(part) for part in each.version.split(".") if part.isdecimal()],
    )
    azure.world.marketplace.append(replace(newest, version="7.0.0"))
    second = Snapshot(synced())
    on_plan = {row.key for row in first.update_board.rows if row.offer == plan}
    before = {row.key for row in first.update_board.rows if row.behind and row.offer != plan}
    behind = {row.key for row in second.update_board.rows if row.behind}
    odd = {row.key for row in second.update_board.rows if row.shown is Shown.UNKNOWN}
    assert behind == before | (on_plan - odd)
    accepting = next(row for row in second.update_board.rows if row.offer == plan and row.behind)
    for subscription in azure.world.of_tenant(accepting.tenant_id):
        for definition in subscription.definitions.values():
            if definition.plan and definition.plan["name"] == "silver":
                definition.plan = {**definition.plan, "version": "7.0.0"}
    third = Snapshot(synced())
    assert {row.key for row in third.update_board.rows if row.behind} == behind - {accepting.key}
