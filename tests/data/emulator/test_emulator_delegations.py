"""Definitions and assignments, through the SDK where it shows what matters."""

from __future__ import annotations

import time
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.managedservices import models

from data.emulator.entities import Subscription
from data.emulator.ids import guid_of
from data.emulator.people import MANAGING_TENANT, OTHER_PROVIDER_TENANT
from data.emulator.roles import OWNER, role_id
from tests.data.emulator.asking import MANAGED_SERVICES, Asker, Sdk

NAME, SECOND = guid_of("new definition"), guid_of("new assignment")
BODY: dict[str, Any] = {
    "properties": {
        "registrationDefinitionName": "Trial",
        "managedByTenantId": MANAGING_TENANT,
        "authorizations": [
            {"principalId": guid_of("group"), "roleDefinitionId": role_id("Reader")}
        ],
    }
}


def listing(held: Subscription, kind: str = "registrationAssignments") -> str:
    return f"{held.path}{MANAGED_SERVICES}/{kind}"


def case(asker: Asker, name: str) -> Subscription:
    return asker.azure.world.showing(name)[0]


def put_definition(asker: Asker, held: Subscription) -> str:
    path = f"{listing(held, 'registrationDefinitions')}/{NAME}"
    answer = asker.ask("PUT", path, body=BODY)
    assert answer.status == 201
    return str(answer.body["id"])


def put_assignment(asker: Asker, scope: str, definition: str, name: str = SECOND) -> Any:
    path = f"{scope}{MANAGED_SERVICES}/registrationAssignments/{name}"
    body = {"properties": {"registrationDefinitionId": definition}}
    return asker.ask("PUT", path, body=body)


def test_the_sdk_reads_an_expanded_assignment_whole(sdk: Sdk, asker: Asker) -> None:
    held = case(asker, "eligible")
    (row,) = sdk.managed.registration_assignments.list(
        scope=held.path.strip("/"), expand_registration_definition=True
    )
    (kept,) = held.definitions.values()
    found = row.properties.registration_definition
    assert (found.id, found.name) == (kept.id, kept.name)
    assert found.plan.as_dict() == kept.plan
    assert found.properties.managee_tenant_id == held.tenant
    assert found.properties.managee_tenant_name == kept.customer_name
    assert found.properties.managed_by_tenant_id == MANAGING_TENANT
    assert len(found.properties.authorizations) == len(kept.authorizations)
    policies = [
        each.just_in_time_access_policy for each in found.properties.eligible_authorizations
    ]
    assert [len(each.managed_by_tenant_approvers or ()) for each in policies] == [1, 0, 2, 1]


def test_without_expand_there_is_only_the_definitions_id(sdk: Sdk, asker: Asker) -> None:
    held = case(asker, "newest")
    (row,) = sdk.managed.registration_assignments.list(scope=held.path.strip("/"))
    assert row.properties.registration_definition is None
    again = sdk.managed.registration_assignments.get(
        scope=held.path.strip("/"),
        registration_assignment_id=row.name,
        expand_registration_definition=True,
    )
    assert again.properties.registration_definition.id == row.properties.registration_definition_id


def test_the_sdk_reads_definitions(sdk: Sdk, asker: Asker) -> None:
    held = case(asker, "leftover")
    scope = held.path.strip("/")
    rows = list(sdk.managed.registration_definitions.list(scope=scope))
    assert {each.id for each in rows} == {each.id for each in held.definitions.values()}
    one = sdk.managed.registration_definitions.get(
        scope=scope, registration_definition_id=rows[1].name
    )
    assert one.properties.as_dict() == rows[1].properties.as_dict()
    with pytest.raises(ResourceNotFoundError) as missing:
        sdk.managed.registration_definitions.get(scope=scope, registration_definition_id=NAME)
    assert missing.value.error is not None
    assert missing.value.error.code == "ResourceNotFound"


def test_a_subscriptions_list_has_its_groups_unless_the_world_says_no(asker: Asker) -> None:
    held = case(asker, "subscription and group")
    assert len(asker.all(listing(held))) == 3
    asker.azure.world.behaviour.list_group_assignments = False
    (only,) = asker.all(listing(held))
    assert "/resourceGroups/" not in only["id"]
    group = next(each.scope for each in held.assignments.values() if each.scope != held.path)
    (there,) = asker.all(f"{group}{MANAGED_SERVICES}/registrationAssignments")
    assert there["id"].startswith(group)
    one = asker.get(there["id"])
    assert one.body["id"] == there["id"]


