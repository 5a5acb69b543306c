"""Resource providers: listed, shown, and registered while a client polls."""

from __future__ import annotations

import time

import pytest

from data.emulator import api_versions
from data.emulator.entities import Subscription
from tests.data.emulator.asking import MANAGED_SERVICES, Asker, Sdk

VERSION = "2024-11-01"


def unregistered(asker: Asker) -> Subscription:
    (held, *_) = asker.azure.world.showing("newest")
    held.registered = False
    return held


def state(asker: Asker, held: Subscription, version: str = VERSION) -> str:
    answer = asker.get(f"{held.path}{MANAGED_SERVICES}", version)
    return str(answer.body["registrationState"])


def test_every_provider_that_answers_here_is_listed(asker: Asker) -> None:
    held = unregistered(asker)
    whole = asker.all(f"{held.path}/providers", VERSION)
    asker.azure.world.behaviour.page_size = 2
    assert asker.all(f"{held.path}/providers", VERSION) == whole
    states = {each["namespace"]: each["registrationState"] for each in whole}
    assert states.pop("Microsoft.ManagedServices") == "NotRegistered"
    assert set(states.values()) == {"Registered"}
    assert states.keys() == {
        "Microsoft.Authorization",
        "Microsoft.Insights",
        "Microsoft.ResourceGraph",
        "Microsoft.Resources",
    }
    for each in whole:
        assert asker.get(each["id"].upper(), VERSION).body == each


def test_what_a_provider_says_of_its_types_is_true(asker: Asker) -> None:
    held = asker.azure.world.showing("newest")[0]
    provider = asker.get(f"{held.path}{MANAGED_SERVICES}", VERSION).body
    kinds = {each["resourceType"]: each["apiVersions"] for each in provider["resourceTypes"]}
    for kind in ("registrationDefinitions", "marketplaceRegistrationDefinitions"):
        for version in api_versions.MANAGED_SERVICES:
            answer = asker.get(f"{held.path}{MANAGED_SERVICES}/{kind}", version)
            assert (answer.status == 200) == (version in kinds[kind])


@pytest.mark.parametrize("version", ["2016-02-01", "2021-04-01", "2024-11-01"])
def test_registering_takes_as_long_as_the_world_says(asker: Asker, version: str) -> None:
    held = unregistered(asker)
    listing = f"{held.path}{MANAGED_SERVICES}/registrationAssignments"
    refused = asker.get(listing)
    assert (refused.status, refused.code) == (409, "MissingSubscriptionRegistration")
    asker.azure.world.behaviour.operation_seconds = 0.2
    for _ in range(2):
        asked = asker.ask("POST", f"{held.path}{MANAGED_SERVICES}/register", version)
        assert (asked.status, asked.body["registrationState"]) == (200, "Registering")
    assert state(asker, held, version) == "Registering"
    assert asker.get(listing).status == 409
    deadline = time.monotonic() + 10
    while state(asker, held, version) == "Registering":
        assert time.monotonic() < deadline
    assert state(asker, held, version) == "Registered"
    assert asker.get(listing).status == 200


def test_registering_what_is_registered_changes_nothing(asker: Asker) -> None:
    held = asker.azure.world.showing("newest")[0]
    for namespace in ("Microsoft.ManagedServices", "microsoft.insights"):
        path = f"{held.path}/providers/{namespace}/register"
        assert asker.ask("POST", path, VERSION).body["registrationState"] == "Registered"


def test_refusals(asker: Asker) -> None:
    held = asker.azure.world.showing("newest")[0]
    unknown = asker.get(f"{held.path}/providers/Microsoft.Nothing", VERSION)
    assert (unknown.status, unknown.code) == (404, "InvalidResourceNamespace")
    unknown = asker.ask("POST", f"{held.path}/providers/Microsoft.Nothing/register", VERSION)
    assert (unknown.status, unknown.code) == (404, "InvalidResourceNamespace")
    refused = asker.azure.world.showing("refused")[0]
    for method, path in (
        ("GET", "/providers"),
        ("GET", MANAGED_SERVICES),
        ("POST", f"{MANAGED_SERVICES}/register"),
    ):
        answer = asker.ask(method, f"{refused.path}{path}", VERSION)
        assert (answer.status, answer.code) == (403, "AuthorizationFailed")


def test_the_operations_of_managed_services(sdk: Sdk, asker: Asker) -> None:
    held = asker.azure.world.showing("newest")[0]
    group = f"{held.path}/resourceGroups/{held.groups[0]}"
    operations = f"{MANAGED_SERVICES}/operations"
    rows = asker.get(operations, "2019-06-01").body["value"]
    names = {each["name"] for each in rows}
    assert "Microsoft.ManagedServices/registrationAssignments/delete" in names
    assert "Microsoft.ManagedServices/operationStatuses/read" in names
    assert "Microsoft.ManagedServices/marketplaceRegistrationDefinitions/write" not in names
    assert all(all(each["display"].values()) for each in rows)
    assert [each.name for each in sdk.managed.operations.list().value] == [
        each["name"] for each in rows
    ]
    for scope in (held.path, group):
        assert asker.get(f"{scope}{operations}", "2022-10-01").body["value"] == rows
        older = asker.get(f"{scope}{operations}", "2020-02-01-preview")
        assert (older.status, older.code) == (400, "NoRegisteredProviderFound")
