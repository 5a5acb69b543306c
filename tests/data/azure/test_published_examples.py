"""Microsoft's own example answers, byte for byte, reach the cache and the dashboard whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.azure.cancel import Watch
from data.azure.sync import sync
from data.known import Known
from data.models import Authorization, Definition, EligibleAuthorization, PlanVersion, scope_of
from data.rows import ScopeRow
from data.snapshot import Snapshot
from data.store.profile import Profile
from screens.details import scope_detail, version_detail
from tests.data.azure.canned import Canned, serving

Json = dict[str, Any]

EXAMPLES = (
    "rest-api-specs/managedservices/resource-manager/Microsoft.ManagedServices/stable/2022-10-01/"
    "examples"
)
SCOPE = "/subscriptions/0afefe50-734e-4610-8c82-a144aff49dea"
PROVIDER = "providers/microsoft.managedservices"
DEFINITIONS = (
    "GetRegistrationDefinition",
    "GetRegistrationDefinitions",
    "GetRegistrationDefinitionsWithManagedByTenantIdEqFilter",
    "GetRegistrationDefinitionsWithManagedByTenantIdInFilter",
    "PutRegistrationDefinition",
)
ASSIGNMENTS = (
    "GetRegistrationAssignment",
    "GetRegistrationAssignments",
    "GetRegistrationAssignmentsWithManagedByTenantIdEqFilter",
    "GetRegistrationAssignmentsWithManagedByTenantIdInFilter",
    "PutRegistrationAssignment",
)
MARKETPLACE = (
    "GetMarketplaceRegistrationDefinition",
    "GetMarketplaceRegistrationDefinitions",
    "GetMarketplaceRegistrationDefinitionAtTenantScope",
    "GetMarketplaceRegistrationDefinitionsAtTenantScope",
)


def body_of(shared: Path, example: str) -> bytes:
    """Cut the body of the 200 answer out of an example, not a byte changed."""
    text = (shared / EXAMPLES / f"{example}.json").read_text(encoding="utf-8-sig")
    start = text.index('"body":', text.index('"200":')) + len('"body":')
    start += len(text[start:]) - len(text[start:].lstrip())
    _, end = json.JSONDecoder().raw_decode(text, start)
    return text[start:end].encode()


def as_list(body: bytes) -> bytes:
    """Put the answer of a get or put into the list that a sync asks for, itself unchanged."""
    return body if b'"value"' in body else b'{"value": [' + body + b"]}"


def rows_of(body: bytes) -> list[Json]:
    found: list[Json] = json.loads(as_list(body))["value"]
    return found


def synced(bodies: dict[str, bytes], tenant: str, subscriptions: set[str], folder: Path) -> Known:
    """Sync from a server that answers with these bodies; return what a later start would load."""
    listed = [
        {
            "id": f"/subscriptions/{at}",
            "subscriptionId": at,
            "displayName": "Example",
            "tenantId": "c0",
            "state": "Enabled",
        }
        for at in sorted(subscriptions)
    ]
    bodies["/subscriptions"] = json.dumps({"value": listed}).encode()
    profile = Profile("examples", root=folder)
    with serving(Canned(tenant, bodies), folder) as source:
        sync(profile, source, Watch())
    known = profile.cache.load()
    assert known is not None
    assert known.meta.failures == ()
    return known


def shown(row: ScopeRow) -> str:
    """Return the drawer's text as one line, so that wrapping does not matter."""
    return str(scope_detail(row, (), 200))


def assert_definition(row: Json, found: Definition) -> None:
    """Compare field by field with the example's own JSON."""
    properties = row["properties"]
    assert found.id == row["id"]
    assert found.offer_name == properties["registrationDefinitionName"]
    assert found.description == properties.get("description", "")
    assert found.managing_tenant_id == properties["managedByTenantId"]
    assert found.managing_tenant_name == properties.get("managedByTenantName", "")
    assert found.customer_tenant_id == properties.get("manageeTenantId", "")
    assert found.customer_tenant_name == properties.get("manageeTenantName", "")
    assert found.provisioning_state == properties["provisioningState"]
    assert_plan(row, found)
    assert_entries(properties, found)


def assert_plan(row: Json, found: Definition | PlanVersion) -> None:
    plan = row.get("plan")
    if plan is None:
        assert found.plan is None
        return
    assert found.plan is not None
    assert (found.plan.publisher, found.plan.product) == (plan["publisher"], plan["product"])
    assert (found.plan.name, found.plan.version) == (plan["name"], plan["version"])


def assert_entries(properties: Json, found: Definition | PlanVersion) -> None:
    assert [permanent(each) for each in found.authorizations] == properties["authorizations"]
    expected = properties.get("eligibleAuthorizations", [])
    assert [eligible(each) for each in found.eligible] == expected


def permanent(entry: Authorization) -> Json:
    wire: Json = {
        "principalId": entry.principal_id,
        "principalIdDisplayName": entry.display_name,
        "roleDefinitionId": entry.role_id,
    }
    if entry.delegated_role_ids:
        wire["delegatedRoleDefinitionIds"] = list(entry.delegated_role_ids)
    return wire


