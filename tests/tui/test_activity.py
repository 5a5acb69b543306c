"""The activity screen: steps, waits with their seconds, what Azure still lets us ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from data.activity import Activity
from data.azure.cancel import Watch
from data.azure.sync import Source
from data.emulator.serve import Running
from data.emulator.world import World
from screens.activity import ActivityScreen, activity_lines
from tests.conftest import Sync
from tests.tui.conftest import MakeApp
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]


def words(activity: Activity | None, now: datetime | None = None) -> str:
    lines = activity_lines(activity, now or datetime.now(UTC))
    return "\n".join(line.plain for line in lines)


def test_a_sync_tells_steps_requests_and_quota(synced: Sync, azure: Running, world: World) -> None:
    world.behaviour.throttle = True
    watch = Watch()
    synced(watch=watch)
    activity = watch.activity
    names = [each.doing for each in activity.steps]
    assert names[0] == "Signing in"
    assert "Reading subscriptions" in names
    assert len(set(names)) == len(names)
    assert activity.requests == len(azure.requests)
    assert {"user-quota-remaining", "subscription-reads", "tenant-reads"} <= {*activity.quota}
    activity.end()
    seen = words(activity)
    assert "user quota remaining" in seen
    assert f"{activity.requests} answers of Azure" in seen


def test_a_wait_is_told_each_second_and_kept() -> None:
    said: list[float] = []
    watch = Watch(lambda progress: said.append(progress.waiting_seconds))
    began = time.monotonic()
    watch.wait(2.2, "Azure asks us to wait")
    assert 2.2 <= time.monotonic() - began < 3
    assert [round(each, 1) for each in said] == [2.2, 1.2]
    (wait,) = watch.activity.waits
    assert (wait.why, wait.seconds) == ("Azure asks us to wait", 2.2)
    assert "2.2 s, 1 s left" in words(watch.activity, wait.at + timedelta(seconds=1))
    assert (
        "left" not in words(watch.activity, wait.at + timedelta(seconds=3)).split("Azure still")[0]
    )


def test_many_waits_keep_the_last_ones() -> None:
    activity = Activity()
    for number in range(500):
        activity.wait("Trying again in", number)
    assert activity.waited == 500
    assert [each.seconds for each in activity.waits] == list(range(300, 500))


async def test_the_screen(
    make_app: MakeApp, source: Source, world: World, render_text: Render
) -> None:
    world.behaviour.throttle = True
    app = make_app(lambda: source)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.press("W")
        await pilot.pause()
        assert "There was no sync since" in render_text(app)
        await pilot.press("W", "r")
        await app.workers.wait_for_complete()
        await pilot.press("W")
        await pilot.pause()
        assert isinstance(app.screen, ActivityScreen)
        seen = render_text(app)
        assert "The sync took" in seen
        assert "Reading subscriptions" in seen
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, ActivityScreen)
