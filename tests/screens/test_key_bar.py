"""The line of keys: whole keys only, help always, and a click is a press."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.binding import Binding

from screens.widgets.key_bar import HELP, Key, KeyBar, fitting

KEYS = st.lists(
    st.tuples(st.text(max_size=3), st.text(max_size=9)).map(lambda it: Key("x", *it, "", True)),
    max_size=12,
)
HELPING = Key("question_mark", "?", "Help", "All keys", True, stays=True)


class Keys(App[None]):
    """Counts how often each key was pressed."""

    BINDINGS = [  # noqa: RUF012
        Binding("a", "add('a')", "Add", tooltip="Add one"),
        Binding("b,B", "add('b')", "Both"),
        Binding("c", "add('c')", "Cannot be pressed now"),
        Binding("d", "add('d')", "Hidden", show=False),
        Binding("question_mark", "add('?')", "Help", id=HELP),
        Binding("e", "add('e')", "Everything else", tooltip="Whatever"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self.added = ""
        self.bar = KeyBar()

    def compose(self) -> ComposeResult:
        yield self.bar

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if parameters == ("c",) else True

    def action_add(self, key: str) -> None:
        self.added += key


def text(app: Keys) -> str:
    return app.bar.render().plain


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, "a Add b Both c Cannot be pressed now ? Help e Everything else"),
        (60, "a Add b Both c Cannot be pressed now ? Help"),
        (19, "a Add b Both ? Help"),
        (18, "a Add ? Help"),
        (3, "? Help"),
    ],
)
async def test_whole_keys_are_shown_and_help_always(width: int, shown: str) -> None:
    app = Keys()
    async with app.run_test(size=(width, 5)) as pilot:
        await pilot.pause()
        assert text(app) == shown


async def test_a_key_that_is_clicked_is_pressed() -> None:
    app = Keys()
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.pause()
        for x in (0, 4, 5, 6, 11, 14, 37, 59):
            await pilot.click(KeyBar, offset=(x, 0))
        await pilot.pause()
        assert app.added == "aabb?", "not between the keys, not what cannot be pressed"


async def test_the_mouse_explains_a_key() -> None:
    app = Keys()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        await pilot.hover(KeyBar, offset=(1, 0))
        assert app.bar.tooltip == "Add one"
        await pilot.hover(KeyBar, offset=(7, 0))
        assert app.bar.tooltip == "Both"
        await pilot.hover(KeyBar, offset=(75, 0))
        assert app.bar.tooltip is None


@given(KEYS, KEYS, st.integers(0, 100))
def test_no_more_than_there_is_room_for(before: list[Key], after: list[Key], width: int) -> None:
    keys = [*before, HELPING, *after]
    shown = fitting(keys, width)
    assert HELPING in shown
    others = [each for each in shown if each is not HELPING]
    assert others == [*before, *after][: len(others)]
    assert sum(each.width for each in shown) - 1 <= max(width, HELPING.width)
    if len(others) < len(keys) - 1:
        following = [*before, *after][len(others)]
        assert sum(each.width for each in [*shown, following]) - 1 > width
