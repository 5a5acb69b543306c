"""What to look at in what a person sees: is it harmless, is it whole, does it line up?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from rich.cells import cell_len, split_graphemes
from textual.app import App

from screens.widgets.pane import Pane

_STEERING = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MARKS = "\u061c\u200e\u200f\ufeff\u200b\u2060"
_EDGES = "│┃╭╮╰╯┏┓┗┛"


def harm(text: str) -> list[str]:
    """Return the signs in a text that could steer a terminal, or that nobody sees."""
    return [f"{ord(each):x}" for each in text if _is_harmful(each)]


@cache
def _is_harmful(sign: str) -> bool:
    return (
        unicodedata.category(sign) in _STEERING
        or unicodedata.bidirectional(sign) in _TURNING
        or sign in _MARKS
        or 0xE0000 <= ord(sign) <= 0xE0FFF
    )


def every_text(thing: object) -> Iterator[str]:
    """Yield every text in plain values, however deep."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        yield from every_text(list(thing.items()))
    elif isinstance(thing, list | tuple | set | frozenset):
        for each in thing:
            yield from every_text(each)


def lines(app: App[Any]) -> list[str]:
    """Return what is on the screen, line by line, without blanks cut off."""
    # Private, as in tests/conftest.py: Textual has no public way to read the screen.
    return [strip.text for strip in app.screen._compositor.render_strips()]


def assert_sound(app: App[Any]) -> list[str]:
    """Check that the screen is harmless and lines up; return its lines."""
    seen = lines(app)
    width, height = app.size
    assert len(seen) == height
    for line in seen:
        assert harm(line) == [], line
        assert cell_len(line) == width, line
    for pane in app.screen.query(Pane):
        if pane.display and pane.region and not app.screen.is_modal:
            _assert_framed(pane, seen)
    assert app.is_running
    assert app.title == "Lightkeeper"
    assert app.sub_title == ""
    return seen


def _assert_framed(pane: Pane[Any], seen: list[str]) -> None:
    region = pane.region
    for line in seen[region.y : region.bottom]:
        signs = cells(line)
        for x in (region.x, region.right - 1):
            assert signs[x] in _EDGES, f"column {x} of {line}"


def cells(line: str) -> list[str]:
    """Return what stands in each cell of a line; an empty text in the second of a wide sign."""
    signs: list[str] = []
    for begin, end, width in split_graphemes(line)[0]:
        signs += [line[begin:end], *[""] * (width - 1)][:width]
    return signs
