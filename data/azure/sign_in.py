"""Who we are at Azure: a credential for the managing tenant, found without asking."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from azure.core.credentials import TokenCredential
from azure.core.exceptions import (
    AzureError,
)

from data.azure import principals
from data.azure.az import RenewedAz
from data.azure.cancel import Cancelled
from data.azure.clouds import Cloud
from data.azure.limits import OutOfTimeError
from data.azure.no_token import (
    explain_no_token,
    not_in_environment,
)
from data.azure.token import SharedToken
from data.azure.transport import InterruptibleTransport
from data.azure.user import People, Place, UserCredential
from data.environment import TENANT, missing
from data.errors import NotSignedInError, WrongUseError
from data.profile_settings import SignIn

_ADFS = "adfs"


@dataclass(frozen=True)
class Identity:
    """As whom to sign in."""

    tenant: str = ""
    """The managing tenant's id; when empty the one that the environment names, or az is in."""
    method: SignIn = SignIn.AUTO
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where a service principal may be named (``AZURE_TENANT_ID`` and so on)."""
    record: Path | None = None
    """Where to keep who signed in by browser or code."""
    people: People = field(default_factory=People, repr=False)
    """Those who signed in since the program began."""


def credential(cloud: Cloud, identity: Identity, transport: InterruptibleTransport) -> SharedToken:
    """Return the service principal that the environment names, or the sign-in of ``az login``.

    Raises:
        NotSignedInError: The environment is to name a service principal, and does not.
        WrongUseError: The environment names a tenant that cannot be one.
    """
    if identity.method in (SignIn.BROWSER, SignIn.DEVICE_CODE):
        return _of_people(cloud, identity, transport)
    told = principals.principal(identity.environment, identity.tenant)
    named = None if identity.method is SignIn.AZ else told
    if identity.method is SignIn.ENVIRONMENT and named is None:
        raise not_in_environment(missing(identity.environment, identity.tenant))
    tenant = identity.tenant or identity.environment.get(TENANT, "")
    # To the library, AD FS is a tenant; to a cloud's own description, a part of the address.
    authority = cloud.authority.removesuffix(f"/{_ADFS}")

    def make() -> TokenCredential | RenewedAz:
        if named is None:
            return RenewedAz(tenant, cloud, transport)
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


def _of_people(cloud: Cloud, identity: Identity, transport: InterruptibleTransport) -> SharedToken:
    if not identity.tenant:
        raise WrongUseError(
            f"To sign in by {identity.method.value}, the profile must name the managing tenant: "
            "lightkeeper profile add NAME --tenant ID, or the variable LIGHTKEEPER_TENANT."
        )
    place = Place(cloud, identity.tenant, identity.record)
    makes = count()

    def make() -> UserCredential:
        return UserCredential(
            identity.people, place, identity.method, transport, renew=next(makes) > 0
        )

    return SharedToken(make)


class Caller(NamedTuple):
    """Whom Azure takes us for."""

    tenant: str
    """The tenant that the token is for, in lower case."""
    is_guest: bool = False
    """Whether it is a person who is at home in another tenant."""


def managing_tenant(credential: SharedToken, cloud: Cloud) -> Caller:
    """Sign in and return the tenant that the token is for, and as what we are there.

    Raises:
        NotSignedInError: No token could be had.
        SyncFailedError: The sign-in address cannot be reached.
    """
    try:
        token = credential.get_token_info(cloud.scope).token
    except Cancelled:
        raise
    except (AzureError, OutOfTimeError) as error:
        raise explain_no_token(error, cloud) from error
    claims = _claims(token)
    tenant = claims.get("tid")
    if not isinstance(tenant, str) or not tenant:
        raise NotSignedInError("The token names no tenant. Sign in to the managing tenant again.")
    return Caller(tenant.lower(), _is_guest(claims, tenant))


def _is_guest(claims: Mapping[str, Any], tenant: str) -> bool:
    """Whether another tenant vouched for the person; Azure then names it in ``idp``."""
    vouched = str(claims.get("idp", ""))
    return claims.get("idtyp", "user") == "user" and bool(vouched) and tenant not in vouched


def _claims(token: str) -> Mapping[str, Any]:
    """Read a token's claims. Azure checks it; we only want to know whose it is."""
    try:
        payload = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