def test_a_group_that_is_not_there(asker: Asker) -> None:
    held = case(asker, "newest")
    path = f"{held.path}/resourceGroups/rg-none{MANAGED_SERVICES}/registrationAssignments"
    answer = asker.get(path)
    assert (answer.status, answer.code) == (404, "ResourceGroupNotFound")


def test_lists_are_paged(asker: Asker) -> None:
    asker.azure.world.behaviour.page_size = 2
    held = case(asker, "largest")
    holds = max(asker.azure.world.of_tenant(held.tenant), key=lambda each: len(each.assignments))
    first = asker.get(listing(holds), expandRegistrationDefinition="true").body
    assert len(first["value"]) == 2
    rows = asker.all(listing(holds), expandRegistrationDefinition="true")
    assert {each["id"] for each in rows} == {each.id for each in holds.assignments.values()}
    assert len(rows) > 2
    assert all("registrationDefinition" in each["properties"] for each in rows)


def test_the_managing_tenant_can_be_filtered_by(asker: Asker) -> None:
    held = case(asker, "another provider")
    for kind in ("registrationAssignments", "registrationDefinitions"):
        path = listing(held, kind)
        assert len(asker.all(path)) == 2
        ours = f"managedByTenantId eq '{MANAGING_TENANT.upper()}'"
        assert len(asker.all(path, filter=ours)) == 1
        both = f"managedByTenantId in ('{MANAGING_TENANT}','{OTHER_PROVIDER_TENANT}')"
        assert len(asker.all(path, filter=both)) == 2
        published = f"$filter=managedByTenantId eq '{OTHER_PROVIDER_TENANT}'"
        assert len(asker.all(path, filter=published)) == 1
        assert asker.get(path, filter="name eq 'x'").code == "InvalidFilterInQueryString"
        assert len(asker.all(path, "2020-02-01-preview", filter=ours)) == 2


def test_older_versions_say_less(asker: Asker) -> None:
    held = case(asker, "eligible")
    path = listing(held, "registrationDefinitions")
    newest, middle, old = (
        asker.all(path, version)[0]
        for version in ("2022-10-01", "2020-02-01-preview", "2019-06-01")
    )
    assert newest.keys() - middle.keys() == {"systemData"}
    assert newest["properties"] == middle["properties"]
    assert middle["properties"].keys() - old["properties"].keys() == {
        "eligibleAuthorizations",
        "manageeTenantId",
        "manageeTenantName",
    }
    embedded = asker.all(listing(held), "2019-06-01", expandRegistrationDefinition="true")[0]
    inside = embedded["properties"]["registrationDefinition"]["properties"]
    assert inside["manageeTenantId"] == held.tenant
    assert "eligibleAuthorizations" not in inside
    assert asker.get(path, "2021-01-01").code == "NoRegisteredProviderFound"


def test_a_refused_subscription_is_seen_but_not_answered_for(sdk: Sdk, asker: Asker) -> None:
    held = case(asker, "refused")
    assert asker.get(held.path, "2022-12-01").status == 200
    with pytest.raises(HttpResponseError) as refused:
        list(sdk.managed.registration_assignments.list(scope=held.path.strip("/")))
    assert refused.value.status_code == 403
    assert refused.value.error is not None
    assert refused.value.error.code == "AuthorizationFailed"


def test_the_sdk_delegates_and_takes_back(sdk: Sdk, asker: Asker) -> None:
    (held,) = asker.azure.world.showing("leftover only")
    scope = held.path.strip("/")
    definition = sdk.managed.registration_definitions.begin_create_or_update(
        registration_definition_id=NAME,
        scope=scope,
        request_body=models.RegistrationDefinition(
            properties=models.RegistrationDefinitionProperties(
                registration_definition_name="Trial",
                managed_by_tenant_id=MANAGING_TENANT,
                authorizations=[
                    models.Authorization(
                        principal_id=guid_of("group"), role_definition_id=role_id("Reader")
                    )
                ],
            ),
            plan=models.Plan(name="p", publisher="q", product="r", version="1.0.0"),
        ),
    ).result()
    assert definition.properties.managed_by_tenant_name == "Northwind Managed Cloud"
    made = sdk.managed.registration_assignments.begin_create_or_update(
        scope=scope,
        registration_assignment_id=SECOND,
        request_body=models.RegistrationAssignment(
            properties=models.RegistrationAssignmentProperties(
                registration_definition_id=definition.id
            )
        ),
    ).result()
    assert made.properties.provisioning_state == "Succeeded"
    assert held.managed_by == [MANAGING_TENANT]
    sdk.managed.registration_assignments.begin_delete(
        scope=scope, registration_assignment_id=SECOND
    ).result()
    assert list(sdk.managed.registration_assignments.list(scope=scope)) == []
    assert held.managed_by == []
    sdk.managed.registration_definitions.delete(registration_definition_id=NAME, scope=scope)
    assert all(each.name != NAME for each in held.definitions.values())


