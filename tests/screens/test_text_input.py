"""The input: what is typed and pasted stays one line without anything that steers a terminal."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from screens.widgets.text_input import TextInput


class InputApp(App[None]):
    def compose(self) -> ComposeResult:
        yield TextInput("\x1b[31mfirst\u202e", placeholder="name")


async def paste(pilot: Pilot[None], text: str) -> TextInput:
    field = pilot.app.query_one(TextInput)
    field.post_message(events.Paste(text))
    await pilot.pause()
    return field


async def test_what_stands_there_at_first_is_defused() -> None:
    async with InputApp().run_test() as pilot:
        assert pilot.app.query_one(TextInput).value == "\ufffd[31mfirst\ufffd"


@pytest.mark.parametrize(
    ("pasted", "value"),
    [
        ("Contoso", "Contoso"),
        ("\n\tContoso\r\nRetail\n", "  Contoso  Retail "),
        ("\x1b]0;owned\x07x", "\ufffd]0;owned\ufffdx"),
        ("Con\u200btoso\ufeff", "Contoso"),
        ("می\u200cروم", "می\u200cروم"),
        ("", ""),
    ],
)
async def test_all_lines_of_what_is_pasted_are_taken(pasted: str, value: str) -> None:
    async with InputApp().run_test() as pilot:
        pilot.app.query_one(TextInput).value = ""
        assert (await paste(pilot, pasted)).value == value


async def test_a_paste_goes_to_the_cursor_and_replaces_what_is_selected() -> None:
    async with InputApp().run_test() as pilot:
        field = pilot.app.query_one(TextInput)
        field.value = "one three"
        field.cursor_position = 4
        assert (await paste(pilot, "two ")).value == "one two three"
        assert field.cursor_position == 8
        field.select_all()
        assert (await paste(pilot, "four\x00")).value == "four\ufffd"


async def test_a_very_long_paste_is_cut() -> None:
    async with InputApp().run_test() as pilot:
        pilot.app.query_one(TextInput).value = ""
        field = await paste(pilot, "x" * 100_000)
        assert len(field.value) == TextInput.LONGEST
        await pilot.press("y", "backspace")
        assert len(field.value) == TextInput.LONGEST - 1


async def test_keys_that_come_fast_work_in_their_order() -> None:
    async with InputApp().run_test() as pilot:
        field = pilot.app.query_one(TextInput)
        field.value = ""
        for key in ("a", "backspace", "b", "left", "c"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert field.value == "cb"


async def test_a_text_longer_than_the_input_scrolls_with_the_cursor() -> None:
    async with InputApp().run_test(size=(20, 3)) as pilot:
        field = pilot.app.query_one(TextInput)
        field.value = ""
        await paste(pilot, "0123456789" * 5)
        assert field.scroll_offset.x > 0
        await pilot.press("home")
        assert field.scroll_offset.x == 0
