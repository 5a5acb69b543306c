"""The authorizations of a plan as the steps of Partner Center's form.

Of the fields that belong to eligible ones Microsoft's pages do not show the places: they come last
here, after everything that both kinds have.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.entries import Entry, duration_minutes, duration_words, entries_of
from data.formats.form_steps import Step, paste, pick, press
from data.models import Approver, Authorization, EligibleAuthorization, same_id
from data.plans import Plan
from data.roles import USER_ACCESS_ADMINISTRATOR, catalogue, role_name

MOST, MOST_APPROVERS = 20, 10
_HALF_HOUR = 30
_DURATION = "30 minutes to 8 hours, counted from the activation."
_MFA = {
    "azure": "Activating takes multi-factor authentication.",
    "none": "Activating takes no multi-factor authentication.",
}


def authorization_steps(plan: Plan) -> Iterator[Step]:
    """Yield the steps of every authorization, the permanent ones first."""
    entries = entries_of(plan)
    if not entries:
        hint = "The plan gives no roles yet."
        yield press("Authorizations", "Add authorization", hint, "authorizations")
    for at, entry in enumerate(entries, 1):
        section = f"Authorization {at} of {len(entries)}"
        yield from _steps(plan, entry, at, section)


def _steps(plan: Plan, entry: Entry, at: int, section: str) -> Iterator[Step]:
    before = len(plan.authorizations)
    is_active = isinstance(entry, Authorization)
    path = f"authorizations[{at - 1}]" if is_active else f"eligible[{at - 1 - before}]"
    yield press(section, "Add authorization", _add_hint(plan, at), path)
    yield paste(
        section,
        "Display Name",
        entry.display_name,
        "The customer reads it before accepting.",
        f"{path}.display_name",
    )
    yield paste(
        section,
        "Principal ID",
        entry.principal_id,
        _principal_hint(entry),
        f"{path}.principal_id",
    )
    yield pick(
        section,
        "Access type",
        "Active" if is_active else "Eligible",
        "Held all the time." if is_active else "Held only while it is activated.",
    )
    yield _role(section, "Role", entry.role_id, f"{path}.role_id")
    if isinstance(entry, Authorization):
        yield from _assignable(section, entry, path)
    else:
        yield from _eligible(section, entry, path)


def _add_hint(plan: Plan, at: int) -> str:
    if at == 1:
        return (
            "If the form shows an empty authorization already, fill in that one. "
            f"At most {MOST} for a plan, at least one of them Active; whether eligible ones count "
            "among the 20 is unverified."
        )
    if at == len(plan.authorizations) + 1:
        return (
            "From here on they are eligible; for that the managing tenant needs a licence with PIM."
        )
    return ""


def _principal_hint(entry: Entry | Approver) -> str:
    kinds = "a user, security group or service principal"
    if not isinstance(entry, Authorization):
        kinds = "a user or security group"  # only people activate and approve
    return f"The object id of {entry.display_name or 'the principal'} ({kinds})."


def _role(section: str, field: str, role_id: str, place: str) -> Step:
    """Return the step that picks a role; the list has names, so the id is the hint."""
    known = same_id(role_id) in catalogue()
    about = f"The role {role_id}." if known else "The catalogue knows no role of this id."
    late = " A new role may be late in this list." if known else ""
    return pick(section, field, role_name(role_id), f"{about}{late}", place)


def _assignable(section: str, entry: Authorization, path: str) -> Iterator[Step]:
    """Yield the roles that may be given on; the form asks for them only of one role."""
    field = "Assignable Roles"
    if entry.delegated_role_ids:
        for at, role in enumerate(entry.delegated_role_ids):
            step = _role(section, field, role, f"{path}.delegated_role_ids[{at}]")
            yield step._replace(hint=f"{step.hint} May be given to managed identities only.")
    elif same_id(entry.role_id) == USER_ACCESS_ADMINISTRATOR:
        hint = "The form takes this role only with roles that may be given on."
        yield pick(section, field, "", hint, f"{path}.delegated_role_ids")


def _eligible(section: str, entry: EligibleAuthorization, path: str) -> Iterator[Step]:
    yield pick(
        section,
        "Maximum duration",
        duration_words(entry.max_duration) if entry.max_duration else "",
        _duration_hint(entry.max_duration),
        f"{path}.max_duration",
    )
    yield pick(
        section,
        "Multifactor authentication",
        entry.mfa,
        f"{_MFA.get(entry.mfa.lower(), '')} How the form words the choice is unverified.".strip(),
        f"{path}.mfa",
    )
    for at, each in enumerate(entry.approvers):
        yield from _approver(section, each, f"{path}.approvers[{at}]", at)


def _duration_hint(iso: str) -> str:
    minutes = duration_minutes(iso)
    if minutes is None or minutes % _HALF_HOUR == 0:
        return f"{_DURATION} In a template {iso or 'nothing'}."
    return f"{_DURATION} Whether the form takes anything but half hours is unverified."


def _approver(section: str, approver: Approver, path: str, at: int) -> Iterator[Step]:
    first = (
        f"Any one of at most {MOST_APPROVERS} approves. What the button says is unverified."
        if at == 0
        else ""
    )
    yield press(section, "Add approver", first, path.rpartition("[")[0] if at == 0 else "")
    number = f"Approver {at + 1}"
    yield paste(
        section,
        f"{number} Display Name",
        approver.display_name,
        "A user or a group of the managing tenant.",
        f"{path}.display_name",
    )
    yield paste(
        section,
        f"{number} Principal ID",
        approver.principal_id,
        _principal_hint(approver),
        f"{path}.principal_id",
    )
