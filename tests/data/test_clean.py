from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.clean import STAND_IN, clean, defuse, defused_cell

OVERRIDES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = "\u061c\u200e\u200f"
ODD = "\u200c\u200d\ufe0e\ufe0f\u3164\u2800\u0301\u0e31\u20dd\u3000\u00a0❤⌚한\u0646"
NASTY = "\x00\x07\x1b\n\r\t\x0b\x0c\x1c\x7f\x85\x9b\u2028\u2029\u202e\u2066\ud800\udfff\ufeff"

# A list that is joined: st.text() of these never makes half a surrogate pair.
TEXT = st.lists(
    st.characters(codec=None) | st.sampled_from(NASTY + MARKS + ODD) | st.sampled_from("ab é東👩"),
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
def test_a_name_that_is_not_empty_can_be_seen(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == cleaned.strip()
    assert not cleaned or unicodedata.category(cleaned[0]) not in {"Mn", "Me", "Cf"}


@given(TEXT)
def test_letters_stay_in_their_order(text: str) -> None:
    def seen(of: str) -> list[str]:
        return [each for each in of if each.isalnum() and each != "\u3164"]

    assert seen(clean(text)) == seen(text)


@given(TEXT)
def test_what_is_typed_keeps_its_blanks_and_steers_nothing(text: str) -> None:
    defused = defuse(text)
    assert defuse(defused) == defused
    assert clean(defused) == clean(text)
    assert defuse(f" {defused} ") == f" {defused} "
    for each in defused:
        assert unicodedata.category(each) not in {"Cc", "Cs", "Zl", "Zp"}, hex(ord(each))
        assert unicodedata.bidirectional(each) not in OVERRIDES, hex(ord(each))


LETTERS = st.characters(codec=None, categories=["L", "N", "P", "Sc", "Sk"])


@given(st.text(LETTERS, max_size=30))
def test_letters_digits_and_signs_are_untouched(text: str) -> None:
    blank = "\u115f\u1160\u3164\uffa0"
    assert clean(text) == text.translate(dict.fromkeys(map(ord, blank), " ")).strip()


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\x1b]0;owned\x07Contoso", "�]0;owned�Contoso"),
        ("\x9b31mred", "�31mred"),
        ("\x00\x1b\x9b\x7fa run", "�a run"),
        ("two\nlines", "two lines"),
        ("a\tb\r\nc\x85d\u2028e\u2029f", "a b  c d e f"),
        ("abc\u202exe.exe", "abc�xe.exe"),
        ("half \ud83d pair", "half � pair"),
        ("\ufeffContoso", "Contoso"),
        ("  Contoso\u00a0 \n", "Contoso"),
        ("soft\u00adhyphen", "softhyphen"),
        ("non\u00a0breaking\x00", "non\u00a0breaking�"),
        ("[bold]not markup[/]\x00", "[bold]not markup[/]�"),
        ("\u3164\u2800\uffa0", ""),
        ("\u0301accent", "◌\u0301accent"),
        ("Za" + "\u0301" * 500 + "lgo", "Za" + "\u0301" * 4 + "lgo"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("Con\u200dto\u200cso\u200d\ufe0f", "Contoso"),
        ("ශ්\u200dරී", "ශ්රී"),  # terminals do not agree on how wide a joined letter is
        ("", ""),
    ],
)
def test_examples(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧 family",
        "👩🏽\u200d💻❤\ufe0f\u200d🔥",
        "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian needs the non-joiner
        "❤\ufe0f",
        "e\u0301te\u0301",
    ],
)
def test_joiners_selectors_and_accents_stay(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "invisible",
    [
        *("\u200b", "\u2060", "\u2064", "\u180e", "\u206a", "\u206f", "\ufff9", "\ufffb", "\u034f"),
        *("\u200c", "\u200d", "\ufe0f", "\U000e0101", "\u200e", "\u061c", "\u00ad"),
    ],
    ids=ascii,
)
def test_no_two_names_look_the_same_by_an_invisible_character(invisible: str) -> None:
    assert clean(f"Con{invisible}toso") == "Contoso"


@pytest.mark.parametrize("harmful", ["\x1b", "\x9b", "\x00", "\u202e", "\u2067", "\U000e0041"])
def test_what_could_do_harm_leaves_a_sign(harmful: str) -> None:
    assert clean(f"Con{harmful}toso") == f"Con{STAND_IN}toso"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Fabrikam", "Fabrikam"),
        ("=1+1", "'=1+1"),
        ("  @SUM(1)", "  '@SUM(1)"),
        ("a; -2", "a; '-2"),
        ("a-b=c", "a-b=c"),
        ("\uff1d1", "'\uff1d1"),
        ("", ""),
    ],
)
def test_no_cell_begins_a_formula(text: str, cell: str) -> None:
    assert defused_cell(text) == cell
