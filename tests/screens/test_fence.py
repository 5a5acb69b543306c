"""The last fence: what steers a terminal goes, and every line stays as wide as it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from textual.color import Color

from screens.fence import Fence

BLACK = Color.parse("black")
ODD = "\x00\x07\x1b\x9b\x9d\u202e\u2066\u200b\u00ad\ufeff\U000e0041\ud800\u3164\u3000 a東👩❤"


def fenced(text: str) -> str:
    return "".join(each.text for each in Fence().apply([Segment(text)], BLACK))


@given(st.text(st.characters(codec=None) | st.sampled_from(ODD), max_size=30))
def test_nothing_that_steers_is_left_and_the_width_stays(text: str) -> None:
    shown = fenced(text)
    for each in shown:
        assert unicodedata.category(each) not in {"Cc", "Cs", "Zl", "Zp"}
        assert each not in "\u202e\u2066\u200b\ufeff"
    if "\u200d" not in text and "\ufe0f" not in text:
        assert cell_len(shown) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Contoso", "Contoso"),
        ("東京 [b]x[/]", "東京 [b]x[/]"),
        ("👩\u200d👧 e\u0301", "👩\u200d👧 e\u0301"),
        ("\x1b]0;owned\x07Contoso", "]0;ownedContoso"),
        ("abc\u202exe.exe", "abcxe.exe"),
        ("non\u00a0breaking", "non\u00a0breaking"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert fenced(text) == shown


def test_what_textual_itself_sends_passes() -> None:
    bell = Segment("\x07", None, [(ControlType.BELL,)])
    assert Fence().apply([bell], BLACK) == [bell]
