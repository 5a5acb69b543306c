"""The hostile world on the update board, in its notes, forms and windows."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from data.clean import clean
from data.ledger import TemplateLink
from data.notes.batch import note_files
from data.notes.style import Format
from data.plans import Plan
from data.store.note_files import note_template
from data.store.profile import Profile
from screens.document import Document
from screens.expected import Expected
from screens.form import Form
from screens.picker import Picker
from screens.updates import Updates
from screens.widgets.form import FormField
from tests.hostile.looking import assert_sound
from tests.hostile.payloads import PAYLOADS
from tests.tui.conftest import MakeApp
from tests.tui.steps import paste, settled
from tui.app import LightkeeperApp

WIDE, NARROW = (160, 45), (80, 24)
SIZES = pytest.mark.parametrize(
    "size", [pytest.param(WIDE, marks=pytest.mark.large), NARROW], ids=["wide", "narrow"]
)
"""Where lines are short, more is cut: the other size belongs to the longer run."""


async def board(pilot: Pilot[None]) -> Updates:
    """Go to the rows of the board, all of which are behind."""
    await settled(pilot)
    await pilot.press("2")
    await quiet(pilot)
    await pilot.press("tab")
    screen = await quiet(pilot)
    assert isinstance(screen, Updates)
    return screen


async def quiet(pilot: Pilot[None]) -> Screen[object]:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return pilot.app.screen


def all_behind(app: LightkeeperApp) -> None:
    """Have the templates of every customer follow a standard that none of them is like."""
    standard = Plan("std", clean(PAYLOADS["click quits"]), version="2.0.0")
    tenants = {row.tenant_id for row in app.snapshot.update_board.rows}
    app.keep(standard, *(TemplateLink(each, "", "std") for each in sorted(tenants)))


@pytest.mark.parametrize(
    "step", [71, pytest.param(1, marks=[pytest.mark.large, pytest.mark.timeout(900)])]
)
@SIZES
async def test_every_row_and_its_details_are_sound(
    size: tuple[int, int], step: int, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        screen = await board(pilot)
        assert screen.board.table.line_count >= 60
        for at in range(0, screen.board.table.line_count, step):
            screen.detailed = False
            screen.board.table.cursor = at
            await pilot.pause()
            assert_sound(app)
            screen.detailed = True
            await pilot.pause()
            assert_sound(app)


@pytest.mark.parametrize(
    "step", [801, pytest.param(3, marks=[pytest.mark.large, pytest.mark.timeout(900)])]
)
@SIZES
async def test_every_window_is_sound(size: tuple[int, int], step: int, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        screen = await board(pilot)
        all_behind(app)
        await pilot.pause()
        behind = sum(row.is_behind for row in screen.board.shown)
        assert behind >= 60
        for at in range(0, behind, step):
            screen.board.table.cursor = at
            await pilot.pause()
            for key, window in (("n", Document), ("i", Document), ("e", Form), ("c", Picker),
                                ("a", Form), ("v", Form)):  # fmt: skip
                await pilot.press(key)
                assert isinstance(await quiet(pilot), window), key
                assert_sound(app)
                await pilot.press("escape")
                assert isinstance(await quiet(pilot), Updates), key


async def test_poison_pasted_into_every_form_is_text_everywhere(
    make_app: MakeApp, profile: Profile
) -> None:
    app = make_app()
    poison = PAYLOADS["window title"] + PAYLOADS["click quits"]
    async with app.run_test(size=WIDE) as pilot:
        await board(pilot)
        all_behind(app)
        await pilot.press("g")
        for key in ("a", "e", "w"):
            await pilot.press(key)
            if key == "w":
                assert isinstance(await quiet(pilot), Expected)
                await pilot.press("n")
            await quiet(pilot)
            for field in app.screen.query(FormField):
                app.screen.set_focus(field.query_one("Input"))
                if field.id in ("alias", "note", "remark", "name"):
                    await paste(pilot, poison)
                elif field.id == "tenant_id":
                    await paste(pilot, "11111111-2222-3333-4444-555555555555")
            assert_sound(app)
            await pilot.press("ctrl+o")
            await quiet(pilot)
            assert_sound(app)
        await pilot.press("enter")
        assert isinstance(await quiet(pilot), Document)
        assert_sound(app)
        await pilot.press("escape", "escape", "1")
        await quiet(pilot)
        assert_sound(app)
    kept = profile.library.contents()
    texts = [kept.customers[0].alias, kept.customers[0].note, kept.expected[0].name]
    assert texts == [clean(poison).strip()] * 3
    assert kept.rollout[0].remark == clean(poison).strip()


@pytest.mark.parametrize("form", Format)
async def test_notes_to_hostile_customers_are_files_with_plain_names(
    form: Format, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await board(pilot)
        all_behind(app)
        snapshot = app.snapshot
    rows = [row for row in snapshot.update_board.rows if row.is_behind]
    files = note_files(snapshot, rows, note_template(form), form)
    assert len(files) == len(rows) >= 60
    for name, text in files.items():
        assert len(name.encode()) < 250
        assert all(sign.isalnum() or sign in "-_." for sign in name)
        assert not name.startswith((".", "-"))
        assert not set("\x1b\x07\u202e\u2066\x9b") & set(text)
