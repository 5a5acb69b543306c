"""Who we are at Azure: a credential for the managing tenant, found without asking."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import requests
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.identity import AzureCliCredential, ClientSecretCredential

from data.azure.cancel import Cancelled
from data.azure.clients import SharedToken
from data.azure.clouds import Cloud
from data.azure.transport import InterruptibleTransport
from data.errors import NotSignedInError, SyncFailedError

_SECRET_VARIABLES = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")
_AZ_SECONDS = 30
_NETWORK = (ServiceRequestError, ServiceResponseError, requests.RequestException, ConnectionError)


def credential(
    cloud: Cloud, environment: Mapping[str, str], transport: InterruptibleTransport
) -> SharedToken:
    """Return the service principal that the environment names, else the one of ``az login``."""
    tenant, client, secret = (environment.get(name, "") for name in _SECRET_VARIABLES)
    if tenant and client and secret:
        return SharedToken(
            ClientSecretCredential(
                tenant,
                client,
                secret,
                authority=cloud.authority,
                disable_instance_discovery=not cloud.is_public,
                transport=transport,
            )
        )
    return SharedToken(AzureCliCredential(tenant_id=tenant, process_timeout=_AZ_SECONDS))


def managing_tenant(credential: SharedToken, cloud: Cloud) -> str:
    """Sign in and return the tenant that the token is for.

    Raises:
        NotSignedInError: No token could be had.
        SyncFailedError: The sign-in address cannot be reached.
    """
    try:
        token = credential.get_token_info(cloud.scope).token
    except Cancelled:
        raise
    except ClientAuthenticationError as error:
        if _is_network(error):
            raise _unreachable(cloud) from error
        raise NotSignedInError(
            f"Azure gave no token: {_first_line(error)}. Run az login for the managing tenant, or "
            f"set {', '.join(_SECRET_VARIABLES)}."
        ) from error
    except AzureError as error:
        raise _unreachable(cloud) from error
    tenant = _claims(token).get("tid")
    if not isinstance(tenant, str) or not tenant:
        raise NotSignedInError("The token names no tenant. Sign in to the managing tenant again.")
    return tenant.lower()


def _is_network(error: BaseException) -> bool:
    """Whether a refused sign-in is in truth a connection that failed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, _NETWORK):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _unreachable(cloud: Cloud) -> SyncFailedError:
    return SyncFailedError(
        f"The sign-in address {cloud.authority} cannot be reached. Check the network and the "
        "proxy, then try again."
    )


def _claims(token: str) -> Mapping[str, Any]:
    """Read a token's claims. Azure checks it; we only want to know whose it is."""
    try:
        payload = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
