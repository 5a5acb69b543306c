"""Reports: any list on screen into a file, and nothing replaced unasked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from data.formats.report import Report, ReportFormat, file_content
from data.known import Known
from data.store.profile import Profile
from screens.base import BaseScreen
from screens.dialogs import Confirm
from screens.form import Form
from screens.messages import ShowExpected, ShowPrincipals, ShowRoles
from screens.plans import Plans
from screens.widgets.form import FormField
from screens.widgets.pane import Pane
from tests.data.keeping import read_only
from tests.data.lint.examples import GOOD
from tests.tui.conftest import MakeApp
from tests.tui.running import Run, assert_one_sentence
from tests.tui.steps import find, quiet, settled
from tests.tui.test_authoring import fill, said
from tui.app import LightkeeperApp

WIDE = (160, 45)


async def write(pilot: Pilot[None], path: Path) -> Any:
    """Write the current list into a file."""
    await pilot.press("x")
    await quiet(pilot)
    return await fill(pilot, path=str(path))


async def test_what_is_shown_is_written(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await find(pilot, "farm")
        await pilot.press("S")
        await pilot.pause()
        await write(pilot, tmp_path / "list.json")
        found = json.loads((tmp_path / "list.json").read_text())
        names = [row.name for row in screen.customers.shown]
        assert [row["name"] for row in found["rows"]] == names
        assert (found["filter"], found["total"]) == ("farm", 60)
        assert f"Wrote {tmp_path}/list.json." in said(app)


async def test_a_row_that_stands_for_others_is_left_out(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await write(pilot, tmp_path / "list.json")
        rows = json.loads((tmp_path / "list.json").read_text())["rows"]
        assert len(rows) == 60
        assert "All customers" not in [row["name"] for row in rows]


async def test_a_file_that_is_there_is_named_before_it_is_replaced(
    make_app: MakeApp, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("mine")
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        question = await write(pilot, path)
        assert isinstance(question, Confirm)
        assert str(question.query(Static).first().content) == f"Replace {path}?"
        await pilot.press("n")
        form = await quiet(pilot)
        assert form.query_one("#path", FormField).value == str(path)
        assert path.read_text() == "mine"
        await pilot.press("ctrl+o")
        await quiet(pilot)
        await pilot.press("y")
        assert isinstance(await quiet(pilot), BaseScreen)
        assert path.read_text().startswith("\ufefftenant_id,name,")


async def test_what_went_wrong_is_said_over_the_form_as_it_was(
    make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app()
    folder = tmp_path / "closed"
    folder.mkdir()
    (tmp_path / "folder.html").mkdir()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        with read_only(folder):
            form = await write(pilot, folder / "list.html")
        assert "Permission denied" in said(app)
        assert form.query_one("#path", FormField).value == str(folder / "list.html")
        for path, problem in (
            (tmp_path / "gone" / "list.html", f"There is no folder {tmp_path}/gone."),
            ("~nobody-at-all/list.html", "names no home folder"),
            (tmp_path / "folder.html", "This is a folder."),
        ):
            form = await fill(pilot, path=str(path))
            assert isinstance(form, Form)
            assert problem in form.query_one("#path", FormField).problem
        form = await fill(pilot, path=str(tmp_path / "list.docx"))
        assert isinstance(form, Form), "nothing is written under an ending that says nothing"
        await fill(pilot, path=str(tmp_path / "list.md"))
        await pilot.press("x")
        form = await quiet(pilot)
        suggested = form.query_one("#path", FormField).value
        assert suggested == f"{tmp_path}/lightkeeper-customers-2026-11-22.html"


async def test_a_path_may_begin_at_home(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("x")
        await quiet(pilot)
        await pilot.press("ctrl+o")
        await quiet(pilot)
    assert (tmp_path / "lightkeeper-customers-2026-11-22.html").is_file()


async def lists(app: LightkeeperApp, pilot: Pilot[None]) -> set[str]:
    """Write each list of the screen in each format; return their names."""
    screen = await quiet(pilot)
    panes = [each for each in screen.query(Pane) if each.display]
    for pane in panes:
        for form in ReportFormat:
            assert len(file_content(Report(pane.listed, app.snapshot.meta), form)) > 20
    return {each.listing.name for each in panes}


async def test_every_list_goes_out_in_every_format(make_app: MakeApp, profile: Profile) -> None:
    app = make_app()
    profile.library.save(GOOD)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        found = await lists(app, pilot)
        await pilot.press("2")
        found |= await lists(app, pilot)
        for message in (ShowExpected(), ShowRoles(), ShowPrincipals()):
            app.post_message(message)
            found |= await lists(app, pilot)
            await pilot.press("escape")
        await pilot.press("3")
        found |= await lists(app, pilot)
        await pilot.press("K")
        found |= await lists(app, pilot)
        await pilot.press("escape", "enter")
        found |= await lists(app, pilot)
    assert found == {
        "customers", "delegations", "versions", "groups", "updates", "expected", "roles",
        "principals", "role-sets", "plan-groups", "library", "checklist", "authorizations",
        "findings",
    }  # fmt: skip


async def test_the_palette_offers_it_on_every_screen(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        for key in ("1", "2", "3"):
            await pilot.press(key)
            screen = await quiet(pilot)
            titles = [each.title for each in app.get_system_commands(screen)]
            assert titles.count("Report of this list") == 1
        assert isinstance(app.screen, Plans)


# The command line


@pytest.fixture
def kept(home: Path, sample: Known) -> None:
    """The sample in the cache of the default profile."""
    Profile(root=home).cache.commit(sample)


@pytest.mark.usefixtures("kept")
def test_a_list_goes_into_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    done = run("list", "customers", "-o", str(file))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Wrote 60 rows to {file}.\n"
    assert file.read_text().startswith("<!doctype html>")
    assert_one_sentence(run("list", "customers", "-o", str(file)), 5, "--force")
    assert run("list", "customers", "-o", str(file), "--format", "csv", "--force").returncode == 0
    assert file.read_text().startswith("\ufefftenant_id,")


@pytest.mark.usefixtures("kept")
def test_a_list_is_printed_in_every_format(run: Run) -> None:
    html = run("list", "versions", "--format", "html")
    assert html.stdout.startswith("<!doctype html>")
    assert run("list", "versions", "--format", "markdown").stdout.startswith("# Versions\n")
    for form in ("csv", "json"):
        printed = run("list", "versions", f"--{form}").stdout
        assert printed == run("list", "versions", "--format", form).stdout


def test_a_format_is_asked_for_once(run: Run, tmp_path: Path) -> None:
    assert_one_sentence(run("list", "roles", "--csv", "--format", "html"), 2, "Choose one")
    assert_one_sentence(run("list", "roles", "-o", str(tmp_path / "x")), 2, "Let the file end")


@pytest.mark.usefixtures("kept")
def test_a_redacted_list_names_nobody(run: Run, sample: Known) -> None:
    real = run("list", "customers", "--json").stdout
    shown = run("list", "customers", "--redact", "--json").stdout
    assert run("list", "customers", "--redact", "--json").stdout == shown
    found = json.loads(shown)
    assert found["redacted"]
    assert len(found["rows"]) == len(json.loads(real)["rows"])
    assert not [each for each in sample.customers if each.tenant_id in shown]
    assert not [each for each in sample.customers if each.name and f'"{each.name}"' in shown]
    # Which numbers there are is up to the profile's key: somebody else may have one of them
    name = next(each["name"] for each in found["rows"] if each["name"].startswith("Customer "))
    one = run("list", "customers", "--redact", "--filter", f'"{name}"').stdout
    assert one.count("\n") == 2