def eligible(entry: EligibleAuthorization) -> Json:
    policy: Json = {
        "multiFactorAuthProvider": entry.mfa,
        "maximumActivationDuration": entry.max_duration,
    }
    if entry.approvers:
        policy["managedByTenantApprovers"] = [
            {"principalId": each.principal_id, "principalIdDisplayName": each.display_name}
            for each in entry.approvers
        ]
    wire: Json = {"principalId": entry.principal_id, "roleDefinitionId": entry.role_id}
    if entry.display_name:
        wire["principalIdDisplayName"] = entry.display_name
    return {**wire, "justInTimeAccessPolicy": policy}


def texts(found: Definition | PlanVersion) -> list[str]:
    """Everything of the definition that the drawer must show."""
    entries: tuple[Authorization | EligibleAuthorization, ...]
    entries = (*found.authorizations, *found.eligible)
    said = [text for each in entries for text in (each.principal_id, each.display_name)]
    for each in found.eligible:
        said += ["8 h", "MFA by Azure"] if each.max_duration == "PT8H" else [each.max_duration]
        said += [text for one in each.approvers for text in (one.principal_id, one.display_name)]
    return [text for text in said if text]


@pytest.mark.parametrize("example", DEFINITIONS)
def test_definitions(example: str, shared: Path, tmp_path: Path) -> None:
    body = body_of(shared, example)
    rows = rows_of(body)
    (at,) = {scope_of(row["id"])[0] for row in rows}
    tenant = rows[0]["properties"]["managedByTenantId"]
    path = f"/subscriptions/{at}/{PROVIDER}/registrationdefinitions"
    known = synced({path: as_list(body)}, tenant, {at}, tmp_path)
    by_id = {each.id: each for each in known.definitions}
    assert len(by_id) == len(rows)
    for row in rows:
        assert_definition(row, by_id[row["id"]])
    for line in Snapshot(known).scopes.rows:
        assert line.definition is not None
        for text in (*texts(line.definition), line.definition.offer_name, line.definition.id):
            assert text in shown(line)


@pytest.mark.parametrize("example", ASSIGNMENTS)
def test_assignments(example: str, shared: Path, tmp_path: Path) -> None:
    body = body_of(shared, example)
    rows = rows_of(body)
    path = f"{SCOPE}/{PROVIDER}/registrationassignments"
    expanded = [row["properties"].get("registrationDefinition") for row in rows]
    tenant = expanded[0]["properties"]["managedByTenantId"] if expanded[0] else "t0"
    known = synced({path: as_list(body)}, tenant, {SCOPE.split("/")[-1]}, tmp_path)
    by_id = {each.id: each for each in known.delegations}
    for row in rows:
        found = by_id[row["id"]]
        assert found.definition_id == row["properties"]["registrationDefinitionId"]
        assert found.provisioning_state == row["properties"]["provisioningState"]
    definitions = {each.id: each for each in known.definitions}
    assert len(definitions) == sum(each is not None for each in expanded)
    for each in expanded:
        if each is not None:
            assert_definition(each, definitions[each["id"]])
    lines = Snapshot(known).scopes.rows
    assert len(lines) == len(rows)
    for line in lines:
        for text in texts(line.definition) if line.definition else ():
            assert text in shown(line)


@pytest.mark.parametrize("example", MARKETPLACE)
def test_marketplace_definitions(example: str, shared: Path, tmp_path: Path) -> None:
    body = body_of(shared, example)
    (row,) = rows_of(body)
    tenant = row["properties"]["managedByTenantId"]
    at = SCOPE.split("/")[-1]
    holder = {
        "id": f"{SCOPE}/{PROVIDER}/registrationDefinitions/26c128c2-fefa-4340-9bb1-6e081c90ada2",
        "plan": {**row["plan"], "version": "0.9.0"},
        "properties": {"managedByTenantId": tenant},
    }
    scope = "" if "AtTenantScope" in example else SCOPE
    bodies = {
        f"{SCOPE}/{PROVIDER}/registrationdefinitions": json.dumps({"value": [holder]}).encode(),
        f"{scope}/{PROVIDER}/marketplaceregistrationdefinitions": as_list(body),
    }
    (found,) = synced(bodies, tenant, {at}, tmp_path).plan_versions
    assert_plan(row, found)
    assert_entries(row["properties"], found)
    assert found.managing_tenant_id == tenant
    assert found.offer_display_name == row["properties"]["offerDisplayName"]
    assert found.publisher_display_name == row["properties"]["publisherDisplayName"]
    assert found.plan_display_name == row["properties"]["planDisplayName"]
    known = Profile("examples", root=tmp_path).cache.load()
    assert known is not None
    (version,) = Snapshot(known).versions_of(found.plan.key).rows
    text = str(version_detail(version, 200))
    assert [each for each in texts(found) if each not in text] == []
