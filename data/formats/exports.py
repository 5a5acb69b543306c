"""Every format that a plan can leave in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from data.formats.arm_template import arm_files
from data.formats.identity import Target, has_marketplace, identity_notes
from data.formats.outputs import Output
from data.formats.plain import to_json, to_yaml
from data.plans import Plan, Visibility


class Format(StrEnum):
    """What a plan is written as, by the word for it on the command line."""

    ARM = "arm"
    YAML = "yaml"
    JSON = "json"


class Export(NamedTuple):
    """A plan, written out."""

    files: tuple[Output, ...]
    """The first is the one that the others go with."""
    notes: tuple[str, ...] = ()
    """What is to be known about it, each one sentence: what was left out, what it would do."""


@dataclass(frozen=True)
class Writer:
    """How a format is written."""

    title: str
    """What people call it."""
    about: str
    """What it is for, in a few words."""
    write: Callable[[Plan, Target], tuple[Output, ...]]
    deploys: bool = False
    """Whether it is deployed: then the target counts, and the names of resources."""


WRITERS = {
    Format.ARM: Writer(
        "ARM template", "template and parameter file, for the portal or az", arm_files, True
    ),
    Format.YAML: Writer(
        "YAML", "the whole plan, for git", lambda plan, target: (Output(".yaml", to_yaml(plan)),)
    ),
    Format.JSON: Writer(
        "JSON",
        "the whole plan, for programs",
        lambda plan, target: (Output(".json", to_json(plan)),),
    ),
}
"""Every format, in the order in which they are offered."""


def export(plan: Plan, form: Format, target: Target) -> Export:
    """Write a plan out; the same plan gives the same bytes.

    Args:
        plan: The plan, whatever lint says of it.
        form: What it is written as.
        target: What is to be delegated; counts only for what is deployed.
    """
    writer = WRITERS[form]
    notes = (*identity_notes(plan, target), *_left_out(plan, target)) if writer.deploys else ()
    return Export(writer.write(plan, target), notes)


def _left_out(plan: Plan, target: Target) -> Iterator[str]:
    """Yield what a deployment has no place for."""
    if (plan.offer_id or plan.plan_id) and not has_marketplace(plan, target):
        why = "it lacks an id" if target.marketplace else "as told"
        yield f"Left out: the plan of the marketplace ({why})."
    told = {
        "visibility": plan.visibility is not Visibility.PRIVATE,
        "audience": bool(plan.audience),
        "accepted findings": bool(plan.accepted),
    }
    if names := [name for name, is_told in told.items() if is_told]:
        yield f"Left out, for it is no matter of a deployment: {', '.join(names)}."
