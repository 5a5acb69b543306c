"""Rules about User Access Administrator and the roles that it may assign."""

from __future__ import annotations

from collections.abc import Iterator

from data.lint import links
from data.lint.rule import Place, Severity, rule
from data.lint.subject import Subject, who
from data.models import Authorization, same_id
from data.roles import OWNER, USER_ACCESS_ADMINISTRATOR, role_name, why_not

_UAA = "User Access Administrator"
_NEVER_ASSIGNED = (OWNER, USER_ACCESS_ADMINISTRATOR)


@rule(
    "uaa-without-delegated-roles",
    Severity.ERROR,
    why=f"Lighthouse takes {_UAA} only to assign named roles to managed identities.",
    fix="Name the roles that it may assign, at least one, or leave the authorization out.",
    link=links.DELEGATED_ROLES,
)
def without_delegated_roles(subject: Subject) -> Iterator[Place]:
    """Find User Access Administrators that may assign nothing."""
    for path, entry in _permanent(subject):
        if _is_uaa(entry) and not entry.delegated_role_ids:
            yield Place(f"{path}.delegated_role_ids", f"{who(entry)} may assign no role as {_UAA}.")


@rule(
    "delegated-roles-elsewhere",
    Severity.ERROR,
    why=f"Only {_UAA} assigns roles, so roles to assign belong to no other role.",
    fix=f"Take the delegated roles away, or give {_UAA} to this principal in an entry of its own.",
    link=links.DELEGATED_ROLES,
)
def elsewhere(subject: Subject) -> Iterator[Place]:
    """Find delegated roles on another role."""
    for path, entry in _permanent(subject):
        if entry.delegated_role_ids and not _is_uaa(entry):
            message = f"{who(entry)} holds {role_name(entry.role_id)}, which assigns no roles."
            yield Place(f"{path}.delegated_role_ids", message)


@rule(
    "delegated-role-manages-access",
    Severity.ERROR,
    why=f"Neither Owner nor {_UAA} may be assigned to a managed identity through Lighthouse.",
    fix="Name the roles that the managed identities need for their work.",
    link=links.DELEGATED_ROLES,
)
def manages_access(subject: Subject) -> Iterator[Place]:
    """Find Owner and User Access Administrator among the delegated roles."""
    for each in subject.roles:
        if each.is_delegated and same_id(each.role_id) in _NEVER_ASSIGNED:
            yield Place(each.field, f"{each.name} is among the roles to assign.")


@rule(
    "delegated-role-refused",
    Severity.ERROR,
    why="The roles to assign must be ones that Lighthouse takes, as those that are given.",
    fix="Name another role for the same work.",
    link=links.DELEGATED_ROLES,
)
def refused(subject: Subject) -> Iterator[Place]:
    """Find delegated roles that Lighthouse does not take."""
    for each in subject.roles:
        role = each.role if each.is_delegated else None
        if role and role.lighthouse == "no" and role.id not in _NEVER_ASSIGNED:
            yield Place(each.field, f"{role.name} cannot be assigned: {why_not(role)}.")


def _permanent(subject: Subject) -> Iterator[tuple[str, Authorization]]:
    for path, entry in subject.entries:
        if isinstance(entry, Authorization):
            yield path, entry


def _is_uaa(entry: Authorization) -> bool:
    return same_id(entry.role_id) == USER_ACCESS_ADMINISTRATOR


RULES = (without_delegated_roles, elsewhere, manages_access, refused)
