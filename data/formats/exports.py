"""Every format that a plan can leave in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from data.formats.arm_template import arm_files
from data.formats.audience import audience_csv, audience_notes
from data.formats.identity import Target, has_marketplace, identity_notes
from data.formats.outputs import Output
from data.formats.partner_center_sheet import (
    partner_center_csv,
    partner_center_markdown,
    partner_center_notes,
)
from data.formats.permission_html import permissions_html
from data.formats.permission_sheet import permissions_markdown
from data.formats.plain import to_json, to_yaml
from data.plans import Plan, Visibility


class Format(StrEnum):
    """What a plan is written as, by the word for it on the command line."""

    ARM = "arm"
    YAML = "yaml"
    JSON = "json"
    PARTNER_CENTER = "partner-center"
    PARTNER_CENTER_CSV = "partner-center-csv"
    PERMISSIONS = "permissions"
    PERMISSIONS_HTML = "permissions-html"
    AUDIENCE = "audience"


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
    notes: Callable[[Plan, Target], Iterable[str]] = lambda plan, target: ()
    """What else is to be known about what it writes."""


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
    Format.PARTNER_CENTER: Writer(
        "Partner Center sheet",
        "every field of the form, to type from and tick off",
        partner_center_markdown,
        notes=partner_center_notes,
    ),
    Format.PARTNER_CENTER_CSV: Writer(
        "Partner Center CSV",
        "every field of the form, for a spreadsheet",
        partner_center_csv,
        notes=partner_center_notes,
    ),
    Format.PERMISSIONS: Writer(
        "Permission sheet", "who gets which role, for the customer", permissions_markdown
    ),
    Format.PERMISSIONS_HTML: Writer(
        "Permission page", "the same as a page to open, print or send", permissions_html
    ),
    Format.AUDIENCE: Writer(
        "Private audience",
        "the subscriptions, to upload to Partner Center",
        audience_csv,
        notes=audience_notes,
    ),
}
"""Every format, in the order in which they are offered."""


def export(plan: Plan, form: Format, target: Target) -> Export:
    """Write a plan out; the same plan gives the same bytes.

    Args:
        plan: The plan, whatever lint says of it.
        form: What it is written as.
        target: What is to be delegated, as far as that is known, and what it is called.
    """
    writer = WRITERS[form]
    notes = writer.notes(plan, target)
    if writer.deploys:
        notes = (*identity_notes(plan, target), *_left_out(plan, target), *notes)
    return Export(writer.write(plan, target), tuple(notes))


def _left_out(plan: Plan, target: Target) -> Iterator[str]:
    """Yield what a deployment has no place for."""
    if (plan.offer_id or plan.plan_id) and not has_marketplace(plan, target):
        why = "as told" if target.marketplace else "it lacks an id"
        yield f"Left out: the plan of the marketplace ({why})."
    told = {
        "visibility": plan.visibility is not Visibility.PRIVATE,
        "audience": bool(plan.audience),
        "accepted findings": bool(plan.accepted),
    }
    if names := [name for name, is_told in told.items() if is_told]:
        yield f"Left out, for it is no matter of a deployment: {', '.join(names)}."
