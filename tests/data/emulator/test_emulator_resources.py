"""Subscriptions and tenants, and what every answer has in common."""

from __future__ import annotations

import uuid

import pytest

from data.emulator.ids import guid_of
from tests.data.emulator.asking import MANAGED_SERVICES, Asker, Sdk


def test_the_sdk_lists_every_subscription_over_several_pages(sdk: Sdk, asker: Asker) -> None:
    asker.azure.world.behaviour.subscriptions_page_size = 50
    found = {each.subscription_id: each for each in sdk.subscriptions.subscriptions.list()}
    expected = asker.azure.world.subscriptions
    assert found.keys() == expected.keys()
    assert all(found[key].display_name == held.name for key, held in expected.items())
    asked = [each for each in asker.azure.requests if each.path == "/subscriptions"]
    assert len(asked) == -(-len(expected) // 50)


def test_versions_of_a_subscription(asker: Asker) -> None:
    (held, *_) = asker.azure.world.showing("databricks")
    old = asker.get(held.path, "2016-06-01").body
    new = asker.get(held.path, "2022-12-01").body
    assert new["tenantId"] == held.tenant
    assert [each["tenantId"] for each in new["managedByTenants"]] == held.managed_by
    assert new.keys() - old.keys() == {"tenantId", "managedByTenants"}
    assert asker.all("/subscriptions", "2022-12-01")[0].keys() == new.keys()


def test_the_state_of_a_subscription(asker: Asker) -> None:
    states = {
        each["displayName"]: each["state"] for each in asker.all("/subscriptions", "2022-12-01")
    }
    assert set(states.values()) == {"Enabled", "Disabled", "Warned"}


def test_tenants_over_several_pages(sdk: Sdk, asker: Asker) -> None:
    world = asker.azure.world
    world.behaviour.subscriptions_page_size = 25
    listed = {each.id for each in world.tenants.values() if each.listed}
    assert {each.tenant_id for each in sdk.subscriptions.tenants.list()} == listed
    rows = {each["tenantId"]: each for each in asker.all("/tenants", "2022-12-01")}
    assert rows.keys() == listed
    assert world.cases["absent"] not in rows
    assert rows[world.home.id]["tenantCategory"] == "Home"
    assert "displayName" not in rows[world.cases["unnamed"]]
    assert rows[world.cases["japanese"]]["displayName"] == "株式会社白鷺精機製作所"
    assert asker.all("/tenants", "2016-06-01")[0].keys() == {"id", "tenantId"}


@pytest.mark.parametrize(
    ("path", "version", "status", "code"),
    [
        ("/subscriptions", "", 400, "MissingApiVersionParameter"),
        ("/subscriptions", "2001-01-01", 400, "InvalidApiVersionParameter"),
        (f"/subscriptions/{guid_of('nobody')}", "2022-12-01", 404, "SubscriptionNotFound"),
        ("/subscriptions/prod", "2022-12-01", 400, "InvalidSubscriptionId"),
        ("/nothing/here", "2022-12-01", 404, "NotFound"),
        ("/providers/Microsoft.Nothing/things", "2022-12-01", 404, "InvalidResourceNamespace"),
        ("/providers/Microsoft.ManagedServices/things", "2022-10-01", 404, "InvalidResourceType"),
        (
            "/providers/Microsoft.ManagedServices/marketplaceRegistrationDefinitions",
            "2019-06-01",
            400,
            "NoRegisteredProviderFound",
        ),
        ("/subscriptions?$skiptoken=%21%21&api-version=2022-12-01", "", 400, "InvalidSkipToken"),
    ],
)
def test_refusals(asker: Asker, path: str, version: str, status: int, code: str) -> None:
    answer = asker.get(path, version)
    assert (answer.status, answer.code) == (status, code)
    assert answer.body["error"]["message"]


def test_a_method_that_is_not_offered_is_refused(asker: Asker) -> None:
    answer = asker.ask("PATCH", "/subscriptions", "2022-12-01")
    assert (answer.status, answer.code) == (405, "MethodNotAllowed")
    assert answer.headers["Allow"] == "GET"


def test_a_mistake_of_our_own_is_an_envelope(
    asker: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    asker.azure.world.subscriptions["x"] = None  # type: ignore[assignment]  # a crash on purpose
    answer = asker.get("/subscriptions", "2022-12-01")
    assert (answer.status, answer.code) == (500, "InternalServerError")
    assert "Traceback" not in str(answer.body)
    assert "GET /subscriptions" in caplog.text


def test_paths_are_the_same_in_any_letter_case(asker: Asker) -> None:
    (held, *_) = asker.azure.world.showing("newest")
    path = f"{held.path}{MANAGED_SERVICES}/registrationAssignments"
    assert asker.get(path.upper()).body == asker.get(path).body
    assert asker.get(path.upper()).body["value"]


def test_every_answer_has_azures_headers(asker: Asker) -> None:
    answer = asker.get("/subscriptions", "2022-12-01")
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert uuid.UUID(answer.headers["x-ms-request-id"])
    assert answer.headers["x-ms-correlation-request-id"]
    assert int(answer.headers["x-ms-ratelimit-remaining-tenant-reads"]) > 0
    (held, *_) = asker.azure.world.showing("newest")
    below = asker.get(held.path, "2022-12-01")
    assert int(below.headers["x-ms-ratelimit-remaining-subscription-reads"]) > 0
    assert below.headers["x-ms-request-id"] != answer.headers["x-ms-request-id"]
