"""What a plan is written out as: one file, or several that belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from data.models import version_number
from data.plans import Plan

_SIGNS = re.compile(r"[^\w.-]+")
_LONGEST = 40


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


def base_name(plan: Plan) -> str:
    """Return a name for the files of a plan, without an ending."""
    called = _SIGNS.sub("-", plan.plan_id or plan.name)[:_LONGEST].strip("-.") or "plan"
    return f"{called.lower()}-{plan.version}" if version_number(plan.version) else called.lower()
