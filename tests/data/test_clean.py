from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.clean import clean

OVERRIDES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = "\u061c\u200e\u200f"
NASTY = "\x00\x07\x1b\n\r\t\x0b\x0c\x1c\x7f\x85\x9b\u2028\u2029\u202e\u2066\ud800\udfff\ufeff"

# A list that is joined: st.text() of these never makes half a surrogate pair.
TEXT = st.lists(
    st.characters(codec=None) | st.sampled_from(NASTY + MARKS) | st.sampled_from("ab é東👩"),
    max_size=30,
).map("".join)


@given(TEXT)
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    for each in clean(text):
        assert unicodedata.category(each) not in {"Cc", "Cs", "Zl", "Zp"}, hex(ord(each))
        assert unicodedata.bidirectional(each) not in OVERRIDES, hex(ord(each))
        assert each not in MARKS


@given(TEXT)
def test_one_line_that_a_file_can_hold(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.splitlines()) <= 1
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(TEXT)
def test_twice_is_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(TEXT)
def test_what_people_see_stays_in_its_order(text: str) -> None:
    def seen(of: str) -> list[str]:
        return [each for each in of if each.isprintable() and each not in " \ufffd"]

    assert seen(clean(text)) == seen(text)


@given(st.text(st.characters(codec=None).filter(str.isprintable), max_size=30))
def test_a_printable_text_is_untouched(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\x1b]0;owned\x07Contoso", "]0;ownedContoso"),
        ("\x9b31mred", "31mred"),
        ("two\nlines", "two lines"),
        ("a\tb\r\nc\x85d\u2028e\u2029f", "a b  c d e f"),
        ("abc\u202exe.exe", "abcxe.exe"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("\ufeffContoso", "Contoso"),
        ("soft\u00adhyphen", "softhyphen"),
        ("non\u00a0breaking\x00", "non\u00a0breaking"),
        ("[bold]not markup[/]\x00", "[bold]not markup[/]"),
        ("", ""),
    ],
)
def test_examples(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧 family",
        "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian needs the non-joiner
        "❤\ufe0f",
        "e\u0301te\u0301",
    ],
)
def test_joiners_selectors_and_accents_stay(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "invisible",
    ["\u200b", "\u2060", "\u2064", "\u180e", "\u206a", "\u206f", "\ufff9", "\ufffb", "\U000e0041"],
    ids=ascii,
)
def test_no_two_names_look_the_same_by_an_invisible_character(invisible: str) -> None:
    assert clean(f"Con{invisible}toso") == "Contoso"
