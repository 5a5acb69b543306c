"""Where to sign in, and access tokens: the shapes of Entra, of ADFS and of managed identities."""

from __future__ import annotations

import time

from aiohttp import web

from data.emulator.assertions import KIND, is_good
from data.emulator.entities import Json
from data.emulator.oauth import ADFS, NO_TENANT, OAuthError, audience, tenant_of
from data.emulator.replies import answer
from data.emulator.routing import Call, Route
from data.emulator.user_sign_in import GRANTS, authorize, device_code, device_page, enter_code

_OLD_METADATA = "2019"
"""Versions before this year's end answer with a list."""


async def metadata(call: Call) -> web.Response:
    """Describe this cloud, as ``az cloud register`` asks for it."""
    cloud = _cloud(call)
    if call.query.get("api-version", "").startswith(_OLD_METADATA):
        return answer([cloud])
    return answer(cloud)


async def openid_configuration(call: Call) -> web.Response:
    """Say where a tenant's tokens come from."""
    tenant = tenant_of(call)
    base = f"{call.service.url}/{tenant}"
    path = "oauth2" if tenant == ADFS else "oauth2/v2.0"
    return answer(
        {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/{path}/authorize",
            "token_endpoint": f"{base}/{path}/token",
            "device_authorization_endpoint": f"{base}/{path}/devicecode",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "private_key_jwt",
            ],
            "response_types_supported": ["code", "token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["HS256"],
            "tenant_region_scope": "WW",
        }
    )


async def token(call: Call) -> web.Response:
    """Hand out tokens: to the application that knows its secret, or to a person who signed in."""
    form = {name: str(value) for name, value in (await call.request.post()).items()}
    grant = form.get("grant_type", "")
    if answering := GRANTS.get(grant):
        return answer(answering(call, form))
    if grant != "client_credentials":
        raise OAuthError(400, "unsupported_grant_type", 70003, f"'{grant}' is not offered here.")
    tenant, asked = tenant_of(call), audience(call, form.get("scope") or form.get("resource"))
    _check_application(call, tenant, form)
    seconds = call.world.behaviour.token_seconds
    return answer(
        {
            "token_type": "Bearer",
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": _issue(call, tenant, asked),
        }
    )


def _check_application(call: Call, tenant: str, form: dict[str, str]) -> None:
    world, client = call.world, form.get("client_id", "")
    if tenant in NO_TENANT:
        raise OAuthError(400, "invalid_request", 50059, "The request names no tenant.")
    if tenant not in (ADFS, world.home.id):
        message = f"Application '{client}' is not in this tenant."
        raise OAuthError(400, "unauthorized_client", 700016, message)
    if client != world.client_id:
        message = f"There is no application '{client}'."
        raise OAuthError(400, "unauthorized_client", 700016, message)
    if form.get("client_assertion_type") == KIND:
        endpoint = f"{call.service.url}{call.request.path}"
        if not is_good(form.get("client_assertion", ""), world, endpoint):
            message = f"The assertion of application '{client}' is wrong."
            raise OAuthError(401, "invalid_client", 700027, message)
    elif form.get("client_secret") != world.client_secret:
        message = f"The client secret of application '{client}' is wrong."
        raise OAuthError(401, "invalid_client", 7000215, message)


async def managed_identity_token(call: Call) -> web.Response:
    """Hand out an access token as the identity endpoint of an App Service does.

    Whoever knows the header may have one: it stands in that machine's environment.
    """
    if call.request.headers.get("X-IDENTITY-HEADER") != call.world.client_secret:
        return answer({"statusCode": 401, "message": "The identity header is wrong."}, 401)
    asked = audience(call, call.query.get("resource"))
    seconds = call.world.behaviour.token_seconds
    return answer(
        {
            "access_token": _issue(call, call.world.home.id, asked),
            "expires_on": str(int(time.time()) + seconds),
            "resource": asked,
            "token_type": "Bearer",
            "client_id": call.world.client_id,
        }
    )


def _issue(call: Call, tenant: str, asked: str) -> str:
    return call.service.tokens.issue(
        issuer=f"{call.service.url}/{tenant}/",
        audience=asked,
        tenant=call.world.home.id,
        client_id=call.world.client_id,
        seconds=call.world.behaviour.token_seconds,
    )


def _cloud(call: Call) -> Json:
    url = call.service.url
    adfs = call.world.behaviour.sign_in == ADFS
    return {
        "name": "SampleAzure",
        "portal": f"{url}/portal",
        "authentication": {
            "loginEndpoint": f"{url}/adfs" if adfs else url,
            "audiences": [url],
            "tenant": ADFS if adfs else "common",
            "identityProvider": "ADFS" if adfs else "AAD",
        },
        "resourceManager": url,
        "graph": url,
        "graphAudience": url,
        "microsoftGraphResourceId": url,
        "gallery": f"{url}/gallery",
        "batch": url,
        "media": url,
        "sqlManagement": url,
        "vmImageAliasDoc": f"{url}/aliases.json",
        "activeDirectoryDataLake": url,
        "suffixes": {
            "storage": "core.localhost",
            "keyVaultDns": "vault.localhost",
            "sqlServerHostname": "database.localhost",
        },
    }


ROUTES = (
    Route("GET", "/metadata/endpoints", metadata),
    Route(
        "GET",
        "/(?P<tenant>[^/]+)(?:/v2.0)?/.well-known/openid-configuration",
        openid_configuration,
    ),
    Route("POST", "/(?P<tenant>[^/]+)/oauth2(?:/v2.0)?/token", token),
    Route("POST", "/(?P<tenant>[^/]+)/oauth2(?:/v2.0)?/devicecode", device_code),
    Route("GET", "/(?P<tenant>[^/]+)/oauth2(?:/v2.0)?/authorize", authorize),
    Route("GET", "/devicelogin", device_page),
    Route("POST", "/devicelogin", enter_code),
    Route("GET", "/msi/token", managed_identity_token),
)
