"""The library by keyboard: what it shows, and what can be done with a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from data.formats.plain import to_yaml
from data.known import Known
from data.lint.accepting import accept
from data.lint.engine import lint
from data.plans import Plan, Visibility
from data.store.profile import Profile
from screens import plans
from screens.document import Document
from screens.file_picker import FilePicker
from screens.form import Form
from screens.messages import SavePlan, ShowChecklist
from screens.picker import Picker
from screens.plan_editor import PlanEditor
from screens.plan_starts import Starts
from screens.plans import Plans
from screens.roles import Roles
from screens.widgets.form import FormField
from tests.data.lint.examples import GOOD, OPS_ENDS, TEMPLATE, without
from tests.tui.conftest import MakeApp
from tests.tui.steps import paste, quiet, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
Store = Callable[[str, str], None]
WIDE, NARROW = (160, 45), (80, 24)
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
PUBLISHER = "northwindmsp"
SAVED = "2026-11-20T08:30:00+00:00"
NEXT = replace(
    GOOD, id="next", publisher_id=PUBLISHER, name="Gold", version="1.11.0", saved_at=SAVED
)
"""The next version of a plan of the sample that customers have; lint finds no error in it."""
WRONG = replace(
    NEXT,
    id="wrong",
    plan_id="bronze",
    name="Bronze",
    version="one",
    visibility=Visibility.PUBLIC,
    audience=(),
)
STANDARD = replace(TEMPLATE, id="standard", name="Standard", saved_at=SAVED)
OLD = replace(NEXT, id="old", plan_id="iron", name="Iron", archived=True)


@pytest.fixture
def plans_of(profile: Profile, sample: Known) -> Callable[..., list[Plan]]:
    """Keep plans, managed by the tenant of the sample, and return the library's."""

    def keep(*kept: Plan) -> list[Plan]:
        tenant = sample.meta.managing_tenant_id
        profile.library.save(*(replace(each, managing_tenant_id=tenant) for each in kept))
        return list(profile.library.contents().plans)

    return keep


PlansOf = Callable[..., list[Plan]]


async def opened(pilot: Pilot[None], *keys: str) -> Any:
    """Go to the library, press keys there, and return the screen on top."""
    await settled(pilot)
    await pilot.press("3")
    await quiet(pilot)
    await pilot.press(*keys)
    return await quiet(pilot)


async def on(pilot: Pilot[None], plan_id: str, *keys: str) -> Any:
    """Put the cursor on a plan of the library, press keys, and return the screen on top."""
    screen = await opened(pilot)
    screen.follow(plan_id)
    await pilot.pause()
    assert screen.plans.current.key == plan_id
    await pilot.press(*keys)
    return await quiet(pilot)


async def fill(pilot: Pilot[None], **values: str) -> None:
    """Fill in some fields of a form, and accept it."""
    for field in pilot.app.screen.query(FormField):
        if field.id in values:
            pilot.app.screen.set_focus(field.query_one("Input"))
            await pilot.press("home", "ctrl+k")
            await paste(pilot, values[field.id])
    await pilot.press("ctrl+o")
    await quiet(pilot)


def said(app: LightkeeperApp) -> str:
    return " ".join(each.message for each in app._notifications)


def ids(app: LightkeeperApp) -> list[str]:
    return [each.id for each in app.snapshot.plans]


def kept(app: LightkeeperApp, plan_id: str) -> Plan | None:
    return next((each for each in app.snapshot.plans if each.id == plan_id), None)


# What it shows


@SIZES
async def test_how_it_looks(
    size: tuple[int, int],
    make_app: MakeApp,
    plans_of: PlansOf,
    render_text: Render,
    snapshot: Store,
) -> None:
    plans_of(NEXT, WRONG, STANDARD, OLD)
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await opened(pilot, *(["space"] if size == WIDE else []))
        snapshot(f"plans_{size[0]}x{size[1]}", render_text(app))
        assert "? Help" in render_text(app).splitlines()[-1]


