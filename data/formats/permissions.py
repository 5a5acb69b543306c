"""What a plan gives to whom, in words for the customer who is to agree to it.

It says nothing that the plan does not tell: neither which subscriptions are delegated, nor who the
members of a group are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from data.entries import duration_words, entries_of
from data.formats.identity import Target
from data.models import Approver, Authorization, EligibleAuthorization, same_id
from data.plans import Plan
from data.roles import (
    DELETE_ROLE,
    USER_ACCESS_ADMINISTRATOR,
    Role,
    catalogue,
    catalogue_date,
    role_name,
)

_SUPPORT_REQUESTS = "cfd33db0-3dd1-45e3-aa9d-cdbdf3b6f24e"
_OWN_WORDS = {
    DELETE_ROLE: "May end this delegation, and nothing else.",
    _SUPPORT_REQUESTS: "May open and follow requests to Microsoft's support.",
}
"""Of roles that the catalogue's marks describe badly."""
_SERVICE_PROVIDERS = "Service providers"
_NOBODY = "(without a name)"


class Cell(NamedTuple):
    """What stands in one place of a table."""

    text: str
    id: str = ""
    """The id behind it, which Azure shows."""


class PermissionTable(NamedTuple):
    """A table of the sheet."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """The first cell of each says what the row is about."""


class PermissionSheet(NamedTuple):
    """The whole sheet."""

    title: str
    intro: tuple[str, ...]
    facts: tuple[tuple[str, Cell], ...]
    """What is known of the plan as such, each with its label."""
    tables: tuple[PermissionTable, ...]
    remarks: tuple[str, ...]
    ending: tuple[str, ...]
    """How the customer ends it, step by step."""
    ending_remarks: tuple[str, ...]
    foot: str


def permission_sheet(plan: Plan, target: Target) -> PermissionSheet:
    """Return what a plan gives to whom."""
    return PermissionSheet(
        f"Permissions of {plan.name or plan.offer_name or 'a plan without a name'}",
        tuple(_intro(plan)),
        tuple(_facts(plan, target)),
        tuple(_tables(plan)),
        tuple(_remarks(plan)),
        (
            "Sign in to the Azure portal in your own tenant, as an Owner of what is delegated or "
            "as somebody else who may take roles away there.",
            f"Search for {_SERVICE_PROVIDERS} at the top, and open it.",
            "Under Service provider offers, find the offer by its name, and remove it with all "
            "that is delegated under it. Delegations shows what that is.",
        ),
        tuple(_ending_remarks(plan)),
        f"What roles allow is told by Azure's list of {catalogue_date()}; Microsoft may change it.",
    )


def _intro(plan: Plan) -> Iterator[str]:
    yield (
        "With Azure Lighthouse you let the people and programs below work in your Azure from the "
        "tenant of your service provider. Nothing holds before somebody at your side agrees, and "
        "you can end it at any time."
    )
    if plan.description:
        yield plan.description


def _facts(plan: Plan, target: Target) -> Iterator[tuple[str, Cell]]:
    if plan.offer_id or plan.plan_id:
        names = " / ".join(filter(None, (plan.publisher_id, plan.offer_id, plan.plan_id)))
        yield "Plan in the marketplace", Cell(names)
    yield "Version", Cell(plan.version)
    yield "Tenant of the service provider", Cell("", plan.managing_tenant_id)
    groups = ", ".join(target.groups)
    choice = "You choose subscriptions, or resource groups in them, when you agree."
    yield "What is delegated", Cell(f"Resource groups: {groups}" if groups else choice)


def _tables(plan: Plan) -> Iterator[PermissionTable]:
    if plan.authorizations:
        yield PermissionTable(
            "Held all the time",
            ("Who", "Role", "What it allows"),
            tuple(
                (_who(each), _role(each), Cell(role_words(each.role_id, each.delegated_role_ids)))
                for each in plan.authorizations
            ),
        )
    if plan.eligible:
        yield PermissionTable(
            "Held only while activated",
            ("Who", "Role", "What it allows", "At most, each time", "To activate it"),
            tuple(
                (
                    _who(each),
                    _role(each),
                    Cell(role_words(each.role_id)),
                    Cell(duration_words(each.max_duration)),
                    Cell(_conditions(each)),
                )
                for each in plan.eligible
            ),
        )
    if approvers := _approvers(plan.eligible):
        yield PermissionTable(
            "Who may approve an activation", ("Who",), tuple((_who(each),) for each in approvers)
        )


def _who(of: Authorization | EligibleAuthorization | Approver) -> Cell:
    return Cell(of.display_name or _NOBODY, of.principal_id)


def _role(of: Authorization | EligibleAuthorization) -> Cell:
    name = role_name(of.role_id)
    return Cell("(unknown)" if name == of.role_id else name, of.role_id)


def _approvers(entries: Iterable[EligibleAuthorization]) -> list[Approver]:
    """Return everybody who approves anything, each once."""
    found = {same_id(each.principal_id): each for entry in entries for each in entry.approvers}
    return list(found.values())


def _conditions(entry: EligibleAuthorization) -> str:
    mfa = {"azure": "Multi-factor authentication", "none": "No multi-factor authentication"}
    proof = mfa.get(entry.mfa.lower(), f"Multi-factor authentication {entry.mfa}")
    names = " or ".join(each.display_name or each.principal_id for each in entry.approvers)
    return f"{proof}; {f'approval by {names}' if names else 'no approval'}"


def role_words(role_id: str, delegated: tuple[str, ...] = ()) -> str:
    """Say what a role lets its holder do.

    Args:
        role_id: The role.
        delegated: The roles that it may give on.
    """
    id = same_id(role_id)
    role = catalogue().get(id)
    if id == USER_ACCESS_ADMINISTRATOR:
        roles = ", ".join(map(role_name, delegated)) or "none"
        return (
            "May give roles to managed identities (programs) in your tenant, and to nobody else. "
            f"The roles are {roles}. May open requests to Microsoft's support."
        )
    if role is None:
        return "Not known here; ask your service provider."
    return _OWN_WORDS.get(id) or " ".join(_abilities(role))


def _abilities(role: Role) -> Iterator[str]:
    area = f"of the area {role.category}" if role.category not in ("Other", "") else "of one area"
    if role.reads_all:
        yield "Sees all resources and their settings."
    elif not role.writes:
        yield f"Sees some resources {area}."
    if role.writes_all:
        yield "Changes almost everything."
    elif role.writes:
        yield f"Changes some of it, {area}." if role.reads_all else f"Works on resources {area}."
    else:
        yield "Changes nothing."
    if role.manages_access:
        yield "May change who has access."
    elif role.writes_all:
        yield "Gives nobody access."
    if role.lists_keys:
        yield "May read keys or passwords, which open the data behind them."


def _remarks(plan: Plan) -> Iterator[str]:
    if not entries_of(plan):
        yield "The plan gives no permission to anybody yet."
        return
    yield (
        "A name may stand for a group. Your service provider decides who belongs to it, and need "
        "not ask you."
    )
    yield (
        "Sign-in follows the rules of your service provider's tenant; what your own tenant demands "
        "for sign-in does not count for them."
    )
    yield (
        f"You find these permissions on the page {_SERVICE_PROVIDERS} of the Azure portal. The "
        "pages on access control (IAM) do not show them."
    )
    yield (
        "No further role comes without your consent. A later version holds only once you accept "
        "or deploy it."
    )


def _ending_remarks(plan: Plan) -> Iterator[str]:
    enders = [
        each.display_name or each.principal_id
        for each in entries_of(plan)
        if same_id(each.role_id) == DELETE_ROLE
    ]
    if enders:
        names = ", ".join(dict.fromkeys(enders))
        yield f"Your service provider can end a delegation too, by {names}."
    else:
        yield "Your service provider cannot end it alone, for no role here allows that."
    yield "Access that has ended may still show for some minutes."
