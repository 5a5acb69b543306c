"""The versions of a manifest: put right, raised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

from data.models import version_number

FIRST = "1.0.0"
_LOOSE = re.compile(
    r"\s*v?\s*(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.0+)?\s*", re.I | re.ASCII
)


class Part(IntEnum):
    """Which of the three numbers is raised."""

    MAJOR = 0
    MINOR = 1
    PATCH = 2


def tidy_version(text: str) -> str:
    """Return what was meant by ``1``, ``v1.2`` or ``1.2.0.0``; nothing where nobody can tell."""
    match = _LOOSE.fullmatch(text)
    return ".".join(str(int(each or 0)) for each in match.groups()) if match else ""


def bumped(version: str, part: Part = Part.MINOR) -> str:
    """Raise one number of a version and set those behind it to 0.

    What is no version, however it is read, becomes the first one.
    """
    numbers = version_number(tidy_version(version))
    if numbers is None:
        return FIRST
    return ".".join(
        str(0 if at > part else number + (at == part)) for at, number in enumerate(numbers)
    )


def above(versions: Iterable[str]) -> str:
    """Return the next version after all of these; those that are none do not count."""
    numbers = [number for number in map(version_number, versions) if number]
    return bumped(".".join(map(str, max(numbers)))) if numbers else FIRST
