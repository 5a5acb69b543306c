"""Takes the unresolved parts out of a value, and says which they are."""

from __future__ import annotations

from data.clean import clean
from data.formats.imported import UnresolvedPart
from data.formats.values import Unresolved, UnsuitedError, Value, Work

_DEPTH = 8
"""Levels that a definition has; nothing of it lies deeper."""
_SPELLED = {
    name.lower(): name
    for name in (
        "authorizations",
        "delegatedRoleDefinitionIds",
        "description",
        "eligibleAuthorizations",
        "justInTimeAccessPolicy",
        "managedByTenantApprovers",
        "managedByTenantId",
        "maximumActivationDuration",
        "multiFactorAuthProvider",
        "name",
        "principalId",
        "principalIdDisplayName",
        "product",
        "publisher",
        "registrationDefinitionName",
        "roleDefinitionId",
        "version",
    )
}
"""Azure takes the names of members in any case; records are read in one."""


def filled(value: Value, work: Work, holes: list[Unresolved], depth: int = 0) -> Value:
    """Return a value with nothing in the place of what is unresolved.

    Args:
        value: Any value.
        work: What may be spent.
        holes: Receives the unresolved parts.
        depth: Levels that stand above.
    """
    try:
        work.charge()
    except UnsuitedError as error:
        value = Unresolved(str(error))
    if isinstance(value, Unresolved):
        holes.append(value)
        return None
    if depth > _DEPTH or not isinstance(value, (list, dict)):
        return value if isinstance(value, (str, int)) else None
    if isinstance(value, list):
        items = (filled(each, work, holes, depth + 1) for each in value)
        return [each for each in items if each is not None]
    return {
        _SPELLED.get(name.lower(), name): filled(each, work, holes, depth + 1)
        for name, each in value.items()
    }


def parts(holes: list[Unresolved], path: str, field: str = "") -> list[UnresolvedPart]:
    """Say of unresolved parts where they stand and which field they leave open."""
    return [UnresolvedPart(clean(each.path or path), clean(each.why), field) for each in holes]
