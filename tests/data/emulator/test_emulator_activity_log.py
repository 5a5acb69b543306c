"""The activity logs: who may read them, what they tell, and in which pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from data.emulator.entities import Subscription
from data.emulator.ids import guid_of
from data.emulator.people import MANAGING_TENANT, OTHER_PROVIDER_TENANT, permanent
from tests.data.emulator.asking import MANAGED_SERVICES, Answer, Asker

PATH = "/providers/microsoft.insights/eventtypes/management/values"
VERSION = "2015-04-01"
REGISTER = "Microsoft.Resources/tenants/register/action"
UNREGISTER = "Microsoft.Resources/tenants/unregister/action"
NEW = guid_of("new")


@pytest.fixture
def held(asker: Asker) -> Subscription:
    """A subscription in a world where nothing was delegated in the last ninety days."""
    world = asker.azure.world
    world.behaviour.root_scope_read = True
    for each in world.subscriptions.values():
        for assignment in each.assignments.values():
            assignment.created_at = days_ago(91)
    return world.showing("newest")[0]


def days_ago(days: float) -> str:
    moment = datetime.now(UTC) - timedelta(days=days)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def since(days: float) -> str:
    return f"eventTimestamp ge '{days_ago(days)}'"


def tenant_log(asker: Asker, **query: str) -> list[Any]:
    return asker.all(PATH, VERSION, **query)


def log_of(asker: Asker, held: Subscription, text: str = "") -> list[Any]:
    return asker.all(f"{held.path}{PATH}", VERSION, filter=text or since(89))


def delegate(asker: Asker, scope: str, managing: str = MANAGING_TENANT) -> Answer:
    subscription = "/".join(scope.split("/")[:3])
    definition = f"{subscription}{MANAGED_SERVICES}/registrationDefinitions/{NEW}"
    properties = {
        "managedByTenantId": managing,
        "authorizations": [permanent("Tier 1 Service Desk", "Reader")],
    }
    assert asker.ask("PUT", definition, body={"properties": properties}).status in (200, 201)
    body = {"properties": {"registrationDefinitionId": definition}}
    path = f"{scope}{MANAGED_SERVICES}/registrationAssignments/{NEW}"
    return asker.ask("PUT", path, body=body)


def ended(rows: list[Any]) -> list[tuple[str, Any]]:
    """What a reader is told to look at: the ends of requests that have a type."""
    return [
        (row["operationName"]["value"], row)
        for row in rows
        if row["eventName"]["value"] == "EndRequest" and row.get("resourceType", {}).get("value")
    ]


def test_the_tenants_log_takes_a_right_at_the_root_scope(asker: Asker) -> None:
    answer = asker.get(PATH, VERSION)
    assert (answer.status, answer.code) == (403, "AuthorizationFailed")
    asker.azure.world.behaviour.root_scope_read = True
    assert asker.get(PATH, VERSION).status == 200


def test_the_first_page_is_empty_and_leads_on(asker: Asker, held: Subscription) -> None:
    delegate(asker, held.path)
    first = asker.get(PATH, VERSION, filter=since(1)).body
    assert first["value"] == []
    second = asker.follow(first["nextLink"]).body
    assert len(second["value"]) == 2
    assert "nextLink" not in second


def test_what_is_delegated_and_taken_back_is_told(asker: Asker, held: Subscription) -> None:
    assert tenant_log(asker) == []
    group = f"{held.path}/resourceGroups/{held.groups[0]}"
    made = delegate(asker, group)
    assert asker.ask("DELETE", made.body["id"]).status == 202
    rows = tenant_log(asker)
    (gone, unregister), (come, register) = ended(rows)
    assert (gone, come) == (UNREGISTER, REGISTER)
    for row in (unregister, register):
        assert json.loads(row["description"]) == {
            "subscriptionId": held.id,
            "subscriptionTenantId": held.tenant,
            "delegationResourceId": group,
        }
        assert row["caller"] == asker.azure.client_id
        assert row["status"]["value"] == "Succeeded"
        assert row["resourceGroupName"] == held.groups[0]
    begun = [row for row in rows if row["eventName"]["value"] == "BeginRequest"]
    assert {row["status"]["value"] for row in begun} == {"Started"}
    assert {row["correlationId"] for row in begun} == {
        unregister["correlationId"],
        register["correlationId"],
    }
    own = [name.rpartition("/")[2] for name, _ in ended(log_of(asker, held))]
    assert own == ["delete", "write"]


def test_a_changed_delegation_is_told_as_added(asker: Asker, held: Subscription) -> None:
    delegate(asker, held.path)
    assert delegate(asker, held.path).status == 200
    assert [name for name, _ in ended(tenant_log(asker))] == [REGISTER, REGISTER]


def test_onboarding_before_the_start_is_told_when_it_is_recent(
    asker: Asker, held: Subscription
) -> None:
    (assignment,) = held.assignments.values()
    assignment.created_at = days_ago(30)
    assignment.state = "Failed"
    ((name, row),) = ended(tenant_log(asker))
    assert name == REGISTER
    assert row["eventTimestamp"][:19] == assignment.created_at[:19]
    assert (row["caller"], row["level"]) == (assignment.created_by, "Error")
    assert row["status"]["value"] == "Failed"


def test_the_tenants_log_is_of_our_delegations_only(asker: Asker, held: Subscription) -> None:
    delegate(asker, held.path, OTHER_PROVIDER_TENANT)
    assert tenant_log(asker) == []
    assert len(ended(log_of(asker, held))) == 1
    (other, *_) = asker.azure.world.showing("far behind")
    assert log_of(asker, other) == []


def test_pages_come_newest_first(asker: Asker, held: Subscription) -> None:
    world = asker.azure.world
    recent = [
        assignment
        for each in list(world.subscriptions.values())[:30]
        for assignment in each.assignments.values()
    ]
    for at, assignment in enumerate(recent):
        assignment.created_at = days_ago(at + 1)
    whole = tenant_log(asker)
    world.behaviour.page_size = 7
    assert tenant_log(asker) == whole
    stamps = [row["eventTimestamp"] for row in whole]
    assert stamps == sorted(stamps, reverse=True)
    assert len(stamps) == 2 * len(recent) > 20


def test_filters(asker: Asker, held: Subscription) -> None:
    group = f"{held.path}/resourceGroups/{held.groups[0]}"
    made = delegate(asker, group).body["id"]
    (assignment, *_) = held.assignments.values()
    assignment.created_at, assignment.created_by = days_ago(10), "owner@customer.example"
    (_, newer), (_, older) = ended(log_of(asker, held))
    for text, count in {
        f"{since(5)}": 2,
        f"{since(20)} and eventTimestamp le '{days_ago(5)}'": 2,
        f"eventTimestamp ge {days_ago(20)} and eventTimestamp le 2999-01-01T00:00:00+00:00": 4,
        f"{since(20)} and resourceGroupName eq '{held.groups[0].upper()}'": 2,
        f"{since(20)} and resourceUri eq '{made}'": 2,
        f"{since(20)} and resourceProvider eq 'Microsoft.ManagedServices'": 4,
        f"{since(20)} AND correlationId eq '{older['correlationId']}'": 2,
        f"{since(20)} and caller eq 'owner@customer.example'": 2,
        f"{since(20)} and status eq 'Succeeded'": 2,
        f"{since(20)} and eventChannels eq 'Admin, Operation'": 4,
    }.items():
        assert len(log_of(asker, held, text)) == count, text
    chosen = asker.all(
        f"{held.path}{PATH}", VERSION, filter=since(5), select="eventName, CorrelationId"
    )
    assert {frozenset(row) for row in chosen} == {frozenset({"eventName", "correlationId"})}
    assert {row["correlationId"] for row in chosen} == {newer["correlationId"]}


@pytest.mark.parametrize(
    "text",
    [
        "eventTimestamp ge '{too old}'",
        "eventTimestamp ge '{too old}' and eventTimestamp le '{recent}'",
        "eventTimestamp ge 2018-01-01T00:00:00+00:00",
        "eventTimestamp ge 'yesterday'",
        "eventTimestamp ge '{recent}' and eventTimestamp eq '{recent}'",
        "eventTimestamp ge '{recent}' or caller eq 'x'",
        "eventTimestamp ge '{recent}' and level eq 'Error'",
        "eventTimestamp ge '{recent}' and caller ge 'a'",
        "eventTimestamp ge '{recent}' and ",
        "",
    ],
)
def test_other_filters_are_refused_as_recorded(asker: Asker, held: Subscription, text: str) -> None:
    text = text.replace("{too old}", days_ago(91)).replace("{recent}", days_ago(1))
    for path in (PATH, f"{held.path}{PATH}"):
        answer = asker.get(path, VERSION, filter=text)
        assert answer.status == 400
        assert answer.body.keys() == {"Code", "Message"}
        assert answer.body["Code"] == "BadRequest"


def test_a_subscriptions_log_needs_a_start_time_and_the_right(
    asker: Asker, held: Subscription
) -> None:
    for query in (
        {},
        {"filter": "caller eq 'x'"},
        {"filter": f"eventTimestamp le '{days_ago(1)}'"},
    ):
        answer = asker.get(f"{held.path}{PATH}", VERSION, **query)
        assert (answer.status, answer.body["Code"]) == (400, "BadRequest")
    refused = asker.azure.world.showing("refused")[0]
    answer = asker.get(f"{refused.path}{PATH}", VERSION, filter=since(1))
    assert (answer.status, answer.code) == (403, "AuthorizationFailed")
