"""Plans brought in from files, and the browser of roles, by keyboard."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from data.formats.plain import to_yaml
from data.store.profile import Profile
from screens.document import Document
from screens.file_picker import FilePicker
from screens.form import Form
from screens.plan_editor import PlanEditor
from screens.plans import Plans
from screens.roles import Roles
from tests.data.formats.making import assignment, definition, given, template
from tests.data.lint.examples import GOOD
from tests.tui.conftest import MakeApp
from tests.tui.steps import find, paste, quiet, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
SnapshotOf = Callable[[str, str], None]
WIDE, NARROW = (160, 45), (80, 24)
WHOLE = template(definition(), assignment())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a template, in which the program is started."""
    found = tmp_path / "templates"
    found.mkdir()
    (found / "main.json").write_text(json.dumps(WHOLE))
    (found / "sub").mkdir()
    monkeypatch.chdir(found)
    return found


async def picker(pilot: Pilot[None], *keys: str) -> Any:
    await settled(pilot)
    await pilot.press("3", "f")
    await quiet(pilot)
    await pilot.press(*keys)
    return await quiet(pilot)


async def test_a_template_with_its_parameters_becomes_a_draft(
    make_app: MakeApp, folder: Path, profile: Profile, render_text: Render
) -> None:
    (folder / "main.parameters.json").write_text(json.dumps(given()))
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await picker(pilot, "j", "j")
        assert isinstance(screen, FilePicker)
        text = render_text(app)
        assert "This is an ARM template." in text
        assert "Operations: Reader (permanent)" in text
        assert "with main.parameters.json" in text
        assert "Lint of Watch and fix: " in text
        assert "[no-delete-role]" in text
        await pilot.press("enter")
        assert isinstance(await quiet(pilot), PlanEditor)
        assert "Watch and fix" in render_text(app)
        assert "1 permanent, 1 eligible" in render_text(app)
    (plan,) = profile.library.contents().plans
    assert (plan.name, len(plan.authorizations), len(plan.eligible)) == ("Watch and fix", 1, 1)
    assert plan.id
    assert plan.saved_at


async def test_what_the_template_does_not_tell_is_asked(make_app: MakeApp, folder: Path) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await picker(pilot, "j", "j", "enter")
        assert isinstance(screen, Form)
        await paste(pilot, "My offer")
        await pilot.press("ctrl+o")
        assert isinstance(await quiet(pilot), Document), "it says what stays open"
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), PlanEditor)
        (plan,) = app.snapshot.plans
        assert (plan.name, plan.authorizations) == ("My offer", ())


async def test_folders_are_walked_and_a_parameter_file_is_chosen(
    make_app: MakeApp, folder: Path, render_text: Render
) -> None:
    (folder / "sub" / "values.json").write_text(json.dumps(given(offer="From elsewhere")))
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await picker(pilot, "j", "enter", "j", "p", "backspace")
        await quiet(pilot)
        await pilot.press("j")
        await quiet(pilot)
        assert "From elsewhere" in render_text(app)
        assert "with values.json" in render_text(app)
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), Plans)
        assert app.snapshot.plans == ()


async def test_a_file_that_does_not_parse_says_where(
    make_app: MakeApp, folder: Path, render_text: Render
) -> None:
    (folder / "a.json").write_text('{"a": 1,}')
    (folder / "b.json").write_text('{"hello": "world"}')
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await picker(pilot, "j", "j")
        assert "a comma before the closing } is one too many" in render_text(app)
        await pilot.press("enter")
        assert isinstance(await quiet(pilot), FilePicker)
        await pilot.press("j", "enter")
        assert isinstance(await quiet(pilot), FilePicker)
        assert "There is no plan in this file" in render_text(app)


async def test_a_plan_file_comes_back_as_it_was(make_app: MakeApp, folder: Path) -> None:
    (folder / "a.yaml").write_text(to_yaml(GOOD), encoding="utf-8")
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await picker(pilot, "j", "j", "enter")
        (plan,) = app.snapshot.plans
        assert plan.id == GOOD.id
        assert (plan.authorizations, plan.eligible) == (GOOD.authorizations, GOOD.eligible)


async def test_details_of_a_scope_say_what_is_wrong_with_it(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await find(pilot, "Kingsley")
        await pilot.press("escape", "tab", "z", "enter")
        await pilot.pause()
        screen = app.screen
        screen.query_one("#detail").scroll_end(animate=False)
        await pilot.pause()
        assert "Lint: " in render_text(app)
        assert "[no-delete-role]" in render_text(app)


async def test_roles_are_browsed(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("3", "b")
        screen = await quiet(pilot)
        assert isinstance(screen, Roles)
        assert "Built-in roles, synced 20" in render_text(app)
        await pilot.press("slash", *"key vault contributor", "enter", "enter")
        await quiet(pilot)
        text = render_text(app)
        assert "Lighthouse    ✓ taken" in text
        assert re.search(r"\d+ delegations", text)
        await pilot.press("G")
        await pilot.pause()
        assert "Microsoft.KeyVault" in render_text(app), "its actions came with the sync"
        await pilot.press("escape", "escape")
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), Plans)
