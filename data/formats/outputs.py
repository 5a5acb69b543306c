"""What a plan is written out as: one file, or several that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple


class Output(NamedTuple):
    """One file."""

    ending: str
    """What its name ends in, behind the name that the files of an export share."""
    text: str


def names_of_files(files: Sequence[Output], name: str) -> list[str]:
    """Return what the files of an export are called when the first has this name."""
    ending = files[0].ending
    stem = name.removesuffix(ending) if name.endswith(ending) else PurePath(name).stem
    return [name, *(f"{stem}{each.ending}" for each in files[1:])]
