"""The table: moving, choosing, sorting, and rows that change under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.message import Message

from data.query import Rows, Sort
from screens.widgets.columns import Column
from screens.widgets.row_table import RowTable

Sample = tuple[str, str, int, str]
Make = Callable[..., Rows[Sample]]
Render = Callable[[App[Any]], str]

HOSTILE = [
    "[@click=app.bell]press[/]",
    "[/]",
    "[/bold][nothing",
    "\x1b]0;owned\x07title",
    "\x1b[2J\r\nwiped",
    "e\u0301\u0301\u0301combined",
    "zero\u200bwidth\u200d",
    "\u200d\ufe0f",
    "\u202ereversed",
    "\ud800 half",
    "👩\u200d👩\u200d👧 family",
    "株式会社東京都庁日本郵便株式会社東京都庁日本郵便",
    "",
]


class TableApp(App[None]):
    """A table that sorts nothing by itself, and all that it says."""

    def __init__(self, columns: Sequence[Column[Sample]], rows: Rows[Sample]) -> None:
        super().__init__()
        self.table: RowTable[Sample] = RowTable(columns)
        self.rows = rows
        self.said: list[Message] = []
        self.rung = False

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.show(self.rows)
        self.table.focus()

    @on(RowTable.Highlighted)
    @on(RowTable.Selected)
    @on(RowTable.SortRequested)
    def _note(self, message: Message) -> None:
        self.said.append(message)

    async def action_bell(self) -> None:
        self.rung = True

    def highlighted(self) -> list[str | None]:
        return [each.key for each in self.said if isinstance(each, RowTable.Highlighted)]

    def selected(self) -> list[str]:
        return [each.key for each in self.said if isinstance(each, RowTable.Selected)]

    def sorts(self) -> list[Sort]:
        return [each.sort for each in self.said if isinstance(each, RowTable.SortRequested)]


@pytest.fixture
def make_app(columns: Sequence[Column[Sample]], sample: Make) -> Callable[..., TableApp]:
    return lambda names: TableApp(columns, sample(names))


MakeApp = Callable[..., TableApp]


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        ("down", 1),
        ("j j k", 1),
        ("up", 0),
        ("end", 99),
        ("G k", 98),
        ("end home", 0),
        ("G g", 0),
        ("pagedown", 23),
        ("pagedown pagedown pageup", 23),
        ("G pagedown", 99),
    ],
)
async def test_keys_move_the_cursor(
    make_app: MakeApp, render_text: Render, keys: str, at: int
) -> None:
    app = make_app(100)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys.split())
        await pilot.pause()
        assert app.table.cursor == at
        assert f"▌Customer {at:04}" in render_text(app)
        assert app.highlighted()[-1] == f"Customer {at:04}"


async def test_the_first_row_is_highlighted_at_once(make_app: MakeApp) -> None:
    app = make_app(3)
    async with app.run_test():
        assert app.highlighted() == ["Customer 0000"]
        assert app.table.current is not None
        assert app.table.current[1] == "Customer 0000"


async def test_enter_selects(make_app: MakeApp) -> None:
    app = make_app(3)
    async with app.run_test() as pilot:
        await pilot.press("down", "enter")
        assert app.selected() == ["Customer 0001"]
        assert app.said[-1].control is app.table


async def test_a_click_highlights_and_a_second_selects(make_app: MakeApp) -> None:
    app = make_app(9)
    async with app.run_test() as pilot:
        await pilot.click(app.table, offset=(5, 4))
        assert app.highlighted()[-1] == "Customer 0003"
        assert app.selected() == []
        await pilot.click(app.table, offset=(5, 4))
        await pilot.pause()
        assert app.selected() == ["Customer 0003"]


@pytest.mark.parametrize("line", [1, 5])
async def test_a_double_click_selects_once(make_app: MakeApp, line: int) -> None:
    app = make_app(9)
    async with app.run_test() as pilot:
        await pilot.double_click(app.table, offset=(5, line))
        await pilot.pause()
        assert app.selected() == [f"Customer {line - 1:04}"]


async def test_a_click_below_the_rows_does_nothing(make_app: MakeApp) -> None:
    app = make_app(3)
    async with app.run_test() as pilot:
        await pilot.click(app.table, offset=(5, 15))
        assert app.table.cursor == 0
        assert app.selected() == []


async def test_a_click_finds_the_row_after_scrolling(make_app: MakeApp) -> None:
    app = make_app(100)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        await pilot.click(app.table, offset=(5, 1))
        assert app.table.cursor == 77


async def test_the_header_asks_for_a_sort_and_shows_it(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app(3)
    async with app.run_test(size=(60, 8)) as pilot:
        scopes = render_text(app).splitlines()[0].index("Scopes")
        await pilot.click(app.table, offset=(scopes, 0))
        assert app.sorts() == [Sort("scopes")]
        app.table.sort = Sort("scopes")
        await pilot.pause()
        assert "▲Scopes" in render_text(app)
        await pilot.click(app.table, offset=(scopes, 0))
        assert app.sorts()[-1] == Sort("scopes", reverse=True)
        app.table.sort = Sort("name", reverse=True)
        await pilot.pause()
        assert "Name▼" in render_text(app)
        assert app.selected() == []


async def test_keys_ask_for_the_next_column_and_the_other_way(make_app: MakeApp) -> None:
    app = make_app(3)
    async with app.run_test() as pilot:
        for key in ("s", "s", "s", "s", "S", "S"):
            await pilot.press(key)
            await pilot.pause()
            app.table.sort = app.sorts()[-1]
    assert app.sorts() == [
        Sort("name"),
        Sort("scopes"),
        Sort("state"),
        Sort("name"),
        Sort("name", reverse=True),
        Sort("name"),
    ]


async def test_the_cursor_stays_on_its_row(make_app: MakeApp, sample: Make) -> None:
    app = make_app(["a", "b", "c", "d"])
    async with app.run_test() as pilot:
        await pilot.press("j", "j")
        app.said.clear()
        app.table.show(sample(["x", "y", "a", "b", "c"]))
        await pilot.pause()
        assert app.table.current_key == "c"
        assert app.highlighted() == []


async def test_the_cursor_stays_near_a_row_that_is_gone(make_app: MakeApp, sample: Make) -> None:
    app = make_app(["a", "b", "c", "d"])
    async with app.run_test() as pilot:
        await pilot.press("j", "j")
        app.table.show(sample(["a", "b", "d"]))
        await pilot.pause()
        assert app.highlighted()[-1] == "d"
        app.table.show(sample(["a"]))
        await pilot.pause()
        assert app.highlighted()[-1] == "a"
        app.table.show(sample([]))
        await pilot.pause()
        assert app.highlighted()[-1] is None
        assert app.table.current is None


async def test_rows_of_another_subject_start_at_the_top(make_app: MakeApp, sample: Make) -> None:
    app = make_app(["a", "b", "c"])
    async with app.run_test() as pilot:
        await pilot.press("end")
        app.table.show(sample(["x", "y", "c"]), from_top=True)
        assert app.table.current_key == "x"


async def test_only_the_selected_rows_are_shown_in_their_order(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app(["a", "b", "c", "d"])
    async with app.run_test() as pilot:
        await pilot.press("j")
        app.table.show(app.rows, [3, 1])
        await pilot.pause()
        lines = render_text(app).splitlines()[1:]
        assert [line[:2] for line in lines] == [" d", "▌b"]
        assert app.table.go_to("d")
        assert app.table.cursor == 0
        assert not app.table.go_to("a")
        assert not app.table.go_to("nobody")


async def test_other_columns_for_the_same_rows(
    make_app: MakeApp, render_text: Render, columns: Sequence[Column[Sample]]
) -> None:
    app = make_app(["a", "b"])
    async with app.run_test() as pilot:
        wide = Column[Sample]("long", "Long", lambda row: row[1] * 20)
        app.table.columns = (wide, columns[0])
        await pilot.pause()
        assert render_text(app).splitlines()[1] == f"▌{'a' * 20}  a"


async def test_new_data_does_not_scroll_back_to_a_cursor_out_of_sight(
    make_app: MakeApp, render_text: Render, sample: Make
) -> None:
    app = make_app(100)
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.scroll_to(y=50, animate=False)
        app.table.show(sample(100))
        await pilot.pause()
        assert "Customer 0050" in render_text(app).splitlines()[1]
        await pilot.press("down")
        await pilot.pause()
        assert "▌Customer 0001" in render_text(app)


async def test_no_rows_have_words_and_keys_do_no_harm(
    make_app: MakeApp, render_text: Render
) -> None:
    app = make_app([])
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.placeholder = Content("No customers [yet].\nPress r to sync.")
        await pilot.press("j", "k", "g", "G", "pagedown", "enter", "s", "S")
        await pilot.click(app.table, offset=(5, 3))
        lines = render_text(app).splitlines()
        assert lines[2].strip() == "No customers [yet]."
        assert lines[3].strip() == "Press r to sync."
        assert app.selected() == []
        assert app.highlighted() == []


async def test_a_hundred_thousand_rows(
    columns: Sequence[Column[Sample]], sample: Make, render_text: Render
) -> None:
    drawn: set[str] = set()

    def counted(row: Sample) -> str:
        drawn.add(row[0])
        return row[1]

    name, *others = columns
    app = TableApp([replace(name, text=counted), *others], sample(100_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        lines = render_text(app).splitlines()
        assert lines[0].startswith(" Name")
        assert lines[-1].startswith("▌Customer 99999")
        assert len(lines) == 24
        # Those that are measured, and two pages.
        assert len(drawn) <= 300 + 2 * 24


async def test_columns_are_dropped_when_it_is_narrow(
    make_app: MakeApp, render_text: Render, snapshot: Callable[[str, str], None]
) -> None:
    names = ["Adventure Works", "Fabrikam Retail & Sons", "日本郵便株式会社 東京本社", "Łódź Stal"]
    app = make_app(names)
    app.table.sort = Sort("name")
    async with app.run_test(size=(80, 8)) as pilot:
        snapshot("row_table_80", render_text(app))
        await pilot.resize_terminal(40, 8)
        await pilot.pause()
        snapshot("row_table_40", render_text(app))
        await pilot.resize_terminal(26, 8)
        await pilot.pause()
        assert "Scopes" not in render_text(app)
        assert "Update" in render_text(app)


@pytest.mark.parametrize("width", [80, 30, 12, 4, 1])
async def test_hostile_text_is_only_text(
    make_app: MakeApp, render_text: Render, width: int
) -> None:
    app = make_app(HOSTILE)
    async with app.run_test(size=(width, 20)) as pilot:
        for strip in app.screen._compositor.render_strips():
            assert strip.cell_length == width
            assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in strip.text)
            assert not any(segment.style and segment.style.meta for segment in strip)
        for line in range(1, len(HOSTILE) + 1):
            await pilot.click(app.table, offset=(min(3, width - 1), line))
        assert not app.rung
        if width == 80:
            assert "[@click=app.bell]press[/]" in render_text(app)


async def test_the_mouse_lights_a_row_and_leaves_it(make_app: MakeApp) -> None:
    app = make_app(3)
    async with app.run_test() as pilot:
        await pilot.hover(app.table, offset=(3, 2))
        assert app.table.hovered == 1
        assert background(app, 2) != background(app, 3)
        await pilot.hover(app.table, offset=(3, 0))
        assert app.table.hovered == -1
        assert background(app, 2) == background(app, 3)


def background(app: App[Any], line: int) -> object:
    segments = list(app.screen._compositor.render_strips()[line])
    return segments[1].style.bgcolor if segments[1].style else None


async def test_the_cursor_is_dimmer_without_focus(make_app: MakeApp) -> None:
    app = make_app(3)
    async with app.run_test() as pilot:
        focused = background(app, 1)
        app.screen.set_focus(None)
        await pilot.pause()
        assert background(app, 1) not in (focused, background(app, 2))


@pytest.mark.parametrize("focus", [True, False])
async def test_the_cursor_is_seen_without_colour(
    make_app: MakeApp, render_text: Render, monkeypatch: pytest.MonkeyPatch, focus: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app(3)
    async with app.run_test() as pilot:
        if not focus:
            app.screen.set_focus(None)
        await pilot.pause()
        assert render_text(app).splitlines()[1].startswith("▌Customer 0000")
        [*_, style] = [
            each.style for each in app.screen._compositor.render_strips()[1] if each.text.strip()
        ]
        assert style is not None
        assert bool(style.reverse) is focus


@pytest.mark.parametrize("theme", ["lightkeeper", "lightkeeper-light", "nord", "ansi-dark"])
async def test_another_theme_repaints(
    make_app: MakeApp, use_theme: Callable[[App[Any], str], None], render_text: Render, theme: str
) -> None:
    app = make_app(9)
    async with app.run_test() as pilot:
        before, text = background(app, 1), render_text(app)
        use_theme(app, theme)
        await pilot.pause()
        assert background(app, 1) != before
        assert render_text(app) == text
