"""The switch that redacts: no original on any screen or in any report, and nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static

from data.azure.sync import Source
from data.emulator.serve import Running
from data.formats.report import Report, ReportFormat, written
from data.known import Known
from data.ledger import CustomerNote, ExpectedCustomer, LibraryContents
from data.models import version_number
from data.redaction import Redactor
from data.redaction_fields import How
from data.snapshot import Snapshot
from data.store.profile import Profile
from screens import messages
from screens.base import BaseScreen
from screens.plans import Plans
from screens.widgets.pane import Pane
from tests.data.lint.examples import GOOD
from tests.data.records import guid
from tests.data.test_redaction import texts
from tests.tui.conftest import MakeApp
from tests.tui.steps import find, quiet, settled
from tests.tui.test_app import synced
from tests.tui.test_authoring import said

Render = Callable[[App[Any]], str]
WIDE = (160, 45)
OUR_WORDS = {"standard", "platform", "advisor", "gold", "silver", "landing zone", "operations"}
"""Names and ids of the sample that are words of Lightkeeper's own, or of Azure's, as well."""
DRAFT = replace(GOOD, id=guid("draft"), name="Contoso secret plan", description="For Contoso only")
FIRST = "Kingsley Park Farm Equipment"


@pytest.fixture
def library(sample: Known, profile: Profile) -> LibraryContents:
    tenant = sample.customers[0].tenant_id
    profile.library.save(
        DRAFT,
        CustomerNote(tenant, "The fabled one", "calls on Mondays"),
        ExpectedCustomer(guid("adatum"), "Adatum of Mainz", remark="met at the fair"),
    )
    return profile.library.contents()


@pytest.fixture
def originals(sample: Known, library: LibraryContents) -> list[str]:
    """Every name and id of what is kept that is long enough to mean something."""
    kept = {How.KEEP, How.ROLE, How.VERSION, How.OWN_ID, How.SENTENCE, How.ABOUT}
    found = {text.lower() for how, text in texts((sample, library)) if how not in kept}
    return sorted(each for each in found if len(each) > 3 and each not in OUR_WORDS)


def leaks(text: str, originals: list[str]) -> list[str]:
    plain = " ".join(re.sub("[│┃╭╮╰╯─]", " ", text.lower()).split())
    found = [each for each in originals if each in plain]
    return [each for each in found if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", plain)]


async def redact(pilot: Pilot[None]) -> Any:
    await pilot.press("asterisk")
    return await quiet(pilot)


async def test_a_redacted_state_tells_the_same(sample: Known, library: LibraryContents) -> None:
    real = Snapshot(sample, library)
    found = Redactor(b"key").snapshot(real)
    for name in ("customers", "scopes", "versions", "update_board"):
        rows, others = getattr(real, name).rows, getattr(found, name).rows
        shown = [sorted(str(getattr(row, "shown", "")) for row in each) for each in (rows, others)]
        assert shown[0] == shown[1]
    assert found.pending_updates == real.pending_updates
    assert len(found.meta.stale) == len(real.meta.stale)
    known = [
        sorted(row.version for row in each.versions.rows if version_number(row.version))
        for each in (real, found)
    ]
    assert known[0] == known[1]
    assert found.known.roles == real.known.roles


async def test_no_original_is_on_any_screen_or_in_any_report(
    make_app: MakeApp, originals: list[str], render_text: Render
) -> None:
    app = make_app()
    seen: dict[str, str] = {}

    async def look(*keys: str) -> None:
        await pilot.press(*keys)
        screen = await quiet(pilot)
        seen[f"{type(screen).__name__} {len(seen)}"] = render_text(app)
        if isinstance(screen, BaseScreen):
            for pane in screen.query(Pane):
                report = Report(pane.listed, app.snapshot.meta, app.redacted)
                for form in ReportFormat:
                    name = f"{pane.listing.name} {form}"
                    if pane.shown and name not in seen:
                        seen[name] = written(report, form)

    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await redact(pilot)
        assert app.redacted
        for keys in (["j"], ["enter"], ["tab", "j"], ["tab"], ["escape"], ["exclamation_mark"]):
            await look(*keys)
        await look("escape", "question_mark")
        await look("escape", "2")
        for keys in (["enter"], ["tab", "j"], ["n"], ["escape", "i"], ["escape", "c"]):
            await look(*keys)
        await look("escape", "w")
        await look("enter")
        await look("escape", "escape", "3")
        for keys in (["space"], ["K"], ["escape", "b"]):
            await look(*keys)
        await look("escape")
        app.post_message(messages.OpenPlan(DRAFT.id))
        await look()
        await look("escape")
        app.post_message(messages.ShowPrincipals())
        for keys in ([], ["enter"], ["tab"]):
            await look(*keys)
    names = {each.partition(" ")[0] for each in seen}
    assert {"Dashboard", "Updates", "Plans", "PlanEditor", "Roles", "Expected"} <= names
    assert {each: found for each, text in seen.items() if (found := leaks(text, originals))} == {}


async def test_without_the_switch_they_are_seen(
    make_app: MakeApp, originals: list[str], render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert len(leaks(render_text(app), originals)) > 30


async def test_turning_it_off_brings_all_back(
    make_app: MakeApp, library: LibraryContents, render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        before, real = render_text(app), app.snapshot
        await redact(pilot)
        assert " redacted · synced" in render_text(app)
        assert app.read_only
        await redact(pilot)
        assert app.snapshot is real
        assert not app.read_only
        assert render_text(app) == before


async def test_a_name_in_a_filter_goes(
    make_app: MakeApp, render_text: Render, library: LibraryContents
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        screen = await find(pilot, "kingsley")
        assert len(screen.customers.shown) == 1
        await redact(pilot)
        assert "kingsley" not in render_text(app).lower()
        assert len(screen.customers.shown) == 61


async def test_windows_with_real_names_are_closed(
    make_app: MakeApp, originals: list[str], render_text: Render
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        app.post_message(messages.ShowNote(app.snapshot.update_board.rows[0]))
        assert (await quiet(pilot)).is_modal
        app.action_redact()
        await quiet(pilot)
        assert not app.screen.is_modal
        assert leaks(render_text(app), originals) == []


async def test_nothing_is_changed_while_it_is_on(
    make_app: MakeApp, profile: Profile, library: LibraryContents
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        await redact(pilot)
        await pilot.press("j", "a")
        assert isinstance(await quiet(pilot), BaseScreen)
        assert "redacted" in said(app)
        await pilot.press("2", "t", "v", "T")
        await quiet(pilot)
        await pilot.press("3", "d", "m", "D", "n", "x")
        assert isinstance(await quiet(pilot), Plans)
        await pilot.press("w")
        assert isinstance(await quiet(pilot), Plans)
        await pilot.press("enter")
        editor = await quiet(pilot)
        assert editor.locked == app.read_only
        await pilot.press("x", "w")
        assert await quiet(pilot) is editor, "what goes out would be a plan of ids that are none"
        await pilot.press("d")
        await quiet(pilot)
        app.keep(app.snapshot.plans[0])
        app.drop(app.snapshot.plans[0])
        await pilot.press("asterisk")
        await quiet(pilot)
        assert app.redacted, "the editor holds a redacted plan"
        await pilot.press("escape")
        await quiet(pilot)
        await redact(pilot)
        assert app.snapshot is app.actual
    assert profile.library.contents() == library
    assert not profile.revisions.of(DRAFT.id)


async def test_an_editor_keeps_its_names(make_app: MakeApp, library: LibraryContents) -> None:
    app = make_app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("3", "enter")
        editor = await quiet(pilot)
        await pilot.press("f3")
        await redact(pilot)
        assert not app.redacted
        assert app.screen is editor
        assert "Close the editor" in said(app)


async def test_a_sync_goes_on_beneath(
    make_app: MakeApp,
    azure: Running,
    source: Source,
    profile: Profile,
    originals: list[str],
    render_text: Render,
) -> None:
    app = make_app(lambda: source)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await redact(pilot)
        before, shown = app.actual, app.snapshot
        await pilot.press("r")
        await synced(pilot)
        await quiet(pilot)
        assert app.redacted
        assert app.actual is not before
        assert app.snapshot is not shown
        kept = profile.cache.load()
        assert kept
        assert kept.customers == app.actual.known.customers
        same = {each.tenant_id for each in shown.known.customers}
        assert {each.tenant_id for each in app.snapshot.known.customers} == same
        assert leaks(render_text(app), originals) == []


@pytest.mark.usefixtures("library")
async def test_what_was_said_before_is_not_told(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        app.report(f"Something about {FIRST}.")
        await redact(pilot)
        await pilot.press("exclamation_mark")
        dialog = await quiet(pilot)
        told = " ".join(str(each.content) for each in dialog.query(Static))
        assert FIRST not in told
        assert "1 message, not told" in told
