"""Where to sign in, and access tokens for a service principal: the shapes of Entra and of ADFS."""

from __future__ import annotations

from aiohttp import web

from data.emulator.entities import Json
from data.emulator.replies import AzureError, answer
from data.emulator.routing import Call, Route

_ADFS = "adfs"
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
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
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
    tenant = _tenant(call)
    world, client = call.world, str(form.get("client_id", ""))
    if tenant not in (_ADFS, world.home.id):
        return _oauth_error(
            400, "unauthorized_client", 700016, f"Application '{client}' is not in this tenant."
        )
    if client != world.client_id:
        return _oauth_error(
            400, "unauthorized_client", 700016, f"There is no application '{client}'."
        )
    if form.get("client_secret") != world.client_secret:
        return _oauth_error(
            401, "invalid_client", 7000215, f"The client secret of application '{client}' is wrong."
        )
    seconds = world.behaviour.token_seconds
    access = call.service.tokens.issue(
        issuer=f"{call.service.url}/{tenant}/",
        audience=_audience(form.get("scope"), form.get("resource"), call.service.url),
        tenant=world.home.id,
        client_id=client,
        seconds=seconds,
    )
    return answer(
        {
            "token_type": "Bearer",
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": access,
        }
    )


def _tenant(call: Call) -> str:
    """Return the tenant in the path as this world spells it, or ``adfs``."""
    asked = call.named("tenant").lower()
    if asked == _ADFS:
        return _ADFS
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


def _audience(scope: object, resource: object, url: str) -> str:
    wanted = str(scope or resource or url).split()[0]
    return wanted.removesuffix("/.default")


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
)
