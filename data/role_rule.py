"""Lighthouse's rule for roles, applied to a built-in role as Azure defines it.

What counts is what a role may do after its notActions, permission by permission: Contributor
has every action, and Lighthouse takes it. That is our reading of the rule; Azure publishes none
that a program could run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from data.roles import OWNER, USER_ACCESS_ADMINISTRATOR, Permission, Role

_MANAGES_ACCESS = tuple(
    f"microsoft.authorization/{kind}/{verb}"
    for kind in (
        "roleassignments",
        "roledefinitions",
        "classicadministrators",
        "locks",
        "denyassignments",
    )
    for verb in ("write", "delete")
)
_HARMLESS = ("/read", "/search/action", "/query/action")
_SUPPORT = "microsoft.support/"
_READS_ALL = ("*", "*/read")
_KEYS = re.compile(
    r"/(list\w*(keys?|secrets?|credentials?|connectionstrings|sas)|sharedkeys)/action"
)
_KNOWN_KEYS = (
    "microsoft.batch/batchaccounts/listkeys/action",
    "microsoft.cache/redis/listkeys/action",
    "microsoft.cognitiveservices/accounts/listkeys/action",
    "microsoft.containerregistry/registries/listcredentials/action",
    "microsoft.containerservice/managedclusters/listclusteradmincredential/action",
    "microsoft.devices/iothubs/listkeys/action",
    "microsoft.documentdb/databaseaccounts/listkeys/action",
    "microsoft.eventgrid/topics/listkeys/action",
    "microsoft.eventhub/namespaces/authorizationrules/listkeys/action",
    "microsoft.maps/accounts/listkeys/action",
    "microsoft.operationalinsights/workspaces/sharedkeys/action",
    "microsoft.search/searchservices/listadminkeys/action",
    "microsoft.servicebus/namespaces/authorizationrules/listkeys/action",
    "microsoft.signalrservice/signalr/listkeys/action",
    "microsoft.storage/storageaccounts/listkeys/action",
)
"""What a wildcard is tried on; an action that is spelled out speaks for itself."""


class RoleDefinition(Struct, frozen=True):
    """A built-in role as Azure lists it."""

    id: str
    """Bare GUID, in lower case."""
    name: str
    description: str = ""
    permissions: tuple[Permission, ...] = ()


def evaluate(definition: RoleDefinition, known: Role | None = None) -> Role:
    """Apply the rule to a role.

    Args:
        definition: The role.
        known: The same role in the shipped catalogue: Azure's list tells neither the category
            nor whether Microsoft documents it.
    """
    reasons = tuple(_reasons(definition))
    taken = "limited" if definition.id == USER_ACCESS_ADMINISTRATOR else "yes"
    actions = [each.strip().lower() for of in definition.permissions for each in of.actions]
    return Role(
        id=definition.id,
        name=definition.name,
        category=known.category if known else "Other",
        lighthouse="no" if reasons else taken,
        reasons=reasons,
        documented=known is not None and known.documented,
        deprecated="deprecat" in f"{definition.name} {definition.description}".lower(),
        writes=not all(map(_is_harmless, actions)),
        reads_all=any(each in _READS_ALL for each in actions),
        writes_all="*" in actions,
        lists_keys=any(map(_lists_keys, definition.permissions)),
        permissions=definition.permissions,
    )


def grants(permission: Permission, action: str) -> bool:
    """Tell whether a permission grants an action: no notAction takes it away again.

    Azure gives no meaning to letter case, and ``*`` stands for any characters, also for ``/``.
    """
    asked = action.lower()
    return _any_matches(permission.actions, asked) and not _any_matches(
        permission.not_actions, asked
    )


def _reasons(definition: RoleDefinition) -> Iterable[str]:
    if definition.id == OWNER:
        yield "owner"
        return
    if any(each.data_actions for each in definition.permissions):
        yield "data_actions"
    if any(each.not_data_actions for each in definition.permissions):
        yield "not_data_actions"
    if definition.id != USER_ACCESS_ADMINISTRATOR and any(
        grants(each, action) for each in definition.permissions for action in _MANAGES_ACCESS
    ):
        yield "restricted_actions"


def _is_harmless(action: str) -> bool:
    return action.endswith(_HARMLESS) or action.startswith(_SUPPORT)


def _lists_keys(permission: Permission) -> bool:
    spelled = (each.strip().lower() for each in permission.actions if "*" not in each)
    tried = (*_KNOWN_KEYS, *(each for each in spelled if _KEYS.search(each)))
    return any(grants(permission, each) for each in tried)


def _any_matches(patterns: Iterable[str], action: str) -> bool:
    return any(_matches(each.strip().lower(), action) for each in patterns)


def _matches(pattern: str, action: str) -> bool:
    if "*" not in pattern:
        return pattern == action
    return _compiled(pattern).fullmatch(action) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", pattern))), re.DOTALL)
