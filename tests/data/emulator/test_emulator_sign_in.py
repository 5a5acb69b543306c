from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential

from data.emulator.ids import guid_of
from data.emulator.serve import Running
from tests.data.emulator.asking import Asker


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return decoded


def test_a_credential_gets_a_token_that_says_who_it_is(
    azure: Running, credential: ClientSecretCredential
) -> None:
    token = credential.get_token(f"{azure.url}/.default")
    said = claims(token.token)
    assert said["tid"] == azure.tenant
    assert said["appid"] == azure.client_id
    assert said["aud"] == azure.url
    assert said["exp"] == pytest.approx(token.expires_on, abs=5)


def test_a_wrong_secret_is_refused_as_entra_does(azure: Running, asker: Asker) -> None:
    answer = asker.sign_in(client_secret="guess")
    assert answer.status == 401
    assert answer.body["error"] == "invalid_client"
    assert answer.body["error_codes"] == [7000215]
    with (
        ClientSecretCredential(
            azure.tenant,
            azure.client_id,
            "guess",
            authority=azure.url,
            disable_instance_discovery=True,
            connection_verify=str(azure.ca),
        ) as credential,
        pytest.raises(ClientAuthenticationError, match="AADSTS7000215"),
    ):
        credential.get_token(f"{azure.url}/.default")


def test_an_unknown_tenant_is_refused(asker: Asker) -> None:
    stranger = guid_of("stranger")
    answer = asker.sign_in(tenant=stranger)
    assert (answer.status, answer.body["error"]) == (400, "invalid_tenant")
    assert "AADSTS90002" in answer.body["error_description"]
    path = f"/{stranger}/v2.0/.well-known/openid-configuration"
    assert asker.get(path, "").status == 400


def test_an_unknown_application_is_refused(asker: Asker) -> None:
    assert asker.sign_in(client_id=guid_of("app")).body["error_codes"] == [700016]


def test_a_customers_tenant_does_not_have_the_application(asker: Asker) -> None:
    customer = asker.azure.world.cases["newest"]
    assert asker.sign_in(tenant=customer).body["error_codes"] == [700016]


def test_another_grant_is_refused(asker: Asker) -> None:
    answer = asker.sign_in(grant_type="password")
    assert (answer.status, answer.body["error"]) == (400, "unsupported_grant_type")


def test_openid_configuration_leads_to_the_token_endpoint(asker: Asker) -> None:
    url, tenant = asker.azure.url, asker.azure.tenant
    entra = asker.get(f"/{tenant}/v2.0/.well-known/openid-configuration", "").body
    assert entra["token_endpoint"] == f"{url}/{tenant}/oauth2/v2.0/token"
    adfs = asker.get("/adfs/.well-known/openid-configuration", "").body
    assert adfs["token_endpoint"] == f"{url}/adfs/oauth2/token"


def test_adfs_hands_out_tokens_of_the_managing_tenant(asker: Asker) -> None:
    token = asker.sign_in(tenant="adfs", path="oauth2/token").body["access_token"]
    assert claims(token)["tid"] == asker.azure.tenant


def test_metadata_is_an_object_or_a_list_by_version(asker: Asker) -> None:
    one = asker.get("/metadata/endpoints", "2022-09-01").body
    assert one["resourceManager"] == asker.azure.url
    assert one["authentication"]["loginEndpoint"] == asker.azure.url
    assert one["authentication"]["audiences"] == [asker.azure.url]
    assert asker.get("/metadata/endpoints", "2019-05-01").body == [one]
    asker.azure.world.behaviour.sign_in = "adfs"
    other = asker.get("/metadata/endpoints", "2022-09-01").body
    assert other["authentication"]["loginEndpoint"] == f"{asker.azure.url}/adfs"


def test_without_a_token_nothing_is_said(asker: Asker) -> None:
    for headers in ({}, {"Authorization": "Basic xyz"}):
        answer = asker.send("GET", "/subscriptions?api-version=2022-12-01", None, headers)
        assert (answer.status, answer.code) == (401, "AuthenticationFailed")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_a_forged_token_is_refused(asker: Asker) -> None:
    signed, _, signature = asker.token.rpartition(".")
    for token in (f"{signed}.{signature[::-1]}", "abc", "a.b.c"):
        headers = {"Authorization": f"Bearer {token}"}
        answer = asker.send("GET", "/tenants?api-version=2022-12-01", None, headers)
        assert (answer.status, answer.code) == (401, "InvalidAuthenticationToken")


def test_an_expired_token_is_refused(asker: Asker) -> None:
    asker.azure.world.behaviour.token_seconds = 0
    answer = asker.get("/tenants", "2022-12-01")
    assert (answer.status, answer.code) == (401, "ExpiredAuthenticationToken")
