"""The dashboard on the sample customers, by keyboard and mouse."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest
from msgspec import structs
from textual.pilot import Pilot

from data.known import Known, without
from data.rows import ScopeRow
from data.snapshot import Snapshot
from data.store.profile import Profile
from screens.widgets.pane import Pane
from tests.tui.conftest import MakeApp
from tests.tui.steps import find, paste, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
Store = Callable[[str, str], None]
WIDE, NARROW = (160, 45), (80, 24)


@pytest.mark.parametrize("size", [WIDE, (120, 40), NARROW])
async def test_how_it_looks(
    size: tuple[int, int], make_app: MakeApp, render_text: Render, snapshot: Store
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await find(pilot, "fabrikam")
        snapshot(f"dashboard_{size[0]}x{size[1]}", render_text(app))


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_how_the_details_look(
    size: tuple[int, int], make_app: MakeApp, render_text: Render, snapshot: Store
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await find(pilot, "fabrikam")
        await pilot.press("tab", "enter")
        await pilot.pause()
        snapshot(f"details_{size[0]}x{size[1]}", render_text(app))


async def test_all_customers_is_the_first_row(make_app: MakeApp, sample: Known) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        row = screen.customers.current
        assert row is not None
        assert row.is_all
        assert len(shown(screen.scopes)) == len(Snapshot(sample).scopes.rows)


def shown(pane: Pane[ScopeRow]) -> list[ScopeRow]:
    rows = pane.table
    found = []
    for at in range(rows.line_count):
        rows.cursor = at
        assert rows.current is not None
        found.append(rows.current)
    return found


async def test_moving_in_the_customers_changes_scopes_and_versions(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await find(pilot, "fabrikam")
        customer, scope = screen.customers.current, screen.scopes.current
        assert customer is not None
        assert scope is not None
        assert customer.name == "Fabrikam Retail"
        assert scope.tenant_id == customer.tenant_id
        assert screen.scopes.title == "Delegated scopes · Fabrikam Retail"
        assert screen.versions.title == f"Offer versions · {scope.offer}"
        version = screen.versions.current
        assert version is not None
        assert version.latest
        await pilot.press("escape")
        await find(pilot, "grand marrow")
        assert screen.versions.title == "Offer versions"
        assert screen.versions.current is None, "a template customer has no plan"


async def test_a_customer_is_found_by_the_guid_of_a_principal(
    make_app: MakeApp, sample: Known
) -> None:
    app = make_app()
    principal = sample.definitions[0].authorizations[0].principal_id
    holders = {
        each.subscription_id
        for each in sample.definitions
        if principal in {entry.principal_id for entry in each.authorizations}
    }
    tenants = {each.tenant_id for each in sample.subscriptions if each.subscription_id in holders}
    async with app.run_test(size=NARROW) as pilot:
        screen = await find(pilot, principal)
        assert screen.customers.table.row_count >= len(tenants) > 0
        row = screen.customers.current
        assert row is not None
        assert row.tenant_id in tenants


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("state:pending", lambda row: "pending" in {each.status.state for each in row.scopes}),
        ("role:contributor", lambda row: bool(row.definitions)),
        ("scope:rg", lambda row: any(each.resource_group for each in row.scopes)),
        ("version:<1.2.0", lambda row: any(each.version for each in row.scopes)),
        ("-state:current", lambda row: row.shown != "current"),
    ],
)
async def test_filters(
    text: str, holds: Callable[[object], bool], make_app: MakeApp, sample: Known
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await find(pilot, text)
        assert 0 < screen.customers.table.row_count < len(sample.customers)
        assert screen.customers.current is not None
        assert holds(screen.customers.current)
        await pilot.press("escape")
        await pilot.pause()
        assert screen.customers.table.row_count == len(sample.customers)


async def test_y_copies_tenant_subscription_and_version(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await find(pilot, "fabrikam")
        customer, scope, version = (
            screen.customers.current,
            screen.scopes.current,
            screen.versions.current,
        )
        assert customer
        assert scope
        assert version
        await pilot.press("y")
        await pilot.pause()
        assert app.clipboard == customer.tenant_id
        await pilot.press("tab", "y")
        await pilot.pause()
        assert app.clipboard == scope.subscription.subscription_id
        await pilot.press("tab", "y")
        await pilot.pause()
        assert app.clipboard == version.key
        await pilot.press("Y")
        await pilot.pause()
        assert json.loads(app.clipboard)["version"] == version.version


async def test_sorting_by_key_and_by_header(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("s", "s", "S")
        await pilot.pause()
        sort = screen.customers.sort
        assert sort is not None
        assert (sort.field, sort.reverse) == ("scopes", True)
        await pilot.press("home", "down")
        row = screen.customers.current
        assert row is not None
        most = max(each.delegated for each in app.snapshot.customers.rows[1:])
        assert row.delegated == most
        await pilot.click(screen.customers.table, offset=(3, 0))
        await pilot.pause()
        clicked = screen.customers.sort
        assert clicked is not None
        assert clicked.field == "name"


async def test_zoom_and_back(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("tab", "z")
        await pilot.pause()
        seen = [pane.id for pane in screen.query(Pane) if pane.display]
        assert seen == ["scopes"]
        assert screen.scopes.size.width > 150
        await pilot.press("escape")
        await pilot.pause()
        assert all(pane.display for pane in screen.query(Pane))
        await pilot.press("escape")
        await pilot.pause()
        assert screen.active == "customers"


async def test_one_list_at_a_time_on_a_narrow_screen(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await settled(pilot)
        lists = (screen.customers, screen.scopes, screen.versions)
        for _ in range(4):
            seen = [pane for pane in lists if pane.region.width]
            assert [pane.id for pane in seen] == [screen.active]
            assert seen[0].has_focus_within
            await pilot.press("tab")
            await pilot.pause()
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert all(pane.region.width for pane in lists)


async def test_the_drawer_follows_the_cursor(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await settled(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        first = screen.customers.current
        assert first
        assert f"Tenant        {first.tenant_id}" in render_text(app)
        await pilot.press("down")
        await pilot.pause()
        second = screen.customers.current
        assert second
        text = render_text(app)
        assert f"Tenant        {second.tenant_id}" in text
        assert first.tenant_id not in text
        await pilot.press("enter")
        await pilot.pause()
        assert second.tenant_id not in render_text(app)


async def test_without_a_cache_the_lists_say_what_to_do(
    make_app: MakeApp, render_text: Render, snapshot: Store
) -> None:
    app = make_app(empty=True)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        text = render_text(app)
        assert "Press r to sync" in text
        assert "never synced" in text
        snapshot("dashboard_empty_80x24", text)


async def test_a_tenant_that_manages_nobody_is_told_so(
    make_app: MakeApp, profile: Profile, sample: Known, render_text: Render, snapshot: Store
) -> None:
    profile.cache.commit(without(sample, {each.tenant_id for each in sample.subscriptions}))
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        snapshot("dashboard_nobody_80x24", render_text(app))
        await pilot.press("enter", "tab", "j", "x", "y", "o", "c", "i", "a")
        await pilot.pause()
        assert app.is_running


async def test_the_portal_link_of_a_scope(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await find(pilot, "scope:rg")
        await pilot.press("tab")
        await find(pilot, "scope:rg")
        await pilot.press("o")
        await app.workers.wait_for_complete()
        scope = screen.scopes.current
        assert scope
        tenant = app.snapshot.meta.managing_tenant_id
        assert opened == [
            f"https://portal.azure.com/#@{tenant}/resource/subscriptions/"
            f"{scope.subscription.subscription_id}/resourceGroups/{scope.resource_group}/overview"
        ]


Step = Callable[[Pilot[None]], Awaitable[None]]


async def test_hostile_names_are_only_text(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await find(pilot, "hexagon")
        await pilot.press("enter", "tab", "y", "tab", "tab", "o")
        await pilot.pause()
        text = render_text(app)
        assert "[bold red]Hexagon[/] Foods" in text
        assert "[@click=app.quit]production[/]" in text
        assert "\x1b" not in text
        await pilot.click(screen.scopes.table, offset=(6, 2))
        await pilot.press("colon")
        await pilot.pause()
        await paste(pilot, "hexagon")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "[bold red]Hexagon[/] Foods" in render_text(app)
        assert app.is_running


async def test_the_state_that_is_filtered_is_the_state_that_is_shown(
    make_app: MakeApp, sample: Known
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await settled(pilot)
        rows = screen.snapshot.customers.rows[1:]
        for text, expected in (
            ("state:current", sum(row.shown == "current" for row in rows)),
            ("-state:current", sum(row.shown != "current" for row in rows)),
            ("state:behind", sum(row.shown == "pending" for row in rows)),
        ):
            screen.customers.query_text = text
            assert screen.customers.table.row_count == expected > 0


async def test_a_field_that_is_none_is_pointed_out(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await find(pilot, "update:behind")
        assert "There is no field update here" in render_text(app)


async def test_a_customer_says_who_holds_what(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=(160, 70)) as pilot:
        await find(pilot, "litware")
        await pilot.press("enter")
        await pilot.pause()
        text = render_text(app)
        assert "Who holds what" in text
        held = next(line for line in text.splitlines() if "Tier 2 Operations" in line)
        assert " of 8" in held


async def test_a_renamed_customer_shows_both_names_until_somebody_knows(
    make_app: MakeApp, sample: Known, profile: Profile, render_text: Render
) -> None:
    first = next(each for each in sample.customers if each.name == "Adventure Works")
    renamed = structs.replace(first, former="Adventure Cycles")
    others = [each for each in sample.customers if each is not first]
    profile.cache.commit(structs.replace(sample, customers=(renamed, *others)))
    app = make_app()
    async with app.run_test(size=(160, 45)) as pilot:
        await find(pilot, "Adventure Cycles")
        assert "Adventure Works (was Adventure Cycles)" in render_text(app)
        await pilot.press("N")
        await pilot.pause()
        await pilot.press("escape")
        await find(pilot, "Adventure Works")
        seen = render_text(app)
        assert "Adventure Works" in seen
        assert "Adventure Cycles" not in seen
        await pilot.press("N")
        assert app.snapshot.note_of(first.tenant_id).confirmed == "Adventure Works"
    assert profile.library.contents().customers[0].confirmed == "Adventure Works"
