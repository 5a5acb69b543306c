"""Who we are at Azure: a credential for the managing tenant, found without asking."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from typing import Any

import requests
from azure.core.credentials import AccessTokenInfo, TokenCredential, TokenRequestOptions
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    DecodeError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.identity import AzureCliCredential

from data.azure import principals
from data.azure.cancel import Cancelled
from data.azure.clouds import Cloud
from data.azure.limits import BadAnswerError, OutOfTimeError
from data.azure.no_token import (
    explain_no_token,
    not_in_environment,
    unreachable,
    unusable,
)
from data.azure.token import SharedToken
from data.azure.transport import InterruptibleTransport
from data.errors import NotSignedInError, WrongUseError
from data.profile_settings import SignIn

AZ_SECONDS = 60
"""What az may take for a token: a second here, half a minute where a virus scanner reads it all."""
_POLL_SECONDS = 0.1
_ADFS = "adfs"
_BAD_ANSWER = (BadAnswerError, DecodeError, json.JSONDecodeError, UnicodeDecodeError)
_NETWORK = (
    ServiceRequestError,
    ServiceResponseError,
    requests.RequestException,
    ConnectionError,
    OutOfTimeError,
)


class AzCredential(AzureCliCredential):
    """The sign-in of ``az``: a process for each token, which a cancel does not wait for."""

    def __init__(self, tenant: str, transport: InterruptibleTransport) -> None:
        super().__init__(tenant_id=tenant, process_timeout=AZ_SECONDS)
        self._transport = transport

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """Return the token that az hands over.

        Raises:
            Cancelled: The sync was cancelled; az ends by itself.
        """
        answer: Future[AccessTokenInfo] = Future()
        ask = super().get_token_info

        def work() -> None:
            try:
                answer.set_result(ask(*scopes, options=options))
            except BaseException as error:
                answer.set_exception(error)

        threading.Thread(target=work, name="az", daemon=True).start()
        while not wait([answer], _POLL_SECONDS).done:
            self._transport.sleep(0)
        return answer.result()


@dataclass(frozen=True)
class Identity:
    """As whom to sign in."""

    tenant: str = ""
    """The managing tenant's id; when empty the one that the environment names, or az is in."""
    method: SignIn = SignIn.AUTO
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where a service principal may be named (``AZURE_TENANT_ID`` and so on)."""


def credential(cloud: Cloud, identity: Identity, transport: InterruptibleTransport) -> SharedToken:
    """Return the service principal that the environment names, or the sign-in of ``az login``.

    Raises:
        NotSignedInError: The environment is to name a service principal, and does not.
        WrongUseError: The environment names a tenant that cannot be one.
    """
    told = principals.principal(identity.environment, identity.tenant)
    named = None if identity.method is SignIn.AZ else told
    if identity.method is SignIn.ENVIRONMENT and named is None:
        raise not_in_environment(principals.missing(identity.environment, identity.tenant))
    tenant = identity.tenant or identity.environment.get(principals.TENANT, "")
    # To the library, AD FS is a tenant; to a cloud's own description, a part of the address.
    authority = cloud.authority.removesuffix(f"/{_ADFS}")

    def make() -> TokenCredential:
        if named is None:
            return AzCredential(tenant, transport)
        return replace(named, tenant=tenant if authority == cloud.authority else _ADFS).credential(
            authority=authority,
            # Who could be asked about an address knows those of Azure's own clouds only.
            disable_instance_discovery=not cloud.az_name,
            transport=transport,
        )

    try:
        return SharedToken(make)
    except ValueError as error:
        raise WrongUseError(
            f"AZURE_TENANT_ID is {tenant}, which is neither a tenant's GUID nor a domain. Set it "
            "to the managing tenant, or unset it."
        ) from error


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
        if _comes_from(error, _NETWORK):
            raise unreachable(cloud, error) from error
        if _comes_from(error, _BAD_ANSWER):
            raise unusable(cloud) from error
        raise explain_no_token(error, cloud) from error
    except (AzureError, OutOfTimeError) as error:
        raise unreachable(cloud, error) from error
    tenant = _claims(token).get("tid")
    if not isinstance(tenant, str) or not tenant:
        raise NotSignedInError("The token names no tenant. Sign in to the managing tenant again.")
    return tenant.lower()


def _comes_from(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    """Whether a refused sign-in is in truth something else that failed."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, kinds):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _claims(token: str) -> Mapping[str, Any]:
    """Read a token's claims. Azure checks it; we only want to know whose it is."""
    try:
        payload = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
