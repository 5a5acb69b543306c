"""The values of template expressions: plain JSON, or unresolved with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

Value = Any
"""What JSON has (text, number, truth value, null, list, object), or :class:`Unresolved`."""

TEXT_LENGTH = 131_072
"""Characters of the longest text that is built."""
NESTED = 48
"""Levels of lists and objects that are looked into."""
_CHARACTERS = 64
"""Characters of a text that count as one piece of work."""

_NAME = re.compile(r"[A-Za-z_$][\w$-]*")


class Unresolved(Struct, frozen=True):
    """Stands for a value that cannot be known here; never for a guess."""

    why: str
    path: str = ""
    """Where the expression stands that could not be resolved."""
    stand_in: str = ""
    """A text that is the same for the same unknown, so that two uses of it can be matched."""


class UnsuitedError(Exception):
    """A function cannot do with what it was given; says why."""


class Work:
    """How much is spent on one template, so that none keeps us busy for long."""

    def __init__(self, limit: int = 400_000) -> None:
        self._left = limit
        self.depth = 0
        """Evaluations that are under way, one within another."""

    def charge(self, amount: int = 1) -> None:
        """Take a part of it.

        Raises:
            UnsuitedError: Nothing is left.
        """
        self._left -= amount
        if self._left < 0:
            raise UnsuitedError("the template asks for more work than is spent on one")


def at(path: str, key: str | int) -> str:
    """Return the JSON path of a member or an item."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if _NAME.fullmatch(key):
        return f"{path}.{key}"
    quoted = key.replace("\\", "\\\\").replace("'", "\\'")
    return f"{path}['{quoted}']"


def member(value: Value, name: str, default: Value = None) -> Value:
    """Return a member of an object; its name counts in any case, as for Azure."""
    if not isinstance(value, dict):
        return default
    if name in value:
        return value[name]
    wanted = name.casefold()
    return next((each for key, each in value.items() if key.casefold() == wanted), default)


def survey(value: Value, work: Work) -> Unresolved | None:
    """Go through a whole value and return its first unresolved part, if any.

    Raises:
        UnsuitedError: It is nested too deep, or larger than the work that is left.
    """
    found: Unresolved | None = None
    open_values = [(value, 0)]
    while open_values:
        each, depth = open_values.pop()
        work.charge(1 + len(each) // _CHARACTERS if isinstance(each, str) else 1)
        if depth > NESTED:
            raise UnsuitedError(f"lists and objects are nested over {NESTED} levels")
        if isinstance(each, Unresolved):
            found = found or each
        elif isinstance(each, dict):
            open_values += ((part, depth + 1) for part in reversed(each.values()))
        elif isinstance(each, list):
            open_values += ((part, depth + 1) for part in reversed(each))
    return found


def spell(value: Value) -> str:
    """Return a value as JSON without blanks; an unresolved one by its stand-in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_stand_in)


def _stand_in(value: Unresolved) -> str:
    return value.stand_in


def as_text(value: Value) -> str:
    """Return a value as Azure makes it a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "True" if value else "False"
    return "" if value is None else spell(value)


def kind(value: Value) -> str:
    """Say what kind of value it is."""
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, Unresolved):
        return "an unresolved value"
    names = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "null")


def built(pieces: Iterable[str], between: str = "") -> str:
    """Join texts.

    Raises:
        UnsuitedError: The result would be too long.
    """
    found: list[str] = []
    length = 0
    for each in pieces:
        length += len(each) + len(between)
        if length > TEXT_LENGTH + len(between):
            raise UnsuitedError(f"a text has over {TEXT_LENGTH:,} characters")
        found.append(each)
    return between.join(found)
