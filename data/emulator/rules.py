"""What this Azure refuses to store, and the code that it refuses it with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import translate
from functools import cache
from typing import Any

from data.emulator.entities import Definition, Json, Subscription
from data.emulator.ids import is_guid
from data.emulator.replies import AzureError
from data.emulator.roles import OWNER, USER_ACCESS_ADMINISTRATOR, built_in_roles

MOST_APPROVERS = 10
SHORTEST, LONGEST = 30, 8 * 60
"""Minutes for which an eligible role may be activated."""

_BAD_DEFINITION = "InvalidRegistrationDefinitionCreateRequest"
_DURATION = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?")
_DEFINITION_ID = re.compile(
    r"/subscriptions/[^/]+/providers/Microsoft\.ManagedServices"
    r"/registrationDefinitions/(?P<name>[^/]+)",
    re.IGNORECASE,
)
_RESTRICTED = tuple(
    f"Microsoft.Authorization/{kind}/{verb}"
    for kind in (
        "roleAssignments",
        "roleDefinitions",
        "classicAdministrators",
        "locks",
        "denyAssignments",
    )
    for verb in ("write", "delete")
)


def check_definition(
    name: str, body: Json, customer_tenant: str, group: str, before: Definition | None
) -> None:
    """Refuse a definition that real managed services would refuse.

    Args:
        name: The last part of its id.
        body: What the client sent.
        customer_tenant: The tenant of the subscription that it is meant for.
        group: The resource group in the path, which no definition may have.
        before: The definition that stands there now.

    Raises:
        AzureError: When it is refused.
    """
    if group:
        raise _bad("A definition stands at a subscription.", "InvalidRegistrationDefinitionUri")
    _need(is_guid(name), f"The name '{name}' is not a GUID.")
    properties = body.get("properties")
    if not isinstance(properties, dict):
        raise _bad("The definition has no properties.")
    managing = properties.get("managedByTenantId")
    _need(is_guid(managing), f"managedByTenantId '{managing}' is not a GUID.")
    _need(
        str(managing).lower() != customer_tenant.lower(),
        "The managing tenant and the customer's tenant are the same.",
    )
    if before and before.managing_tenant.lower() != str(managing).lower():
        raise _bad("managedByTenantId cannot change.", "RegistrationDefinitionInvalidUpdate")
    _check_plan(body.get("plan"))
    _check_permanent(properties.get("authorizations"))
    eligible = properties.get("eligibleAuthorizations")
    _check_eligible([] if eligible is None else eligible)


def check_assignment(name: str, body: Json, subscription: Subscription, scope: str) -> Definition:
    """Refuse an assignment that real managed services would refuse.

    Args:
        name: The last part of its id.
        body: What the client sent.
        subscription: Where it is meant for.
        scope: What it delegates.

    Returns:
        The definition that it rests on.

    Raises:
        AzureError: When it is refused.
    """
    _need(is_guid(name), f"The name '{name}' is not a GUID.", "InvalidRegistrationAssignmentName")
    properties = body.get("properties")
    wanted = properties.get("registrationDefinitionId") if isinstance(properties, dict) else None
    _need(
        isinstance(wanted, str) and _DEFINITION_ID.fullmatch(wanted),
        f"'{wanted}' is not the id of a definition at a subscription.",
        "InvalidRegistrationDefinitionUri",
    )
    definition = subscription.definitions.get(str(wanted).lower())
    if definition is None:
        raise AzureError(404, "ResourceNotFound", f"There is no definition '{wanted}'.")
    for each in subscription.assignments.values():
        if (
            each.definition_id.lower() == definition.id.lower()
            and each.scope.lower() == scope.lower()
            and each.name.lower() != name.lower()
        ):
            raise _bad(
                f"Assignment '{each.name}' already delegates this scope under that definition.",
                "MultipleRegistrationAssignmentsNotAllowed",
            )
    return definition


@cache
def is_restricted(role_id: str) -> bool:
    """Whether a built-in role may change rights or locks, after its notActions."""
    return any(
        _grants(each["actions"], operation) and not _grants(each["notActions"], operation)
        for each in built_in_roles()[role_id].permissions
        for operation in _RESTRICTED
    )


def _grants(patterns: Iterable[str], operation: str) -> bool:
    return any(_matcher(pattern)(operation) for pattern in patterns)


@cache
def _matcher(pattern: str) -> Callable[[str], Any]:
    return re.compile(translate(pattern), re.IGNORECASE).match


def _check_plan(plan: Any) -> None:
    if plan is not None:
        fields = ("name", "publisher", "product", "version")
        complete = isinstance(plan, dict) and all(plan.get(field) for field in fields)
        _need(complete, "A plan needs a name, publisher, product and version.")


def _check_permanent(rows: Any) -> None:
    if not _are_objects(rows) or not rows:
        raise _bad("A definition needs at least one authorization.")
    for row in rows:
        role = _check_principal_and_role(row)
        delegated = row.get("delegatedRoleDefinitionIds") or []
        _need(isinstance(delegated, list), "delegatedRoleDefinitionIds is not a list.")
        if role == USER_ACCESS_ADMINISTRATOR:
            _need(delegated, "User Access Administrator needs delegatedRoleDefinitionIds.")
        elif is_restricted(role):
            raise _bad(f"Role {role} has restricted actions.")
        for each in delegated:
            _check_delegated(str(each))


def _check_delegated(role: str) -> None:
    refused = (OWNER, USER_ACCESS_ADMINISTRATOR)
    _need(role.lower() not in refused, f"Role {role} cannot be delegated.")
    _check_role(role)


def _check_eligible(rows: Any) -> None:
    if not _are_objects(rows):
        raise _bad("eligibleAuthorizations is not a list of objects.")
    policies: dict[str, Json] = {}
    for row in rows:
        role = _check_principal_and_role(row)
        _need(
            role != USER_ACCESS_ADMINISTRATOR and not is_restricted(role),
            f"Role {role} cannot be eligible.",
        )
        policy = row.get("justInTimeAccessPolicy") or {}
        _check_policy(policy)
        _need(
            policies.setdefault(role, policy) == policy,
            f"Role {role} is eligible with different policies.",
        )


def _check_policy(policy: Any) -> None:
    if not isinstance(policy, dict):
        raise _bad("justInTimeAccessPolicy is not an object.")
    mfa = policy.get("multiFactorAuthProvider", "None")
    _need(mfa in ("Azure", "None"), f"multiFactorAuthProvider '{mfa}' is unknown.")
    duration = policy.get("maximumActivationDuration", "PT8H")
    match = _DURATION.fullmatch(str(duration))
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0) if match else 0
    _need(
        SHORTEST <= minutes <= LONGEST,
        f"maximumActivationDuration '{duration}' is not between PT30M and PT8H.",
    )
    approvers = policy.get("managedByTenantApprovers") or []
    _need(_are_objects(approvers), "managedByTenantApprovers is not a list of objects.")
    _need(len(approvers) <= MOST_APPROVERS, f"There are {len(approvers)} approvers, over 10.")
    for each in approvers:
        _check_principal(each)


def _check_principal_and_role(row: Json) -> str:
    _check_principal(row)
    return _check_role(str(row.get("roleDefinitionId") or ""))


def _check_principal(row: Json) -> None:
    who = row.get("principalId")
    _need(is_guid(who), f"principalId '{who}' is not a GUID.")


def _check_role(role: str) -> str:
    _need(is_guid(role), f"roleDefinitionId '{role}' is not a GUID.")
    known = built_in_roles().get(role.lower())
    if known is None:
        raise _bad(f"Role {role} is not a built-in role.")
    _need(known.id != OWNER, "The role Owner cannot be used.")
    _need(not known.touches_data, f"Role {known.name} has data actions.")
    return known.id


def _are_objects(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) for row in rows)


def _need(condition: object, message: str, code: str = _BAD_DEFINITION) -> None:
    if not condition:
        raise _bad(message, code)


def _bad(message: str, code: str = _BAD_DEFINITION) -> AzureError:
    return AzureError(400, code, message)
