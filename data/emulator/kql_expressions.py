"""Tokens and expressions of the query language: what stands between the pipes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from data.emulator.kql_values import FUNCTIONS, TESTS, text

Row = dict[str, Any]
Value = Callable[[Row], Any]

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*)
      |(?P<string>@?'(?:[^'\\]|\\.)*'|@?"(?:[^"\\]|\\.)*")
      |(?P<number>\d+(?:\.\d+)?)
      |(?P<word>(?:project-\w+|mv-expand|mv-apply|!?in~)(?!\w)|!?[A-Za-z_]\w*)
      |(?P<sign>==|!=|=~|!~|<=|>=|[<>|=,().\[\]*-])
      |(?P<unknown>.)""",
    re.VERBOSE | re.DOTALL,
)
_LITERALS: dict[str, Any] = {"true": True, "false": False, "null": None}


class KqlError(Exception):
    """A query that cannot be run here."""


@dataclass(frozen=True)
class Token:
    """One word, sign or literal."""

    kind: str
    text: str


@dataclass(frozen=True)
class Expression:
    """Something that has a value for each row."""

    value: Value
    name: str
    """The column that it becomes when the query gives it no name; empty when it has none."""


def tokens(query: str) -> list[Token]:
    """Cut a query into tokens."""
    found = []
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or ""
        if kind == "unknown":
            raise KqlError(f"The query has a character that means nothing: {match[0]!r}.")
        if kind != "blank":
            found.append(Token(kind, match[0]))
    return found


class Reader:
    """Reads tokens one after the other, and expressions over the columns that there are."""

    def __init__(self, found: list[Token], columns: Iterable[str]) -> None:
        self._tokens = found
        self._at = 0
        self._columns = frozenset(columns)

    @property
    def at_end(self) -> bool:
        """Whether everything was read."""
        return self._at >= len(self._tokens)

    def peek(self, ahead: int = 0) -> str:
        """Return the token that comes next, empty at the end."""
        at = self._at + ahead
        return self._tokens[at].text if at < len(self._tokens) else ""

    def accept(self, *wanted: str) -> str:
        """Read the next token if it is one of these, and return it."""
        word = self.peek()
        if word.lower() not in wanted:
            return ""
        self._at += 1
        return word.lower()

    def expect(self, *wanted: str) -> str:
        """Read the next token, which must be one of these."""
        if not (found := self.accept(*wanted)):
            raise KqlError(f"'{wanted[0]}' was expected before '{self.peek() or 'the end'}'.")
        return found

    def take(self, kind: str) -> str:
        """Read the next token, which must be of a kind."""
        if self.at_end or self._tokens[self._at].kind != kind:
            raise KqlError(f"A {kind} was expected before '{self.peek() or 'the end'}'.")
        self._at += 1
        return self._tokens[self._at - 1].text

    def finish(self) -> None:
        """Refuse what is left over."""
        if not self.at_end:
            raise KqlError(f"'{self.peek()}' was not expected.")

    def separated(self, one: Callable[[], Any]) -> list[Any]:
        """Read one or more things with commas between them."""
        things = [one()]
        while self.accept(","):
            things.append(one())
        return things

    def named(self) -> Expression:
        """Read ``name = expression`` or an expression that brings its own name."""
        name = ""
        if self.peek(1) == "=":
            name = self.take("word")
            self.expect("=")
        found = self.expression()
        return Expression(found.value, name or found.name)

    def expression(self) -> Expression:
        """Read an expression."""
        found = self._conjunction()
        while self.accept("or"):
            found = _either(found, self._conjunction())
        return found

    def _conjunction(self) -> Expression:
        found = self._comparison()
        while self.accept("and"):
            found = _both(found, self._comparison())
        return found

    def _comparison(self) -> Expression:
        left = self._operand()
        word = self.peek().lower()
        if word in ("in", "in~", "!in", "!in~"):
            self._at += 1
            return self._membership(left, word)
        if test := TESTS.get(word):
            self._at += 1
            return _compared(test, left, self._operand())
        return left

    def _membership(self, left: Expression, word: str) -> Expression:
        self.expect("(")
        choices: list[Expression] = self.separated(self._operand)
        self.expect(")")
        same = TESTS["=~" if word.endswith("~") else "=="]
        wanted = not word.startswith("!")

        def value(row: Row) -> bool:
            one = left.value(row)
            return any(same(one, each.value(row)) for each in choices) is wanted

        return Expression(value, "")

    def _operand(self) -> Expression:
        if self.accept("("):
            inner = self.expression()
            self.expect(")")
            return inner
        if self.at_end:
            raise KqlError("The query ends too early.")
        kind = self._tokens[self._at].kind
        if kind == "string":
            return _literal(_unquoted(self.take("string")))
        if kind == "number":
            number = self.take("number")
            return _literal(float(number) if "." in number else int(number))
        word = self.take("word")
        if word.lower() in _LITERALS:
            return _literal(_LITERALS[word.lower()])
        return self._call(word.lower()) if self.peek() == "(" else self._path(word)

    def _call(self, name: str) -> Expression:
        function = FUNCTIONS.get(name)
        if function is None:
            raise KqlError(f"There is no function '{name}' here.")
        self.expect("(")
        arguments: list[Expression] = [] if self.peek() == ")" else self.separated(self.expression)
        self.expect(")")
        values = [each.value for each in arguments]
        column = arguments[0].name if len(arguments) == 1 else ""
        return Expression(lambda row: function(*(each(row) for each in values)), column)

    def _path(self, first: str) -> Expression:
        if first not in self._columns:
            raise KqlError(f"There is no column '{first}'.")
        steps: list[str | int] = []
        while self.peek() in (".", "["):
            if self.accept("."):
                steps.append(self.take("word"))
                continue
            self.expect("[")
            in_text = self.peek()[:1] in "'\"@"
            steps.append(_unquoted(self.take("string")) if in_text else int(self.take("number")))
            self.expect("]")
        if not steps:
            return Expression(lambda row: row.get(first), first)
        name = "_".join([first, *map(str, steps)])
        return Expression(lambda row: _walk(row.get(first), steps), name)


def _walk(value: Any, steps: list[str | int]) -> Any:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _literal(value: Any) -> Expression:
    return Expression(lambda row: value, "")


def _compared(test: Callable[[Any, Any], bool], left: Expression, right: Expression) -> Expression:
    return Expression(lambda row: test(left.value(row), right.value(row)), "")


def _both(left: Expression, right: Expression) -> Expression:
    return Expression(lambda row: bool(left.value(row)) and bool(right.value(row)), "")


def _either(left: Expression, right: Expression) -> Expression:
    return Expression(lambda row: bool(left.value(row)) or bool(right.value(row)), "")


def _unquoted(quoted: str) -> str:
    if quoted.startswith("@"):
        return quoted[2:-1]
    return re.sub(r"\\(.)", r"\1", quoted[1:-1])


def sort_key(value: Any) -> tuple[int, Any, str]:
    """Return what any two values can be ordered by: nothing first, numbers, then text."""
    if value is None:
        return 0, 0, ""
    if isinstance(value, int | float):
        return 1, value, ""
    return 2, 0, text(value)
