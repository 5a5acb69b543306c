"""Text from outside made safe, once, where it enters.

Terminal widgets pass escape sequences and bidirectional overrides through to the terminal, so
every string that Azure, a customer or a file controls goes through :func:`clean` at ingest, and
what a user pastes through :func:`defuse`.
"""

from __future__ import annotations

import re
import unicodedata

STAND_IN = "\ufffd"
"""Stands for what was taken out and could have done harm."""
_MOST_MARKS = 4
"""Accents above one another that some script needs; a flood of them covers other lines."""
_NO_BASE = "◌"
"""Carries an accent that has no letter, as Unicode's charts do."""
_EMOJI_JOINER = "\u200d"

# Line ends and tabs, and letters that are blank: with these alone a name could not be seen.
_BLANK = "\t\n\x0b\x0c\r\x85\u2028\u2029\u115f\u1160\u2800\u3164\uffa0"
# What nobody sees, so that two names that look the same are the same. "Default ignorable" in
# Unicode, without the joiners and the two selectors of emoji, which are looked at one by one.
_INVISIBLE = [
    0x00AD,
    0x034F,
    0x061C,
    *range(0x17B4, 0x17B6),
    *range(0x180B, 0x1810),
    0x200B,
    *range(0x200E, 0x2010),
    *range(0x2060, 0x2066),
    *range(0x206A, 0x2070),
    *range(0xFE00, 0xFE0E),
    0xFEFF,
    *range(0xFFF0, 0xFFFC),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0080, 0xE1000),
]
_TABLE: dict[int, str | None] = dict.fromkeys(_INVISIBLE)
_TABLE |= {ord(each): " " for each in _BLANK}
# Controls, overrides of the direction, halves of a surrogate pair (which no file can hold), what
# is no character, and tags (a second text that nobody sees).
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U0001fffe\U0001ffff\U000e0000-\U000e007f]+"
)
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe0e\ufe0f"
_SPECIAL = re.compile("[\u0300-\u036f\u0483-\u1fff\u200c\u200d\u20d0-\u20ff]|[^\0-\u2bff]")
"""What may need a closer look: marks, joiners, selectors, and all scripts further on."""
_FORMULA = re.compile(r"((?:^|;)\s*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
"""Before these a spreadsheet begins a formula; the last four are the wide forms."""
_EMOJI = re.compile("[©®\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")


def clean(text: str) -> str:
    """Return the text on one line, without anything that steers a terminal or hides.

    A visible sign stands for what could do harm; blanks around the text go. Applying it twice
    changes nothing. Of the joiners, those stay that terminals know how wide they make a text:
    between emoji, and the non-joiner between letters that need it.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = defuse(text).strip()
    return _plain(text).strip() if _SPECIAL.search(text) else text


def defuse(text: str) -> str:
    """Return the text on one line, without what steers a terminal; for what is being typed."""
    if text.isascii() and text.isprintable():
        return text
    return _HARMFUL.sub(STAND_IN, text.translate(_TABLE))


def defused_cell(text: str) -> str:
    """Return a text as a cell of a table; a spreadsheet would run what looks like a formula.

    So it would what stands behind a semicolon, where that separates cells.
    """
    return _FORMULA.sub(r"\1'", text)


def _plain(text: str) -> str:
    """Leave out joiners and selectors that change nothing, and floods of accents."""
    kept: list[str] = []
    marks = 0
    for each in text:
        before = kept[-1] if kept else " "
        if each in _JOINERS:
            if before not in _JOINERS and _takes(before, each):
                kept.append(each)
        elif each in _SELECTORS:
            if _EMOJI.match(before):
                kept.append(each)
        elif unicodedata.category(each) in ("Mn", "Me"):
            marks += 1
            if marks <= _MOST_MARKS:
                kept += each if kept else (_NO_BASE, each)
        else:
            marks = 0
            if before in _JOINERS and not _takes(each, before):
                kept.pop()
            if kept or not each.isspace():
                kept.append(each)
    return "".join(kept).rstrip(_JOINERS)


def _takes(letter: str, joiner: str) -> bool:
    """Whether a joiner next to this letter can change how it looks."""
    if joiner == _EMOJI_JOINER:
        return bool(_EMOJI.match(letter)) or letter in _SELECTORS
    return letter > "\u02ff"
