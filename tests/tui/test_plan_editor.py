"""What the keys of the plan editor do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from textual.pilot import Pilot

from data.entries import entries_of
from data.ledger import RecordedVersion
from data.models import Authorization, PlanKey
from data.plans import Plan
from data.store.profile import Profile
from screens.document import Document
from screens.form import Form
from screens.paste import Paste
from screens.plan_editor import PlanEditor
from screens.widgets.form import FormField
from tests.data.records import BOSS, CONTRIBUTOR, NIGHT, NIGHT_ON_CALL, OPS, READER, guid, role_id
from tests.tui.conftest import MakeApp
from tests.tui.steps import paste, quiet, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
WIDE = (160, 45)
DELETES = role_id("Managed Services Registration assignment Delete Role")
ENTRIES = (
    Authorization(OPS, READER, "Operations"),
    Authorization(NIGHT, DELETES, "Night shift"),
)
PLAN = Plan(
    "p",
    "Gold",
    "our-offer",
    "our-gold",
    managing_tenant_id=guid("msp"),
    version="1.2.0",
    authorizations=ENTRIES,
    eligible=(NIGHT_ON_CALL,),
    publisher_id="northwindmsp",
    offer_name="Our offer",
    description="We look after it.",
    audience=(guid("subscription"),),
)


@pytest.fixture
def kept(profile: Profile) -> Callable[[LightkeeperApp], Plan]:
    """Read the plan that is written, once all is."""

    def read(app: LightkeeperApp) -> Plan:
        app._saver.finish()
        (plan,) = profile.library.contents().plans
        return plan

    return read


Kept = Callable[[LightkeeperApp], Plan]


async def editor(pilot: Pilot[None], plan: Plan = PLAN, *keys: str) -> Any:
    """Open a plan, press keys there, and return the screen on top."""
    await settled(pilot)
    app = pilot.app
    assert isinstance(app, LightkeeperApp)
    tenant = app.snapshot.meta.managing_tenant_id
    app.keep(structs.replace(plan, managing_tenant_id=tenant))
    await pilot.press("3")
    await quiet(pilot)
    await pilot.press("enter")
    await quiet(pilot)
    await pilot.press(*keys)
    return await quiet(pilot)


def said(app: LightkeeperApp) -> str:
    return " ".join(each.message for each in app._notifications)


def names(plan: Plan) -> list[str]:
    return [each.display_name for each in entries_of(plan)]


async def test_authorizations_are_moved_doubled_and_taken_out(
    make_app: MakeApp, profile: Profile, kept: Kept
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await editor(pilot, PLAN, "home", "greater_than_sign")
        assert names(kept(app)) == ["Night shift", "Operations", "Night shift"]
        await pilot.press("D")
        assert names(kept(app))[:3] == ["Night shift", "Operations", "Operations"]
        await pilot.press("home", "space", "space", "d")
        assert names(kept(app)) == ["Operations", "Night shift"]
        await pilot.press("u", "u", "u", "u", "u")
        assert names(kept(app)) == names(PLAN)
        await pilot.press("U")
        assert names(kept(app))[0] == "Night shift"


async def test_what_is_typed_is_taken_back_in_one_step(
    make_app: MakeApp, profile: Profile, kept: Kept
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await editor(pilot, PLAN, "f2", "end", *" plus", "tab", "f8")
        assert kept(app).name == "Gold"
        await pilot.press("f9")
        assert kept(app).name == "Gold plus"


async def test_the_version_is_raised(make_app: MakeApp, profile: Profile, kept: Kept) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await editor(pilot, PLAN, "b")
        assert kept(app).version == "1.3.0"
        await pilot.press("B")
        assert kept(app).version == "2.0.0"


async def test_lines_are_pasted(
    make_app: MakeApp, profile: Profile, kept: Kept, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        assert isinstance(await editor(pilot, PLAN, "v"), Paste)
        await paste(pilot, f"{BOSS}\tContributor\tLeads\nnonsense \x1b[31m[red]\n")
        await pilot.press("ctrl+o")
        assert isinstance(await quiet(pilot), Paste), "what was not taken can be mended"
        assert names(kept(app)) == ["Operations", "Night shift", "Leads", "Night shift"]
        text = render_text(app)
        assert "Not taken:" in text
        assert "nonsense" in text
        assert "\x1b" not in text
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), PlanEditor)


async def test_a_finding_leads_to_its_place_and_is_fixed(
    make_app: MakeApp, profile: Profile, kept: Kept
) -> None:
    app = make_app()
    doubled = structs.replace(PLAN, authorizations=(*ENTRIES, ENTRIES[0]))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await editor(pilot, doubled)
        await pilot.press("f4")
        assert screen.findings.go_to("duplicate-authorization/authorizations[2]")
        await pilot.press("enter")
        await pilot.pause()
        assert screen.focused is screen.entries.table
        assert screen.entries.current.at == 2
        await pilot.press("f")
        assert names(kept(app)) == names(PLAN)
        assert "duplicate-authorization" not in {
            each.finding.rule for each in screen.findings.shown
        }


async def test_an_error_is_named_when_the_draft_shall_be_ready(
    make_app: MakeApp, profile: Profile, kept: Kept
) -> None:
    app = make_app()
    wrong = structs.replace(PLAN, version="next")
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await editor(pilot, wrong, "m")
        assert not kept(app).ready
        assert said(app).startswith('1 error stands in the way: "next". Three numbers')
        assert "Take 1.0.0 for a first manifest, else" in said(app)
        assert said(app).endswith("f4 goes to the findings.")
        await pilot.press("f4", "home", "enter")
        await pilot.pause()
        assert screen.focused is screen.fields.query_one("#version Input")
        await pilot.press("f3", "b", "m")
        assert kept(app).ready
        assert kept(app).version == "1.0.0"
        await pilot.press("home", "d")
        assert not kept(app).ready, "what was said of it was said of another state"
        await pilot.press("u")
        assert kept(app).ready
        await pilot.press("m")
        assert not kept(app).ready


async def test_looking_at_a_ready_draft_leaves_it_ready(
    make_app: MakeApp, kept: Kept, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await editor(pilot, structs.replace(PLAN, ready=True), "f2", "tab", "f4", "f3")
        assert " · ready" in render_text(app)
        await pilot.press("escape")
        await quiet(pilot)
        assert kept(app).ready


async def test_a_finding_is_accepted_with_a_reason(
    make_app: MakeApp, profile: Profile, kept: Kept, render_text: Render
) -> None:
    app = make_app()
    bare = structs.replace(PLAN, authorizations=ENTRIES[:1])
    async with app.run_test(size=WIDE) as pilot:
        screen = await editor(pilot, bare, "f4")
        assert screen.findings.go_to("no-delete-role/authorizations")
        await pilot.press("A")
        assert isinstance(await quiet(pilot), Form)
        await paste(pilot, "customers take it away")
        await pilot.press("ctrl+o")
        await quiet(pilot)
        assert [each.reason for each in kept(app).accepted] == ["customers take it away"]
        assert "– accepted" in render_text(app)
        await pilot.press("end", "A")
        assert kept(app).accepted == ()


async def test_diff_and_impact_are_one_key_away(
    make_app: MakeApp, profile: Profile, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        managed = app.snapshot.versions.rows[0].plan
        gold = structs.replace(
            PLAN,
            publisher_id=managed.publisher,
            offer_id=managed.product,
            plan_id=managed.plan,
            version="9.0.0",
        )
        screen = await editor(pilot, gold)
        assert "Its ids are fixed: a version of it is published." in render_text(app)
        fixed = {each.id for each in screen.query(FormField) if each.disabled}
        assert fixed == {"offer_id", "plan_id", "publisher_id"}
        await pilot.press("c")
        assert isinstance(await quiet(pilot), Document)
        assert "9.0.0" in render_text(app)
        await pilot.press("escape", "i")
        assert isinstance(await quiet(pilot), Document)
        text = render_text(app)
        assert "It reaches" in text
        assert "reaches nobody" not in text


async def test_without_a_version_before_nothing_is_made_up(
    make_app: MakeApp, profile: Profile
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        assert isinstance(await editor(pilot, PLAN, "c"), PlanEditor)
        assert "no version before" in said(app)


async def test_what_is_published_is_only_looked_at(
    make_app: MakeApp, profile: Profile, kept: Kept, render_text: Render
) -> None:
    profile.library.save(structs.replace(PLAN, ready=True))
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        screen = PlanEditor(app.snapshot.plans[0])
        app.push_screen(screen)
        await quiet(pilot)
        plan = PlanKey("northwindmsp", "our-offer", "our-gold")
        app.keep(RecordedVersion(plan, "1.2.0", date(2026, 11, 1)))
        await quiet(pilot)
        await pilot.press("d", "b", "ctrl+n", "v", "m", "u")
        assert await quiet(pilot) is screen
        assert names(kept(app)) == names(PLAN)
        assert kept(app).version == "1.2.0"
        assert "published 2026-11-01, by hand" in screen.locked
        assert screen.locked in render_text(app)
        assert all(each.disabled for each in screen.query(FormField))


async def test_what_is_typed_may_name_a_published_version_for_a_moment(
    make_app: MakeApp, profile: Profile, kept: Kept
) -> None:
    plan = PlanKey("northwindmsp", "our-offer", "our-gold")
    profile.library.save(RecordedVersion(plan, "1.1.0", date(2026, 11, 1)))
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await editor(pilot, structs.replace(PLAN, version="1.1"))
        screen.set_focus(screen.query_one("#version Input"))
        await pilot.press("end", *".0", "tab", "shift+tab", "end", "backspace", "1")
        assert kept(app).version == "1.1.1"
        assert not screen.locked


async def test_one_editor_at_a_time(
    make_app: MakeApp, root: Path, kept: Kept, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        other = Profile("test", root=root).edit()
        screen = await editor(pilot, PLAN, "d")
        assert names(kept(app)) == names(PLAN)
        assert app.read_only
        assert screen.locked == app.read_only
        assert screen.locked[:40] in render_text(app)
        other.release()
        await pilot.press("escape", "enter")
        await quiet(pilot)
        await pilot.press("home", "d")
        assert names(kept(app)) == ["Night shift", "Night shift"]


async def test_how_it_looks(
    make_app: MakeApp,
    profile: Profile,
    render_text: Render,
    snapshot: Callable[[str, str], None],
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        other = Authorization(BOSS, CONTRIBUTOR, "Leads")
        plan = structs.replace(PLAN, authorizations=(ENTRIES[0], other), offer_id="Our Offer")
        await editor(pilot, plan)
        snapshot("plan_editor_160x45", render_text(app))
        await pilot.press("end", "enter")
        await quiet(pilot)
        text = render_text(app)
        assert "Up to             4 hours" in text
        assert f"Approvers         Shift lead ({BOSS})" in text