async def test_the_drawer_tells_all_about_a_draft(
    make_app: MakeApp, plans_of: PlansOf, render_text: Render, snapshot: Store
) -> None:
    plans_of(WRONG)
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await on(pilot, "wrong", "space")
        snapshot("plan_details_80x24", render_text(app))
        assert "never private again" in render_text(app)
        assert '✗ "one". Three numbers' in render_text(app)
        await pilot.press("G")
        await pilot.pause()
        assert "Managed by" in render_text(app)
        await pilot.press("space")
        await pilot.pause()
        assert "Managed by" not in render_text(app)


async def test_what_was_accepted_stays_beside_its_reason(
    make_app: MakeApp, plans_of: PlansOf, render_text: Render
) -> None:
    plan = without(OPS_ENDS, of=NEXT)
    finding = next(each for each in lint(plan) if each.rule == "no-delete-role")
    plans_of(accept(plan, finding, "They leave by the portal", date(2026, 11, 2)))
    app = make_app()
    async with app.run_test(size=(160, 80)) as pilot:
        await on(pilot, "next", "space")
        text = render_text(app)
        assert "Accepted: 1 warning" in text
        assert "2026-11-02: They leave by the portal" in text


async def test_drafts_stand_first_then_versions_by_offer_and_plan(
    make_app: MakeApp, plans_of: PlansOf
) -> None:
    plans_of(NEXT, STANDARD)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        states = [row.state for row in screen.plans.shown]
        assert states[:3] == ["draft", "draft", "published"]
        places = [(row.plan.offer_id, row.plan.plan_id) for row in screen.plans.shown[2:]]
        assert places == sorted(places)


async def test_an_offer_and_a_plan_narrow_the_list(make_app: MakeApp, plans_of: PlansOf) -> None:
    plans_of(NEXT, STANDARD, OLD)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "shift+tab", "slash", *"managed", "enter")
        names = [group.title for group in screen.groups.shown]
        assert names[:3] == ["managed-ops", "managed-ops/gold", "managed-ops/silver"]
        assert "managed-ops/iron" not in names, "all of it is archived"
        offer = screen.groups.current
        assert {row.plan.offer_id for row in screen.plans.shown} == {"managed-ops"}
        assert len(screen.plans.shown) == len(offer.rows) - 1
        await pilot.press("j")
        await pilot.pause()
        assert {row.plan.plan_id for row in screen.plans.shown} == {"gold"}
        assert screen.groups.current.drafts == 1
        await pilot.press("enter")
        await pilot.pause()
        assert screen.active == "plans"
        await pilot.press("shift+tab", "escape", "slash", *"archived:yes", "enter")
        await pilot.pause()
        assert "managed-ops/iron" in [group.title for group in screen.groups.shown]


async def test_the_drawer_of_a_group_counts(
    make_app: MakeApp, plans_of: PlansOf, render_text: Render
) -> None:
    plans_of(NEXT)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await opened(pilot, "shift+tab", "slash", *"gold", "enter", "j", "space")
        text = render_text(app)
        assert "Customers on each version" in text
        assert "1  ✎ draft" in text


async def test_findings_that_take_long_are_told_when_they_are_there(
    make_app: MakeApp, plans_of: PlansOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "AT_ONCE", 0.0)
    plans_of(NEXT, WRONG)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot)
        assert all(row.is_checked for row in screen.plans.shown)


async def test_an_empty_library_says_what_to_do(make_app: MakeApp, render_text: Render) -> None:
    app = make_app(empty=True)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await opened(pilot)
        assert "Press n to start one" in render_text(app)
        for key in ("d", "A", "m", "P", "D", "i", "c", "y", "Y", "K", "enter"):
            await pilot.press(key)
            assert isinstance(await quiet(pilot), Plans)
        assert "There is no row to act on" in said(app)
        await pilot.press("N")
        assert isinstance(await quiet(pilot), Starts)
        assert "as version" not in render_text(app)
        await pilot.press("v")
        assert isinstance(await quiet(pilot), Starts)
        await pilot.press("e")
        assert isinstance(await quiet(pilot), PlanEditor)


# Open, begin


async def test_enter_opens_a_draft_and_comes_back_to_it(
    make_app: MakeApp, plans_of: PlansOf
) -> None:
    plans_of(NEXT, STANDARD)
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        assert isinstance(await on(pilot, "standard", "enter"), PlanEditor)
        await pilot.press("escape")
        screen = await quiet(pilot)
        assert isinstance(screen, Plans)
        assert screen.plans.current
        assert screen.plans.current.key == "standard"


