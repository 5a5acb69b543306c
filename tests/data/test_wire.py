from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.azure import wire
from data.clean import clean
from data.models import (
    Approver,
    Authorization,
    Definition,
    EligibleAuthorization,
    MarketplacePlan,
    Subscription,
)

PROVIDER = "/subscriptions/0AFEFE50/providers/Microsoft.ManagedServices"
POLICY: dict[str, Any] = {
    "multiFactorAuthProvider": "Azure",
    "maximumActivationDuration": "PT4H",
    "managedByTenantApprovers": [
        {"principalId": "approver", "principalIdDisplayName": "Shift lead"},
        {"principalId": "another"},
    ],
}
DEFINITION: dict[str, Any] = {
    "id": f"{PROVIDER}/registrationDefinitions/One",
    "name": "One",
    "type": "Microsoft.ManagedServices/registrationDefinitions",
    "plan": {"name": "Gold", "publisher": "Contoso", "product": "Ops", "version": "1.2.0"},
    "properties": {
        "description": "Round the clock",
        "registrationDefinitionName": "Managed operations",
        "managedByTenantId": "AAAA",
        "managedByTenantName": "Contoso MSP",
        "manageeTenantId": "BBBB",
        "manageeTenantName": "Fabrikam",
        "provisioningState": "Succeeded",
        "authorizations": [
            {
                "principalId": "Ops",
                "principalIdDisplayName": "Operations",
                "roleDefinitionId": "Role-1",
                "delegatedRoleDefinitionIds": ["Role-2", "Role-3"],
            },
            {"principalId": "Night", "roleDefinitionId": "Role-4"},
        ],
        "eligibleAuthorizations": [
            {
                "principalId": "Night",
                "principalIdDisplayName": "Night shift",
                "roleDefinitionId": "Role-5",
                "justInTimeAccessPolicy": POLICY,
            }
        ],
    },
}
ASSIGNMENT: dict[str, Any] = {
    "id": f"{PROVIDER}/registrationAssignments/Two",
    "properties": {
        "registrationDefinitionId": DEFINITION["id"],
        "provisioningState": "Succeeded",
        "registrationDefinition": DEFINITION,
    },
}
PUBLISHED: dict[str, Any] = {
    **DEFINITION,
    "properties": {
        **DEFINITION["properties"],
        "offerDisplayName": "Managed operations",
        "publisherDisplayName": "Contoso",
        "planDisplayName": "Gold",
    },
}
LISTED: dict[str, Any] = {
    "subscriptionId": "0AFEFE50",
    "tenantId": "BBBB",
    "displayName": "Production",
    "state": "Enabled",
    "managedByTenants": [{"tenantId": "AAAA"}, {"tenantId": "CCCC"}],
}
IN_GRAPH: dict[str, Any] = {
    "subscriptionId": "0AFEFE50",
    "tenantId": "BBBB",
    "name": "Production",
    "properties": {"state": "Enabled", "managedByTenants": LISTED["managedByTenants"]},
}
READERS: list[tuple[Callable[[dict[str, Any]], Any], dict[str, Any]]] = [
    (wire.subscription, LISTED),
    (wire.graph_subscription, IN_GRAPH),
    (wire.definition, DEFINITION),
    (wire.delegation, ASSIGNMENT),
    (wire.embedded_definition, ASSIGNMENT),
    (wire.plan_version, PUBLISHED),
    (wire.tenant_name, LISTED),
]


