"""The real az makes, lists, shows and deletes definitions and assignments in the sample Azure."""

from __future__ import annotations

import pytest

from data.emulator.entities import Subscription
from data.emulator.serve import Running
from data.emulator.world import World
from tests.az import made
from tests.az.driving import Az

pytestmark = [pytest.mark.az, pytest.mark.timeout(900)]

MANAGED_SERVICES = "providers/Microsoft.ManagedServices"
DEFINITION = made.definition_id("plain")
ASSIGNMENT = made.assignment_id("plain")


@pytest.fixture
def subscription(world: World) -> Subscription:
    """A customer's subscription, with resource groups."""
    return next(each for each in world.showing("largest") if each.groups)


def create_definition(az: Az, subscription: Subscription) -> object:
    return az(
        *("managedservices", "definition", "create", "--subscription", subscription.id),
        *("--definition-id", DEFINITION, "--name", "Made by az", "--description", "Plainly"),
        *("--tenant-id", az.azure.tenant),
        *("--principal-id", made.OPERATORS, "--role-definition-id", made.READER),
    )


def test_a_definition_from_create_to_delete(az: Az, subscription: Subscription) -> None:
    before = set(subscription.definitions)
    there = ("--subscription", subscription.id)
    id_ = f"{subscription.path}/{MANAGED_SERVICES}/registrationDefinitions/{DEFINITION}"
    one = create_definition(az, subscription)
    assert one == {
        "id": id_,
        "name": DEFINITION,
        "type": "Microsoft.ManagedServices/registrationDefinitions",
        "properties": {
            "authorizations": [{"principalId": made.OPERATORS, "roleDefinitionId": made.READER}],
            "description": "Plainly",
            "managedByTenantId": az.azure.tenant,
            "managedByTenantName": "Northwind Managed Cloud",
            "provisioningState": "Succeeded",
            "registrationDefinitionName": "Made by az",
        },
    }
    listed = az("managedservices", "definition", "list", *there)
    assert {each["id"].lower() for each in listed} == {*before, id_.lower()}
    for name in (DEFINITION, id_):
        shown = az("managedservices", "definition", "show", "--definition", name, *there)
        assert shown == one
    az("managedservices", "definition", "delete", "--definition", DEFINITION, "--yes", *there)
    assert set(subscription.definitions) == before
    gone = az.run("managedservices", "definition", "show", "--definition", DEFINITION, *there)
    assert gone.code == 3
    assert "ResourceNotFound" in gone.err


def test_an_assignment_from_create_to_delete_is_polled(
    az: Az, azure: Running, world: World, subscription: Subscription
) -> None:
    world.behaviour.operation_seconds = 1.5
    world.behaviour.retry_after = "1"
    before = set(subscription.assignments)
    there = ("--subscription", subscription.id)
    id_ = f"{subscription.path}/{MANAGED_SERVICES}/registrationAssignments/{ASSIGNMENT}"
    definition = f"{subscription.path}/{MANAGED_SERVICES}/registrationDefinitions/{DEFINITION}"
    create_definition(az, subscription)
    group = ("managedservices", "assignment")
    one = az(*group, "create", "--definition", definition, "--assignment-id", ASSIGNMENT, *there)
    assert one["id"] == id_
    assert one["properties"]["registrationDefinitionId"] == definition
    assert one["properties"]["provisioningState"] == "Succeeded"
    assert polls(azure) >= 2
    listed = az(*group, "list", *there)
    assert {each["id"].lower() for each in listed} == {*before, id_.lower()}
    assert not any("registrationDefinition" in each["properties"] for each in listed)
    expanded = az(*group, "list", "--include-definition", "true", *there)
    assert all(each["properties"]["registrationDefinition"]["id"] for each in expanded)
    shown = az(*group, "show", "--assignment", ASSIGNMENT, "--include-definition", "true", *there)
    embedded = shown["properties"]["registrationDefinition"]["properties"]
    assert embedded["registrationDefinitionName"] == "Made by az"
    assert embedded["manageeTenantId"] == subscription.tenant

    definition_delete = ("managedservices", "definition", "delete", "--definition", DEFINITION)
    refused = az.run(*definition_delete, "--yes", *there)
    assert (refused.code, "Conflict" in refused.err) == (1, True)
    polled = polls(azure)
    az(*group, "delete", "--assignment", ASSIGNMENT, "--yes", *there)
    assert polls(azure) >= polled + 2
    assert set(subscription.assignments) == before
    assert az.run(*group, "show", "--assignment", ASSIGNMENT, *there).code == 3
    az(*definition_delete, "--yes", *there)


