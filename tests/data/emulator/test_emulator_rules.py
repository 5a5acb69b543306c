from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from data.emulator import rules
from data.emulator.entities import Assignment, Definition, Subscription
from data.emulator.ids import guid_of
from data.emulator.replies import AzureError
from data.emulator.roles import OWNER, USER_ACCESS_ADMINISTRATOR, built_in_roles, role_id

NAME, GROUP, OTHER = guid_of("a name"), guid_of("a group"), guid_of("another group")
MSP, CUSTOMER = guid_of("msp"), guid_of("customer")
READER, CONTRIBUTOR = role_id("Reader"), role_id("Contributor")
CREATE = "InvalidRegistrationDefinitionCreateRequest"


def eligible(role: str = CONTRIBUTOR, **policy: Any) -> dict[str, Any]:
    full = {"multiFactorAuthProvider": "Azure", "maximumActivationDuration": "PT8H", **policy}
    return {"principalId": GROUP, "roleDefinitionId": role, "justInTimeAccessPolicy": full}


GOOD: dict[str, Any] = {
    "properties": {
        "managedByTenantId": MSP,
        "authorizations": [
            {"principalId": GROUP, "roleDefinitionId": READER},
            {
                "principalId": OTHER,
                "roleDefinitionId": USER_ACCESS_ADMINISTRATOR,
                "delegatedRoleDefinitionIds": [CONTRIBUTOR],
            },
        ],
        "eligibleAuthorizations": [eligible(), eligible(managedByTenantApprovers=[])][:1],
    }
}


def changed(**properties: Any) -> dict[str, Any]:
    body = copy.deepcopy(GOOD)
    body["properties"] |= properties
    return body


def one(**fields: Any) -> dict[str, Any]:
    return changed(authorizations=[{"principalId": GROUP, "roleDefinitionId": READER, **fields}])


def refusal(body: dict[str, Any], name: str = NAME, group: str = "") -> str:
    with pytest.raises(AzureError) as refused:
        rules.check_definition(name, body, CUSTOMER, group, None)
    assert refused.value.status == 400
    return refused.value.code


def test_a_good_definition_passes() -> None:
    rules.check_definition(NAME, GOOD, CUSTOMER, "", None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"properties": []},
        {**GOOD, "plan": {"name": "gold"}},
        changed(managedByTenantId=CUSTOMER.upper()),
        changed(managedByTenantId="northwind.com"),
        changed(authorizations=[]),
        changed(authorizations=["Reader"]),
        one(principalId="ops@northwind.com"),
        one(roleDefinitionId="Reader"),
        one(roleDefinitionId=OWNER),
        one(roleDefinitionId=guid_of("a custom role")),
        one(roleDefinitionId=role_id("Log Analytics Contributor")),
        one(roleDefinitionId=role_id("Role Based Access Control Administrator")),
        one(roleDefinitionId=USER_ACCESS_ADMINISTRATOR),
        one(roleDefinitionId=USER_ACCESS_ADMINISTRATOR, delegatedRoleDefinitionIds=[OWNER]),
        one(
            roleDefinitionId=USER_ACCESS_ADMINISTRATOR,
            delegatedRoleDefinitionIds=[USER_ACCESS_ADMINISTRATOR],
        ),
        one(roleDefinitionId=USER_ACCESS_ADMINISTRATOR, delegatedRoleDefinitionIds=READER),
        changed(eligibleAuthorizations={}),
        changed(eligibleAuthorizations=[{**eligible(), "justInTimeAccessPolicy": "PT8H"}]),
        changed(eligibleAuthorizations=[eligible(managedByTenantApprovers=[GROUP])]),
        changed(eligibleAuthorizations=[eligible(OWNER)]),
        changed(eligibleAuthorizations=[eligible(USER_ACCESS_ADMINISTRATOR)]),
        changed(eligibleAuthorizations=[eligible(multiFactorAuthProvider="Okta")]),
        changed(eligibleAuthorizations=[eligible(maximumActivationDuration="8 hours")]),
        changed(eligibleAuthorizations=[eligible(maximumActivationDuration="PT29M")]),
        changed(eligibleAuthorizations=[eligible(maximumActivationDuration="PT8H1M")]),
        changed(eligibleAuthorizations=[eligible(), eligible(maximumActivationDuration="PT1H")]),
        changed(
            eligibleAuthorizations=[eligible(managedByTenantApprovers=[{"principalId": "Bob"}])]
        ),
        changed(
            eligibleAuthorizations=[
                eligible(managedByTenantApprovers=[{"principalId": GROUP}] * 11)
            ]
        ),
    ],
)
def test_bad_definitions_are_refused(body: dict[str, Any]) -> None:
    assert refusal(body) == CREATE


