"""The status bar: what is left out first, what can be clicked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import on
from textual.app import App, ComposeResult

from screens.theme import TONES
from screens.widgets.status_bar import Part, StatusBar, arrange

PARTS = [
    Part("contoso-msp", "accent"),
    Part("Contoso Managed Services", "muted", 2),
    Part("synced 4 min ago", "", 1),
    Part("✗ 1 stale", "stale"),
]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (
            85,
            "contoso-msp · Contoso Managed Services · synced 4 min ago · ✗ 1 stale        12 of 61",
        ),
        (61, "contoso-msp · synced 4 min ago · ✗ 1 stale           12 of 61"),
        (35, "contoso-msp · ✗ 1 stale    12 of 61"),
        (30, "contoso-msp · ✗ 1 stale   12 …"),
        (23, "contoso-msp · ✗ 1 stale"),
        (12, "contoso-msp…"),
        (0, ""),
    ],
)
def test_parts_give_way_by_priority(width: int, line: str) -> None:
    assert arrange(PARTS, "12 of 61", width).plain.rstrip() == line


def test_empty_parts_leave_no_gap() -> None:
    assert arrange([Part("a"), Part(""), Part("b")], "", 20).plain == "a · b"


@settings(deadline=None)
@given(
    st.lists(st.builds(Part, st.text(max_size=12), st.just(""), st.integers(0, 2)), max_size=5),
    st.text(max_size=20),
    st.integers(0, 60),
)
def test_it_is_never_wider_than_the_screen(parts: list[Part], right: str, width: int) -> None:
    assert arrange(parts, right, width).cell_length <= width


class BarApp(App[None]):
    """A status bar and what was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = StatusBar()
        self.pressed: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    @on(StatusBar.Pressed)
    def _note(self, message: StatusBar.Pressed) -> None:
        assert message.control is self.bar
        self.pressed.append(message.name)


async def test_only_named_parts_can_be_pressed() -> None:
    app = BarApp()
    async with app.run_test(size=(80, 3)) as pilot:
        app.bar.update_parts([Part("[@click=app.quit]me[/]"), Part("3 failed", name="failures")])
        await pilot.pause()
        await pilot.click(app.bar, offset=(4, 0))
        assert app.pressed == []
        await pilot.click(app.bar, offset=(28, 0))
        assert app.pressed == ["failures"]


async def test_it_follows_the_width() -> None:
    app = BarApp()
    async with app.run_test(size=(92, 3)) as pilot:
        app.bar.update_parts(PARTS, "12 of 61")
        await pilot.pause()
        assert "Managed" in str(app.bar.render())
        await pilot.resize_terminal(60, 3)
        await pilot.pause()
        assert "Managed" not in str(app.bar.render())


async def test_every_tone_is_a_colour() -> None:
    app = BarApp()
    async with app.run_test(size=(120, 3)) as pilot:
        app.bar.update_parts([Part(tone, tone) for tone in TONES])
        await pilot.pause()
        assert len(app.bar.render_line(0).text.split("·")) == len(TONES)
