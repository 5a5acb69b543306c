"""Text from outside made safe, once, where it enters.

Terminal widgets pass escape sequences and bidirectional overrides through to the terminal, so
every string that Azure, a customer or a file controls goes through :func:`clean` at ingest.
"""

from __future__ import annotations

_SPACED = "\t\n\x0b\x0c\r\x85\u2028\u2029"
_DROPPED = [
    *range(0x20),
    *range(0x7F, 0xA0),
    0x00AD,  # soft hyphen: invisible, and terminals disagree on its width
    0x061C,
    0x180E,
    0x200B,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),  # tags: a second text that nobody sees
]
_TABLE: dict[int, str | None] = dict.fromkeys(_DROPPED)
_TABLE |= {ord(each): " " for each in _SPACED}
# Half a surrogate pair cannot be written as UTF-8: it would break the cache file.
_TABLE |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def clean(text: str) -> str:
    """Return the text on one line, without control, bidirectional or invisible characters.

    The zero-width joiner stays, since scripts and emoji need it. Applying it twice changes
    nothing.
    """
    if text.isprintable():
        return text
    return text.translate(_TABLE)