async def test_what_is_published_is_shown_and_not_edited(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await opened(pilot, "slash", *"gold version:1.10", "enter", "enter")
        assert isinstance(screen, Plans)
        assert screen.detailed
        assert "seen in Azure, and stays so. N starts a new draft from it." in said(app)
        assert "permanent authorization" in render_text(app)
        for key in ("d", "A", "m", "P", "K"):
            await pilot.press(key)
            assert isinstance(await quiet(pilot), Plans)
        assert "only Azure shows it" in said(app)
        assert app.snapshot.plans == ()


async def test_the_next_version_of_a_published_one(make_app: MakeApp, profile: Profile) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, "slash", *"gold version:1.2.0", "enter", "N")
        await pilot.press("enter")
        assert isinstance(await quiet(pilot), PlanEditor)
        await pilot.press("escape")
        screen = await quiet(pilot)
        (plan,) = profile.library.contents().plans
        assert (plan.offer_id, plan.plan_id, plan.version) == ("managed-ops", "gold", "1.11.0")
        assert plan.saved_at
        assert screen.plans.current.key == plan.id, "whatever the filter was"


async def test_no_draft_gets_a_version_that_another_one_has(
    make_app: MakeApp, plans_of: PlansOf, render_text: Render
) -> None:
    plans_of(NEXT, replace(NEXT, id="twin", name="Gold for banks"))
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, "slash", *"gold version:1.10", "enter", "N")
        assert "as version 1.12.0" in render_text(app)
        await pilot.press("escape")
        screen = await quiet(pilot)
        await pilot.press("escape")
        await quiet(pilot)
        assert [row.plan.version for row in screen.plans.shown[:2]] == ["1.11.0", "1.11.0"]
        assert "managed-ops/gold · Gold f" in render_text(app)


async def test_a_draft_of_what_a_customer_has(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, "N")
        await pilot.press("c")
        assert isinstance(await quiet(pilot), Picker)
        await paste(pilot, "fabrikam managed-ops/gold")
        await pilot.press("enter", "enter")
        assert isinstance(await quiet(pilot), PlanEditor)
        (plan,) = app.snapshot.plans
        assert (plan.offer_id, plan.plan_id, plan.version) == ("managed-ops", "gold", "1.11.0")
        assert plan.authorizations


async def test_a_draft_of_another_plan(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, "N")
        await pilot.press("p")
        assert isinstance(await quiet(pilot), Picker)
        await paste(pilot, "soc version:3.0.0")
        await pilot.press("enter", "enter")
        assert isinstance(await quiet(pilot), PlanEditor)
        (plan,) = app.snapshot.plans
        assert (plan.plan_id, plan.version) == ("soc", "3.1.0")


