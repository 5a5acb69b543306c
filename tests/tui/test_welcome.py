"""The first run: what was found, how to sign in, the first sync."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from data.azure.sync import Source
from data.emulator.serve import Running
from data.emulator.world import World
from data.found import AzFound, Found, found_here
from data.profile_settings import SignIn
from data.store.profile import Profile
from data.store.profile_file import ProfileFile
from screens.dashboard import Dashboard
from screens.help import Help
from screens.sign_in import SignInPanel
from screens.welcome import Welcome, choices
from tests.data.azure.signing_in import few_customers
from tui.app import LightkeeperApp

Shown = TypeVar("Shown")
Render = Callable[[LightkeeperApp], str]
TENANT = "2b1e7c4a-0c1d-4a52-9a31-7f6f0a6c1d11"


@pytest.fixture(autouse=True)
def nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which nothing is found."""
    for name in ("AZURE_CLIENT_ID", "BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("AZURE_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def world() -> World:
    """A few customers."""
    return few_customers()


def an_app(profile: Profile, connect: Callable[[], Source]) -> LightkeeperApp:
    return LightkeeperApp(profile, connect, welcomes=True)


async def until(pilot: Pilot[None], kind: type[Shown]) -> Shown:
    """Wait for a screen."""
    while not isinstance(screen := pilot.app.screen, kind):
        await pilot.pause(0.02)
    await pilot.pause()
    return screen


async def welcome(pilot: Pilot[None]) -> Welcome:
    return await until(pilot, Welcome)


def no_azure() -> Source:
    raise AssertionError("nobody chose to connect")


async def test_a_code_chosen_here_leads_to_the_customers(
    profile: Profile, azure: Running, source: Source, render_text: Render
) -> None:
    def connect() -> Source:
        said = ProfileFile().profile(profile.name)
        return replace(
            source, environment={}, tenant=said["tenant"], method=SignIn(said["sign_in"])
        )

    app = an_app(profile, connect)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await welcome(pilot)
        assert "not installed" in render_text(app)
        ways = screen.query_one("#ways", OptionList)
        assert ways.highlighted == 3, "what works everywhere"
        await pilot.press("enter")
        assert screen.query_one("#tenant", Input).has_focus
        await pilot.press("x", "enter")
        assert "That is no tenant's id" in render_text(app)
        screen.query_one("#tenant", Input).value = azure.tenant.upper()
        await pilot.press("enter")
        asked = (await until(pilot, SignInPanel)).asked
        assert asked is not None
        azure.service.sessions.enter(asked.code)
        await until(pilot, Dashboard)
        assert len(app.snapshot.known.customers) == 6
    assert ProfileFile().profile(profile.name) == {
        "sign_in": "device-code",
        "tenant": azure.tenant,
    }


async def test_what_fails_is_told_and_another_choice_can_be_made(
    profile: Profile, source: Source, monkeypatch: pytest.MonkeyPatch, render_text: Render
) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", source.environment["AZURE_TENANT_ID"])
    wrong = replace(source, environment={**source.environment, "AZURE_CLIENT_SECRET": "canary"})
    sources = [wrong, source]
    app = an_app(profile, lambda: sources.pop(0))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await welcome(pilot)
        screen.query_one("#ways", OptionList).highlighted = 0
        await pilot.press("enter")
        while app.progress or "AADSTS7000215" not in render_text(app):
            await pilot.pause(0.02)
        assert "canary" not in render_text(app)
        assert app.screen is screen
        assert not app._notifications, "nothing covers the choices"
        assert "AADSTS7000215" in app.notices[-1]
        await pilot.press("enter")
        while not isinstance(app.screen, Dashboard):
            await pilot.pause(0.02)
        assert app.snapshot.is_synced


async def test_the_demo_and_leaving(profile: Profile) -> None:
    app = an_app(profile, no_azure)
    async with app.run_test(size=(80, 24)) as pilot:
        await welcome(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)
    assert not app.wants_demo
    app = an_app(profile, no_azure)
    async with app.run_test(size=(80, 24)) as pilot:
        await welcome(pilot)
        await pilot.press("end", "enter")
        await pilot.pause()
    assert app.wants_demo


async def test_help_and_nonsense(profile: Profile, render_text: Render) -> None:
    app = an_app(profile, no_azure)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await welcome(pilot)
        await pilot.press("1", "r", "z", "slash", "X")
        assert app.screen is screen
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, Help)
        assert "Choose how to sign in" in render_text(app)
        await pilot.press("escape")
        assert app.screen is screen


async def test_who_has_customers_is_not_welcomed_again(
    profile: Profile, source: Source, synced: Callable[[], object]
) -> None:
    synced()
    app = an_app(profile, lambda: source)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, Dashboard)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_how_it_looks(
    size: tuple[int, int],
    profile: Profile,
    render_text: Render,
    snapshot: Callable[[str, str], None],
) -> None:
    app = an_app(profile, no_azure)
    async with app.run_test(size=size) as pilot:
        await welcome(pilot)
        snapshot(f"welcome_{size[0]}x{size[1]}", render_text(app))


async def test_steps_are_told_with_their_counts(profile: Profile, render_text: Render) -> None:
    app = an_app(profile, no_azure)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await welcome(pilot)
        for step in ("Signing in", "Reading 1 of 1,200", "Reading 1,000 of 1,200", "Roles"):
            screen.tell(step)
        await pilot.pause()
        seen = render_text(app)
        assert "✓ Signing in" in seen
        assert "✓ Reading 1,000 of 1,200" in seen
        assert "Reading 1 of" not in seen
        assert "… Roles" in seen


def an_az(folder: Path, **more: object) -> dict[str, str]:
    (folder / "az").touch(0o700)
    account = {
        "isDefault": True,
        "tenantId": TENANT,
        "user": {"name": "ada\x1b[2J@example.com"},
        **more,
    }
    content = json.dumps({"subscriptions": [{"isDefault": False}, account]})
    (folder / "azureProfile.json").write_text(content, "utf-8-sig")
    return {"PATH": str(folder), "AZURE_CONFIG_DIR": str(folder)}


def test_az_is_found_without_starting_it(tmp_path: Path) -> None:
    found = found_here(an_az(tmp_path))
    assert found.az.is_installed
    assert "\x1b" not in found.az.user
    assert found.tenant == TENANT
    assert next(each.id for each in choices(found) if each.is_ready) == SignIn.AZ
    named = "9b6b8a3e-5f0e-4b59-9a1b-2f6a7f6f1c22"
    assert found_here(an_az(tmp_path), named).tenant == named


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"subscriptions": [7]}', '{"subscriptions":7}']
)
def test_whatever_is_in_that_file(content: str, tmp_path: Path) -> None:
    environment = an_az(tmp_path)
    (tmp_path / "azureProfile.json").write_text(content)
    assert found_here(environment).az == AzFound(is_installed=True)


def test_an_account_of_any_shape(tmp_path: Path) -> None:
    assert found_here(an_az(tmp_path, user=7, tenantId=None)).az == AzFound(is_installed=True)


def test_a_service_principal_must_be_whole(tmp_path: Path) -> None:
    environment = {"AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": "app", "PATH": str(tmp_path)}
    assert not found_here(environment).principal
    environment["AZURE_CLIENT_SECRET"] = "canary"
    found = found_here(environment)
    assert found.principal == "app"
    assert "canary" not in repr(found)
    assert next(each.id for each in choices(found) if each.is_ready) == SignIn.ENVIRONMENT
    assert choices(Found())[-1].id == "demo"
