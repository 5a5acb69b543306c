"""The filter bar by itself."""

from __future__ import annotations

from typing import Any

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import Input

from screens.widgets.filter_bar import FilterBar


class BarApp(App[None]):
    """A bar and what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = FilterBar(["role", "state"])
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    @on(FilterBar.Changed)
    @on(FilterBar.Closed)
    def _note(self, message: Message) -> None:
        self.said.append(message)


def said(app: BarApp) -> list[Any]:
    return [each.text if isinstance(each, FilterBar.Changed) else each for each in app.said]


async def test_it_is_hidden_until_it_is_opened() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        assert app.bar.size.height == 0
        app.bar.open("role:reader")
        await pilot.pause()
        assert app.bar.is_open
        assert app.bar.size.height == 1
        assert isinstance(app.focused, Input)
        assert app.focused.value == "role:reader"
        assert app.focused.placeholder == "words role: state:"
        assert app.said == []


async def test_it_tells_each_keystroke_after_the_text_it_had() -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open("a")
        await pilot.press("b", "c", "backspace")
        assert said(app) == ["ab", "abc", "ab"]


@pytest.mark.parametrize(("key", "clear"), [("enter", False), ("down", False), ("escape", True)])
async def test_it_closes(key: str, clear: bool) -> None:
    app = BarApp()
    async with app.run_test() as pilot:
        app.bar.open("a")
        await pilot.press(key)
        await pilot.pause()
        assert app.said == [FilterBar.Closed(app.bar, clear)]
        assert app.said[0].control is app.bar
        assert not app.bar.is_open