def texts(record: Any) -> Iterator[str]:
    """Every text in a record, defaults included."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, tuple):
        for each in record:
            yield from texts(each)
    elif isinstance(record, msgspec.Struct):
        yield from texts(msgspec.structs.astuple(record))


def test_a_definition() -> None:
    assert wire.definition(DEFINITION) == Definition(
        id=f"{PROVIDER}/registrationDefinitions/One",
        offer_name="Managed operations",
        managing_tenant_id="aaaa",
        description="Round the clock",
        managing_tenant_name="Contoso MSP",
        customer_tenant_id="bbbb",
        customer_tenant_name="Fabrikam",
        plan=MarketplacePlan("Contoso", "Ops", "Gold", "1.2.0"),
        authorizations=(
            Authorization("Ops", "Role-1", "Operations", ("Role-2", "Role-3")),
            Authorization("Night", "Role-4"),
        ),
        eligible=(
            EligibleAuthorization(
                "Night",
                "Role-5",
                "Night shift",
                "Azure",
                "PT4H",
                (Approver("approver", "Shift lead"), Approver("another")),
            ),
        ),
        provisioning_state="Succeeded",
    )


def test_an_assignment_with_and_without_its_definition() -> None:
    found = wire.delegation(ASSIGNMENT)
    assert (found.id, found.definition_id) == (ASSIGNMENT["id"], DEFINITION["id"])
    assert found.provisioning_state == "Succeeded"
    assert wire.embedded_definition(ASSIGNMENT) == wire.definition(DEFINITION)
    assert wire.embedded_definition({"id": "x", "properties": {}}) is None


def test_a_published_version() -> None:
    found, held = wire.plan_version(PUBLISHED), wire.definition(DEFINITION)
    assert found
    assert (found.plan, found.managing_tenant_id) == (held.plan, "aaaa")
    assert (found.authorizations, found.eligible) == (held.authorizations, held.eligible)
    names = (found.offer_display_name, found.publisher_display_name, found.plan_display_name)
    assert names == ("Managed operations", "Contoso", "Gold")
    assert wire.plan_version({**PUBLISHED, "plan": None}) is None


def test_both_services_tell_the_same_of_a_subscription() -> None:
    expected = Subscription("0afefe50", "Production", "bbbb", "Enabled", ("aaaa", "cccc"))
    assert wire.subscription(LISTED) == expected
    assert wire.graph_subscription(IN_GRAPH) == expected


def test_a_tenants_name() -> None:
    assert wire.tenant_name({"tenantId": "BBBB", "displayName": "Fabrikam"}) == ("bbbb", "Fabrikam")
    assert wire.tenant_name({"tenantId": "BBBB", "displayName": None}) == ("bbbb", "")


@pytest.mark.parametrize(
    "policy", [None, {}, {"multiFactorAuthProvider": "", "maximumActivationDuration": None}]
)
def test_azures_defaults_stand_in_for_what_a_policy_does_not_say(policy: object) -> None:
    row = {"properties": {"eligibleAuthorizations": [{"justInTimeAccessPolicy": policy}]}}
    (found,) = wire.definition(row).eligible
    assert (found.mfa, found.max_duration, found.approvers) == ("None", "PT8H", ())


@pytest.mark.parametrize(
    "plan", [None, "", {}, [], {"name": None, "publisher": None, "product": "", "version": None}]
)
def test_a_plan_that_says_nothing_is_none(plan: object) -> None:
    assert wire.definition({**DEFINITION, "plan": plan}).plan is None


@pytest.mark.parametrize("inner", [None, {}, {"id": None}, {"id": 5, "plan": {}}, {"id": ""}, []])
def test_an_embedded_definition_without_an_id_is_none(inner: object) -> None:
    assert wire.embedded_definition({"properties": {"registrationDefinition": inner}}) is None


NAMES = sorted({str(name) for _, row in READERS for name in json.dumps(row).split('"')[1::2]})
SCALAR = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5)
)
JSON = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6), st.sampled_from(READERS))
def test_any_json_is_read(row: dict[str, Any], how: tuple[Callable[..., Any], object]) -> None:
    for text in texts(how[0](row)):
        assert clean(text) == text


def paths(value: Any, to: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where everything inside a JSON value stands."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in inside:
        yield (*to, key)
        if isinstance(inner, dict | list):
            yield from paths(inner, (*to, key))


def opened(row: dict[str, Any], path: tuple[str | int, ...]) -> tuple[dict[str, Any], Any]:
    """A copy of a row, and in it what holds the end of a path."""
    made = copy.deepcopy(row)
    at: Any = made
    for key in path[:-1]:
        at = at[key]
    return made, at


@pytest.mark.parametrize(("read", "row"), READERS, ids=lambda each: getattr(each, "__name__", ""))
def test_a_value_of_another_kind_reads_as_if_it_were_not_there(
    read: Callable[[dict[str, Any]], Any], row: dict[str, Any]
) -> None:
    changed = 0
    for path in paths(row):
        for odd in (None, True, 5, 1.5, [], [1], {}, {"x": 1}):
            if isinstance(path[-1], int) and isinstance(odd, dict):
                continue  # an empty authorization is an authorization
            strange, at = opened(row, path)
            at[path[-1]] = odd
            without, at = opened(row, path)
            del at[path[-1]]
            assert read(strange) == read(without), (path, odd)
            changed += read(without) != read(row)
    assert changed


HOSTILE = "\x1b]0;x\x07\n\u202e\ud800Name"


def poisoned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: poisoned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner) for inner in value]
    return HOSTILE + value


@pytest.mark.parametrize(("read", "row"), READERS, ids=lambda each: getattr(each, "__name__", ""))
def test_every_text_is_cleaned(read: Callable[[dict[str, Any]], Any], row: dict[str, Any]) -> None:
    found = [text for text in texts(read(poisoned(row))) if text]
    assert found
    for text in found:
        assert text.isprintable()
        assert text.casefold().startswith("\ufffd]0;x\ufffd \ufffdname")


EXAMPLES = Path(
    "rest-api-specs/managedservices/resource-manager/Microsoft.ManagedServices/stable/2022-10-01"
    "/examples"
)


def answers(shared: Path, name: str) -> list[dict[str, Any]]:
    """The resources in a published example's answers."""
    example = json.loads((shared / EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    bodies = [answer["body"] for answer in example["responses"].values() if "body" in answer]
    return [row for body in bodies for row in body.get("value", [body])]


def values(row: Any, inside: str = "") -> Iterator[str]:
    """Every text of a resource but what its id says already."""
    if isinstance(row, str):
        yield row.lower()
    for each in row if isinstance(row, list) else ():
        yield from values(each, inside)
    for key, value in row.items() if isinstance(row, dict) else ():
        if key not in ("type", "systemData") and (key != "name" or inside == "plan"):
            yield from values(value, key)


def lost(row: dict[str, Any], *records: Any) -> Counter[str]:
    return Counter(values(row)) - Counter(text.lower() for each in records for text in texts(each))


@pytest.mark.parametrize(
    "name",
    [
        "GetRegistrationDefinition",
        "GetRegistrationDefinitions",
        "GetRegistrationDefinitionsWithManagedByTenantIdEqFilter",
        "GetRegistrationDefinitionsWithManagedByTenantIdInFilter",
        "PutRegistrationDefinition",
    ],
)
def test_published_definitions_arrive_whole(shared: Path, name: str) -> None:
    rows = answers(shared, name)
    assert rows
    for row in rows:
        found = wire.definition(row)
        assert not lost(row, found)
        assert (found.plan is not None) == ("plan" in row)
        assert len(found.authorizations) == len(row["properties"]["authorizations"]) > 0


@pytest.mark.parametrize(
    "name",
    [
        "GetRegistrationAssignment",
        "GetRegistrationAssignments",
        "GetRegistrationAssignmentsWithManagedByTenantIdEqFilter",
        "GetRegistrationAssignmentsWithManagedByTenantIdInFilter",
        "PutRegistrationAssignment",
    ],
)
def test_published_assignments_arrive_whole(shared: Path, name: str) -> None:
    rows = answers(shared, name)
    assert rows
    for row in rows:
        found, inner = wire.delegation(row), wire.embedded_definition(row)
        assert not lost(row, found, inner)
        assert (inner is not None) == ("registrationDefinition" in row["properties"])
        assert found.subscription_id


@pytest.mark.parametrize(
    "name",
    [
        "GetMarketplaceRegistrationDefinition",
        "GetMarketplaceRegistrationDefinitions",
        "GetMarketplaceRegistrationDefinitionAtTenantScope",
        "GetMarketplaceRegistrationDefinitionsAtTenantScope",
    ],
)
def test_published_marketplace_definitions_arrive_whole(shared: Path, name: str) -> None:
    rows = answers(shared, name)
    assert rows
    for row in rows:
        found = wire.plan_version(row)
        assert found
        assert found.plan.identifier == row["name"]
        assert not lost({key: row[key] for key in ("plan", "properties")}, found)


def test_a_published_example_field_by_field(shared: Path) -> None:
    """Its GUIDs are malformed ("hd86", "f98g86a2") and must arrive as they are."""
    (row,) = answers(shared, "GetRegistrationDefinition")
    found = wire.definition(row)
    assert found.key == row["id"].lower()
    assert found.subscription_id == "0afefe50-734e-4610-8a82-a144ahf49dea"
    assert found.offer_name == "DefinitionName"
    assert found.description == "Test"
    assert found.managing_tenant_id == "83ace5cd-bcc3-441a-hd86-e6a75360cecc"
    assert found.managing_tenant_name == "Test Tenant"
    assert found.customer_tenant_id == "0e06d6a3-55ae-40a3-ac29-350808980808"
    assert found.customer_tenant_name == "Test customer"
    assert found.provisioning_state == "Succeeded"
    assert found.plan == MarketplacePlan("marketplace-test", "test", "addesai-plan", "1.0.0")
    assert found.authorizations == (
        Authorization(
            "f98g86a2-4cc4-4e6d-ad47-b3e80a1bcdfc",
            "acdd72a7-3385-48ef-bd42-f606fba81ae7",
            "Support User",
        ),
        Authorization(
            "f98d86a2-4cc4-4e9d-ad47-b3e80a1bcdfc",
            "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
            "User Access Administrator",
            ("b24988ac-6180-42a0-ab88-20f7382dd24c",),
        ),
    )
    assert found.eligible == (
        EligibleAuthorization(
            "3e0ed8c6-e902-4fc5-863c-e3ddbb2ae2a2",
            "ae349356-3a1b-4a5e-921d-050484c6347e",
            "Support User",
            "Azure",
            "PT8H",
            (Approver("d9b22cd6-6407-43cc-8c60-07c56df0b51a", "Approver Group"),),
        ),
    )
