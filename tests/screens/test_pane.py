"""The pane: filter, order, count and words around a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from data.query import Listing, Rows, Sort
from screens.widgets.columns import Column
from screens.widgets.pane import Pane, Words
from screens.widgets.row_table import RowTable

Sample = tuple[str, str, int, str]
Make = Callable[..., Rows[Sample]]
Render = Callable[[App[Any]], str]

NAMES = ["Contoso Retail", "Fabrikam", "Contoso Bank", "Litware", "Adventure Works"]


class PaneApp(App[None]):
    """One pane, all that it says, and whether escape got past it."""

    BINDINGS = [Binding("escape", "back", id="app.back", tooltip="Back")]  # noqa: RUF012

    def __init__(self, listing: Listing[Sample], columns: Sequence[Column[Sample]]) -> None:
        super().__init__()
        words = Words("No customers yet.\nPress r to sync.", "No such customer.", "Reading …")
        self.pane = Pane("Customers", listing, columns, words, id="customers")
        self.said: list[Message] = []
        self.went_back = 0

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        self.pane.table.focus()

    @on(Pane.Highlighted, "#customers")
    @on(Pane.Selected, "#customers")
    def _note(self, message: Message) -> None:
        self.said.append(message)

    @on(RowTable.Highlighted)
    @on(RowTable.Selected)
    @on(Input.Changed)
    def _refuse(self, message: Message) -> None:
        raise AssertionError(message)

    async def action_back(self) -> None:
        self.went_back += 1

    def highlighted(self) -> list[str | None]:
        return [each.key for each in self.said if isinstance(each, Pane.Highlighted)]


@pytest.fixture
def app(listing: Listing[Sample], columns: Sequence[Column[Sample]]) -> PaneApp:
    return PaneApp(listing, columns)


def names(app: PaneApp, screen: str) -> list[str]:
    lines = [line.strip("│").strip() for line in screen.splitlines()]
    return [name for line in lines for name in NAMES if line.lstrip("▌").startswith(name)]


async def test_rows_can_come_before_the_screen_does(
    app: PaneApp, render_text: Render, sample: Make
) -> None:
    app.pane.show(sample(NAMES))
    async with app.run_test(size=(60, 12)):
        assert names(app, render_text(app)) == NAMES
        assert app.highlighted() == [NAMES[0]]


async def test_three_kinds_of_nothing(app: PaneApp, render_text: Render, sample: Make) -> None:
    async with app.run_test(size=(60, 12)) as pilot:
        assert "Reading …" in render_text(app)
        assert "─ Customers ─" in render_text(app)
        app.pane.show(sample([]))
        await pilot.pause()
        assert "No customers yet." in render_text(app)
        assert "─ Customers 0 ─" in render_text(app)
        app.pane.show(sample(NAMES))
        await pilot.press("slash", *"[/]")
        await pilot.pause()
        text = render_text(app)
        assert "No such customer." in text
        assert "/[/] · esc to clear" in text
        assert "─ Customers 0 of 5 · /[/] ─" in text
        app.pane.show(None)
        await pilot.pause()
        assert "Reading …" in render_text(app)


async def test_typing_filters_and_enter_keeps_the_filter(
    app: PaneApp, render_text: Render, sample: Make
) -> None:
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.show(sample(NAMES))
        await pilot.press("slash", *"contoso")
        await pilot.pause()
        assert "─ Customers 2 of 5 · /contoso ─" in render_text(app)
        assert names(app, render_text(app)) == ["Contoso Retail", "Contoso Bank"]
        await pilot.press("enter")
        assert app.focused is app.pane.table
        assert app.pane.query_text == "contoso"
        await pilot.press("slash", "backspace", "down")
        assert app.focused is app.pane.table
        assert app.pane.query_text == "contos"


async def test_escape_clears_in_the_bar_and_in_the_table_then_goes_back(
    app: PaneApp, render_text: Render, sample: Make
) -> None:
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.show(sample(NAMES))
        await pilot.press("slash", "x", "escape")
        assert app.focused is app.pane.table
        assert app.pane.query_text == ""
        await pilot.press("slash", *"lit", "enter", "escape")
        await pilot.pause()
        assert app.pane.query_text == ""
        assert "─ Customers 5 ─" in render_text(app)
        assert app.went_back == 0
        await pilot.press("escape")
        assert app.went_back == 1


async def test_the_filter_hides_when_it_is_left(
    app: PaneApp, render_text: Render, sample: Make
) -> None:
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.show(sample(NAMES))
        await pilot.press("slash")
        await pilot.pause()
        assert "/ words name: scopes: state:" in render_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "words" not in render_text(app)


async def test_keys_are_text_while_a_filter_is_typed(app: PaneApp, sample: Make) -> None:
    async with app.run_test() as pilot:
        app.pane.show(sample(NAMES))
        await pilot.press("slash", *"sS/jkgG")
        assert app.pane.query_text == "sS/jkgG"
        assert app.pane.sort is None


async def test_sorting_by_key_and_by_header(
    app: PaneApp, render_text: Render, sample: Make
) -> None:
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.show(sample(NAMES))
        assert names(app, render_text(app)) == NAMES
        await pilot.press("s")
        await pilot.pause()
        assert names(app, render_text(app)) == sorted(NAMES)
        assert "Name▲" in render_text(app)
        await pilot.press("S")
        await pilot.pause()
        assert names(app, render_text(app)) == sorted(NAMES, reverse=True)
        assert "Name▼" in render_text(app)
        header = render_text(app).splitlines()[1].index("Scopes")
        await pilot.click(offset=(header, 1))
        await pilot.pause()
        assert app.pane.sort == Sort("scopes")
        assert names(app, render_text(app)) == NAMES
        assert app.highlighted() == [NAMES[0]]


async def test_the_cursor_keeps_its_row_through_filter_sort_and_data(
    app: PaneApp, sample: Make
) -> None:
    async with app.run_test() as pilot:
        app.pane.show(sample(NAMES))
        await pilot.press("j", "j", "s", "slash", *"bank", "escape")
        app.pane.show(sample(["New", *NAMES]))
        await pilot.pause()
        assert app.highlighted()[-1] == "Contoso Bank"
        assert app.pane.current == ("Contoso Bank", "Contoso Bank", 4, "standard")


async def test_enter_in_the_table_selects(app: PaneApp, sample: Make) -> None:
    async with app.run_test() as pilot:
        app.pane.show(sample(NAMES))
        await pilot.press("enter")
        await pilot.pause()
        said = app.said[-1]
        assert isinstance(said, Pane.Selected)
        assert (said.key, said.control) == (NAMES[0], app.pane)


async def test_going_to_a_row_that_the_filter_hides(app: PaneApp, sample: Make) -> None:
    async with app.run_test() as pilot:
        assert not app.pane.go_to("Litware")
        app.pane.show(sample(NAMES))
        app.pane.query_text = "contoso"
        assert app.pane.go_to("Contoso Bank")
        assert app.pane.query_text == "contoso"
        assert app.pane.go_to("Litware")
        assert app.pane.query_text == ""
        assert not app.pane.go_to("Nobody")
        await pilot.pause()
        assert app.highlighted()[-1] == "Litware"


async def test_pinned_rows_do_not_count_and_give_way_to_a_filter(
    app: PaneApp, render_text: Render, listing: Listing[Sample]
) -> None:
    rows = [("*", "All customers", 9, "current"), ("a", "Adventure Works", 9, "stale")]
    async with app.run_test(size=(60, 12)) as pilot:
        app.pane.show(Rows(listing, rows, pinned=1))
        await pilot.pause()
        assert "─ Customers 1 ─" in render_text(app)
        app.pane.query_text = "zzz"
        await pilot.pause()
        text = render_text(app)
        assert "─ Customers 0 of 1 · /zzz ─" in text
        assert "All customers" not in text
        assert "No such customer." in text


async def test_titles_and_notes_are_only_text(app: PaneApp, render_text: Render) -> None:
    async with app.run_test(size=(60, 6)) as pilot:
        app.pane.title = "Scopes · [@click=app.bell]x[/] [/]"
        app.pane.set_note("[/] 4 min ago")
        await pilot.pause()
        assert "─ Scopes · [@click=app.bell]x[/] [/] ─" in render_text(app)
        assert "─ [/] 4 min ago ─" in render_text(app)


async def test_the_frame_shows_focus_without_colour(
    app: PaneApp, render_text: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PaneApp(app.pane.listing, app.pane.columns)
    async with app.run_test(size=(40, 6)) as pilot:
        focused = render_text(app)
        app.screen.set_focus(None)
        await pilot.pause()
        assert focused[0] != render_text(app)[0]


async def test_a_pane_at_80_columns(
    app: PaneApp, render_text: Render, sample: Make, snapshot: Callable[[str, str], None]
) -> None:
    async with app.run_test(size=(80, 12)) as pilot:
        app.pane.show(sample(NAMES))
        app.pane.set_note("synced 4 min ago")
        await pilot.press("s", "slash", *"o -bank")
        await pilot.pause()
        snapshot("pane_80", render_text(app))
