"""The functions of template expressions on lists, objects and truth values."""

from __future__ import annotations

from collections.abc import Iterable

from data.formats.functions import list_of, number_of, table, text_of, truth_of
from data.formats.values import (
    NESTED,
    Unresolved,
    UnsuitedError,
    Value,
    as_text,
    built,
    kind,
    member,
    spell,
)

RANGE_COUNT = 10_000
"""The longest range that Azure makes."""


def concat(first: Value, *others: Value) -> Value:
    """Join texts, or lists."""
    values = (first, *others)
    if isinstance(first, list):
        return [part for each in values for part in list_of(each)]
    if any(isinstance(each, (list, dict)) for each in values):
        raise UnsuitedError("concat() joins texts or lists, not both")
    return built(map(as_text, values))


def create_object(*pairs: Value) -> dict[str, Value]:
    """Return an object of names and values in turn."""
    if len(pairs) % 2:
        raise UnsuitedError("createObject() needs a value for each name")
    return {text_of(pairs[each]): pairs[each + 1] for each in range(0, len(pairs), 2)}


def union(first: Value, second: Value, *others: Value) -> Value:
    """Put lists together without repetition, or objects, the last of a name counting."""
    values = (first, second, *others)
    if isinstance(first, dict):
        found: dict[str, Value] = {}
        for each in values:
            found = _merged(found, each, 0)
        return found
    return list(_distinct(part for each in values for part in list_of(each)))


def _merged(one: dict[str, Value], other: Value, depth: int) -> dict[str, Value]:
    if not isinstance(other, dict) or depth > NESTED:
        raise UnsuitedError(f"union() needs an object here, not {kind(other)}")
    found = dict(one)
    for name, value in other.items():
        before = found.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            value = _merged(before, value, depth + 1)
        found[name] = value
    return found


def _distinct(values: Iterable[Value]) -> Iterable[Value]:
    seen = set()
    for each in values:
        if (key := spell(each)) not in seen:
            seen.add(key)
            yield each


def intersection(first: Value, second: Value, *others: Value) -> Value:
    """Return what all lists or objects have."""
    rest = (second, *others)
    if isinstance(first, dict):
        return {
            name: value
            for name, value in first.items()
            if all(
                isinstance(each, dict) and name in each and equals(each[name], value)
                for each in rest
            )
        }
    common = [{spell(part) for part in list_of(each)} for each in rest]
    return [
        each
        for each in _distinct(list_of(first))
        if all(spell(each) in others_have for others_have in common)
    ]


def first(value: Value) -> Value:
    """Return the first item or character."""
    return _end(value, 0)


def last(value: Value) -> Value:
    """Return the last item or character."""
    return _end(value, -1)


def _end(value: Value, place: int) -> Value:
    if isinstance(value, str):
        return value[place] if value else ""
    if not list_of(value):
        raise UnsuitedError("the list is empty")
    return value[place]


def length(value: Value) -> int:
    """Return the number of items, members or characters."""
    if isinstance(value, (str, list, dict)):
        return len(value)
    raise UnsuitedError(f"length() needs a list, a text or an object, not {kind(value)}")


def empty(value: Value) -> bool:
    """Whether nothing is in it."""
    return value is None or length(value) == 0


def contains(container: Value, wanted: Value) -> bool:
    """Whether a list has an item, an object a member, or a text a part."""
    if isinstance(container, str):
        return as_text(wanted) in container
    if isinstance(container, dict):
        return member(container, as_text(wanted), container) is not container
    return any(equals(each, wanted) for each in list_of(container))


def equals(one: Value, other: Value) -> bool:
    """Whether two values are the same; letter case counts, the order of members does not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equals(one[each], other[each]) for each in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equals, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def number_range(start: Value, count: Value) -> list[int]:
    """Return whole numbers in a row."""
    begin, many = number_of(start), number_of(count)
    if not 0 <= many <= RANGE_COUNT:
        raise UnsuitedError(f"range() makes at most {RANGE_COUNT:,} numbers")
    return list(range(begin, begin + many))


def skip(value: Value, count: Value) -> Value:
    """Return what follows the first items or characters."""
    return (value if isinstance(value, str) else list_of(value))[max(number_of(count), 0) :]


def take(value: Value, count: Value) -> Value:
    """Return the first items or characters."""
    return (value if isinstance(value, str) else list_of(value))[: max(number_of(count), 0)]


def _numbers(values: tuple[Value, ...]) -> list[int]:
    several = list_of(values[0]) if len(values) == 1 and isinstance(values[0], list) else values
    if not several:
        raise UnsuitedError("the list is empty")
    return [number_of(each) for each in several]


def least(*values: Value) -> int:
    """Return the least of some numbers, or of a list."""
    return min(_numbers(values))


def greatest(*values: Value) -> int:
    """Return the greatest of some numbers, or of a list."""
    return max(_numbers(values))


def _ordered(one: Value, other: Value) -> int:
    if isinstance(one, str) and isinstance(other, str):
        return (one > other) - (one < other)
    return (number_of(one) > number_of(other)) - (number_of(one) < number_of(other))


def flatten(lists: Value) -> list[Value]:
    """Return the items of the lists in a list."""
    return [part for each in list_of(lists) for part in list_of(each)]


def try_get(value: Value, key: Value, *others: Value) -> Value:
    """Return a member or an item, or null when it is not there."""
    for each in (key, *others):
        if isinstance(value, dict):
            value = member(value, text_of(each))
        elif isinstance(value, list):
            place = number_of(each)
            value = value[place] if 0 <= place < len(value) else None
        if value is None or isinstance(value, Unresolved):
            return value
    return value


_MAKERS = {"createArray": lambda *values: list(values), "createObject": create_object}

COLLECTION_FUNCTIONS = (
    table(_MAKERS, keeps=True)
    | table({"concat": concat}, partial=True, textual=True)
    | table(
        {
            "array": lambda value: value if isinstance(value, list) else [value],
            "empty": empty,
            "first": first,
            "flatten": flatten,
            "last": last,
            "length": length,
            "range": number_range,
            "skip": skip,
            "take": take,
            "tryGet": try_get,
            "union": union,
        },
        partial=True,
    )
    | table(
        {
            "contains": contains,
            "equals": equals,
            "false": lambda: False,
            "greater": lambda one, other: _ordered(one, other) > 0,
            "greaterOrEquals": lambda one, other: _ordered(one, other) >= 0,
            "intersection": intersection,
            "less": lambda one, other: _ordered(one, other) < 0,
            "lessOrEquals": lambda one, other: _ordered(one, other) <= 0,
            "max": greatest,
            "min": least,
            "not": lambda value: not truth_of(value),
            "null": lambda: None,
            "true": lambda: True,
        }
    )
)
