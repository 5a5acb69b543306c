"""An authorization as the texts of a form: what people type for each field, and what it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from data.entering import read_duration
from data.entries import Entry, duration_words
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import guid_problem, is_guid, required_problem, role_problem
from data.principals import PrincipalRow
from data.query import fold
from data.roles import USER_ACCESS_ADMINISTRATOR, role_name, role_named

FIELDS = ("principal", "name", "kind", "role", "delegated", "duration", "mfa", "approvers")
"""The fields of the form, from the top."""
PERMANENT, ELIGIBLE = "permanent", "eligible"
_YES, _NO = ("yes", "y", "azure", "true"), ("no", "n", "none", "false", "")
_NAMED = re.compile(r"(.+?)\s*\(([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\)")
Filled = Mapping[str, str]
"""What stands in each field."""


def filled(entry: Entry) -> dict[str, str]:
    """Return an authorization as texts."""
    found = dict.fromkeys(FIELDS, "")
    found |= {"principal": entry.principal_id, "name": entry.display_name}
    found["role"] = role_name(entry.role_id) if entry.role_id else ""
    if isinstance(entry, Authorization):
        roles = "; ".join(map(role_name, entry.delegated_role_ids))
        return found | {"kind": PERMANENT, "delegated": roles, "duration": "8 hours", "mfa": "yes"}
    return found | {
        "kind": ELIGIBLE,
        "duration": duration_words(entry.max_duration),
        "mfa": "yes" if entry.mfa.lower() == "azure" else "no",
        "approvers": "; ".join(map(_approver_text, entry.approvers)),
    }


def shown(values: Filled) -> tuple[str, ...]:
    """Return the fields that an authorization of this kind and role has."""
    always = ("principal", "name", "kind", "role")
    if values["kind"].strip() == ELIGIBLE:
        return (*always, "duration", "mfa", "approvers")
    limited = _role_id(values["role"].strip()) == USER_ACCESS_ADMINISTRATOR
    return (*always, "delegated") if limited else always


def problem(name: str, values: Filled, principals: Sequence[PrincipalRow]) -> str:
    """Say why a field cannot stay as it is, or nothing when it can."""
    text = values[name].strip()
    match name:
        case "principal":
            return "" if _principal(text, principals) else guid_problem(text)
        case "name":
            return required_problem(text)
        case "kind":
            return "" if text in (PERMANENT, ELIGIBLE) else "permanent or eligible."
        case "role":
            # Which roles it may assign is asked in a field of its own.
            return "" if is_guid(text) else role_problem(_role_id(text) or text, ("any",))
        case "delegated":
            return _roles_problem(text)
        case "duration":
            return "" if read_duration(text) else "A time such as 8 hours, 30 minutes or PT4H."
        case "mfa":
            return "" if text.lower() in (*_YES, *_NO) else "yes or no."
        case _:
            return _approvers_problem(text, principals)


def entry_of(values: Filled, principals: Sequence[PrincipalRow]) -> Entry:
    """Return the authorization that a form holds; its fields must have no problem."""
    id = _principal(values["principal"].strip(), principals) or values["principal"].strip()
    role_id = _role_id(values["role"].strip()) or values["role"].strip()
    name = values["name"].strip()
    if values["kind"].strip() == PERMANENT:
        delegated = values["delegated"] if "delegated" in shown(values) else ""
        return Authorization(id, role_id, name, tuple(map(_role_id, parts(delegated))))
    approvers = tuple(_approver(each, principals) for each in parts(values["approvers"]))
    mfa = "Azure" if values["mfa"].strip().lower() in _YES else "None"
    duration = read_duration(values["duration"].strip())
    return EligibleAuthorization(id, role_id, name, mfa, duration, approvers)


def parts(text: str) -> list[str]:
    """Split at semicolons."""
    return [each.strip() for each in text.split(";") if each.strip()]


def _roles_problem(text: str) -> str:
    if not parts(text):
        return "At least one role that it may assign to managed identities."
    unknown = [each for each in parts(text) if not _role_id(each)]
    return f"There is no role {unknown[0]}." if unknown else ""


def _role_id(text: str) -> str:
    """Return the id of a role by its name; an id that no catalogue knows stays."""
    role = role_named(text)
    return role.id if role else text.lower() if is_guid(text) else ""


def _approvers_problem(text: str, principals: Sequence[PrincipalRow]) -> str:
    for each in parts(text):
        if not _approver(each, principals).principal_id:
            return f"{each}: {guid_problem(each)}"
    return ""


def _approver_text(approver: Approver) -> str:
    named = f"{approver.display_name} ({approver.principal_id})"
    return named if approver.display_name else approver.principal_id


def _approver(text: str, principals: Sequence[PrincipalRow]) -> Approver:
    """Read ``name (id)``, an id, or the name of a known principal."""
    if found := _NAMED.fullmatch(text):
        return Approver(found[2].lower(), found[1])
    id = _principal(text, principals)
    return Approver(id, next((each.name for each in principals if each.principal_id == id), ""))


def _principal(text: str, principals: Iterable[PrincipalRow]) -> str:
    """Return the id that a text gives, or that of the one principal of this name."""
    if is_guid(text):
        return text.lower()
    wanted = fold(text)
    named = [each.principal_id for each in principals if each.name and fold(each.name) == wanted]
    return named[0] if len(named) == 1 else ""