async def test_a_draft_of_a_file_and_one_of_a_role_set(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await opened(pilot, "N")
        await pilot.press("j", "j", "j", "j", "j", "k", "j", "enter")
        assert isinstance(await quiet(pilot), FilePicker)
        await pilot.press("escape", "f")
        assert isinstance(await quiet(pilot), FilePicker)
        await pilot.press("escape")
        await quiet(pilot)
        app.take(replace(NEXT, id="made"), "took a role set")
        assert isinstance(await quiet(pilot), PlanEditor)
        assert kept(app, "made")


async def test_a_duplicate_is_another_plan(make_app: MakeApp, plans_of: PlansOf) -> None:
    plans_of(NEXT)
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        assert isinstance(await on(pilot, "next", "D"), PlanEditor)
        (copy,) = [each for each in app.snapshot.plans if each.id != "next"]
        assert (copy.offer_id, copy.plan_id, copy.version) == ("managed-ops", "", "1.0.0")
        assert copy.authorizations == NEXT.authorizations


# Delete, archive


async def test_deleted_plans_come_back_one_by_one(
    make_app: MakeApp, plans_of: PlansOf, profile: Profile
) -> None:
    before = plans_of(NEXT, WRONG, STANDARD)
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await opened(pilot, "d", "d", "d")
        assert ids(app) == []
        assert "u brings it back" in said(app)
        await pilot.press("u", "u")
        await quiet(pilot)
        assert ids(app) == ["standard", "next"]
        assert screen.plans.current.key == "next"
        await pilot.press("u", "u")
        await quiet(pilot)
        assert "Nothing was deleted since the start" in said(app)
    assert set(profile.library.contents().plans) == set(before)


async def test_the_archive_hides_and_brings_back(make_app: MakeApp, plans_of: PlansOf) -> None:
    plans_of(NEXT, OLD)
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await on(pilot, "next", "A")
        assert "/archived:yes shows it" in said(app)
        assert [row.key for row in screen.plans.shown if row.is_kept] == []
        await pilot.press("slash", *"archived:yes", "enter")
        await pilot.pause()
        assert {row.key for row in screen.plans.shown} == {"next", "old"}
        await pilot.press("home", "enter")
        assert isinstance(await quiet(pilot), Plans)
        assert "is archived. A brings it back." in said(app)
        await pilot.press("m", "A", "A", "escape", "escape")
        await quiet(pilot)
        assert {row.key for row in screen.plans.shown if row.is_kept} == {"next", "old"}
        assert not any(each.ready for each in app.snapshot.plans)


async def test_what_was_archived_comes_back_archived(make_app: MakeApp, plans_of: PlansOf) -> None:
    plans_of(NEXT, OLD)
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await opened(pilot, "slash", *"archived:yes", "enter", "d", "u")
        assert set(ids(app)) == {"next", "old"}
        assert [row.key for row in screen.plans.shown] == ["old"], "the filter stays"


async def test_a_plan_that_went_to_another_offer_is_followed(
    make_app: MakeApp, plans_of: PlansOf
) -> None:
    (plan,) = plans_of(NEXT)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "shift+tab", "slash", *"gold", "enter", "j", "enter")
        assert screen.groups.current.title == "managed-ops/gold"
        await pilot.press("enter")
        editor = await quiet(pilot)
        assert isinstance(editor, PlanEditor)
        editor.post_message(SavePlan(replace(plan, offer_id="other-ops")))
        await quiet(pilot)
        await pilot.press("escape")
        assert await quiet(pilot) is screen
        assert screen.groups.current.is_all
        assert screen.plans.current.key == "next"


# Ready, published


async def test_ready_and_not_ready(make_app: MakeApp, plans_of: PlansOf) -> None:
    plans_of(NEXT)
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await on(pilot, "next", "m")
        assert "is ready. P records it as published." in said(app)
        assert screen.plans.current.words == "ready"
        await pilot.press("m")
        await quiet(pilot)
        assert screen.plans.current.words == "draft"


async def test_errors_keep_a_draft_from_being_ready(make_app: MakeApp, plans_of: PlansOf) -> None:
    plans_of(WRONG)
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await on(pilot, "wrong", "m")
        assert "1 error stands in the way:" in said(app)
        await pilot.press("P")
        await quiet(pilot)
        assert "Its version cannot be compared." in said(app)
        assert app.snapshot.library.versions == ()


async def test_recorded_as_published_the_board_follows(
    make_app: MakeApp, plans_of: PlansOf, profile: Profile, render_text: Render
) -> None:
    plans_of(replace(NEXT, publisher_id=""))
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await on(pilot, "next", "P")
        assert "Mark it ready first" in said(app)
        await pilot.press("m", "P")
        form = await quiet(pilot)
        assert isinstance(form, Form)
        assert form.query_one("#publisher_id", FormField).value == PUBLISHER
        assert form.query_one("#on", FormField).value == "2026-11-22"
        await fill(pilot, on="2026-11-21", remark="with backup")
        assert "Gold 1.11.0 counts as published:" in said(app)
        assert screen.plans.current.words == "published 2026-11-21, by hand"
        plan = kept(app, "next")
        assert plan
        assert plan.publisher_id == PUBLISHER
        gold = [row for row in app.snapshot.update_board.rows if row.offer == "managed-ops/gold"]
        behind = sum(row.is_behind for row in gold)
        assert behind == sum(row.latest == "1.11.0" for row in gold) > 10
        assert f"{behind} customers behind" in said(app)
        await pilot.press("space")
        await pilot.pause()
        assert "with backup" in render_text(app)
        await pilot.press("escape", "m", "P")
        await quiet(pilot)
        assert "by hand, and stays so" in said(app)
    (record,) = profile.library.contents().versions
    assert (record.version, record.published_on) == ("1.11.0", date(2026, 11, 21))


