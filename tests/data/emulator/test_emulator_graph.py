"""Resource Graph over HTTPS, and that it tells the same as Resource Manager."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from data.emulator import kql
from data.emulator.people import MANAGING_TENANT
from data.emulator.results import Result
from tests.data.emulator.asking import MANAGED_SERVICES, Asker, Sdk

ASSIGNMENTS = (
    "ManagedServicesResources"
    " | where type =~ 'microsoft.managedservices/registrationassignments'"
    " | project id, name, subscriptionId, tenantId, resourceGroup, properties"
    " | order by id asc"
)
DEFINITIONS = (
    "managedserviceresources"
    " | where type == 'microsoft.managedservices/registrationdefinitions'"
    " | project id, plan, properties"
)
SUBSCRIPTIONS = (
    "ResourceContainers | where type =~ 'Microsoft.Resources/subscriptions'"
    " | project id, name, tenantId, properties.managedByTenants"
)


def everything(asker: Asker, query: str, top: int = 1000) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    options: dict[str, Any] = {"$top": top}
    while True:
        body = asker.query(query, options=options).body
        rows += body["data"]
        if "$skipToken" not in body:
            assert len(rows) == body["totalRecords"]
            return rows
        options["$skipToken"] = body["$skipToken"]


def test_the_sdk_pages_through_a_query(sdk: Sdk, asker: Asker) -> None:
    rows: list[dict[str, Any]] = []
    token, pages = None, 0
    while pages == 0 or token:
        options = QueryRequestOptions(top=40, skip_token=token)
        page = sdk.graph.resources(QueryRequest(query=ASSIGNMENTS, options=options))
        assert page.count == len(page.data) <= 40
        assert page.result_truncated == "false"
        rows += page.data
        token, pages = page.skip_token, pages + 1
    assert page.total_records == len(rows)
    assert pages == -(-len(rows) // 40)
    ids = [row["id"] for row in rows]
    assert ids == sorted(set(ids))


def test_a_page_has_a_hundred_rows_unless_told_otherwise(asker: Asker) -> None:
    body = asker.query(ASSIGNMENTS).body
    assert body["count"] == 100 < body["totalRecords"]


def test_quota_headers(asker: Asker) -> None:
    answer = asker.query("ResourceContainers | count")
    assert int(answer.headers["x-ms-user-quota-remaining"]) > 0
    assert answer.headers["x-ms-user-quota-resets-after"].startswith("00:00:0")


def test_a_quota_that_runs_out(asker: Asker) -> None:
    asker.azure.world.behaviour.graph_quota = 2
    left = [
        asker.query("ResourceContainers | count").headers["x-ms-user-quota-remaining"]
        for _ in range(2)
    ]
    assert left == ["1", "0"]
    refused = asker.query("ResourceContainers | count")
    assert (refused.status, refused.code) == (429, "RateLimiting")
    assert 1 <= int(refused.headers["Retry-After"]) <= 5


def test_without_an_id_there_is_no_next_page(asker: Asker) -> None:
    body = asker.query("ResourceContainers | project name", options={"$top": 5}).body
    assert body["resultTruncated"] == "true"
    assert "$skipToken" not in body
    whole = asker.query("ResourceContainers | project name | take 3", options={"$top": 5}).body
    assert whole["resultTruncated"] == "false"


def test_skip(asker: Asker) -> None:
    whole = everything(asker, ASSIGNMENTS)
    body = asker.query(ASSIGNMENTS, options={"$top": 3, "$skip": 7}).body
    assert body["data"] == whole[7:10]


def test_pages_show_the_world_as_it_was_at_the_first_page(asker: Asker) -> None:
    first = asker.query(ASSIGNMENTS, options={"$top": 10}).body
    asker.azure.world.subscriptions.clear()
    options = {"$top": 1000, "$skipToken": first["$skipToken"]}
    rest = asker.query(ASSIGNMENTS, options=options).body
    assert rest["count"] == first["totalRecords"] - 10
    assert asker.query(ASSIGNMENTS).body["totalRecords"] == 0


def test_only_the_subscriptions_asked_for(asker: Asker) -> None:
    held = asker.azure.world.showing("subscription and group")[0]
    body = asker.query(ASSIGNMENTS, subscriptions=[held.id.upper()]).body
    assert {row["subscriptionId"] for row in body["data"]} == {held.id}
    assert body["totalRecords"] == 3
    assert sorted(row["resourceGroup"] for row in body["data"]) == sorted(
        ["", *(name.lower() for name in held.groups[:2])]
    )


@pytest.mark.parametrize(
    ("request_body", "code"),
    [
        ({"query": "ManagedServicesResources | frobnicate"}, "InvalidQuery"),
        ({"query": "Unknown"}, "InvalidQuery"),
        ({"query": "  "}, "InvalidQuery"),
        ({}, "InvalidQuery"),
        ({"query": ASSIGNMENTS, "options": {"$top": 1001}}, "InvalidOptions"),
        ({"query": ASSIGNMENTS, "options": {"$top": "9"}}, "InvalidOptions"),
        ({"query": ASSIGNMENTS, "options": {"$skip": -1}}, "InvalidOptions"),
        ({"query": ASSIGNMENTS, "options": {"$skipToken": "abc"}}, "InvalidSkipToken"),
        ({"query": ASSIGNMENTS, "options": {"resultFormat": "table"}}, "InvalidResultFormat"),
        (
            {"query": ASSIGNMENTS, "subscriptions": ["0000"]},
            "NoValidSubscriptionsInQueryRequest",
        ),
    ],
)
def test_refusals(asker: Asker, request_body: dict[str, Any], code: str) -> None:
    path = "/providers/Microsoft.ResourceGraph/resources"
    answer = asker.ask("POST", path, "2021-03-01", request_body)
    assert (answer.status, answer.code) == (400, "BadRequest")
    assert [each["code"] for each in answer.body["error"]["details"]] == [code]


def test_a_token_belongs_to_its_query(asker: Asker) -> None:
    token = asker.query(ASSIGNMENTS, options={"$top": 1}).body["$skipToken"]
    answer = asker.query(SUBSCRIPTIONS, options={"$skipToken": token})
    assert answer.body["error"]["details"][0]["code"] == "InvalidSkipToken"


def test_versions(asker: Asker) -> None:
    path = "/providers/Microsoft.ResourceGraph/resources"
    body = {"query": "ResourceContainers | count"}
    assert asker.ask("POST", path, "2022-10-01", body).status == 200
    assert asker.ask("POST", path, "2018-09-01-preview", body).code == "NoRegisteredProviderFound"
    assert asker.ask("GET", path, "2021-03-01").status == 405


def test_graph_and_arm_tell_the_same(asker: Asker) -> None:
    world = asker.azure.world
    by_graph = {row["id"]: row["properties"] for row in everything(asker, ASSIGNMENTS, 77)}
    definitions = {row["id"]: row for row in everything(asker, DEFINITIONS, 77)}
    by_arm, defined = {}, {}
    for held in world.subscriptions.values():
        if not held.refused:
            base = f"{held.path}{MANAGED_SERVICES}"
            for row in asker.all(f"{base}/registrationAssignments"):
                by_arm[row["id"]] = row["properties"]
            for row in asker.all(f"{base}/registrationDefinitions"):
                defined[row["id"]] = row
    assert by_graph == by_arm
    assert definitions.keys() == defined.keys()
    for key, row in defined.items():
        assert definitions[key]["plan"] == row.get("plan")
        assert definitions[key]["properties"] == row["properties"]


def test_subscriptions_are_the_same_in_both(asker: Asker) -> None:
    by_arm = {row["id"]: row for row in asker.all("/subscriptions", "2022-12-01")}
    by_graph = {row["id"]: row for row in everything(asker, SUBSCRIPTIONS)}
    assert by_graph.keys() == by_arm.keys()
    for key, row in by_arm.items():
        assert by_graph[key]["name"] == row["displayName"]
        assert by_graph[key]["tenantId"] == row["tenantId"]
        assert by_graph[key]["properties_managedByTenants"] == row["managedByTenants"]
    assert all(row["tenantId"] != MANAGING_TENANT for row in everything(asker, ASSIGNMENTS))


def test_refused_subscriptions_have_no_rows_but_a_container(asker: Asker) -> None:
    refused = {each.path for each in asker.azure.world.showing("refused")}
    assert refused <= {row["id"] for row in everything(asker, SUBSCRIPTIONS)}
    assert not [
        row
        for row in everything(asker, ASSIGNMENTS)
        if f"/subscriptions/{row['subscriptionId']}" in refused
    ]


def test_resource_groups_are_containers(asker: Asker) -> None:
    held = asker.azure.world.showing("newest")[0]
    query = (
        "resourcecontainers | where type == 'microsoft.resources/subscriptions/resourcegroups'"
        f" and subscriptionId == '{held.id}' | project id, name, location"
    )
    rows = everything(asker, query)
    assert {row["name"] for row in rows} == set(held.groups)
    assert {row["location"] for row in rows} == {held.location}


def test_graph_can_leave_plans_out(asker: Asker) -> None:
    assert any(row["plan"] for row in everything(asker, DEFINITIONS))
    asker.azure.world.behaviour.graph_plan = False
    assert not any(row["plan"] for row in everything(asker, DEFINITIONS))


def test_later_pages_are_not_evaluated_again(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[str] = []
    run = kql.run

    def counting(query: str, table: Callable[[str], Result | None]) -> Result:
        evaluated.append(query)
        return run(query, table)

    monkeypatch.setattr(kql, "run", counting)
    assert len(everything(asker, ASSIGNMENTS, 50)) > 150
    assert evaluated == [ASSIGNMENTS]