def test_what_az_has_no_option_for_goes_through_az_rest(
    az: Az, azure: Running, subscription: Subscription
) -> None:
    name = made.definition_id("rich")
    definition = f"{subscription.path}/{MANAGED_SERVICES}/registrationDefinitions/{name}"
    body = made.rich_definition(azure.tenant)
    az.rest("put", definition, body)
    read = az.rest("get", definition)
    assert {key: read["properties"][key] for key in body["properties"]} == body["properties"]

    group = f"{subscription.path}/resourceGroups/{subscription.groups[0]}"
    assignment = f"{group}/{MANAGED_SERVICES}/registrationAssignments/{made.assignment_id('group')}"
    az.rest("put", assignment, {"properties": {"registrationDefinitionId": definition}})
    listed = az.rest("get", f"{group}/{MANAGED_SERVICES}/registrationAssignments")
    assert assignment in {each["id"] for each in listed["value"]}
    shown = az("managedservices", "assignment", "show", "--assignment", assignment)
    assert shown["properties"]["registrationDefinitionId"] == definition
    az("managedservices", "assignment", "delete", "--assignment", assignment, "--yes")
    assert assignment.lower() not in subscription.assignments


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"principalId": "the operators"}, "InvalidRegistrationDefinitionCreateRequest"),
        ({"roleDefinitionId": made.USER_ACCESS_ADMINISTRATOR}, "InvalidRegistrationDefinition"),
    ],
)
def test_what_lighthouse_refuses_az_reports(
    change: dict[str, str], code: str, az: Az, subscription: Subscription
) -> None:
    values = {"principalId": made.OPERATORS, "roleDefinitionId": made.READER, **change}
    done = az.run(
        *("managedservices", "definition", "create", "--subscription", subscription.id),
        *("--name", "Refused", "--tenant-id", az.azure.tenant),
        *("--principal-id", values["principalId"]),
        *("--role-definition-id", values["roleDefinitionId"]),
    )
    assert done.code == 1
    assert code in done.err


def test_a_refused_subscription_ends_az_with_1(az: Az, world: World) -> None:
    refused = next(each for each in world.subscriptions.values() if each.refused)
    done = az.run("managedservices", "assignment", "list", "--subscription", refused.id)
    assert done.code == 1
    assert "AuthorizationFailed" in done.err


def test_resource_graph_answers_az_rest(az: Az, world: World) -> None:
    query = (
        "ManagedServicesResources "
        "| where type =~ 'microsoft.managedservices/registrationassignments' "
        "| project id, subscriptionId"
    )
    path = "/providers/Microsoft.ResourceGraph/resources"
    answer = az.rest("post", path, {"query": query, "options": {"$top": 1000}}, "2021-03-01")
    seen = [each for each in world.subscriptions.values() if not each.refused]
    assert {row["id"].lower() for row in answer["data"]} == {
        key for each in seen for key in each.assignments
    }
    assert answer["totalRecords"] == answer["count"] > 200


def test_neighbouring_commands(az: Az, world: World, subscription: Subscription) -> None:
    there = ("--subscription", subscription.id)
    provider = ("--namespace", "Microsoft.ManagedServices")
    assert az("provider", "show", *provider, *there)["registrationState"] == "Registered"
    subscription.registered = False
    assert az("provider", "show", *provider, *there)["registrationState"] == "NotRegistered"
    url = f"{subscription.path}/{MANAGED_SERVICES}/registrationDefinitions?api-version=2022-10-01"
    # az rest, since az managedservices registers the provider by itself, even for a list.
    refused = az.run("rest", "--url", url)
    assert (refused.code, "MissingSubscriptionRegistration" in refused.err) == (1, True)
    az("provider", "register", *provider, *there)
    assert az("rest", "--url", url)["value"]
    assert {each["name"] for each in az("group", "list", *there)} == set(subscription.groups)
    (reader,) = az("role", "definition", "list", "--name", "Reader", *there)
    assert reader["name"] == made.READER


def polls(azure: Running) -> int:
    return sum("/operationStatuses/" in each.path for each in azure.requests)
