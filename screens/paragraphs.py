"""Lines that every detail is made of."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content

from data.rows import Shown
from screens.text import day_and_time, state_label, state_tone
from screens.theme import TONES
from screens.widgets.columns import fit, shorten

_LABEL_WIDTH = 14


def stale_lines(subscription: str, reason: str, read_at: str) -> list[Content]:
    """Say since when and why rows are not fresh."""
    rows = f"The rows are those of {day_and_time(read_at)}." if read_at else "It was never read."
    text = " ".join(filter(None, (subscription, reason, rows)))
    return [Content.assemble((fit("Stale", _LABEL_WIDTH), TONES["stale"]), text)]


def state_line(shown: Shown, behind: int) -> Content:
    """Say a state, with its glyph."""
    label = state_label(shown, behind)
    return Content.assemble(
        (fit("State", _LABEL_WIDTH), TONES["muted"]), (label, TONES[state_tone(shown)])
    )


def title(text: str, width: int) -> Content:
    """Return the first line."""
    return Content.styled(shorten(text, width), "bold")


def in_full(name: str, width: int) -> Iterable[Content]:
    """Say at the end what was cut in the title: a name may be any length."""
    return (Content(""), heading("Name in full"), Content(name)) if is_wider(name, width) else ()


def is_wider(text: str, width: int) -> bool:
    """Whether a text is cut where it has so many cells."""
    return shorten(text, width) != text


def heading(text: str) -> Content:
    """Return the line above a part."""
    return Content.styled(text, f"bold {TONES['accent']}")


def muted(text: str) -> Content:
    """Return a text that matters less."""
    return Content.styled(text, TONES["muted"])


def field(name: str, value: str) -> Content:
    """Return a value with its name."""
    return Content.assemble((fit(name, _LABEL_WIDTH), TONES["muted"]), value or "–")


def pair(name: str, value: str, width: int) -> Content:
    """Return a name and what belongs to it, aligned."""
    room = max(16, min(40, width - 4 - cell_len(value)))
    return Content.assemble("  ", fit(name, room), "  ", muted(value))


def lines_of(lines: Iterable[Content]) -> Content:
    """Return one text of these lines."""
    return Content("\n").join(lines)
