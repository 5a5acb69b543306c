"""Making a plan in the form, and finding it again."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot
from textual.widgets import Input

from data.models import Authorization
from data.plans import Plan
from data.roles import catalogue
from data.store.profile import Profile
from screens.authorization_form import AuthorizationForm
from screens.plan_editor import PlanEditor
from screens.widgets.form import FormField
from tests.tui.conftest import MakeApp
from tests.tui.steps import paste, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
Store = Callable[[str, str], None]
NARROW = (80, 24)
ENTRIES = (
    ("5c4b2ad8-77e0-4c4f-9f0a-0f6cf3a0d411", "Tier 1 Operations", "reader", "Reader"),
    ("0d1f6e52-1df5-4d08-a2cd-5dd6f0d6a3f5", "Tier 2 Operations", "Contributor", "Contributor"),
    ("9b6b8a3e-5f0e-4b59-9a1b-2f6a7f6f1c22", "SOC", "security read", "Security Reader"),
)


async def fill(pilot: Pilot[None], *texts: str) -> None:
    """Type each text and go on to the next field; an empty one leaves what stands there."""
    for text in texts:
        if text:
            await paste(pilot, text)
        await pilot.press("enter")
        await pilot.pause()


async def add(pilot: Pilot[None], principal: str, name: str, role: str) -> None:
    """Add an authorization, its role by search."""
    await pilot.press("ctrl+n")
    await pilot.pause()
    await fill(pilot, principal, name, role)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def make_plan(pilot: Pilot[None]) -> None:
    """Make the plan of three authorizations."""
    await settled(pilot)
    await pilot.press("3", "n")
    await pilot.pause()
    await fill(pilot, "Managed Operations Gold", "managed-ops", "gold")
    for principal, name, search, _ in ENTRIES:
        await add(pilot, principal, name, search)


async def test_a_plan_of_three_authorizations_is_there_after_a_restart(
    make_app: MakeApp, profile: Profile, render_text: Render, snapshot: Store
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await make_plan(pilot)
        assert isinstance(app.screen, PlanEditor)
        assert "1 error, 2 warnings" in render_text(app)
        snapshot("plan_editor_80x24", render_text(app))
        tenant = app.snapshot.meta.managing_tenant_id
        await pilot.press("escape", "q")
    (plan,) = profile.library.contents().plans
    assert (plan.name, plan.offer_id, plan.plan_id) == (
        "Managed Operations Gold",
        "managed-ops",
        "gold",
    )
    assert (plan.managing_tenant_id, plan.version) == (tenant, "1.0.0")
    assert [
        (each.principal_id, each.display_name, catalogue()[each.role_id].name)
        for each in plan.authorizations
    ] == [(principal, name, role) for principal, name, _, role in ENTRIES]
    again = make_app()
    async with again.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3")
        await pilot.pause()
        assert "managed-ops/gold" in render_text(again).splitlines()[3]
        await pilot.press("enter")
        await pilot.pause()
        text = render_text(again)
        assert "SOC" in text
        assert "Security Reader" in text


async def test_every_keystroke_is_saved(make_app: MakeApp, profile: Profile) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "n")
        await pilot.pause()
        await pilot.press(*"Gol")
    assert [plan.name for plan in profile.library.contents().plans] == ["Gol"]


async def test_a_plan_that_nobody_typed_into_is_not_kept(
    make_app: MakeApp, profile: Profile
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "n")
        await pilot.pause()
        await pilot.press("escape")
    assert profile.library.contents().plans == ()


async def test_what_is_wrong_is_said_beneath_the_field(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "n")
        await pilot.pause()
        await fill(pilot, "Gold", "Managed Ops")
        text = render_text(app)
        assert "Only lower-case letters, digits, - and _." in text
        field = app.screen.query_one("#version", FormField)
        field.query_one(Input).focus()
        await pilot.press("backspace", "backspace")
        await pilot.pause()
        assert "Three numbers with dots, such as 1.2.0." in render_text(app)


async def test_the_form_explains_what_is_no_object_id(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "n", "ctrl+n")
        await pilot.pause()
        assert isinstance(app.screen, AuthorizationForm)
        for text, explained in (
            ("ops@northwind.example", "This is an e-mail address."),
            ("/subscriptions/0/x", "This is a resource id."),
            ("Tier 1 Operations", "This looks like a name."),
            ("12345", "Not a GUID"),
        ):
            await paste(pilot, text)
            assert explained in render_text(app)
            await pilot.press("ctrl+u")
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert "Required" in render_text(app)
        assert isinstance(app.screen, AuthorizationForm), "it does not close on what is wrong"


async def test_a_role_that_lighthouse_refuses_says_why(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "n", "ctrl+n")
        await pilot.pause()
        await fill(pilot, ENTRIES[0][0], "Everyone", "Owner")
        assert "Owner is never taken" in render_text(app)
        assert isinstance(app.screen, AuthorizationForm)


async def test_edit_and_take_out(make_app: MakeApp, profile: Profile) -> None:
    first, second = (Authorization(each[0], "r", each[1]) for each in ENTRIES[:2])
    reader = next(each for each in catalogue().values() if each.name == "Reader")
    entries = (Authorization(first.principal_id, reader.id, first.display_name), second)
    profile.library.save(Plan("p", "Gold", "managed-ops", "gold", authorizations=entries))
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "enter")
        await pilot.pause()
        editor = app.screen
        assert isinstance(editor, PlanEditor)
        editor.entries.table.focus()
        await pilot.press("home", "enter")
        await pilot.pause()
        app.screen.query_one("#name Input", Input).focus()
        await pilot.press("end", "X", "ctrl+o")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("end", "d")
        await pilot.pause()
    (plan,) = profile.library.contents().plans
    assert [each.display_name for each in plan.authorizations] == ["Tier 1 OperationsX"]


async def test_user_access_administrator_asks_which_roles_it_may_assign(
    make_app: MakeApp, profile: Profile, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "n", "ctrl+n")
        await pilot.pause()
        await fill(pilot, ENTRIES[0][0], "Policy", "User Access Administrator", "")
        assert "At least one role that it may assign" in render_text(app)
        await fill(pilot, "monitoring con; tag contri")
        assert isinstance(app.screen, PlanEditor)
    (plan,) = profile.library.contents().plans
    (entry,) = plan.authorizations
    assert [catalogue()[each].name for each in entry.delegated_role_ids] == [
        "Monitoring Contributor",
        "Tag Contributor",
    ]


async def test_a_draft_that_cannot_be_saved_says_so_until_it_is(
    make_app: MakeApp, profile: Profile, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "n")
        await pilot.pause()
        with profile.writing("library"):
            await pilot.press("G")
            while not app.unsaved:
                await pilot.pause()
            await pilot.pause()
            assert "✗ 1 draft not saved" in render_text(app)
        await pilot.press("o")
        while app.unsaved:
            await pilot.pause()
        assert "not saved" not in render_text(app).splitlines()[-2]
    assert [plan.name for plan in profile.library.contents().plans] == ["Go"]
