"""What somebody does in a form, one step at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class StepKind(StrEnum):
    """What is done with a field."""

    PASTE = "paste"
    PICK = "pick"
    """Its value is one of a list that the form offers."""
    PRESS = "press"
    """It is a button."""


class Step(NamedTuple):
    """One field of a form, or one button."""

    section: str
    """The part of the form in which it is."""
    field: str
    """What the form calls it."""
    value: str = ""
    """What belongs there, letter by letter; empty for a button, and where nothing is known."""
    hint: str = ""
    """What the value is, and what the form takes."""
    kind: StepKind = StepKind.PASTE
    place: str = ""
    """Where in the plan the value stands, as rules of lint name places."""
    warning: str = ""
    """Why the form may refuse it; empty when nothing is known against it."""


Mark = tuple[str, str, str, int]
"""Which step of a form it is, as long as it stays what it is."""


def marks(steps: Iterable[Step]) -> tuple[Mark, ...]:
    """Return what each step is known by: a value that changes makes another step of it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for each in steps:
        which = (each.section, each.field, each.value)
        found.append((*which, seen[which]))
        seen[which] += 1
    return tuple(found)


def press(section: str, button: str, hint: str = "", place: str = "") -> Step:
    """Return the step that presses a button."""
    return Step(section, button, "", hint, StepKind.PRESS, place)


def pick(section: str, field: str, value: str, hint: str = "", place: str = "") -> Step:
    """Return the step that picks a value from a list."""
    return Step(section, field, value, hint, StepKind.PICK, place, missing(value))


def paste(section: str, field: str, value: str, hint: str = "", place: str = "") -> Step:
    """Return the step that fills a field which must not stay empty."""
    return Step(section, field, value, hint, StepKind.PASTE, place, missing(value))


def missing(value: str) -> str:
    """Say that the plan lacks a value, or nothing when it has it."""
    return "" if value.strip() else "The plan does not have it."
