"""A small part of the query language: a table, and the steps that its rows go through.

Read are: where, project, project-away, project-keep, project-rename, extend, order by (or sort
by), limit (or take), top, count, distinct, summarize (count, countif, dcount, min, max) and
mv-expand. Anything else is refused, so that a query which this Azure does not understand is never
answered wrongly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.emulator.kql_expressions import (
    Expression,
    KqlError,
    Reader,
    Row,
    Token,
    sort_key,
    tokens,
)
from data.emulator.kql_values import text
from data.emulator.results import Result

_EXPANDED = 128
"""Rows that ``mv-expand`` makes of one row at most."""

_Step = Callable[[Reader, Result], Result]
_Sum = Callable[[list[Row]], Any]


def run(query: str, table: Callable[[str], Result | None]) -> Result:
    """Return the rows that a query asks for.

    Args:
        query: The text of the query.
        table: Gives the rows of a table by its name in lower case, or nothing.

    Raises:
        KqlError: When the query is wrong, or beyond what is read here.
    """
    first, *steps = _steps(tokens(query))
    if len(first) != 1:
        raise KqlError("The query does not begin with the name of a table.")
    result = table(first[0].text.lower())
    if result is None:
        raise KqlError(f"There is no table '{first[0].text}'.")
    for found in steps:
        reader = Reader(found, result.columns)
        name = reader.take("word").lower()
        step = _STEPS.get(name)
        if step is None:
            raise KqlError(f"'{name}' is not read here.")
        result = step(reader, result)
        reader.finish()
    return result


def _steps(found: list[Token]) -> list[list[Token]]:
    steps: list[list[Token]] = [[]]
    for token in found:
        if token == Token("sign", "|"):
            steps.append([])
        else:
            steps[-1].append(token)
    return steps


def _where(reader: Reader, before: Result) -> Result:
    keep = reader.expression().value
    return Result([row for row in before.rows if keep(row)], before.columns)


def _project(reader: Reader, before: Result) -> Result:
    columns = _named(reader)
    names = [name for name, _ in columns]
    rows = [{name: each.value(row) for name, each in columns} for row in before.rows]
    return Result(rows, tuple(names))


def _extend(reader: Reader, before: Result) -> Result:
    columns = _named(reader)
    rows = [{**row, **{name: each.value(row) for name, each in columns}} for row in before.rows]
    return Result(rows, tuple(dict.fromkeys([*before.columns, *(name for name, _ in columns)])))


def _project_away(reader: Reader, before: Result) -> Result:
    gone = {each.name for each in reader.separated(reader.expression)}
    return _only(before, [each for each in before.columns if each not in gone])


def _project_keep(reader: Reader, before: Result) -> Result:
    kept = {each.name for each in reader.separated(reader.expression)}
    return _only(before, [each for each in before.columns if each in kept])


def _project_rename(reader: Reader, before: Result) -> Result:
    new_names: dict[str, str] = {}

    def pair() -> None:
        new = reader.take("word")
        reader.expect("=")
        new_names[reader.expression().name] = new

    reader.separated(pair)
    rows = [{new_names.get(key, key): value for key, value in row.items()} for row in before.rows]
    return Result(rows, tuple(new_names.get(each, each) for each in before.columns))


def _order(reader: Reader, before: Result) -> Result:
    reader.expect("by")
    return Result(
        _sorted(before.rows, reader.separated(lambda: _direction(reader))), before.columns
    )


def _limit(reader: Reader, before: Result) -> Result:
    return Result(before.rows[: int(reader.take("number"))], before.columns)


def _top(reader: Reader, before: Result) -> Result:
    count = int(reader.take("number"))
    ordered = _order(reader, before)
    return Result(ordered.rows[:count], before.columns)


def _count(reader: Reader, before: Result) -> Result:
    return Result([{"Count": len(before.rows)}], ("Count",))


def _distinct(reader: Reader, before: Result) -> Result:
    projected = before if reader.accept("*") else _project(reader, before)
    seen = {text(list(row.values())): row for row in reversed(projected.rows)}
    return Result(list(reversed(seen.values())), projected.columns)


def _summarize(reader: Reader, before: Result) -> Result:
    sums: list[tuple[str, _Sum]] = []
    if reader.peek().lower() != "by":
        sums = reader.separated(lambda: _sum(reader))
    keys = _named(reader) if reader.accept("by") else []
    groups: dict[str, tuple[Row, list[Row]]] = {}
    for row in before.rows:
        key = {name: each.value(row) for name, each in keys}
        groups.setdefault(text(list(key.values())), (key, []))[1].append(row)
    if not keys and not groups:
        groups[""] = ({}, [])
    rows = [{**key, **{name: total(some) for name, total in sums}} for key, some in groups.values()]
    return Result(rows, tuple([name for name, _ in keys] + [name for name, _ in sums]))


def _mv_expand(reader: Reader, before: Result) -> Result:
    found = reader.named()
    name = _needed(found, 0)
    rows = []
    for row in before.rows:
        values = found.value(row)
        many = values if isinstance(values, list) else [values]
        rows += [{**row, name: each} for each in many[:_EXPANDED]]
    return Result(rows, tuple(dict.fromkeys([*before.columns, name])))


def _named(reader: Reader) -> list[tuple[str, Expression]]:
    found: list[Expression] = reader.separated(reader.named)
    return [(_needed(each, at), each) for at, each in enumerate(found)]


def _needed(found: Expression, at: int) -> str:
    return found.name or f"Column{at + 1}"


def _only(before: Result, columns: list[str]) -> Result:
    rows = [{name: row.get(name) for name in columns} for row in before.rows]
    return Result(rows, tuple(columns))


def _direction(reader: Reader) -> tuple[Expression, bool]:
    found = reader.expression()
    return found, reader.accept("asc", "desc") != "asc"


def _sorted(rows: list[Row], by: list[tuple[Expression, bool]]) -> list[Row]:
    ordered = list(rows)
    for expression, descending in reversed(by):
        ordered.sort(key=_order_by(expression), reverse=descending)
    return ordered


def _order_by(expression: Expression) -> Callable[[Row], Any]:
    return lambda row: sort_key(expression.value(row))


def _sum(reader: Reader) -> tuple[str, _Sum]:
    name = ""
    if reader.peek(1) == "=":
        name = reader.take("word")
        reader.expect("=")
    kind = reader.expect(*_SUMS)
    reader.expect("(")
    of = None if reader.peek() == ")" else reader.expression()
    reader.expect(")")
    if (of is None) is not (kind == "count"):
        raise KqlError(f"'{kind}' has too few or too many arguments.")
    return name or f"{kind}_{of.name if of else ''}", _SUMS[kind](of)


def _counted(of: Expression | None) -> _Sum:
    return len


def _over(total: Callable[[list[Any]], Any]) -> Callable[[Expression | None], _Sum]:
    def sum_of(of: Expression | None) -> _Sum:
        return lambda rows: total([of.value(row) for row in rows] if of else [])

    return sum_of


_SUMS: dict[str, Callable[[Expression | None], _Sum]] = {
    "count": _counted,
    "countif": _over(lambda values: sum(map(bool, values))),
    "dcount": _over(lambda values: len({text(value) for value in values})),
    "min": _over(lambda values: min(values, key=sort_key, default=None)),
    "max": _over(lambda values: max(values, key=sort_key, default=None)),
}

_STEPS: dict[str, _Step] = {
    "where": _where,
    "project": _project,
    "extend": _extend,
    "project-away": _project_away,
    "project-keep": _project_keep,
    "project-rename": _project_rename,
    "order": _order,
    "sort": _order,
    "limit": _limit,
    "take": _limit,
    "top": _top,
    "count": _count,
    "distinct": _distinct,
    "summarize": _summarize,
    "mv-expand": _mv_expand,
}
