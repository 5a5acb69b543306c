"""What the App does for the editor of plans, by keyboard, from a screen that stands for it."""

from __future__ import annotations

import shlex
import stat
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from data.entries import entries_of
from data.ledger import KnownPrincipal, RecordedVersion, Tick
from data.lint.subject import PrincipalKind
from data.plans import Plan, plan_key
from data.role_sets import from_entries
from data.store.profile import Profile
from screens.checklist import Checklist
from screens.dialogs import Confirm
from screens.document import Document
from screens.form import Form
from screens.history import History
from screens.picker import Picker
from screens.principals import Principals
from screens.widgets.form import FormField
from tests.data.lint.examples import GOOD, NIGHT_READS, OPS_ENDS
from tests.tui.conftest import MakeApp
from tests.tui.desk import Desk
from tests.tui.steps import paste, quiet, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
SnapshotOf = Callable[[str, str], None]
WIDE, NARROW = (160, 45), (80, 24)
TODAY = date(2026, 11, 22)
READY = structs.replace(GOOD, ready=True)


async def desk(pilot: Pilot[None], plan: Plan, *keys: str) -> Desk:
    """Open a plan, press keys, and return the screen that stands for the editor."""
    await settled(pilot)
    found = Desk(plan)
    await pilot.app.push_screen(found)
    await quiet(pilot)
    await pilot.press(*keys)
    await quiet(pilot)
    return found


async def fill(pilot: Pilot[None], **values: str) -> Any:
    """Fill in some fields of a form, and accept it."""
    assert isinstance(pilot.app.screen, Form)
    for field in pilot.app.screen.query(FormField):
        if field.id in values:
            pilot.app.screen.set_focus(field.query_one("Input"))
            await pilot.press("home", "ctrl+k")
            await paste(pilot, values[field.id])
    await pilot.press("ctrl+o")
    return await quiet(pilot)


def said(app: LightkeeperApp) -> str:
    return " ".join(each.message for each in app._notifications)


def kept(profile: Profile, app: LightkeeperApp) -> Any:
    """What is written, once all is."""
    app._saver.finish()
    return profile.library.contents()


# The checklist


async def test_an_item_is_ticked_and_open_again(
    make_app: MakeApp, profile: Profile, render_text: Render, snapshot: SnapshotOf
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=False) as pilot:
        await desk(pilot, GOOD, "f2")
        assert isinstance(app.screen, Checklist)
        await pilot.press("space", "j", "t", "j")
        await quiet(pilot)
        snapshot("checklist_80x24", render_text(app))
        assert "3 of 23 items done. Next: The partner id" in render_text(app)
        await pilot.press("k", "space")
        await quiet(pilot)
        assert kept(profile, app).checklists[0].ticks == (Tick("account", TODAY),)
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), Desk)