def test_an_operation_that_takes_its_time_is_polled(asker: Asker) -> None:
    (held,) = asker.azure.world.showing("leftover only")
    definition = put_definition(asker, held)
    asker.azure.world.behaviour.operation_seconds = 0.2
    made = put_assignment(asker, held.path, definition)
    assert (made.status, made.body["properties"]["provisioningState"]) == (201, "Accepted")
    assert made.headers["Retry-After"] == "0"
    status = made.headers["Azure-AsyncOperation"]
    assert asker.follow(status).body == {"status": "Running"}
    assert asker.get(made.body["id"]).body["properties"]["provisioningState"] == "Accepted"
    time.sleep(0.25)
    assert asker.follow(status).body == {"status": "Succeeded"}
    assert asker.get(made.body["id"]).body["properties"]["provisioningState"] == "Succeeded"
    gone = asker.ask("DELETE", made.body["id"])
    assert (gone.status, gone.body) == (202, None)
    going = asker.follow(gone.headers["Location"])
    assert going.status == 202
    assert asker.get(made.body["id"]).body["properties"]["provisioningState"] == "Deleting"
    time.sleep(0.25)
    assert asker.follow(going.headers["Location"]).status == 200
    assert asker.get(made.body["id"]).code == "ResourceNotFound"


def test_an_operation_that_never_was(asker: Asker) -> None:
    path = listing(case(asker, "newest"), "operationStatuses/abc")
    assert asker.get(path).code == "OperationNotFound"


def test_put_again_changes_what_is_there(asker: Asker) -> None:
    held = case(asker, "newest")
    definition = put_definition(asker, held)
    changed = {"properties": {**BODY["properties"], "description": "now with words"}}
    again = asker.ask("PUT", definition.upper(), body=changed)
    assert (again.status, again.body["id"]) == (200, definition)
    assert asker.get(definition).body["properties"]["description"] == "now with words"
    assert put_assignment(asker, held.path, definition).status == 201
    assert put_assignment(asker, held.path, definition).status == 200


def test_deleting_what_is_not_there(asker: Asker) -> None:
    held = case(asker, "newest")
    for kind in ("registrationAssignments", "registrationDefinitions"):
        answer = asker.ask("DELETE", f"{listing(held, kind)}/{NAME}")
        assert (answer.status, answer.body) == (204, None)


def test_a_definition_in_use_stays(asker: Asker) -> None:
    held = case(asker, "newest")
    (definition,) = held.definitions.values()
    answer = asker.ask("DELETE", definition.id)
    assert (answer.status, answer.code) == (409, "Conflict")
    assert held.definitions


def test_a_group_is_delegated(asker: Asker) -> None:
    (held,) = asker.azure.world.showing("leftover only")
    scope = f"{held.path}/resourceGroups/{held.groups[0].upper()}"
    made = put_assignment(asker, scope, put_definition(asker, held))
    assert made.body["id"].startswith(f"{held.path}/resourceGroups/{held.groups[0]}/")
    assert [each["id"] for each in asker.all(listing(held))] == [made.body["id"]]


def test_bad_puts_are_refused_over_the_wire(asker: Asker) -> None:
    held = case(asker, "newest")
    path = f"{listing(held, 'registrationDefinitions')}/{NAME}"
    owner = [{"principalId": guid_of("group"), "roleDefinitionId": OWNER}]
    body = {"properties": {**BODY["properties"], "authorizations": owner}}
    answer = asker.ask("PUT", path, body=body)
    assert (answer.status, answer.code) == (400, "InvalidRegistrationDefinitionCreateRequest")
    assert NAME not in str(held.definitions)
    assert asker.ask("PUT", path, body=[1]).code == "InvalidRequestContent"
    in_group = path.replace("/providers", f"/resourceGroups/{held.groups[0]}/providers")
    refused = asker.ask("PUT", in_group, body=BODY)
    assert refused.code == "InvalidRegistrationDefinitionUri"
    (taken,) = held.definitions
    doubled = put_assignment(asker, held.path, taken)
    assert doubled.code == "MultipleRegistrationAssignmentsNotAllowed"
    other = {"properties": {**BODY["properties"], "managedByTenantId": OTHER_PROVIDER_TENANT}}
    refused = asker.ask("PUT", taken, body=other)
    assert refused.code == "RegistrationDefinitionInvalidUpdate"
