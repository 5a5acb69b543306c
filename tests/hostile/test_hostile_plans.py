"""Hostile texts in every field of plans, in the library and its windows."""

from __future__ import annotations

from datetime import date

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from data.clean import clean
from data.ledger import RecordedVersion
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import AcceptedFinding, Deployed, Plan, Visibility, plan_key
from data.store.profile import Profile
from screens.document import Document
from screens.form import Form
from screens.picker import Picker
from screens.plan_starts import Starts
from screens.plans import Plans
from tests.hostile.looking import assert_sound, harm
from tests.hostile.payloads import PAYLOADS
from tests.tui.conftest import MakeApp
from tests.tui.steps import settled
from tui.app import LightkeeperApp

WIDE, NARROW = (160, 45), (80, 24)
SIZES = pytest.mark.parametrize(
    "size", [pytest.param(WIDE, marks=pytest.mark.large), NARROW], ids=["wide", "narrow"]
)
"""Where lines are short, more is cut: the other size belongs to the longer run."""
DAY = date(2026, 11, 2)


def hostile_plan(at: int, text: str) -> Plan:
    """A plan that says the same in every field; every third is ready, every fifth public."""
    return Plan(
        f"p{at}",
        text,
        text,
        text,
        text,
        version=text if at % 2 else f"1.{at}.0",
        authorizations=(Authorization(text, text, text, (text,)),),
        eligible=(EligibleAuthorization(text, text, text, text, text, (Approver(text, text),)),),
        description=text,
        publisher_id=text,
        offer_name=text,
        audience=(text,),
        visibility=Visibility.PUBLIC if at % 5 == 0 else Visibility.PRIVATE,
        ready=at % 3 == 0,
        archived=at % 7 == 0,
        accepted=(AcceptedFinding(text, text, text, DAY),),
        deployed=(Deployed(text, text, text, text, text, text),),
    )


@pytest.fixture
def library(profile: Profile) -> Profile:
    """A library of hostile plans, some recorded as published."""
    plans = [hostile_plan(at, clean(text)) for at, text in enumerate(PAYLOADS.values())]
    records = [
        RecordedVersion(plan_key(each), each.version, DAY, each.name)
        for each in plans[::4]
        if each.offer_id
    ]
    profile.library.save(*plans, *records)
    return profile


async def opened(pilot: Pilot[None]) -> Plans:
    """Go to the library and show all that it holds."""
    await settled(pilot)
    await pilot.press("3")
    screen = await quiet(pilot)
    assert isinstance(screen, Plans)
    return screen


async def quiet(pilot: Pilot[None]) -> Screen[object]:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return pilot.app.screen


@pytest.mark.parametrize(
    "step", [401, pytest.param(1, marks=[pytest.mark.large, pytest.mark.timeout(900)])]
)
@SIZES
async def test_every_row_and_its_details_are_sound(
    size: tuple[int, int], step: int, make_app: MakeApp, library: Profile
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot)
        for pane in (screen.plans, screen.groups):
            pane.query_text = "-archived:maybe"
            assert pane.table.line_count >= len(PAYLOADS)
            screen.active = pane.id or ""
            for at in range(0, pane.table.line_count, step):
                screen.detailed = False
                pane.table.cursor = at
                await pilot.pause()
                assert_sound(app)
                screen.detailed = True
                await pilot.pause()
                assert_sound(app)
            screen.detailed = False


@pytest.mark.parametrize(
    "step", [801, pytest.param(5, marks=[pytest.mark.large, pytest.mark.timeout(900)])]
)
@SIZES
async def test_every_window_and_what_is_said_is_sound(
    size: tuple[int, int], step: int, make_app: MakeApp, library: Profile
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await opened(pilot)
        screen.plans.query_text = "kept:yes"
        for at in range(0, screen.plans.table.line_count, step):
            screen.plans.table.cursor = at
            await pilot.pause()
            for key, kind in (("N", Starts), ("c", Picker), ("i", Document)):
                await pilot.press(key)
                assert isinstance(await quiet(pilot), kind)
                assert_sound(app)
                await pilot.press("escape")
                await quiet(pilot)
            for key in ("m", "P", "A", "d", "u", "y", "Y"):
                await pilot.press(key)
                if isinstance(await quiet(pilot), Form):
                    assert_sound(app)
                    await pilot.press("escape")
                    await quiet(pilot)
                told = [each.message for each in app._notifications]
                assert [text for text in told if harm(text) or len(text) > 2_000] == []
                app.clear_notifications()
                await pilot.pause()
                assert_sound(app)


async def test_what_is_copied_is_harmless(make_app: MakeApp, library: Profile) -> None:
    app: LightkeeperApp = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await opened(pilot)
        screen.plans.query_text = "kept:yes"
        for at in range(0, screen.plans.table.line_count, 11):
            screen.plans.table.cursor = at
            await pilot.press("Y")
            await quiet(pilot)
            assert harm(app.clipboard.replace("\n", "")) == []
            await pilot.press("y")
            await quiet(pilot)
            assert harm(app.clipboard) == []


def test_every_field_says_it() -> None:
    plan = hostile_plan(1, "text")
    unset = {name for name in plan.__struct_fields__ if getattr(plan, name) in ("", ())}
    assert unset == {"saved_at"}
