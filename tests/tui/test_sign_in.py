"""Signing in at the dashboard: the panel, its keys, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual.pilot import Pilot

from data.asking import Answer, SignInAsked, Why
from data.azure.sync import Source
from data.emulator.entities import User
from data.emulator.serve import Running
from data.emulator.world import World
from data.profile_settings import SignIn
from screens.dashboard import Dashboard
from screens.help import Help
from screens.sign_in import SignInPanel, left, sign_in_lines
from tests.data.azure.signing_in import few_customers
from tests.tui.conftest import MakeApp
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
NOW = datetime(2026, 11, 22, 9, 4, tzinfo=UTC)
TENANT = "2b1e7c4a-0c1d-4a52-9a31-7f6f0a6c1d11"
CODE = SignInAsked(
    SignIn.DEVICE_CODE,
    TENANT,
    "https://sample.example/devicelogin",
    code="BKQXWNTHR",
    until=NOW + timedelta(minutes=15),
)
BROWSER = SignInAsked(SignIn.BROWSER, TENANT, "https://login.sample.example")


@pytest.fixture
def world() -> World:
    """A few customers."""
    return few_customers()


@pytest.fixture
def source(azure: Running) -> Source:
    """Read them as somebody who enters a code."""
    return Source(azure.url, str(azure.ca), tenant=azure.tenant, method=SignIn.DEVICE_CODE)


async def panel(pilot: Pilot[None]) -> SignInPanel:
    """Wait for the panel."""
    while not isinstance(pilot.app.screen, SignInPanel):
        await pilot.pause(0.02)
    await pilot.pause()
    return pilot.app.screen


async def test_a_code_leads_to_the_customers(
    make_app: MakeApp, source: Source, azure: Running, render_text: Render
) -> None:
    app = make_app(lambda: source, empty=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        shown = await panel(pilot)
        assert shown.asked is not None
        code = shown.asked.code
        seen = render_text(app)
        assert code in seen
        assert f"{azure.url}/devicelogin" in seen
        await pilot.press("y")
        assert app.clipboard == code
        azure.service.sessions.enter(code)
        await app.workers.wait_for_complete()
        while app.progress:
            await pilot.pause()
        assert isinstance(app.screen, Dashboard)
        assert len(app.snapshot.known.customers) == 6
        await pilot.press("r")
        await app.workers.wait_for_complete()
        assert len(azure.service.sessions.devices) == 1, "the sign-in lasts"


async def test_escape_cancels_the_sync(make_app: MakeApp, source: Source, azure: Running) -> None:
    app = make_app(lambda: source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await panel(pilot)
        await pilot.press("asterisk")
        assert not app.redacted
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
        assert not app.progress


@pytest.mark.parametrize(
    ("key", "asked", "answer"),
    [
        ("enter", BROWSER, Answer.GO),
        ("c", BROWSER, Answer.CODE),
        ("c", replace(BROWSER, can_open=False), Answer.CODE),
        ("enter", replace(BROWSER, can_open=False), None),
        ("enter", replace(BROWSER, how=SignIn.AZ), Answer.GO),
        ("c", replace(BROWSER, how=SignIn.AZ), None),
        ("enter", CODE, None),
    ],
)
async def test_keys(key: str, asked: SignInAsked, answer: Answer | None, make_app: MakeApp) -> None:
    asked = replace(asked, answer=type(asked.answer)())
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_sign_in(asked)
        await panel(pilot)
        await pilot.press(key, key)
        assert (asked.answer.result() if asked.answer.done() else None) == answer


async def test_the_panel_at_80x24(
    make_app: MakeApp, render_text: Render, snapshot: Callable[[str, str], None]
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_sign_in(BROWSER)
        await panel(pilot)
        snapshot("sign_in_browser_80x24", render_text(app))
        app.show_sign_in(replace(CODE, why=Why.POLICY))
        await pilot.pause()
        snapshot("sign_in_code_80x24", render_text(app))
        await app.push_screen(Help({}, ""))
        app.show_sign_in(None)
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)


def test_each_state_has_its_own_words() -> None:
    def words(asked: SignInAsked) -> str:
        return "\n".join(line.plain for line in sign_in_lines(asked, NOW))

    states = (
        CODE,
        replace(CODE, is_kept=True),
        replace(CODE, why=Why.RAN_OUT),
        BROWSER,
        replace(BROWSER, can_open=False),
        replace(BROWSER, until=NOW),
        replace(BROWSER, how=SignIn.AZ, why=Why.RAN_OUT),
    )
    assert len({words(each) for each in states}) == len(states)
    assert "15:00" in words(CODE)
    assert "memory only" in words(CODE)
    assert "encrypted, for the next start" in words(states[1])
    assert f"az login --tenant {TENANT}" in words(states[-1])
    assert left(NOW, NOW + timedelta(seconds=5)) == "0:00"


async def test_a_guest_to_whom_nobody_delegates_is_told_so(
    make_app: MakeApp, source: Source, azure: Running, world: World, render_text: Render
) -> None:
    world.user = User(guest_of=TENANT)
    customers = {each.tenant for each in world.subscriptions.values()} - {azure.tenant}
    alone = replace(source, left_out=frozenset(customers))
    app = make_app(lambda: alone, empty=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("r")
        shown = await panel(pilot)
        assert shown.asked is not None
        azure.service.sessions.enter(shown.asked.code)
        await app.workers.wait_for_complete()
        while app.progress:
            await pilot.pause()
        await pilot.pause()
        assert "We are a guest there" in " ".join(render_text(app).split("│"))
