"""Taking a plan out, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from data.formats.arm import read_template
from data.formats.plain import to_yaml
from data.store.profile import Profile
from screens.dialogs import Confirm
from screens.form import Form
from screens.plan_export import PlanExport
from tests.data.lint.examples import GOOD
from tests.tui.conftest import MakeApp
from tests.tui.steps import quiet, settled
from tests.tui.test_authoring import fill, said
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
SnapshotOf = Callable[[str, str], None]


@pytest.fixture
def profile(profile: Profile) -> Profile:
    profile.library.save(GOOD)
    return profile


async def exporting(pilot: Pilot[None]) -> PlanExport:
    await settled(pilot)
    await pilot.press("3")
    await quiet(pilot)
    await pilot.press("x")
    screen: Any = await quiet(pilot)
    assert isinstance(screen, PlanExport)
    return screen


async def test_a_template_for_groups(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await exporting(pilot)
        await pilot.press("r")
        await fill(pilot, groups="rg-a, rg-b, rg-a")
        await pilot.press("enter")
        form = await quiet(pilot)
        assert isinstance(form, Form)
        await fill(pilot, path=str(tmp_path / "gold.json"))
        assert app.screen is screen
        assert str(tmp_path) in said(app)
    content = (tmp_path / "gold.json").read_bytes()
    found = read_template(content, (tmp_path / "gold.parameters.json").read_bytes())
    assert [each.resource_group for each in found.assignments] == ["rg-a", "rg-b"]


async def test_what_is_there_is_replaced_only_when_asked(make_app: MakeApp, tmp_path: Path) -> None:
    file = tmp_path / "gold.yaml"
    file.write_text("mine")
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await exporting(pilot)
        screen.formats.go_to("yaml")
        await pilot.press("enter")
        await quiet(pilot)
        assert isinstance(await fill(pilot, path=str(file)), Confirm)
        await pilot.press("n")
        await quiet(pilot)
        assert file.read_text() == "mine"
        await pilot.press("ctrl+o")
        assert isinstance(await quiet(pilot), Confirm)
        await pilot.press("y")
        await quiet(pilot)
    assert file.read_text() == to_yaml(GOOD)


async def test_bad_groups_are_not_taken(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await exporting(pilot)
        await pilot.press("r")
        form = await fill(pilot, groups="rg/a")
        assert isinstance(form, Form)
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), PlanExport)


async def test_the_marketplace_plan_is_left_out(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(160, 45)) as pilot:
        screen = await exporting(pilot)
        screen.formats.go_to("arm")
        await quiet(pilot)
        assert "with marketplace plan" in str(screen.detail.border_subtitle)
        await pilot.press("p", "y")
        await quiet(pilot)
        assert "without marketplace plan" in str(screen.detail.border_subtitle)
        assert app.clipboard.startswith("{")
        assert '"plan"' not in app.clipboard


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_looks(
    make_app: MakeApp, render_text: Render, snapshot: SnapshotOf, size: tuple[int, int]
) -> None:
    app = make_app()
    async with app.run_test(size=size, notifications=False) as pilot:
        await exporting(pilot)
        snapshot(f"plan_export_{size[0]}x{size[1]}", render_text(app))