async def test_another_day_is_noted_in_a_form(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await desk(pilot, GOOD, "f2", "e")
        await fill(pilot, on="2026-11-23")
        assert "This day is still to come." in render_text(app)
        await fill(pilot, on="2026-10-01")
        assert app.snapshot.library.checklists[0].ticks == (Tick("account", date(2026, 10, 1)),)
        assert "✓ 2026-10-01" in render_text(app)
        await pilot.press("enter")
        await quiet(pilot)
        await fill(pilot, on="")
        assert [each.ticks for each in app.snapshot.library.checklists] == [()]


async def test_what_the_program_sees_is_not_ticked(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await desk(pilot, GOOD, "f2", "slash", *"no error", "enter")
        assert "Lint: " in render_text(app)
        for key in ("space", "e"):
            await pilot.press(key)
            assert isinstance(await quiet(pilot), Checklist)
        assert "Lightkeeper sees this by itself. Lint: " in said(app)
        assert app.snapshot.library.checklists == ()


async def test_limits_of_the_current_item_are_told(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await desk(pilot, GOOD, "f2", "slash", *"search summary", "enter")
        assert "At most 100 characters." in render_text(app)
        assert "Once for each offer." in render_text(app)


async def test_a_version_is_recorded_as_published_and_updates_follows(
    make_app: MakeApp, profile: Profile
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        row = next(each for each in app.snapshot.update_board.rows if each.plan)
        assert row.plan
        of, publisher = row.plan, row.plan.publisher
        draft = structs.replace(
            READY, publisher_id="", offer_id=of.product, plan_id=of.plan, version="99.0.0"
        )
        app.keep(draft)
        await desk(pilot, draft, "f2", "v")
        screen = await fill(pilot, on="2026-11-20", remark="MFA")
        record = RecordedVersion(
            plan_key(structs.replace(draft, publisher_id=publisher)),
            "99.0.0",
            date(2026, 11, 20),
            "MFA",
        )
        assert kept(profile, app).versions == (record,)
        rows = [each for each in app.snapshot.update_board.rows if each.plan == row.plan]
        assert {each.latest for each in rows} == {"99.0.0"}
        assert "counts as published" in said(app)
        assert str(screen.items.border_subtitle) == "published 2026-11-20, by hand"
        assert [each.mark for each in profile.revisions.of(draft.id)] == ["", "published 99.0.0"]
        await pilot.press("v")
        assert isinstance(await quiet(pilot), Checklist), "it is published already"


async def test_only_what_is_ready_is_recorded_as_published(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await desk(pilot, GOOD, "f2", "v")
        assert isinstance(app.screen, Checklist)
        assert "Mark it ready first (m)." in said(app)
        assert app.snapshot.library.versions == ()


# Earlier states


def with_states(profile: Profile) -> Plan:
    """Keep three states of a plan, and return the last one."""
    names = ("First", "Second", "Third")
    plans = [structs.replace(GOOD, name=name) for name in names]
    plans[1] = structs.replace(plans[1], authorizations=(OPS_ENDS,))
    for day, plan in enumerate(plans, 1):
        profile.revisions.keep(plan, now=datetime(2026, 11, day, 8, tzinfo=UTC))
    profile.library.save(plans[-1])
    return plans[-1]


async def test_earlier_states_are_compared_and_restored(
    make_app: MakeApp, profile: Profile, render_text: Render
) -> None:
    plan = with_states(profile)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        editor = await desk(pilot, plan, "f3")
        assert isinstance(app.screen, History)
        text = render_text(app)
        assert "Earlier states of Third 1.1.0 3" in text
        assert "plan name, -2 authorizations" in text
        assert "the first that is kept" in text
        await pilot.press("j", "enter")
        assert isinstance(await quiet(pilot), Document)
        text = render_text(app)
        assert "~ plan name: Second → Third" in text
        assert "as of 2026-11-02 08:00 → now" in text
        await pilot.press("escape", "R")
        assert isinstance(await quiet(pilot), Desk)
        assert editor.said == ["restored the state of 2026-11-02 08:00"]
        assert (editor.plan.name, editor.plan.authorizations) == ("Second", (OPS_ENDS,))
    names = [each.plan.name for each in profile.revisions.of(plan.id)]
    assert names == ["First", "Second", "Third", "Second"]


async def test_a_restored_state_is_not_ready(make_app: MakeApp, profile: Profile) -> None:
    profile.revisions.keep(
        structs.replace(READY, name="Before"), now=datetime(2026, 1, 1, tzinfo=UTC)
    )
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        editor = await desk(pilot, READY, "f3", "R")
        assert (editor.plan.name, editor.plan.ready) == ("Before", False)


async def test_a_state_is_marked(make_app: MakeApp, profile: Profile, render_text: Render) -> None:
    plan = with_states(profile)
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await desk(pilot, plan, "f3", "j", "m")
        await fill(pilot, mark="as agreed")
        await quiet(pilot)
        assert "as agreed" in render_text(app)
        assert [each.mark for each in profile.revisions.of(plan.id)] == ["", "as agreed", ""]


async def test_no_state_yet(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await desk(pilot, GOOD, "f3")
        assert "No earlier state is kept yet." in render_text(app)
        await pilot.press("R", "m", "enter")
        assert isinstance(await quiet(pilot), History)


async def test_each_save_leaves_a_state_and_so_does_opening(
    make_app: MakeApp, profile: Profile
) -> None:
    profile.library.save(GOOD)
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        editor = await desk(pilot, GOOD)
        editor.take(structs.replace(GOOD, name="Another"), "renamed")
        await quiet(pilot)
        app._saver.finish()
        names = [each.plan.name for each in profile.revisions.of(GOOD.id)]
        assert names == [GOOD.name, "Another"]


# Role sets and principals


async def test_a_role_set_is_put_into_a_plan(
    make_app: MakeApp, profile: Profile, render_text: Render
) -> None:
    profile.library.save(from_entries("Night", [NIGHT_READS]))
    plan = structs.replace(GOOD, authorizations=(OPS_ENDS,))
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        editor = await desk(pilot, plan, "f4")
        assert isinstance(app.screen, Picker)
        text = render_text(app)
        assert "Night shift: Reader (permanent)" in text
        assert "kept" in text
        await pilot.press("enter", "enter")
        await quiet(pilot)
        assert editor.said == ["added the role set Night"]
        assert editor.plan.authorizations == (OPS_ENDS, NIGHT_READS)
        await pilot.press("f4")
        await quiet(pilot)
        await pilot.press("enter", "enter")
        await quiet(pilot)
        assert len(editor.said) == 1, "there is nothing left to add"


async def test_a_set_that_live_data_suggests_is_put_into_a_plan(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        editor = await desk(pilot, structs.replace(GOOD, authorizations=(), eligible=()), "f4")
        assert "definitions" in render_text(app)
        await pilot.press("enter", "enter")
        await quiet(pilot)
        assert entries_of(editor.plan)
        assert editor.said[0].startswith("added the role set ")


async def test_authorizations_are_kept_as_a_set(make_app: MakeApp, profile: Profile) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await desk(pilot, GOOD, "f5")
        await fill(pilot, name="Everything", remark="for tests")
        (found,) = kept(profile, app).role_sets
        assert (found.name, found.remark) == ("Everything", "for tests")
        assert (found.authorizations, found.eligible) == (GOOD.authorizations, GOOD.eligible)


async def test_a_principal_is_named_and_forgotten(
    make_app: MakeApp, profile: Profile, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await desk(pilot, GOOD, "f7")
        screen = app.screen
        assert isinstance(screen, Principals)
        row = screen.principals.current
        assert row
        await pilot.press("d", "e")
        await quiet(pilot)
        assert "Nothing is noted of it" in said(app)
        await fill(pilot, kind="x")
        assert "One of: user, group" in render_text(app)
        await fill(pilot, name="!First", kind="g", remark="the night shift")
        assert kept(profile, app).principals == (
            KnownPrincipal(row.principal_id, "!First", PrincipalKind.GROUP, "the night shift"),
        )
        await pilot.press("enter")
        await quiet(pilot)
        assert "the night shift" in render_text(app)
        await pilot.press("escape", "y", "d")
        await quiet(pilot)
        assert "Copied the object id" in said(app)
        assert kept(profile, app).principals == ()
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), Desk)


async def test_role_sets_are_renamed_kept_and_forgotten(
    make_app: MakeApp, profile: Profile
) -> None:
    profile.library.save(from_entries("Night", [NIGHT_READS]))
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await desk(pilot, GOOD, "f7", "tab", "e")
        await fill(pilot, name="Day")
        assert [each.name for each in kept(profile, app).role_sets] == ["Day"]
        await pilot.press("d")
        assert isinstance(await quiet(pilot), Confirm)
        await pilot.press("y")
        await quiet(pilot)
        assert kept(profile, app).role_sets == ()
        await pilot.press("g", "e")  # the first that live data suggests
        await fill(pilot, name="Found")
        assert [each.name for each in kept(profile, app).role_sets] == ["Found"]


# One editor at a time


async def test_a_second_program_reads_only_until_the_first_one_is_done(
    make_app: MakeApp, root: Path
) -> None:
    elsewhere = Profile("test", root=root).edit()
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        editor = await desk(pilot, GOOD, "f6")
        assert "Another Lightkeeper (process " in app.read_only
        assert "is editing plans of profile test" in app.read_only
        assert editor.said == []
        elsewhere.release()
        await pilot.press("escape")
        await quiet(pilot)
        assert app.read_only == ""
        await desk(pilot, GOOD)
        assert app.read_only == ""
        assert "process " in Profile("test", root=root).editor(), "now it is ours"
        await pilot.press("escape")
        await quiet(pilot)
        assert Profile("test", root=root).editor() == ""


async def test_nothing_is_restored_while_another_one_edits(
    make_app: MakeApp, profile: Profile, root: Path
) -> None:
    plan = with_states(profile)
    elsewhere = Profile("test", root=root).edit()
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        editor = await desk(pilot, plan, "f3", "j", "R")
        assert isinstance(app.screen, History)
        assert editor.said == []
        assert "is editing plans" in said(app)
    elsewhere.release()


async def test_the_right_to_edit_goes_with_the_program(make_app: MakeApp, root: Path) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await desk(pilot, GOOD)
        assert Profile("test", root=root).editor()
    assert Profile("test", root=root).editor() == ""


# The plan as text


class SuspendedDriver(HeadlessDriver):
    """Lets the terminal go, as a real one does."""

    @property
    def can_suspend(self) -> bool:
        """Say that it can."""
        return True

    def suspend_application_mode(self) -> None:
        """There is no terminal to let go."""

    def resume_application_mode(self) -> None:
        """There is no terminal to come back to."""


@pytest.fixture
def as_editor(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], LightkeeperApp]:
    """Make the App, with some lines of Python on ``text`` as the user's editor."""
    monkeypatch.delenv("VISUAL", raising=False)

    def make(code: str) -> LightkeeperApp:
        script = tmp_path / "an editor.py"
        script.write_text(
            "import sys, pathlib\npath = pathlib.Path(sys.argv[-1])\n"
            f"text = path.read_text()\n{code}\npath.write_text(text)\n"
        )
        monkeypatch.setenv("EDITOR", shlex.join([sys.executable, str(script), "--wait"]))
        app = make_app()
        app.driver_class = SuspendedDriver
        return app

    return make


AsEditor = Callable[[str], LightkeeperApp]


def left(profile: Profile) -> list[Path]:
    return sorted((profile.folder / "text").glob("*"))


async def test_a_plan_is_edited_as_text(as_editor: AsEditor, profile: Profile) -> None:
    app = as_editor("text = text.replace('Managed operations', 'By hand')")
    async with app.run_test(size=NARROW, headless=False) as pilot:
        editor = await desk(pilot, READY, "f6")
        assert editor.said == ["edited as text"]
        assert editor.plan == structs.replace(GOOD, name="By hand", ready=False)
        assert left(profile) == []


async def test_findings_stand_in_the_text_and_only_its_owner_reads_it(
    as_editor: AsEditor, tmp_path: Path
) -> None:
    app = as_editor(
        f"pathlib.Path({str(tmp_path / 'seen')!r}).write_text(text)\n"
        f"pathlib.Path({str(tmp_path / 'mode')!r}).write_text(oct(path.stat().st_mode))"
    )
    async with app.run_test(size=NARROW, headless=False, notifications=True) as pilot:
        editor = await desk(pilot, structs.replace(GOOD, version="one"), "f6")
        assert editor.said == []
        assert "Nothing was changed." in said(app)
    assert "# ✗ error: " in (tmp_path / "seen").read_text()
    assert stat.S_IMODE(int((tmp_path / "mode").read_text(), 8)) == 0o600


async def test_a_text_that_does_not_parse_is_edited_again(
    as_editor: AsEditor, profile: Profile, render_text: Render
) -> None:
    app = as_editor(
        "text = (text.replace('oops:', 'name:') if 'oops:' in text"
        " else text.replace('name: Managed operations', 'oops: Again'))"
    )
    async with app.run_test(size=NARROW, headless=False) as pilot:
        editor = await desk(pilot, GOOD, "f6")
        assert isinstance(app.screen, Confirm)
        text = render_text(app)
        assert "This cannot be read as a plan." in text
        assert "oops: there is no such field." in text
        assert "Line 3:" in text
        await pilot.press("y")
        await quiet(pilot)
        assert editor.plan.name == "Again"
        assert left(profile) == []


async def test_a_text_that_does_not_parse_stays_when_it_is_left(
    as_editor: AsEditor, profile: Profile
) -> None:
    app = as_editor("text = 'nothing like a plan'")
    async with app.run_test(size=NARROW, headless=False, notifications=True) as pilot:
        editor = await desk(pilot, GOOD, "f6", "escape")
        assert isinstance(app.screen, Desk)
        assert editor.said == []
        (path,) = left(profile)
        assert str(path) in said(app)
        assert path.read_text() == "nothing like a plan"


async def test_an_editor_that_fails_changes_nothing(as_editor: AsEditor, profile: Profile) -> None:
    app = as_editor("sys.exit(3)")
    async with app.run_test(size=NARROW, headless=False, notifications=True) as pilot:
        editor = await desk(pilot, GOOD, "f6")
        assert "ended with status 3. The plan is as it was." in said(app)
        assert editor.said == []
        assert left(profile) == []


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("no-such-editor-anywhere", "Cannot start no-such-editor-anywhere: "),
        ("vi 'half", "which is no command: No closing quotation."),
    ],
)
async def test_an_editor_that_cannot_be_started(
    as_editor: AsEditor, monkeypatch: pytest.MonkeyPatch, editor: str, words: str
) -> None:
    app = as_editor("")
    monkeypatch.setenv("VISUAL", editor)
    async with app.run_test(size=NARROW, headless=False, notifications=True) as pilot:
        await desk(pilot, GOOD, "f6")
        assert words in said(app)


async def test_where_the_terminal_cannot_be_left_it_says_so(
    make_app: MakeApp, profile: Profile
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await desk(pilot, GOOD, "f6")
        assert "this terminal cannot be left" in said(app)
        assert left(profile) == []
