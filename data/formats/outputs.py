"""What a plan is written out as: one file, or several that belong together."""

from __future__ import annotations

from typing import NamedTuple


class Output(NamedTuple):
    """One file."""

    ending: str
    """What its name ends in, behind the name that the files of an export share."""
    text: str
