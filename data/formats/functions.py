"""The functions of template expressions that need nothing but what they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, signature

from data.formats.values import UnsuitedError, Value, kind

Plain = Callable[..., Value]


@dataclass(frozen=True)
class Function:
    """A function and how it may be called."""

    call: Plain
    least: int
    most: float
    partial: bool
    """Whether lists and objects may hold unresolved parts, which it passes on."""
    textual: bool
    """Whether it makes a text of texts, so that stand-ins can go through it."""
    keeps: bool
    """Whether it takes unresolved values as they are, to be parts of what it makes."""


def described(call: Plain, **traits: bool) -> Function:
    """Return a function with the number of arguments that it takes."""
    parameters = signature(call).parameters.values()
    least = sum(
        each.default is Parameter.empty and each.kind is not Parameter.VAR_POSITIONAL
        for each in parameters
    )
    endless = any(each.kind is Parameter.VAR_POSITIONAL for each in parameters)
    most = float("inf") if endless else len(parameters)
    return Function(call, least, most, **traits)


def check_count(name: str, function: Function, count: int) -> None:
    """Refuse a wrong number of arguments.

    Raises:
        UnsuitedError: It is wrong.
    """
    if not function.least <= count <= function.most:
        wanted = (
            f"{function.least}"
            if function.least == function.most
            else f"at least {function.least}"
            if function.most == float("inf")
            else f"{function.least} to {function.most}"
        )
        raise UnsuitedError(f"{name}() takes {wanted} values, not {count}")


def text_of(value: Value) -> str:
    """Return the value, which must be a text."""
    if isinstance(value, str):
        return value
    raise UnsuitedError(f"a text is needed, not {kind(value)}")


def number_of(value: Value) -> int:
    """Return the value, which must be a whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise UnsuitedError(f"a whole number is needed, not {kind(value)}")


def list_of(value: Value) -> list[Value]:
    """Return the value, which must be a list."""
    if isinstance(value, list):
        return value
    raise UnsuitedError(f"a list is needed, not {kind(value)}")


def truth_of(value: Value) -> bool:
    """Return the value, which must be true or false."""
    if isinstance(value, bool):
        return value
    raise UnsuitedError(f"true or false is needed, not {kind(value)}")


def table(
    plain: Mapping[str, Plain],
    *,
    partial: bool = False,
    textual: bool = False,
    keeps: bool = False,
) -> dict[str, Function]:
    """Return functions by their names in lower case."""
    return {
        name.lower(): described(call, partial=partial, textual=textual, keeps=keeps)
        for name, call in plain.items()
    }
