"""The grammar of template expressions: from ``[concat('a', parameters('b').c[0])]`` to a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from msgspec import Struct

LENGTH = 24_576
"""Characters of the longest expression that Azure takes."""
DEPTH = 40
"""Calls within one another."""

_TOKEN = re.compile(
    r"\s*+(?:(?P<text>'[^']*+(?:''[^']*+)*+')|(?P<number>[-+]?\d++)"
    r"|(?P<name>[^\W\d]\w*+)|(?P<sign>[()\[\],.])|(?P<other>\S)|(?P<end>\Z))"
)
_DIGITS = 18
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class ExpressionError(Exception):
    """A text is no expression; says why and where."""


class Literal(Struct, frozen=True):
    """A value that is written out."""

    value: str | int | bool | None


class Call(Struct, frozen=True):
    """A function and what it is given."""

    name: str
    """In lower case; functions of the template's own have their namespace before a dot."""
    arguments: tuple[Node, ...]


class Index(Struct, frozen=True):
    """A member of an object or an item of a list."""

    of: Node
    key: Node


Node = Literal | Call | Index


def is_expression(text: str) -> bool:
    """Whether Azure would evaluate a text: it stands in brackets, the first not doubled."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def literal(text: str) -> str:
    """Return what a text says that is no expression: ``[[x]`` is ``[x]``."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


def parse(text: str) -> Node:
    """Parse an expression, which stands in brackets.

    Raises:
        ExpressionError: It is none.
    """
    if len(text) > LENGTH:
        raise ExpressionError(f"it has over {LENGTH:,} characters")
    parser = _Parser(text[1:-1])
    found = parser.expression(0)
    parser.expect("")
    return found


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._token = self._read(0)

    def expression(self, depth: int) -> Node:
        """Read a value and the members that are taken of it."""
        if depth > DEPTH:
            raise ExpressionError(f"more than {DEPTH} calls stand within one another")
        found = self._value(depth)
        while self._token.text in (".", "["):
            if self._take().text == "[":
                found = Index(found, self.expression(depth + 1))
                self.expect("]")
            else:
                found = Index(found, Literal(self._name()))
        return found

    def expect(self, sign: str) -> None:
        """Take this sign, or the end."""
        if self._token.text != sign or self._token.kind not in ("sign", "end"):
            raise self._wrong(f"{sign} is missing" if sign else "something follows the end")
        self._take()

    def _value(self, depth: int) -> Node:
        token = self._take()
        if token.kind == "text":
            return Literal(token.text[1:-1].replace("''", "'"))
        if token.kind == "number":
            if len(token.text) > _DIGITS:
                raise ExpressionError(f"the number at character {token.at + 1} is too large")
            return Literal(int(token.text))
        if token.kind != "name":
            self._token = token
            raise self._wrong("a value is missing")
        return self._call(token.text.lower(), depth)

    def _call(self, name: str, depth: int) -> Node:
        if self._token.text == "." and name not in _WORDS:
            self._take()
            name = f"{name}.{self._name().lower()}"
        if self._token.text != "(" and name in _WORDS:
            return Literal(_WORDS[name])
        self.expect("(")
        arguments: list[Node] = []
        while self._token.text != ")":
            if arguments:
                self.expect(",")
            arguments.append(self.expression(depth + 1))
        self.expect(")")
        return Call(name, tuple(arguments))

    def _name(self) -> str:
        if self._token.kind != "name":
            raise self._wrong("a name is missing")
        return self._take().text

    def _take(self) -> _Token:
        token = self._token
        self._token = self._read(token.at + len(token.text))
        return token

    def _read(self, at: int) -> _Token:
        match = _TOKEN.match(self._text, at)
        if match is None or match.lastgroup is None:
            return _Token("end", "", len(self._text))
        return _Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))

    def _wrong(self, what: str) -> ExpressionError:
        token = self._token
        if token.text == "'":
            what = "a text is not closed: a single quotation mark is missing"
        there = f"before {token.text[:20]}" if token.text else "at the end"
        return ExpressionError(f"{what} {there} (character {token.at + 2})")
