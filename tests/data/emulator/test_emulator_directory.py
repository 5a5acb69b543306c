"""Microsoft Graph's look-up of principals, and definitions refused because of who they name."""

from __future__ import annotations

from typing import Any

import pytest

from data.emulator.directory import application, principals
from data.emulator.ids import guid_of
from data.emulator.people import (
    ENGINEERING,
    MANAGING_TENANT,
    OTHER_PROVIDER_TENANT,
    POLICY_ROBOT,
    SERVICE_DESK,
    just_in_time,
    permanent,
    principal,
)
from tests.data.emulator.asking import MANAGED_SERVICES, Answer, Asker

DESK, ROBOT, STRANGER = principal(SERVICE_DESK), principal(POLICY_ROBOT), guid_of("stranger")


def ask(asker: Asker, ids: Any, types: Any = None) -> Answer:
    body = {"ids": ids} | ({} if types is None else {"types": types})
    return asker.ask("POST", "/v1.0/directoryObjects/getByIds", "", body)


def test_names_of_everyone_who_holds_a_role_for_us(asker: Asker) -> None:
    held = {
        row["principalId"]: row.get("principalIdDisplayName")
        for subscription in asker.azure.world.subscriptions.values()
        for definition in subscription.definitions.values()
        if definition.managing_tenant == MANAGING_TENANT
        for row in (*definition.authorizations, *definition.eligible)
    }
    rows = ask(asker, list(held)).body["value"]
    names = {each["id"]: each["displayName"] for each in rows}
    assert names.keys() == held.keys()
    (hostile,) = {name for name in held.values() if name and "[" in name} or {""}
    assert all(names[who] == name for who, name in held.items() if name and name != hostile)
    assert {each["@odata.type"] for each in rows} == {
        "#microsoft.graph.group",
        "#microsoft.graph.servicePrincipal",
    }


@pytest.mark.parametrize(
    ("types", "found"),
    [
        (None, [DESK, ROBOT]),
        ([], [DESK, ROBOT]),
        (["group"], [DESK]),
        (["servicePrincipal"], [ROBOT]),
        (["user"], []),
        (["Group", "USER", "serviceprincipal"], [DESK, ROBOT]),
        (["directoryObject"], [DESK, ROBOT]),
    ],
)
def test_types_and_strangers(asker: Asker, types: Any, found: list[str]) -> None:
    answer = ask(asker, [DESK.upper(), STRANGER, ROBOT, DESK], types)
    assert [each["id"] for each in answer.body["value"]] == found
    assert answer.body["@odata.context"].endswith("$metadata#directoryObjects")


def test_a_thousand_ids_are_the_most(asker: Asker) -> None:
    many = [guid_of(f"stranger/{at}") for at in range(1000)]
    assert ask(asker, many).body["value"] == []
    answer = ask(asker, [*many, DESK])
    assert (answer.status, answer.code) == (400, "Request_BadRequest")


@pytest.mark.parametrize(
    ("ids", "types"),
    [
        (None, None),
        ([], None),
        (DESK, None),
        (["Tier 1"], None),
        ([7], None),
        ([DESK], "group"),
        ([DESK], ["robot"]),
    ],
)
def test_bad_requests(asker: Asker, ids: Any, types: Any) -> None:
    answer = ask(asker, ids, types)
    assert (answer.status, answer.code) == (400, "Request_BadRequest")
    assert answer.body["error"]["innerError"]["request-id"]


def test_without_the_right_nobody_is_named(asker: Asker) -> None:
    asker.azure.world.behaviour.directory_read = False
    answer = ask(asker, [DESK])
    assert (answer.status, answer.code) == (403, "Authorization_RequestDenied")


def test_a_token_is_needed(asker: Asker) -> None:
    answer = asker.send("POST", "/v1.0/directoryObjects/getByIds", b'{"ids": []}', {})
    assert (answer.status, answer.code) == (401, "AuthenticationFailed")


def put(asker: Asker, managing: str = MANAGING_TENANT, **properties: Any) -> Answer:
    (held,) = asker.azure.world.showing("leftover only")
    whole = {
        "managedByTenantId": managing,
        "authorizations": [permanent(SERVICE_DESK, "Reader")],
        **properties,
    }
    path = f"{held.path}{MANAGED_SERVICES}/registrationDefinitions/{guid_of('new')}"
    return asker.ask("PUT", path, body={"properties": whole})


def test_members_of_the_right_kind_pass(asker: Asker) -> None:
    robot = permanent(POLICY_ROBOT, "Contributor")
    engineers = just_in_time(ENGINEERING, "Contributor", approvers=(SERVICE_DESK,))
    answer = put(asker, authorizations=[robot], eligibleAuthorizations=[engineers])
    assert answer.status == 201


def test_an_application_is_no_principal(asker: Asker) -> None:
    mistaken = {**permanent(POLICY_ROBOT, "Reader"), "principalId": application(POLICY_ROBOT)}
    refused(put(asker, authorizations=[mistaken]), "type Application")
    assert application(POLICY_ROBOT) not in principals()


@pytest.mark.parametrize(
    "row",
    [
        just_in_time(POLICY_ROBOT, "Contributor"),
        just_in_time(ENGINEERING, "Contributor", approvers=(POLICY_ROBOT,)),
    ],
)
def test_a_service_principal_is_not_eligible(asker: Asker, row: dict[str, Any]) -> None:
    refused(put(asker, eligibleAuthorizations=[row]), "Service principal")


def test_a_tenant_without_pim_has_nobody_eligible(asker: Asker) -> None:
    row = just_in_time("Southridge Engineers", "Contributor")
    refused(put(asker, OTHER_PROVIDER_TENANT, eligibleAuthorizations=[row]), "not onboarded to PIM")
    assert put(asker, OTHER_PROVIDER_TENANT).status == 201


def refused(answer: Answer, words: str) -> None:
    assert (answer.status, answer.code) == (400, "InvalidRegistrationDefinitionCreateRequest")
    assert words in answer.body["error"]["message"]
