"""The world's things as JSON, by the api-version that asks."""

from __future__ import annotations

from collections.abc import Iterable

from data.emulator import api_versions
from data.emulator.entities import (
    MANAGED_SERVICES,
    Assignment,
    Definition,
    Json,
    PlanVersion,
    Subscription,
    Tenant,
)
from data.emulator.ids import is_guid
from data.emulator.people import MANAGING_NAME, PUBLISHER

_TYPE = "Microsoft.ManagedServices"
_PUBLISHERS = {PUBLISHER: MANAGING_NAME}


def definition(thing: Definition, version: str, *, embedded: bool = False) -> Json:
    """Return a registration definition, by itself or embedded in an assignment."""
    properties = definition_properties(thing, version, embedded=embedded)
    row: Json = {"properties": properties}
    if thing.plan:
        row["plan"] = thing.plan
    row |= {"id": thing.id, "type": f"{_TYPE}/registrationDefinitions", "name": thing.name}
    return row | _system_data(thing, version)


def definition_properties(thing: Definition, version: str, *, embedded: bool = False) -> Json:
    """Return what stands under ``properties`` of a definition."""
    properties: Json = {"description": thing.description} if thing.description else {}
    properties["registrationDefinitionName"] = thing.offer_name
    properties["managedByTenantId"] = thing.managing_tenant
    properties["authorizations"] = list(thing.authorizations)
    if thing.eligible and api_versions.has_eligible(version):
        properties["eligibleAuthorizations"] = list(thing.eligible)
    properties["provisioningState"] = thing.state
    if embedded or api_versions.names_customer(version):
        properties["manageeTenantId"] = thing.customer_tenant
        properties["manageeTenantName"] = thing.customer_name
    properties["managedByTenantName"] = thing.managing_name
    return properties


def assignment(thing: Assignment, version: str, expanded: Definition | None = None) -> Json:
    """Return a registration assignment, with its definition where one is given."""
    properties: Json = {
        "registrationDefinitionId": thing.definition_id,
        "provisioningState": thing.state,
    }
    if expanded:
        properties["registrationDefinition"] = definition(expanded, version, embedded=True)
    row: Json = {
        "properties": properties,
        "id": thing.id,
        "type": f"{_TYPE}/registrationAssignments",
        "name": thing.name,
    }
    return row | _system_data(thing, version)


def marketplace_definition(thing: PlanVersion, version: str, scope: str, managing: str) -> Json:
    """Return a plan version as it is seen at a scope, or at none."""
    properties: Json = {
        "managedByTenantId": managing,
        "authorizations": list(thing.authorizations),
    }
    if api_versions.has_eligible(version):
        properties["eligibleAuthorizations"] = list(thing.eligible)
    properties |= {
        "offerDisplayName": thing.offer_name,
        "publisherDisplayName": _PUBLISHERS.get(thing.publisher, thing.publisher),
        "planDisplayName": thing.plan_name,
    }
    kind = "marketplaceRegistrationDefinitions"
    return {
        "properties": properties,
        "plan": thing.block,
        "id": f"{scope}{MANAGED_SERVICES}/{kind}/{thing.identifier}",
        "type": f"{_TYPE}/{kind}",
        "name": thing.identifier,
    }


def subscription(thing: Subscription, version: str) -> Json:
    """Return a subscription; older versions do not say whose it is or who manages it."""
    row: Json = {
        "id": thing.path,
        "subscriptionId": thing.id,
        "displayName": thing.name,
        "state": thing.state,
        "subscriptionPolicies": policies(thing),
        "authorizationSource": "RoleBased",
    }
    if version >= "2022":
        row["tenantId"] = thing.tenant
        row["managedByTenants"] = managed_by(thing.managed_by)
    return row


def resource_group(thing: Subscription, name: str) -> Json:
    """Return one resource group of a subscription."""
    return {
        "id": f"{thing.path}/resourceGroups/{name}",
        "name": name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": thing.location,
        "properties": {"provisioningState": "Succeeded"},
    }


def policies(thing: Subscription) -> Json:
    """Return a subscription's ``subscriptionPolicies``."""
    return {
        "locationPlacementId": "Public_2014-09-01",
        "quotaId": thing.quota,
        "spendingLimit": "Off",
    }


def managed_by(tenants: Iterable[str]) -> list[Json]:
    """Return the tenants that manage a subscription."""
    return [{"tenantId": each} for each in tenants]


def tenant(thing: Tenant, version: str) -> Json:
    """Return a tenant; older versions give its id only."""
    row: Json = {"id": f"/tenants/{thing.id}", "tenantId": thing.id}
    if version < "2022":
        return row
    row["countryCode"] = thing.country
    if thing.name is not None:
        row["displayName"] = thing.name
    return row | {
        "domains": [thing.domain],
        "tenantCategory": thing.category,
        "defaultDomain": thing.domain,
        "tenantType": "AAD",
    }


def _system_data(thing: Definition | Assignment, version: str) -> Json:
    if not (thing.created_at and api_versions.has_filter(version)):
        return {}
    kind = "Application" if is_guid(thing.created_by) else "User"
    return {
        "systemData": {
            "createdBy": thing.created_by,
            "createdByType": kind,
            "createdAt": thing.created_at,
            "lastModifiedBy": thing.created_by,
            "lastModifiedByType": kind,
            "lastModifiedAt": thing.created_at,
        }
    }