async def test_what_is_deployed_by_template_is_not_published(
    make_app: MakeApp, plans_of: PlansOf
) -> None:
    plans_of(STANDARD)
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await on(pilot, "standard", "m", "P")
        assert "what customers deploy by template is not published" in said(app)


async def test_a_public_plan_warns_before_it_is_recorded(
    make_app: MakeApp, plans_of: PlansOf, render_text: Render
) -> None:
    plans_of(replace(NEXT, visibility=Visibility.PUBLIC, ready=True))
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        assert isinstance(await on(pilot, "next", "P"), Form)
        assert "can never become private" in " ".join(render_text(app).replace("│", "").split())
        await fill(pilot, on="")
        assert isinstance(app.screen, Form)
        assert "Required." in render_text(app)
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), Plans)
        assert app.snapshot.library.versions == ()


# Look, compare, copy


async def test_impact_compare_and_roles(
    make_app: MakeApp, plans_of: PlansOf, render_text: Render
) -> None:
    plans_of(NEXT)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        assert isinstance(await on(pilot, "next", "i"), Document)
        assert "Once everybody accepts Gold 1.11.0" in render_text(app)
        await pilot.press("escape", "c")
        assert isinstance(await quiet(pilot), Picker)
        await paste(pilot, "gold 1.10.0 kind:version")
        await pilot.press("enter", "enter")
        assert isinstance(await quiet(pilot), Document)
        assert "Gold 1.11.0 → managed-ops/gold 1.10.0" in render_text(app)
        await pilot.press("escape", "b")
        assert isinstance(await quiet(pilot), Roles)
        await pilot.press("escape", "escape", "slash", *"gold version:1.10", "enter", "i")
        assert isinstance(await quiet(pilot), Document)
        assert "Once everybody accepts managed-ops/gold 1.10.0" in render_text(app)


async def test_ids_and_yaml_are_copied(make_app: MakeApp, plans_of: PlansOf) -> None:
    plans_of(NEXT, STANDARD)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await on(pilot, "next", "y")
        assert app.clipboard == "managed-ops/gold"
        await pilot.press("Y")
        await quiet(pilot)
        plan = kept(app, "next")
        assert plan
        assert app.clipboard == to_yaml(plan)
        await on_again(pilot, "standard", "y")
        assert app.clipboard == "standard"


async def on_again(pilot: Pilot[None], plan_id: str, *keys: str) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, Plans)
    screen.follow(plan_id)
    await pilot.pause()
    await pilot.press(*keys)
    await quiet(pilot)


async def test_the_checklist_is_asked_for(
    make_app: MakeApp, plans_of: PlansOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    (plan,) = plans_of(NEXT)
    app = make_app()
    asked: list[Plan] = []
    async with app.run_test(size=NARROW) as pilot:
        screen = await on(pilot, "next")
        post = screen.post_message

        def listen(message: object) -> bool:
            if isinstance(message, ShowChecklist):
                asked.append(message.plan)
            return bool(post(message))

        monkeypatch.setattr(screen, "post_message", listen)
        await pilot.press("K")
        await quiet(pilot)
    assert asked == [plan]


async def test_in_the_other_list_there_is_nothing_to_act_on(
    make_app: MakeApp, plans_of: PlansOf
) -> None:
    plans_of(NEXT)
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await opened(pilot, "shift+tab")
        for key in ("d", "A", "m", "P", "D", "i", "c", "y", "Y", "K"):
            await pilot.press(key)
            assert isinstance(await quiet(pilot), Plans)
        assert "Choose a draft or version in the list at the right first" in said(app)
        assert len(app.snapshot.plans) == 1


async def test_the_palette_offers_what_the_keys_do(make_app: MakeApp, plans_of: PlansOf) -> None:
    plans_of(NEXT)
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await on(pilot, "next", "colon")
        await paste(pilot, "Archive")
        await quiet(pilot)
        await pilot.press("enter")
        await quiet(pilot)
        plan = kept(app, "next")
        assert plan
        assert plan.archived
