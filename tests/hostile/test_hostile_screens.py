"""The hostile world on every screen: it lines up, it can be read, and it does nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

import pytest
from msgspec import structs
from textual.pilot import Pilot
from textual.widgets import Input

from data.azure.sync import Source
from data.clean import clean
from data.known import Known
from data.snapshot import Snapshot
from screens.dashboard import Dashboard
from screens.dialogs import Failures
from screens.help import Help
from screens.widgets.columns import shorten
from screens.widgets.pane import Pane
from tests.hostile.looking import assert_sound, harm, lines
from tests.hostile.payloads import MARKUP, PAYLOADS, STEERING
from tests.hostile.world import Hostile
from tests.tui.conftest import MakeApp
from tests.tui.steps import paste, settled
from tui.app import LightkeeperApp

WIDE, NARROW = (160, 45), (80, 24)
SIZES = pytest.mark.parametrize(
    "size", [pytest.param(WIDE, marks=pytest.mark.large), NARROW], ids=["wide", "narrow"]
)
"""Where lines are short, more is cut: the other size belongs to the longer run."""
ADDRESS = re.compile(r"https://portal\.azure\.com/#[A-Za-z0-9@/%._~-]+")


async def to(pilot: Pilot[None], hostile: Hostile, payload: str) -> Dashboard:
    """Put the cursor on the customer that is called so."""
    screen = await settled(pilot)
    screen.jump(hostile.tenant(payload))
    await pilot.pause()
    return screen


@SIZES
async def test_every_customer_has_one_line_that_can_be_read(
    size: tuple[int, int], make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        table = (await settled(pilot)).customers.table
        met = 0
        while met < table.line_count:
            table.cursor = min(met + table.page_height, table.line_count) - 1
            await pilot.pause()
            seen = assert_sound(app)
            top = table.content_region.y + 1
            for y in range(table.page_height):
                at = table.line_at(y + 1)
                name = app.snapshot.customers.rows[at].name
                assert shorten(name, 12).rstrip("… ") in seen[top + y]
            met += table.page_height


@pytest.mark.parametrize(
    "step", [67, pytest.param(1, marks=[pytest.mark.large, pytest.mark.timeout(900)])]
)
@SIZES
async def test_every_list_and_every_drawer_is_sound(
    size: tuple[int, int], step: int, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        screen = await settled(pilot)
        for start, active in enumerate(Dashboard.PANES):
            for at in range(1 + start, screen.customers.table.line_count, step):
                screen.detailed, screen.active = False, active
                screen.customers.table.cursor = at
                await pilot.pause()
                assert_sound(app)
                screen.detailed = True
                await pilot.pause()
                assert_sound(app)


async def test_the_drawer_shows_a_long_name_whole(make_app: MakeApp, hostile: Hostile) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await to(pilot, hostile, "long words")
        await pilot.press("enter")
        await pilot.pause()
        assert any("many words of" in line and "…" in line for line in lines(app))
        assert "State" in "".join(lines(app)), "the rest is not pushed away by the name"
        await pilot.press("G")
        await pilot.pause()
        last = clean(PAYLOADS["long words"])[-20:]
        assert last in " ".join(" ".join(lines(app)).replace("│", " ").split())


async def test_titles_keep_their_count_beside_a_long_name_and_a_long_filter(
    make_app: MakeApp, hostile: Hostile
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await to(pilot, hostile, "long")
        screen.active = "scopes"
        await pilot.pause()
        assert re.search(r"Looo+… 2 ─", lines(app)[1])
        screen.scopes.query_text = "z" * 5_000
        await pilot.pause()
        seen = assert_sound(app)
        assert re.search(r"Looo+… 0 of 2 · /zzz+… ─", seen[1])
        assert "esc to clear" in "".join(seen)


async def test_our_own_name_stands_in_the_title_line(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert "]0;owned\ufffd[@click=app.quit]North[/]wind" in assert_sound(app)[0]


@pytest.mark.parametrize("payload", ["click quits", "link"])
async def test_a_click_on_markup_only_opens_the_row(
    payload: str, make_app: MakeApp, hostile: Hostile
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        table = (await to(pilot, hostile, payload)).customers.table
        y = table.cursor - table.scroll_offset.y + 1
        for x in (3, 8, 20):
            await pilot.click(table, offset=(x, y))
        await pilot.pause()
        assert PAYLOADS[payload] in "".join(assert_sound(app))


# What is said, copied and opened


def copies() -> Iterable[str]:
    return ["window title", "C1 control", "long", "long emoji", "click quits"]


@pytest.mark.parametrize("payload", copies())
async def test_copies_links_and_what_is_said_of_them(
    payload: str,
    make_app: MakeApp,
    hostile: Hostile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        screen = await to(pilot, hostile, payload)
        for active in Dashboard.PANES:
            screen.active = active
            await pilot.press("y", "Y")
            await pilot.pause()
            copied = said(app)  # at once: what only confirms a key press stays for three seconds
            await pilot.press("o")
            await pilot.pause()
            row = screen.query_one(f"#{active}", Pane).current
            if row is not None:
                pane = screen.query_one(f"#{active}", Pane)
                assert json.loads(app.clipboard) == pane.listing.record(row)
                assert harm(app.clipboard.replace("\n", "")) == []
            assert_sound(app)
            assert "Copied the" in copied or row is None
            assert "Opening https://portal.azure.com/#" in said(app)
            app.clear_notifications()
        await app.workers.wait_for_complete()
    assert len(opened) == len(Dashboard.PANES)
    assert [each for each in opened if not ADDRESS.fullmatch(each)] == []


def said(app: LightkeeperApp) -> str:
    """Return what the notifications say, which stand at the right; they never fill the screen."""
    told = [line.rpartition("▌")[2] for line in lines(app) if "▌" in line]
    assert len(told) < app.size.height - 4
    return " ".join(re.sub("[│▁-▇]", " ", " ".join(told)).split())


async def test_a_link_to_a_group_carries_its_name_encoded(
    make_app: MakeApp, everything: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    groups = [row for row in everything.scopes.rows if row.resource_group][::9]
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await settled(pilot)
        for row in groups:
            screen.jump(row.tenant_id, row.key)
            await pilot.press("o")
        await app.workers.wait_for_complete()
    assert len(opened) == len(groups) > 5
    assert [url for url in opened if not ADDRESS.fullmatch(url)] == []
    parts = [urlsplit(url).fragment.split("/") for url in opened]
    assert {urlsplit(url)[:4] for url in opened} == {("https", "portal.azure.com", "/", "")}
    assert {unquote(each[each.index("resourceGroups") + 1]) for each in parts} == {
        row.resource_group for row in groups
    }


@pytest.mark.parametrize("portal", ["javascript:alert(1)//", "file:///etc", "http://x.example"])
async def test_an_azure_cannot_choose_what_opens(
    portal: str,
    make_app: MakeApp,
    sample: Known,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        app.snapshot = Snapshot(with_portal(sample, portal))
        await pilot.press("o")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert opened == []
        assert "no https address" in said(app)


def with_portal(known: Known, portal: str) -> Known:
    return structs.replace(known, meta=structs.replace(known.meta, portal_url=portal))


@pytest.mark.parametrize(
    "path", ["x" * 5_000, "\x1b]0;owned\x07", "[@click=app.quit]x[/]", "東京" * 900]
)
async def test_a_sync_that_fails_says_so_without_filling_the_screen(
    path: str, make_app: MakeApp
) -> None:
    app = make_app(lambda: Source(f"https://localhost:1/{path}"))
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert_sound(app)
        assert "https://localhost:1/" in said(app).replace(" ", "")


# Windows and the palette


@SIZES
async def test_failures_and_help(size: tuple[int, int], make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("exclamation_mark")
        await pilot.pause()
        assert isinstance(app.screen, Failures)
        for _ in range(12):
            assert_sound(app)
            await pilot.press("pagedown")
            await pilot.pause()
        longest = max(len(each.what) for each in app.snapshot.meta.failures)
        assert longest > 9_000, "names of any length reach the list"
        blocks = [widget.size.height for widget in app.screen.query("VerticalScroll > Static")]
        assert max(blocks) < size[1], "one failure never fills the screen"
        await pilot.press("escape", "question_mark")
        await pilot.pause()
        assert isinstance(app.screen, Help)
        assert_sound(app)


HITS = ("backslash at the end", "window title", "long emoji", "at")


@pytest.mark.parametrize("payload", HITS)
async def test_the_palette_finds_and_opens_a_hostile_customer(
    payload: str, make_app: MakeApp, hostile: Hostile
) -> None:
    app = make_app()
    tenant = hostile.tenant(payload)
    async with app.run_test(size=NARROW) as pilot:
        screen = await settled(pilot)
        name = app.snapshot.customers.rows[app.snapshot.customers.index[tenant]].name
        await pilot.press("colon")
        await pilot.pause()
        await paste(pilot, name[:300])
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert shorten(name, 30).rstrip("…") in "".join(assert_sound(app))
        await pilot.press("enter")
        await pilot.pause()
        assert screen.customers.current is not None
        assert screen.customers.current.name == name


@pytest.mark.parametrize("query", ["contoso", "[/", "\\"])
async def test_hits_of_every_kind_are_sound(query: str, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await pilot.press("colon")
        await pilot.pause()
        await paste(pilot, query)
        await app.workers.wait_for_complete()
        await pilot.pause()
        seen = "".join(assert_sound(app))
        assert app.screen.query_one(Input).value == query
        for _ in range(12):
            await pilot.press("down")
        await pilot.pause()
        assert_sound(app)
        if query == "contoso":
            assert "Contoso (" in seen, "whoever is called so comes first"


async def test_poison_pasted_into_the_palette_stays_there(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await pilot.press("colon")
        await pilot.pause()
        for name in (
            *list(STEERING)[::2],
            *list(MARKUP)[::3],
            "override",
            "tags",
            "only invisible",
        ):
            await paste(pilot, PAYLOADS[name])
            assert_sound(app)


# What is typed and pasted


SOME = [*list(STEERING)[::4], *list(MARKUP)[::6], "json", "long", "long emoji"]


async def test_poison_pasted_into_a_filter(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await settled(pilot)
        for name in SOME:
            await pilot.press("slash")
            await paste(pilot, PAYLOADS[name])
            assert harm(screen.customers.query_text) == []
            assert_sound(app)
            await pilot.press("escape")
        assert screen.customers.query_text == ""


@pytest.mark.parametrize("payload", ["window title", "newlines", "spaces of no width", "override"])
async def test_a_name_pasted_as_it_came_finds_its_customer(
    payload: str, make_app: MakeApp, hostile: Hostile
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        screen = await settled(pilot)
        await pilot.press("slash")
        await paste(pilot, PAYLOADS[payload])
        assert screen.customers.query_text
        assert screen.customers.table.go_to(hostile.tenant(payload))


async def test_poison_pasted_into_a_plan(make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("3", "n")
        await pilot.pause()
        fields = list(app.screen.query(Input))[:5]
        for at, name in enumerate(SOME):
            app.screen.set_focus(fields[at % len(fields)])
            await pilot.press("ctrl+u")
            await paste(pilot, PAYLOADS[name])
            assert_sound(app)
        await pilot.press("ctrl+n")
        await pilot.pause()
        for at, name in enumerate(SOME):
            app.screen.set_focus(list(app.screen.query(Input))[at % 3])
            await pilot.press("ctrl+u")
            await paste(pilot, PAYLOADS[name])
            assert_sound(app)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert_sound(app)
        (plan,) = app.snapshot.plans
        texts = (plan.name, plan.offer_id, plan.plan_id, plan.managing_tenant_id, plan.version)
        assert all(texts)
        assert [text for text in texts if harm(text)] == []
        await pilot.press("d")
        await pilot.pause()
        assert_sound(app)
        assert app.snapshot.plans == ()
