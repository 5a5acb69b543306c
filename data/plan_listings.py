"""What the lists of drafts and of their authorizations show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from data.entries import Entry, duration_words, kind_of
from data.listings import count, version_order
from data.models import Authorization, version_number
from data.plans import Plan, plan_problems
from data.query import Field, Listing
from data.roles import role_name
from data.words import plural


def plan_state(plan: Plan) -> str:
    """Say whether a draft is complete."""
    missing = len(plan_problems(plan))
    return f"{missing} to fix" if missing else "complete"


def visibility(plan: Plan) -> str:
    """Say who is offered a plan; nothing of one that does not go through the marketplace."""
    return plan.visibility.value if plan.offer_id or plan.plan_id else ""


def saved(plan: Plan) -> str:
    """Say when a draft was saved."""
    return plan.saved_at[:16].replace("T", " ")


def yes_or_no(value: bool) -> str:
    """Say a truth value as a filter reads it."""
    return "yes" if value else "no"


def _record(of: msgspec.Struct) -> Mapping[str, Any]:
    """Every field, also one that holds its default."""
    return {name: msgspec.to_builtins(value) for name, value in msgspec.structs.asdict(of).items()}


class AuthorizationRow(NamedTuple):
    """An authorization of a draft, at its place."""

    at: int
    entry: Entry
    marked: bool = False
    """Whether it is among those that the next key is about."""


def _conditions(row: AuthorizationRow) -> str:
    """Say which roles it may assign, or under which conditions it is activated."""
    if isinstance(row.entry, Authorization):
        roles = ", ".join(map(role_name, row.entry.delegated_role_ids))
        return f"may assign {roles}" if roles else ""
    mfa = "MFA" if row.entry.mfa.lower() == "azure" else "no MFA"
    approvers = len(row.entry.approvers)
    approval = plural(approvers, "approver") if approvers else "no approval"
    return f"{duration_words(row.entry.max_duration)}, {mfa}, {approval}"


AUTHORIZATIONS: Listing[AuthorizationRow] = Listing(
    name="authorizations",
    key=lambda row: str(row.at),
    search=lambda row: " ".join(
        (row.entry.display_name, row.entry.principal_id, role_name(row.entry.role_id))
    ),
    record=lambda row: _record(row.entry),
    fields=(
        Field("name", "Principal", lambda row: row.entry.display_name),
        Field("role", "Role", lambda row: role_name(row.entry.role_id) or "(no role)"),
        Field("kind", "Kind", lambda row: kind_of(row.entry).value),
        Field("conditions", "Conditions", _conditions),
        Field("principal", "Object id", lambda row: row.entry.principal_id),
    ),
)

PLANS: Listing[Plan] = Listing(
    name="plans",
    key=lambda plan: plan.id,
    search=lambda plan: " ".join(
        (
            plan.name,
            plan.offer_name,
            plan.offer_id,
            plan.plan_id,
            *(each.display_name for each in plan.authorizations),
        )
    ),
    record=_record,
    fields=(
        Field("name", "Name", lambda plan: plan.name or "(no name)"),
        Field(
            "offer", "Offer / plan", lambda plan: f"{plan.offer_id or '–'}/{plan.plan_id or '–'}"
        ),
        Field(
            "version",
            "Version",
            lambda plan: plan.version,
            lambda plan: version_order(plan.version),
            number=version_number,
        ),
        Field(
            "authorizations",
            "Authorizations",
            lambda plan: str(len(plan.authorizations) + len(plan.eligible)),
            lambda plan: len(plan.authorizations) + len(plan.eligible),
            number=count,
        ),
        Field("state", "State", plan_state),
        Field("saved", "Saved", saved),
    ),
    hidden=(
        Field("visibility", "Visibility", visibility),
        Field("audience", "Audience", lambda plan: "", values=lambda plan: plan.audience),
        Field("ready", "Ready", lambda plan: yes_or_no(plan.ready)),
        Field("archived", "Archived", lambda plan: yes_or_no(plan.archived)),
    ),
)
