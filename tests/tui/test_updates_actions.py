"""What can be done with a row of the update board, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from data.azure.sync import Source
from data.emulator.serve import Running
from data.ledger import CustomerNote, RolloutEntry
from data.rollout import Stage
from data.rows import Shown
from data.store.profile import Profile
from screens.dialogs import Confirm
from screens.document import Document
from screens.documents import NotePreview
from screens.expected import Expected
from screens.form import Form
from screens.picker import Picker
from screens.updates import Updates
from screens.widgets.form import FormField
from tests.tui.conftest import MakeApp
from tests.tui.steps import find, paste, quiet, settled
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]
WIDE, NARROW = (160, 45), (80, 24)
TODAY = date(2026, 11, 22)
FIRST = "Kingsley Park Farm Equipment Holdings"
"""The customer that is behind most, so it stands first."""


async def board(pilot: Pilot[None], *keys: str) -> Any:
    """Go to the rows of the board, press keys there, and return the screen on top."""
    await settled(pilot)
    await pilot.press("2")
    await pilot.pause()
    await pilot.press("tab", *keys)
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


def kept(profile: Profile, app: LightkeeperApp) -> Any:
    """What is written, once all is."""
    app._saver.finish()
    return profile.library.contents()


# Who was told


async def test_told_today_is_noted_and_written(make_app: MakeApp, profile: Profile) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        screen = await board(pilot, "t")
        row = screen.board.current
        assert row.customer == FIRST
        assert row.progress.stage is Stage.TOLD
        assert "was told on 2026-11-22" in said(app)
        assert kept(profile, app).rollout == (
            RolloutEntry(row.tenant_id, row.plan, "1.10.0", TODAY),
        )
        await pilot.press("t")
        assert "Taken back" in said(app)
        assert screen.board.current.progress.stage is Stage.NOT_TOLD


async def test_in_the_other_list_there_is_nobody_to_act_on(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await board(pilot, "shift+tab")
        for key in ("t", "n", "e", "a", "c", "f", "y"):
            await pilot.press(key)
            assert isinstance(await quiet(pilot), Updates)
        assert "Choose a customer in the list at the right first" in said(app)
        assert app.snapshot.library.rollout == ()
        await pilot.press("j", "i")
        assert isinstance(await quiet(pilot), Document), "of the plan that the cursor is on"


async def test_what_another_program_writes_is_seen(make_app: MakeApp, profile: Profile) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await board(pilot)
        await quiet(pilot)
        tenant = screen.board.current.tenant_id
        profile.library.save(CustomerNote(tenant, "Written elsewhere"))
        for _ in range(100):
            await pilot.pause(0.1)
            if app.snapshot.library.customers:
                break
        assert screen.board.current.customer == "Written elsewhere"


async def test_days_and_a_remark_are_changed_in_a_form(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        form = await board(pilot, "e")
        assert isinstance(form, Form)
        await fill(pilot, told="2026-10-01", reminded="2026-11-20 2026-10-15", remark="soon")
        screen = await quiet(pilot)
        assert isinstance(screen, Updates)
        entry = screen.board.current and screen.board.current.entry
        assert entry
        assert entry.told_on == date(2026, 10, 1)
        assert entry.reminded_on == (date(2026, 10, 15), date(2026, 11, 20))
        assert entry.remark == "soon"


async def test_a_day_that_is_none_is_pointed_out(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await board(pilot, "e")
        await fill(pilot, told="yesterday")
        assert isinstance(await quiet(pilot), Form)
        assert "A day as YYYY-MM-DD" in render_text(app)
        await fill(pilot, told="2026-11-23")
        assert "This day is still to come." in render_text(app)
        await pilot.press("escape")
        assert isinstance(await quiet(pilot), Updates)
        assert app.snapshot.library.rollout == ()


async def test_all_in_the_list_are_noted_as_told_at_once(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await board(pilot, "slash", *"silver", "enter")
        waiting = {row.tenant_id for row in screen.board.shown if row.is_behind}
        await pilot.press("T")
        assert isinstance(await quiet(pilot), Confirm)
        assert not app.snapshot.library.rollout
        await pilot.press("y")
        await quiet(pilot)
        told = {each.tenant_id for each in app.snapshot.library.rollout}
        assert told == waiting
        assert len(told) == 3


async def test_a_new_day_makes_it_overdue(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await board(pilot, "t")
        later = app.now().replace(month=12, day=24)
        app.now = lambda: later
        app._begin_day()
        await pilot.pause()
        assert screen.board.current.progress.stage is Stage.OVERDUE


async def test_published_told_accepted(
    make_app: MakeApp, azure: Running, source: Source, profile: Profile
) -> None:
    """A version comes out in the running sample: r; one customer accepts: r."""
    app = make_app(lambda: source, empty=True)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await quiet(pilot)
        before = behind(app)
        newest = next(
            each for each in azure.world.marketplace
            if (each.product, each.plan, each.version) == ("managed-ops", "silver", "1.2.0")
        )  # fmt: skip
        azure.world.marketplace.append(replace(newest, version="7.0.0"))
        await pilot.press("r")
        await quiet(pilot)
        held = {
            row.key
            for row in app.snapshot.update_board.rows
            if row.offer == "managed-ops/silver" and row.shown is not Shown.UNKNOWN
        }
        assert behind(app) == before | held
        screen = await board(pilot, "slash", *"silver", "enter", "t")
        row = screen.board.current
        for subscription in azure.world.of_tenant(row.tenant_id):
            for definition in subscription.definitions.values():
                if definition.plan and definition.plan["name"] == "silver":
                    definition.plan = {**definition.plan, "version": "7.0.0"}
        await pilot.press("r")
        await quiet(pilot)
        assert behind(app) == (before | held) - {row.key}
        after = app.snapshot.update_board.rows[app.snapshot.update_board.index[row.key]]
        assert after.shown is Shown.CURRENT
        assert after.progress
        assert after.progress.stage is Stage.ACCEPTED
        (entry,) = kept(profile, app).rollout
        assert entry.accepted_on == date.fromisoformat(app.snapshot.meta.synced_at[:10])


def behind(app: LightkeeperApp) -> set[str]:
    return {row.key for row in app.snapshot.update_board.rows if row.is_behind}


# Notes


async def test_the_note_is_read_copied_and_noted(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        assert isinstance(await board(pilot, "n"), NotePreview)
        assert "# Managed Operations: version 1.10.0 waits for you" in render_text(app)
        await pilot.press("y")
        await pilot.pause()
        assert app.clipboard.startswith("# Managed Operations: version 1.10.0")
        await pilot.press("f", "y")
        await pilot.pause()
        assert app.clipboard.startswith("Managed Operations: version 1.10.0")
        assert "**" not in app.clipboard
        await pilot.press("t")
        await pilot.pause()
        (entry,) = app.snapshot.library.rollout
        assert entry.told_on == TODAY
        await pilot.press("escape")
        assert isinstance(app.screen, Updates)


async def test_the_note_is_written_and_nothing_is_replaced_unasked(
    make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app()
    folder = tmp_path / "a" / "notes"
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await board(pilot, "n", "f")
        await pilot.press("w")
        await quiet(pilot)
        await fill(pilot, folder=str(folder))
        (file,) = folder.iterdir()
        assert file.name.startswith("Kingsley-Park-Farm-Equipment")
        assert file.suffix == ".txt"
        assert f"Dear {FIRST}," in file.read_text(encoding="utf-8")
        file.write_text("mine", encoding="utf-8")
        await pilot.press("w")
        await quiet(pilot)
        await fill(pilot, folder=str(folder), form="txt")
        assert isinstance(app.screen, Confirm)
        await pilot.press("escape")
        form = await quiet(pilot)
        assert file.read_text(encoding="utf-8") == "mine"
        assert form.query_one("#folder", FormField).value == str(folder)
        await fill(pilot, folder=str(folder), form="txt")
        await pilot.press("y")
        await quiet(pilot)
        assert "Dear" in file.read_text(encoding="utf-8")


async def test_notes_to_all_in_the_list(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        assert isinstance(await board(pilot, "N"), Form)
        await fill(pilot, folder=str(tmp_path / "notes"))
        assert len(list((tmp_path / "notes").glob("*.md"))) == len(behind(app)) == 20
        assert "Wrote 20 files" in said(app)


async def test_a_folder_that_cannot_be_made_is_said(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    (tmp_path / "file").write_text("")
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await board(pilot, "N")
        await fill(pilot, folder=str(tmp_path / "file"))
        await quiet(pilot)
        assert "Cannot make the folder" in said(app)
        form = await quiet(pilot)
        assert form.query_one("#folder", FormField).value == str(tmp_path / "file")


async def test_a_template_of_ones_own_with_a_mistake_is_said(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "lightkeeper").mkdir()
    (tmp_path / "lightkeeper" / "customer-note.md").write_text("Dear $customr", encoding="utf-8")
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        assert isinstance(await board(pilot, "n"), Updates)
        assert "There is no $customr" in said(app)


async def test_who_is_not_behind_gets_no_note(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await board(pilot, "slash", *"state:current", "enter")
        for key in ("n", "t", "N", "T"):
            await pilot.press(key)
            assert isinstance(await quiet(pilot), Updates)
        assert "no update to accept" in said(app)
        assert "Nobody in the list is behind" in said(app)
        assert app.snapshot.library.rollout == ()


# What else is known


async def test_a_version_recorded_by_hand_puts_its_customers_behind(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await board(pilot, "slash", *"server-care", "enter")
        screen = app.screen
        assert isinstance(screen, Updates)
        assert screen.board.current
        assert screen.board.current.shown is Shown.UNKNOWN
        await pilot.press("v")
        await fill(pilot, plan="server-care/basic", version="1.1.0", remark="by mail")
        row = screen.board.current
        assert (row.shown, row.latest, row.source) == (Shown.PENDING, "1.1.0", "library")
        await pilot.press("enter")
        await pilot.pause()
        assert "1.1.0 is the latest, says the library" in render_text(app)
        assert "only its number" in render_text(app)
        await pilot.press("v")
        form = await quiet(pilot)
        assert form.query_one("#remark", FormField).value == "by mail"
        await pilot.press("escape", "V")
        assert isinstance(await quiet(pilot), Confirm)
        await pilot.press("y")
        await quiet(pilot)
        assert app.snapshot.library.versions == ()
        assert screen.board.current.shown is Shown.UNKNOWN
        await pilot.press("V")
        assert isinstance(await quiet(pilot), Updates)


async def test_a_template_customer_becomes_its_own_standard(
    make_app: MakeApp, profile: Profile
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await board(pilot, "slash", *"offer:template", "enter", "f")
        assert isinstance(app.screen, Picker)
        await pilot.press("enter", "enter")
        screen = await quiet(pilot)
        assert isinstance(screen, Updates)
        (link,) = app.snapshot.library.links
        (standard,) = app.snapshot.plans
        assert link.plan_id == standard.id
        own = next(r for r in screen.board.shown if r.tenant_id == link.tenant_id)
        assert own.shown is Shown.STANDARD
        assert kept(profile, app).links == (link,)


async def test_only_templates_follow_a_standard(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        assert isinstance(await board(pilot, "f"), Updates)
        assert "Only customers onboarded by template" in said(app)


async def test_the_impact_of_the_latest_version(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        assert isinstance(await board(pilot, "i"), Document)
        text = render_text(app)
        assert "Once everybody accepts managed-ops/gold 1.10.0" in text
        assert "It reaches 13 customers" in text
        await pilot.press("y")
        await pilot.pause()
        assert app.clipboard.startswith("## Once everybody accepts")


async def test_anything_is_compared_with_anything(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        assert isinstance(await board(pilot, "c"), Picker)
        await pilot.pause()
        await paste(pilot, "soc 3.0.0 kind:version")
        await pilot.press("enter", "enter")
        assert isinstance(await quiet(pilot), Document)
        assert f"{FIRST} · managed-ops/gold 1.0.0 → security-operations/soc 3.0.0" in (
            render_text(app)
        )
        await pilot.press("f")
        await pilot.pause()
        assert "security-operations/soc 3.0.0 → " in render_text(app)


async def test_a_customer_is_called_as_we_like(make_app: MakeApp, render_text: Render) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await find(pilot, "Fabrikam")
        await pilot.press("a")
        await fill(pilot, alias="Fab the best", note="calls on Mondays")
        assert screen.customers.current
        assert screen.customers.current.name == "Fab the best"
        tenant = screen.customers.current.tenant_id
        assert app.snapshot.library.customers == (
            CustomerNote(tenant, "Fab the best", "calls on Mondays"),
        )
        await pilot.press("enter")
        await pilot.pause()
        text = render_text(app)
        assert re.search("Azure's name +Fabrikam Retail", text)
        assert re.search("Note +calls on Mondays", text)
        assert any(row.customer == "Fab the best" for row in app.snapshot.update_board.rows)


async def test_expected_customers_and_why_one_is_missing(
    make_app: MakeApp, profile: Profile, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        assert isinstance(await board(pilot, "w"), Expected)
        await pilot.press("n")
        await quiet(pilot)
        tenant = "11111111-2222-3333-4444-555555555555"
        await fill(
            pilot, tenant_id=tenant, name="Contoso", plan="northwindmsp.managed-ops.gold",
            invited="2026-11-01",
        )  # fmt: skip
        assert "Contoso" in render_text(app)
        assert "nothing visible yet" in render_text(app)
        await pilot.press("enter")
        assert isinstance(await quiet(pilot), Document)
        assert "Why is Contoso missing?" in render_text(app)
        assert "1. Accepted, but nothing delegated" in render_text(app)
        await pilot.press("escape", "e")
        await quiet(pilot)
        await fill(pilot, name="Contoso Ltd")
        assert [each.name for each in kept(profile, app).expected] == ["Contoso Ltd"]
        await pilot.press("d")
        await quiet(pilot)
        assert kept(profile, app).expected == ()
        await pilot.press("escape")
        assert isinstance(app.screen, Updates)
