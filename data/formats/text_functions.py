"""The functions of template expressions on texts and numbers.

As Microsoft documents them: ``startsWith``, ``endsWith``, ``indexOf`` and ``lastIndexOf`` see no
letter case, ``contains``, ``replace`` and ``equals`` do. ``guid`` is RFC 4122 version 5 over one
namespace, of the values joined by hyphens; namespace and hyphen agree between independent public
programs that compute the ids of deployed resources, but were not compared with a live Azure here.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator

from data.formats.functions import number_of, table, text_of
from data.formats.json_text import NotJsonError, parse_json
from data.formats.values import TEXT_LENGTH, UnsuitedError, Value, as_text, built, kind

_GUIDS = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
_LARGEST = 2**63
_HOLE = re.compile(r"\{\{|\}\}|\{(\d{1,4})\}|[{}]")


def guid(first: Value, *others: Value) -> str:
    """Return the GUID that belongs to these values."""
    name = "-".join(text_of(each) for each in (first, *others))
    return str(uuid.UUID(bytes=_version_5(name), version=5))


def _version_5(name: str) -> bytes:
    data = _GUIDS.bytes + name.encode("utf-8", "surrogatepass")
    return hashlib.sha1(data, usedforsecurity=False).digest()[:16]


def format_text(template: Value, *values: Value) -> str:
    """Put values in the place of ``{0}``, ``{1}``, …; ``{{`` is a brace."""

    def filled(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        if match[1] is None:
            raise UnsuitedError("format() is read with {0} alone, without alignment or format")
        if int(match[1]) >= len(values):
            raise UnsuitedError(f"format() has no value for {match[0]}")
        return as_text(values[int(match[1])])

    return _replaced(_HOLE, filled, text_of(template))


def _replaced(pattern: re.Pattern[str], fill: Callable[[re.Match[str]], str], text: str) -> str:
    """Like ``re.sub``, which would build a text of any length."""

    def pieces() -> Iterator[str]:
        end = 0
        for match in pattern.finditer(text):
            yield text[end : match.start()]
            yield fill(match)
            end = match.end()
        yield text[end:]

    return built(pieces())


def replace(text: Value, old: Value, new: Value) -> str:
    """Put one text in the place of another."""
    if not text_of(old):
        raise UnsuitedError("replace() needs a text to look for")
    return built(text_of(text).split(old), text_of(new))


def split(text: Value, by: Value) -> list[str]:
    """Cut a text at one delimiter, or at each of several."""
    delimiters = [text_of(each) for each in (by if isinstance(by, list) else [by])]
    if not delimiters or not all(delimiters):
        raise UnsuitedError("split() needs a delimiter")
    longest_first = sorted(delimiters, key=len, reverse=True)
    return re.split("|".join(map(re.escape, longest_first)), text_of(text))


def join(texts: Value, between: Value) -> str:
    """Make one text of a list."""
    if not isinstance(texts, list):
        raise UnsuitedError(f"join() needs a list, not {kind(texts)}")
    return built(map(as_text, texts), text_of(between))


def substring(text: Value, start: Value, length: Value = None) -> str:
    """Return a part of a text, which must be within it."""
    whole, first = text_of(text), number_of(start)
    count = len(whole) - first if length is None else number_of(length)
    if first < 0 or count < 0 or first + count > len(whole):
        raise UnsuitedError("substring() asks for more than the text has")
    return whole[first : first + count]


def pad_left(text: Value, width: Value, filling: Value = " ") -> str:
    """Put a character before a text until it is wide enough."""
    if len(text_of(filling)) != 1:
        raise UnsuitedError("padLeft() fills with one character")
    whole = as_text(text)
    if number_of(width) > TEXT_LENGTH:
        raise UnsuitedError(f"a text has over {TEXT_LENGTH:,} characters")
    return whole.rjust(number_of(width), text_of(filling))


def to_int(value: Value) -> int:
    """Return a text or number as a whole number."""
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?[0-9]{1,18}\s*", value):
        return int(value)
    return number_of(value)


def to_bool(value: Value) -> bool:
    """Return a text or number as true or false."""
    if isinstance(value, str) and value.strip().lower() in ("true", "false", "1", "0"):
        return value.strip().lower() in ("true", "1")
    return value if isinstance(value, bool) else number_of(value) != 0


def from_json(text: Value) -> Value:
    """Read a JSON text."""
    try:
        return parse_json(text_of(text))
    except NotJsonError as error:
        raise UnsuitedError(f"json() is given what is no JSON: {error.cause}") from None


def index_of(text: Value, part: Value) -> int:
    """Return where a text first stands in another, or -1."""
    return text_of(text).lower().find(text_of(part).lower())


def last_index_of(text: Value, part: Value) -> int:
    """Return where a text last stands in another, or -1."""
    return text_of(text).lower().rfind(text_of(part).lower())


def _starts(text: Value, start: Value) -> bool:
    return text_of(text).lower().startswith(text_of(start).lower())


def _ends(text: Value, end: Value) -> bool:
    return text_of(text).lower().endswith(text_of(end).lower())


def _whole(number: int) -> int:
    if not -_LARGEST <= number < _LARGEST:
        raise UnsuitedError("a number is beyond 64 bits")
    return number


def _divided(one: Value, other: Value, part: int) -> int:
    """Divide as machines do: towards zero, the rest with the sign of the first."""
    first, second = number_of(one), number_of(other)
    if second == 0:
        raise UnsuitedError("a number is divided by zero")
    quotient = abs(first) // abs(second) * (1 if (first < 0) == (second < 0) else -1)
    return _whole((quotient, first - quotient * second)[part])


def _add(one: Value, other: Value) -> int:
    return _whole(number_of(one) + number_of(other))


def _sub(one: Value, other: Value) -> int:
    return _whole(number_of(one) - number_of(other))


def _mul(one: Value, other: Value) -> int:
    return _whole(number_of(one) * number_of(other))


def _div(one: Value, other: Value) -> int:
    return _divided(one, other, 0)


def _mod(one: Value, other: Value) -> int:
    return _divided(one, other, 1)


TEXT_FUNCTIONS = table(
    {
        "format": format_text,
        "guid": guid,
        "string": as_text,
        "toLower": lambda text: text_of(text).lower(),
        "toUpper": lambda text: text_of(text).upper(),
        "trim": lambda text: text_of(text).strip(),
    },
    textual=True,
) | table(
    {
        "add": _add,
        "bool": to_bool,
        "div": _div,
        "endsWith": _ends,
        "indexOf": index_of,
        "int": to_int,
        "join": join,
        "json": from_json,
        "lastIndexOf": last_index_of,
        "mod": _mod,
        "mul": _mul,
        "padLeft": pad_left,
        "replace": replace,
        "split": split,
        "startsWith": _starts,
        "sub": _sub,
        "substring": substring,
    }
)
