"""Themes that can be read, and states that can be told apart without them."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.color import Color
from textual.theme import Theme

from data.plan_states import TONES as PLAN_TONES
from screens.theme import PLAN_STATES, STATES, THEMES, TONES, glyph, label


def test_every_state_has_a_shape_a_word_and_a_tone_of_ours() -> None:
    for plain in (False, True):
        signs = [glyph(state, plain) for state in STATES]
        assert len(set(signs)) == len(STATES)
        assert all(cell_len(sign) == 1 for sign in signs)
    assert all(glyph(state, ascii=True).isascii() for state in STATES)
    assert len({state.word for state in STATES.values()}) == len(STATES)
    assert {state.tone for state in STATES.values()} <= TONES.keys()


def test_every_state_of_a_plan_has_them_too() -> None:
    assert {name: state.tone for name, state in PLAN_STATES.items()} == PLAN_TONES
    for signs in ([state.glyph for state in PLAN_STATES.values()],
                  [state.ascii for state in PLAN_STATES.values()]):  # fmt: skip
        assert len(set(signs)) == len(PLAN_STATES)
        assert all(cell_len(sign) == 1 for sign in signs)
    assert all(name == state.word for name, state in PLAN_STATES.items())


def test_a_label_is_glyph_and_word() -> None:
    assert label("current") == "✓ current"
    assert label("stale", ascii=True) == "x stale"


def contrast(one: Color, other: Color) -> float:
    """The WCAG contrast ratio."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    def luminance(colour: Color) -> float:
        red, green, blue = map(linear, colour.normalized)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted([luminance(one), luminance(other)])
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_tone_can_be_read(theme: Theme) -> None:
    colours = {**theme.to_color_system().generate(), **theme.variables}
    background = Color.parse(colours["background"])
    cursor = background.blend(Color.parse(colours["primary"]), 0.18)
    for tone in TONES.values():
        name, _, alpha = tone.removeprefix("$").partition(" ")
        colour = Color.parse(colours[name])
        if alpha:
            colour = colour.with_alpha(int(alpha.removesuffix("%")) / 100)
        assert contrast(background, background + colour) >= 4.5, tone
        assert contrast(cursor, cursor + colour) >= 3.5, tone
