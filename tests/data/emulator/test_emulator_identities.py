"""Sign-in as az uses it besides: managed identities, no tenant, tokens for other clouds."""

from __future__ import annotations

import time

from tests.data.emulator.asking import Answer, Asker
from tests.data.emulator.test_emulator_sign_in import claims


def identity(asker: Asker, header: str, resource: str) -> Answer:
    path = f"/msi/token?api-version=2019-08-01&resource={resource}"
    return asker.send("GET", path, None, {"X-IDENTITY-HEADER": header})


def test_a_managed_identity_gets_a_token_that_is_good_here(asker: Asker) -> None:
    azure = asker.azure
    body = identity(asker, azure.client_secret, azure.url).body
    assert claims(body["access_token"])["tid"] == azure.tenant
    assert int(body["expires_on"]) > time.time() + 3000
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    assert asker.send("GET", "/tenants?api-version=2022-12-01", None, headers).status == 200


def test_only_who_knows_the_header_is_that_identity(asker: Asker) -> None:
    assert identity(asker, "guess", asker.azure.url).status == 401
    no_header = asker.send("GET", f"/msi/token?resource={asker.azure.url}", None, {})
    assert no_header.status == 401


def test_a_token_for_another_cloud_is_refused(asker: Asker) -> None:
    other = "https://management.azure.com"
    answer = asker.sign_in(scope=f"{other}/.default")
    assert (answer.status, answer.body["error_codes"]) == (400, [500011])
    assert other in answer.body["error_description"]
    assert identity(asker, asker.azure.client_secret, other).status == 400
    for same in (asker.azure.url, f"{asker.azure.url}/"):
        token = asker.sign_in(scope=f"{same}/.default").body["access_token"]
        assert claims(token)["aud"] == asker.azure.url


def test_addresses_can_be_looked_up_without_a_tenant_but_no_token_had(asker: Asker) -> None:
    for name in ("common", "organizations"):
        found = asker.get(f"/{name}/v2.0/.well-known/openid-configuration", "").body
        assert found["token_endpoint"] == f"{asker.azure.url}/{name}/oauth2/v2.0/token"
        assert asker.sign_in(tenant=name).body["error_codes"] == [50059]
