"""What a plan is written out as: one file, or several that belong together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from data.clean import defuse
from data.models import same_id, version_number
from data.plans import Plan
from data.roles import catalogue

_SIGNS = re.compile(r"[^\w.-]+")
_LONGEST = 60


class Output(NamedTuple):
    """One file."""

    ending: str
    """What its name ends in, behind the name that the files of an export share."""
    text: str


def names_of_files(files: Sequence[Output], name: str) -> list[str]:
    """Return what the files of an export are called when the first has this name."""
    stem = stem_of(name, files[0].ending)
    return [name, *(f"{stem}{each.ending}" for each in files[1:])]


def stem_of(name: str, ending: str) -> str:
    """Return what the files share of their names when the first has this one."""
    return name.removesuffix(ending) if name.endswith(ending) else PurePath(name).stem


def base_name(plan: Plan) -> str:
    """Return a name for the files of a plan, without an ending."""
    ids = f"{plan.offer_id}-{plan.plan_id}".strip("-")
    called = _SIGNS.sub("-", ids or plan.name)[:_LONGEST].strip("-.") or "plan"
    return f"{called.lower()}-{plan.version}" if version_number(plan.version) else called.lower()


def headline(plan: Plan) -> str:
    """Say what a file is of, for a comment: in one line, which ends the comment."""
    return " ".join(defuse(f"{plan.name or 'A plan'} {plan.version}").split())


def role_comment(role_id: str) -> str:
    """Return the name of a role, to stand behind its id; empty when it is none that is known."""
    role = catalogue().get(same_id(role_id))
    return role.name if role else ""
