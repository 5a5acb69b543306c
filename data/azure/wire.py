"""From Azure's JSON to records: tolerant of what is missing, and every text cleaned.

A customer controls many of these strings. A value of an unexpected kind reads as absent, so one
odd field never costs a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.clean import clean
from data.models import (
    Approver,
    Authorization,
    Definition,
    Delegation,
    EligibleAuthorization,
    MarketplacePlan,
    PlanVersion,
    Subscription,
)
from data.plans import guid_problem
from data.role_rule import RoleDefinition
from data.roles import Permission

Json = dict[str, Any]
_BUILT_IN_ROLE = "builtinrole"


def subscription(row: Json) -> Subscription:
    """Read a subscription as the resource manager lists it (api-version 2022-12-01)."""
    return Subscription(
        subscription_id=_id(row, "subscriptionId"),
        name=_text(row, "displayName"),
        tenant_id=_id(row, "tenantId"),
        state=_text(row, "state"),
        managed_by=_managed_by(row),
    )


def graph_subscription(row: Json) -> Subscription:
    """Read a subscription as Resource Graph's ``ResourceContainers`` shows it."""
    properties = _object(row, "properties")
    return Subscription(
        subscription_id=_id(row, "subscriptionId"),
        name=_text(row, "name"),
        tenant_id=_id(row, "tenantId"),
        state=_text(properties, "state"),
        managed_by=_managed_by(properties),
    )


def definition(row: Json) -> Definition:
    """Read a registration definition, listed or embedded in an assignment."""
    properties = _object(row, "properties")
    return Definition(
        id=_text(row, "id"),
        offer_name=_text(properties, "registrationDefinitionName"),
        managing_tenant_id=_id(properties, "managedByTenantId"),
        description=_text(properties, "description"),
        managing_tenant_name=_text(properties, "managedByTenantName"),
        customer_tenant_id=_id(properties, "manageeTenantId"),
        customer_tenant_name=_text(properties, "manageeTenantName"),
        plan=_plan(row),
        authorizations=tuple(map(_authorization, _objects(properties, "authorizations"))),
        eligible=tuple(map(_eligible, _objects(properties, "eligibleAuthorizations"))),
        provisioning_state=_text(properties, "provisioningState"),
    )


def delegation(row: Json) -> Delegation:
    """Read a registration assignment."""
    properties = _object(row, "properties")
    return Delegation(
        id=_text(row, "id"),
        definition_id=_text(properties, "registrationDefinitionId"),
        provisioning_state=_text(properties, "provisioningState"),
    )


def embedded_definition(row: Json) -> Definition | None:
    """Return the definition inside an expanded assignment, if it is there."""
    found = definition(_object(_object(row, "properties"), "registrationDefinition"))
    return found if found.id else None


def plan_version(row: Json) -> PlanVersion | None:
    """Read a marketplace definition; nothing when it names no plan."""
    plan = _plan(row)
    if plan is None:
        return None
    properties = _object(row, "properties")
    return PlanVersion(
        plan=plan,
        managing_tenant_id=_id(properties, "managedByTenantId"),
        authorizations=tuple(map(_authorization, _objects(properties, "authorizations"))),
        eligible=tuple(map(_eligible, _objects(properties, "eligibleAuthorizations"))),
        offer_display_name=_text(properties, "offerDisplayName"),
        publisher_display_name=_text(properties, "publisherDisplayName"),
        plan_display_name=_text(properties, "planDisplayName"),
    )


def group_name(row: Json) -> str:
    """Return a resource group's name as paths need it, so not cleaned."""
    name = row.get("name")
    return name if isinstance(name, str) else ""


def tenant_name(row: Json) -> tuple[str, str]:
    """Return a tenant's id and display name (empty when Azure gives none)."""
    return _id(row, "tenantId"), _text(row, "displayName")


def role_definition(row: Json) -> RoleDefinition | None:
    """Read a role definition; nothing when it is no built-in role."""
    properties, id = _object(row, "properties"), _id(row, "name")
    if guid_problem(id) or _text(properties, "type").lower() != _BUILT_IN_ROLE:
        return None
    return RoleDefinition(
        id=id,
        name=_text(properties, "roleName"),
        description=_text(properties, "description"),
        permissions=tuple(map(_permission, _objects(properties, "permissions"))),
    )


def _permission(row: Json) -> Permission:
    return Permission(
        actions=_texts(row, "actions"),
        not_actions=_texts(row, "notActions"),
        data_actions=_texts(row, "dataActions"),
        not_data_actions=_texts(row, "notDataActions"),
        condition=_text(row, "condition"),
    )


def _plan(row: Json) -> MarketplacePlan | None:
    plan = _object(row, "plan")
    texts = [_text(plan, each) for each in ("publisher", "product", "name", "version")]
    return MarketplacePlan(*texts) if any(texts) else None


def _authorization(row: Json) -> Authorization:
    return Authorization(
        principal_id=_text(row, "principalId"),
        role_id=_text(row, "roleDefinitionId"),
        display_name=_text(row, "principalIdDisplayName"),
        delegated_role_ids=_texts(row, "delegatedRoleDefinitionIds"),
    )


def _eligible(row: Json) -> EligibleAuthorization:
    policy = _object(row, "justInTimeAccessPolicy")
    return EligibleAuthorization(
        principal_id=_text(row, "principalId"),
        role_id=_text(row, "roleDefinitionId"),
        display_name=_text(row, "principalIdDisplayName"),
        mfa=_text(policy, "multiFactorAuthProvider") or "None",
        max_duration=_text(policy, "maximumActivationDuration") or "PT8H",
        approvers=tuple(map(_approver, _objects(policy, "managedByTenantApprovers"))),
    )


def _approver(row: Json) -> Approver:
    return Approver(_text(row, "principalId"), _text(row, "principalIdDisplayName"))


def _managed_by(row: Json) -> tuple[str, ...]:
    return tuple(_id(each, "tenantId") for each in _objects(row, "managedByTenants"))


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return clean(value) if isinstance(value, str) else ""


def _id(row: Json, name: str) -> str:
    """Read the id of a tenant or subscription; in one case, since Azure mixes them."""
    return _text(row, name).lower()


def _object(row: Json, name: str) -> Json:
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def _objects(row: Json, name: str) -> Iterator[Json]:
    value = row.get(name)
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def _texts(row: Json, name: str) -> tuple[str, ...]:
    value = row.get(name)
    rows = value if isinstance(value, list) else ()
    return tuple(clean(each) for each in rows if isinstance(each, str))