def test_the_name_must_be_a_guid() -> None:
    assert refusal(GOOD, name="gold") == CREATE


def test_a_definition_stands_at_a_subscription() -> None:
    assert refusal(GOOD, group="rg-web") == "InvalidRegistrationDefinitionUri"


def test_the_managing_tenant_cannot_change() -> None:
    before = Definition("/x/" + NAME, "", OTHER, "", CUSTOMER, "", ())
    with pytest.raises(AzureError, match="cannot change") as refused:
        rules.check_definition(NAME, GOOD, CUSTOMER, "", before)
    assert refused.value.code == "RegistrationDefinitionInvalidUpdate"


@pytest.mark.parametrize("duration", ["PT30M", "PT1H30M", "PT8H", "PT90M"])
def test_durations_within_the_limits_pass(duration: str) -> None:
    body = changed(eligibleAuthorizations=[eligible(maximumActivationDuration=duration)])
    rules.check_definition(NAME, body, CUSTOMER, "", None)


def at_subscription() -> tuple[Subscription, Definition, Assignment]:
    held = Subscription(guid_of("s"), "s", CUSTOMER, groups=["rg-web"])
    base = f"{held.path}/providers/Microsoft.ManagedServices"
    definition = Definition(f"{base}/registrationDefinitions/{NAME}", "", MSP, "", CUSTOMER, "", ())
    assignment = Assignment(f"{base}/registrationAssignments/{OTHER}", definition.id)
    held.add(definition)
    held.add(assignment)
    return held, definition, assignment


def assignment_refusal(held: Subscription, wanted: Any, name: str = GROUP) -> str:
    body = {"properties": {"registrationDefinitionId": wanted}}
    with pytest.raises(AzureError) as refused:
        rules.check_assignment(name, body, held, held.path)
    return refused.value.code


def test_bad_assignments_are_refused() -> None:
    held, definition, _ = at_subscription()
    in_group = definition.id.replace("/providers", "/resourceGroups/rg-web/providers")
    assert assignment_refusal(held, in_group) == "InvalidRegistrationDefinitionUri"
    assert assignment_refusal(held, None) == "InvalidRegistrationDefinitionUri"
    assert assignment_refusal(held, definition.id[:-1] + "f") == "ResourceNotFound"
    assert assignment_refusal(held, definition.id) == "MultipleRegistrationAssignmentsNotAllowed"
    bad_name = assignment_refusal(held, definition.id, name="gold")
    assert bad_name == "InvalidRegistrationAssignmentName"


def test_the_same_assignment_again_and_another_scope_pass() -> None:
    held, definition, assignment = at_subscription()
    body = {"properties": {"registrationDefinitionId": definition.id.upper()}}
    assert rules.check_assignment(assignment.name, body, held, held.path) is definition
    scope = f"{held.path}/resourceGroups/rg-web"
    assert rules.check_assignment(GROUP, body, held, scope) is definition


def test_roles_are_refused_as_the_role_study_says(shared: Path) -> None:
    studied = json.loads((shared / "roles/builtin-roles.json").read_bytes())
    by_id = {row["id"]: row for row in studied}
    assert by_id.keys() == built_in_roles().keys()
    for role, row in by_id.items():
        refused = role == OWNER or built_in_roles()[role].touches_data or rules.is_restricted(role)
        if role != USER_ACCESS_ADMINISTRATOR:
            assert refused == (row["lighthouse"] == "no"), row["name"]
