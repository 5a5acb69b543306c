"""Partner Center's form beside the program: copy a field, go to the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs
from textual.pilot import Pilot

from data.plans import Plan
from data.store.profile import Profile
from screens import messages
from screens.help import Help
from screens.partner_center import PartnerCenter
from screens.plan_editor import PlanEditor
from screens.plans import Plans
from tests.data.lint.examples import GOOD
from tests.data.records import guid
from tests.hostile.looking import assert_sound
from tests.hostile.payloads import PAYLOADS
from tests.tui.conftest import MakeApp
from tests.tui.steps import quiet, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
SnapshotOf = Callable[[str, str], None]
WIDE, NARROW = (160, 45), (80, 24)
LONG = "\n".join(f"{at}. We look after machines, [bold]around[/] the clock." for at in range(60))
WHOLE = structs.replace(
    GOOD, description=LONG, audience=(guid("prod"),), offer_name="Northwind managed services"
)


async def opened(pilot: Pilot[None], plan: Plan) -> PartnerCenter:
    """Open the form of a plan."""
    screen = await settled(pilot)
    screen.post_message(messages.ShowPartnerCenter(plan))
    found = await quiet(pilot)
    assert isinstance(found, PartnerCenter)
    return found


async def go_to(pilot: Pilot[None], field: str) -> PartnerCenter:
    """Go to the next field of this name; with the keys it would take seconds."""
    screen = pilot.app.screen
    assert isinstance(screen, PartnerCenter)
    while screen.step.field != field:
        assert screen.steps.go(1), f"no {field}"
    await pilot.pause()
    return screen


def said(app: LightkeeperApp) -> str:
    return " ".join(each.message for each in app._notifications)


async def test_each_key_copies_the_value_and_goes_on(
    make_app: MakeApp, render_text: Render, snapshot: SnapshotOf
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=False) as pilot:
        screen = await opened(pilot, WHOLE)
        await pilot.press("enter")
        assert screen.step.field == "Publisher"
        assert app.clipboard == ""
        for key, value in (("enter", "northwind"), ("space", "managed-ops")):
            await pilot.press(key)
            assert app.clipboard == value
        await pilot.press("y")
        assert app.clipboard == "Northwind managed services"
        assert screen.step.field == "Create"
        await pilot.press("backspace")
        assert screen.step.field == "Offer alias"
        await pilot.press("up", "up")
        assert screen.step.field == "Publisher"
        await quiet(pilot)
        text = render_text(app)
        assert "2 of 7" in text
        assert "4 done" in text
        assert "✓ Offer ID" in text
        await go_to(pilot, "Principal ID")
        await quiet(pilot)
        snapshot("partner_center_80x24", render_text(app))


async def test_a_wide_screen_shows_the_list_beside_the_field(
    make_app: MakeApp, render_text: Render, snapshot: SnapshotOf
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=False) as pilot:
        await opened(pilot, WHOLE)
        await go_to(pilot, "Plan description")
        await quiet(pilot)
        snapshot("partner_center_160x45", render_text(app))


async def test_a_long_description_is_read_by_scrolling_and_copied_whole(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, WHOLE)
        screen = await go_to(pilot, "Plan description")
        await quiet(pilot)
        assert f"{len(LONG):,} characters, 60 lines; all of it is copied." in render_text(app)
        assert "0. We look after machines, [bold]around[/] the clock." in render_text(app)
        await pilot.press("tab", "G")
        await quiet(pilot)
        assert "59. We look after" in render_text(app)
        await pilot.press("enter")
        assert app.clipboard == LONG
        assert screen.step.field == "Save draft"


async def test_where_the_plan_has_no_value_nothing_is_copied(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await opened(pilot, WHOLE)
        await go_to(pilot, "Plan summary")
        await pilot.press("enter")
        assert app.clipboard == ""
        assert "Nothing was copied: the plan does not have this." in said(app)


async def test_a_warning_stands_beside_its_field(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, structs.replace(WHOLE, plan_id="Gold plan"))
        await go_to(pilot, "Plan ID")
        await quiet(pilot)
        text = render_text(app)
        assert '! error: "Gold plan". Only lower-case letters, digits' in text
        assert "! Plan ID" in text


async def test_the_last_step_says_how_much_is_left(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        plan = structs.replace(WHOLE, authorizations=GOOD.authorizations[:1], eligible=())
        screen = await opened(pilot, plan)
        await pilot.press("end", "enter")
        await pilot.pause()
        assert "That was the last step." in said(app)
        assert "not done yet" in said(app)
        await pilot.press("home")
        while screen.step.field != "Review and publish":
            screen.action_copy()
        await pilot.press("enter")
        await pilot.pause()
        assert "All of it is ticked; 18 fields of it had no value here." in said(app)
        assert screen.step.field == "Review and publish"


async def test_what_was_done_is_known_when_it_is_opened_again(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, WHOLE)
        await pilot.press("enter", "enter", "enter", "escape")
        screen = await opened(pilot, WHOLE)
        assert (screen.step.field, screen.steps.done) == ("Offer alias", 3)
        await pilot.press("escape")
        screen = await opened(pilot, structs.replace(WHOLE, offer_id="other-ops"))
        assert (screen.step.field, screen.steps.done) == ("Offer ID", 2), "it is to be typed anew"
        await pilot.press("escape")
        screen = await opened(pilot, structs.replace(WHOLE, id="another"))
        assert (screen.steps.at, screen.steps.done) == (0, 0)


async def test_whole_parts_of_the_form_are_passed_over(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await opened(pilot, WHOLE)
        await pilot.press("N", "down", "n")
        assert (screen.step.section, screen.step.field) == (
            "Offer setup",
            "Customer leads > Connect",
        )
        await pilot.press("down", "N")
        assert screen.steps.at == 0
        await pilot.press("end", "n")
        assert screen.step.field == "Review and publish"
        await pilot.press("N", "N", "N", "N", "N", "N")
        assert screen.step.section == "Pricing and availability"


async def test_help_and_the_way_back(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        before = await settled(pilot)
        await opened(pilot, WHOLE)
        await pilot.press("question_mark")
        assert isinstance(await quiet(pilot), Help)
        assert "Copy the value and go to the next field" in render_text(app)
        await pilot.press("escape", "escape")
        assert await quiet(pilot) is before


async def test_a_click_goes_to_a_step_and_copies_nothing(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot, WHOLE)
        await pilot.click("#steps", offset=(8, 4))
        await quiet(pilot)
        assert (screen.step.field, app.clipboard) == ("Offer ID", "")


async def test_it_opens_from_the_library_and_from_the_editor(
    make_app: MakeApp, profile: Profile
) -> None:
    profile.library.save(WHOLE)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("3")
        assert isinstance(await quiet(pilot), Plans)
        await pilot.press("w")
        screen = await quiet(pilot)
        assert isinstance(screen, PartnerCenter)
        await pilot.press("end", "home", "down", "down", "enter")
        assert app.clipboard == "managed-ops"
        await pilot.press("escape", "enter")
        assert isinstance(await quiet(pilot), PlanEditor)
        await pilot.press("w")
        assert isinstance(await quiet(pilot), PartnerCenter)


async def test_names_of_the_audience_come_from_what_was_synced(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        known = next(each for each in app.snapshot.known.subscriptions if each.name)
        await opened(pilot, structs.replace(WHOLE, audience=(known.subscription_id,)))
        await go_to(pilot, "Plan visibility")
        screen = await go_to(pilot, "Description")
        assert screen.step.value.endswith(f" / {known.name}")


@pytest.mark.large
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_hostile_texts_are_only_text(size: tuple[int, int], make_app: MakeApp) -> None:
    app = make_app()
    entry = GOOD.authorizations[0]
    plan = structs.replace(
        WHOLE,
        description="\n".join(each[:300] for each in PAYLOADS.values()),
        authorizations=tuple(
            structs.replace(entry, display_name=each[:500], principal_id=each[:500])
            for each in PAYLOADS.values()
        ),
    )
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, plan)
        for at in range(0, screen.steps.option_count, 9):
            screen.steps.highlighted = at
            screen.steps.action_cursor_down()
            await pilot.pause()
            assert_sound(app)
