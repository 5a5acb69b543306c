"""JSON as people have it: byte order marks, comments, any line end; mistakes are explained."""

from __future__ import annotations

import json
import re
from typing import Any

from data.clean import clean
from data.errors import PlainError
from data.formats.json_mistakes import mistake
from data.formats.json_outline import DEPTH, outlined

_LINE_END = re.compile(r"\r\n|\r|\n")
_EXCERPT = 40
_LARGEST = 2**63


class NotJsonError(PlainError):
    """A file is no JSON: where, the text there, and what is usually wrong."""

    def __init__(self, what: str, text: str, at: int, cause: str) -> None:
        ends = [each.end() for each in _LINE_END.finditer(text, 0, at)]
        start = ends[-1] if ends else 0
        self.line = len(ends) + 1
        """Counted from 1, as editors do; so is the column."""
        self.column = at - start + 1
        self.excerpt = clean(_LINE_END.split(text[max(start, at - _EXCERPT) : at + _EXCERPT])[0])
        """The line there, or the part of it around the place."""
        self.cause = cause
        there = f' There: "{self.excerpt}".' if self.excerpt else ""
        super().__init__(f"{what}, line {self.line}, column {self.column}: {cause}{there}")


def read_json(content: bytes, what: str = "The file") -> Any:
    """Return what JSON says: values of Python's own kinds.

    A number beyond 64 bits stays as it is written, a text.

    Args:
        content: The file; UTF-8 or UTF-16, with a byte order mark or without.
        what: How a message names the file.

    Raises:
        NotJsonError: It is no JSON.
    """
    return parse_json(_decoded(content, what), what)


def parse_json(text: str, what: str = "The text") -> Any:
    """Return what a JSON text says; see :func:`read_json`."""
    outline = outlined(text)
    if outline.too_deep is not None:
        cause = f"more than {DEPTH} brackets stand within one another."
        raise NotJsonError(what, text, outline.too_deep, cause)
    try:
        return json.loads(
            outline.plain, parse_int=_whole, parse_float=_real, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        raise NotJsonError(what, text, *mistake(outline, error.pos, error.msg)) from None
    except _NoNumberError as error:
        at = outline.plain.find(str(error))
        raise NotJsonError(what, text, at, f"{error} is no number in JSON.") from None


def _decoded(content: bytes, what: str) -> str:
    encoding = json.detect_encoding(content)
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, errors="replace")
        name = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
        cause = f"a character that is no {name}; save the file as UTF-8."
        raise NotJsonError(what, before, len(before), cause) from None


class _NoNumberError(Exception):
    """``NaN`` or infinity, which Python would take."""


def _no_number(word: str) -> None:
    raise _NoNumberError(word)


def _whole(digits: str) -> int | str:
    if len(digits) > len(str(_LARGEST)) + 1:
        return digits
    number = int(digits)
    return number if -_LARGEST <= number < _LARGEST else digits


def _real(digits: str) -> float | str:
    number = float(digits)
    return number if abs(number) != float("inf") else digits
