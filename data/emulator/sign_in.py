"""Where to sign in, and access tokens: the shapes of Entra, of ADFS and of managed identities."""

from __future__ import annotations

import time

from aiohttp import web

from data.emulator.assertions import KIND, is_good
from data.emulator.entities import Json
from data.emulator.replies import AzureError, answer
from data.emulator.routing import Call, Route

_ADFS = "adfs"
_NO_TENANT = ("common", "organizations")
"""Stand in a path for any tenant: enough to look up addresses, as ``az logout`` does."""
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
    tenant = _tenant(call)
    base = f"{call.service.url}/{tenant}"
    path = "oauth2" if tenant == _ADFS else "oauth2/v2.0"
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
    """Hand out an access token for the right client id and secret."""
    form = await call.request.post()
    if form.get("grant_type") != "client_credentials":
        return _oauth_error(
            400, "unsupported_grant_type", 70003, "Only client_credentials is offered here."
        )
    tenant, audience = _tenant(call), _audience(call, form.get("scope") or form.get("resource"))
    world, client = call.world, str(form.get("client_id", ""))
    if tenant in _NO_TENANT:
        return _oauth_error(400, "invalid_request", 50059, "The request names no tenant.")
    if tenant not in (_ADFS, world.home.id):
        return _oauth_error(
            400, "unauthorized_client", 700016, f"Application '{client}' is not in this tenant."
        )
    if client != world.client_id:
        return _oauth_error(
            400, "unauthorized_client", 700016, f"There is no application '{client}'."
        )
    if form.get("client_assertion_type") == KIND:
        endpoint = f"{call.service.url}{call.request.path}"
        if not is_good(str(form.get("client_assertion", "")), world, endpoint):
            return _oauth_error(
                401, "invalid_client", 700027, f"The assertion of application '{client}' is wrong."
            )
    elif form.get("client_secret") != world.client_secret:
        return _oauth_error(
            401, "invalid_client", 7000215, f"The client secret of application '{client}' is wrong."
        )
    seconds = world.behaviour.token_seconds
    return answer(
        {
            "token_type": "Bearer",
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": _issue(call, tenant, audience),
        }
    )


async def managed_identity_token(call: Call) -> web.Response:
    """Hand out an access token as the identity endpoint of an App Service does.

    Whoever knows the header may have one: it stands in that machine's environment.
    """
    if call.request.headers.get("X-IDENTITY-HEADER") != call.world.client_secret:
        return answer({"statusCode": 401, "message": "The identity header is wrong."}, 401)
    audience = _audience(call, call.query.get("resource"))
    seconds = call.world.behaviour.token_seconds
    return answer(
        {
            "access_token": _issue(call, call.world.home.id, audience),
            "expires_on": str(int(time.time()) + seconds),
            "resource": audience,
            "token_type": "Bearer",
            "client_id": call.world.client_id,
        }
    )


def _issue(call: Call, tenant: str, audience: str) -> str:
    return call.service.tokens.issue(
        issuer=f"{call.service.url}/{tenant}/",
        audience=audience,
        tenant=call.world.home.id,
        client_id=call.world.client_id,
        seconds=call.world.behaviour.token_seconds,
    )


def _tenant(call: Call) -> str:
    """Return the tenant in the path as this world spells it, or a name that stands for none."""
    asked = call.named("tenant").lower()
    if asked in (_ADFS, *_NO_TENANT):
        return asked
    for each in call.world.tenants.values():
        if asked in (each.id.lower(), each.domain.lower()):
            return each.id
    raise OAuthError(_oauth_error(400, "invalid_tenant", 90002, f"There is no tenant '{asked}'."))


class OAuthError(AzureError):
    """A refusal in the shape that token endpoints use, which is not ARM's."""

    def __init__(self, refusal: web.Response) -> None:
        super().__init__(refusal.status, "invalid_request", "The sign-in was refused.")
        self._refusal = refusal

    def response(self) -> web.Response:
        """Return the answer."""
        return self._refusal


def _oauth_error(status: int, error: str, code: int, message: str) -> web.Response:
    return answer(
        {
            "error": error,
            "error_description": f"AADSTS{code}: {message}",
            "error_codes": [code],
        },
        status,
    )


def _audience(call: Call, wanted: object) -> str:
    """Return what a token is asked for; there is nothing here but this resource manager."""
    url = call.service.url
    asked = str(wanted or url).split()[0].removesuffix("/.default").rstrip("/")
    if asked != url:
        message = f"There is no resource principal '{asked}' in this tenant."
        raise OAuthError(_oauth_error(400, "invalid_resource", 500011, message))
    return asked


def _cloud(call: Call) -> Json:
    url = call.service.url
    adfs = call.world.behaviour.sign_in == _ADFS
    return {
        "name": "SampleAzure",
        "portal": f"{url}/portal",
        "authentication": {
            "loginEndpoint": f"{url}/adfs" if adfs else url,
            "audiences": [url],
            "tenant": _ADFS if adfs else "common",
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
    Route("GET", "/msi/token", managed_identity_token),
)
