"""Every format that a plan can leave in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from data.formats.arm_template import arm_files
from data.formats.audience import audience_csv, audience_notes
from data.formats.bicep import bicep_files
from data.formats.format import Format
from data.formats.identity import Target, has_marketplace, identity_notes
from data.formats.outputs import Output, base_name
from data.formats.partner_center_sheet import (
    partner_center_csv,
    partner_center_markdown,
    partner_center_notes,
)
from data.formats.permission_html import permissions_html
from data.formats.permission_sheet import permissions_markdown
from data.formats.plain import to_json, to_yaml
from data.formats.terraform import terraform_files
from data.plans import Plan, Visibility
from data.words import listed, plural


class Export(NamedTuple):
    """A plan, written out."""

    files: tuple[Output, ...]
    """The first is the one that the others go with."""
    notes: tuple[str, ...] = ()
    """What is to be known about it, each one sentence: what was left out, what it would do."""


Writer = Callable[[Plan, Target, str], tuple[Output, ...]]
"""Takes the name of the files without their endings, too, since some name others."""

_WRITERS: Mapping[Format, Writer] = {
    Format.ARM: arm_files,
    Format.BICEP: bicep_files,
    Format.TERRAFORM: terraform_files,
    Format.PARTNER_CENTER: partner_center_markdown,
    Format.PARTNER_CENTER_CSV: partner_center_csv,
    Format.PERMISSIONS: permissions_markdown,
    Format.PERMISSIONS_HTML: permissions_html,
    Format.AUDIENCE: audience_csv,
    Format.YAML: lambda plan, target, name: (Output(".yaml", to_yaml(plan)),),
    Format.JSON: lambda plan, target, name: (Output(".json", to_json(plan)),),
}
_NOTES: Mapping[Format, Callable[[Plan, Target], Iterable[str]]] = {
    Format.PARTNER_CENTER: partner_center_notes,
    Format.PARTNER_CENTER_CSV: partner_center_notes,
    Format.AUDIENCE: audience_notes,
}
"""What is to be known of what is not deployed."""


def export(plan: Plan, form: Format, target: Target, name: str = "") -> Export:
    """Write a plan out; the same plan gives the same bytes.

    Args:
        plan: The plan, whatever lint says of it.
        form: What it is written as.
        target: What is to be delegated, as far as that is known, and what it is called.
        name: What the files are called, without their endings; made of the plan when empty.
    """
    name = name or base_name(plan)
    if form.deploys:
        notes = [*identity_notes(plan, target), *_left_out(plan, form, target)]
    else:
        notes = list(_NOTES[form](plan, target)) if form in _NOTES else []
    return Export(_WRITERS[form](plan, target, name), tuple(notes))


def _left_out(plan: Plan, form: Format, target: Target) -> Iterator[str]:
    """Yield what a deployment has no place for."""
    if (plan.offer_id or plan.plan_id) and not has_marketplace(plan, target):
        why = f"it lacks {listed(_missing_ids(plan))}" if target.marketplace else "as told"
        yield f"Left out: the plan of the marketplace ({why})."
    in_terraform = form is Format.TERRAFORM
    told = {
        "offer name": plan.offer_name not in ("", plan.name),
        "visibility": plan.visibility is not Visibility.PRIVATE,
        "audience": bool(plan.audience) and not in_terraform,
        "accepted findings": bool(plan.accepted),
    }
    if names := [name for name, is_told in told.items() if is_told]:
        yield f"Left out, for it is no matter of a deployment: {', '.join(names)}."
    if in_terraform:
        yield _subscriptions(len(plan.audience))


def _subscriptions(count: int) -> str:
    """Say of what the list of subscriptions to delegate was made."""
    if count:
        those = plural(count, "subscription")
        return f"It is for the {those} of the audience: see that all are of the one customer."
    return "It delegates nothing yet: fill in subscription_ids, the customer's subscriptions."


def _missing_ids(plan: Plan) -> list[str]:
    ids = {
        "publisher id": plan.publisher_id,
        "offer id": plan.offer_id,
        "plan id": plan.plan_id,
        "version": plan.version,
    }
    return [f"the {name}" for name, value in ids.items() if not value]
