"""Values of the query language: how they read as text, compare, and what functions make of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec


def text(value: Any) -> str:
    """Return a value as the query language writes it; nothing is an empty text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return msgspec.json.encode(value).decode()


def _equal(left: Any, right: Any) -> bool:
    return text(left) == text(right)


def _same(left: Any, right: Any) -> bool:
    return text(left).casefold() == text(right).casefold()


def _has(left: Any, right: Any) -> bool:
    term = re.escape(text(right))
    return re.search(rf"(?<![^\W_]){term}(?![^\W_])", text(left), re.IGNORECASE) is not None


def _contains(left: Any, right: Any) -> bool:
    return text(right).casefold() in text(left).casefold()


def _starts(left: Any, right: Any) -> bool:
    return text(left).casefold().startswith(text(right).casefold())


def _ends(left: Any, right: Any) -> bool:
    return text(left).casefold().endswith(text(right).casefold())


def _order(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        texts = isinstance(left, str) and isinstance(right, str)
        return (numbers or texts) and test(left, right)

    return compare


def _not(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: not test(left, right)


TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "==": _equal,
    "!=": _not(_equal),
    "=~": _same,
    "!~": _not(_same),
    "has": _has,
    "!has": _not(_has),
    "contains": _contains,
    "!contains": _not(_contains),
    "startswith": _starts,
    "!startswith": _not(_starts),
    "endswith": _ends,
    "!endswith": _not(_ends),
    "<": _order(lambda left, right: bool(left < right)),
    "<=": _order(lambda left, right: bool(left <= right)),
    ">": _order(lambda left, right: bool(left > right)),
    ">=": _order(lambda left, right: bool(left >= right)),
}
"""What stands between two values; ``in`` and its kin are read elsewhere."""


def _number(value: Any) -> int | None:
    try:
        return int(float(text(value)))
    except ValueError:
        return None


def _coalesce(*values: Any) -> Any:
    return next((each for each in values if each is not None and each != ""), None)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "tolower": lambda value: text(value).lower(),
    "toupper": lambda value: text(value).upper(),
    "tostring": text,
    "toint": _number,
    "tolong": _number,
    "todynamic": lambda value: value,
    "strlen": lambda value: len(text(value)),
    "strcat": lambda *values: "".join(map(text, values)),
    "split": lambda value, by: text(value).split(text(by)),
    "coalesce": _coalesce,
    "iff": lambda test, then, otherwise: then if test else otherwise,
    "iif": lambda test, then, otherwise: then if test else otherwise,
    "not": lambda value: not value,
    "isempty": lambda value: text(value) == "",
    "isnotempty": lambda value: text(value) != "",
    "isnull": lambda value: value is None,
    "isnotnull": lambda value: value is not None,
    "array_length": lambda value: len(value) if isinstance(value, list) else None,
}
