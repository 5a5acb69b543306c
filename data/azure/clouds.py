"""Where Azure is: one of its clouds, or one at a given address such as the sample Azure."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from azure.core import AzureClouds
from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.pipeline import Pipeline
from azure.core.rest import HttpRequest
from azure.identity import AzureAuthorityHosts
from azure.mgmt.core.tools import get_arm_endpoints

from data.azure.causes import causes, untrusted
from data.azure.limits import BadAnswerError, OutOfTimeError
from data.azure.patience import Patience
from data.azure.transport import InterruptibleTransport
from data.errors import SyncFailedError, WrongUseError
from data.profile_settings import CloudName

_METADATA_VERSION = "2022-09-01"


@dataclass(frozen=True)
class Cloud:
    """The addresses of one cloud."""

    arm_url: str
    authority: str
    scope: str
    """What a token for the resource manager is asked for."""
    portal_url: str
    ca: str | None = None
    """A file with the certificates to trust; the usual ones when absent."""
    az_name: str = ""
    """What az calls it; empty where it has to be registered first."""


_NAMED: Mapping[CloudName, tuple[AzureClouds, str, str, str]] = {
    CloudName.PUBLIC: (
        AzureClouds.AZURE_PUBLIC_CLOUD,
        AzureAuthorityHosts.AZURE_PUBLIC_CLOUD,
        "https://portal.azure.com",
        "AzureCloud",
    ),
    CloudName.US_GOVERNMENT: (
        AzureClouds.AZURE_US_GOVERNMENT,
        AzureAuthorityHosts.AZURE_GOVERNMENT,
        "https://portal.azure.us",
        "AzureUSGovernment",
    ),
    CloudName.CHINA: (
        AzureClouds.AZURE_CHINA_CLOUD,
        AzureAuthorityHosts.AZURE_CHINA,
        "https://portal.azure.cn",
        "AzureChinaCloud",
    ),
}
"""The SDK's name of each cloud, its sign-in, its portal, and az's name."""


def named(name: CloudName, ca: str | None = None) -> Cloud:
    """Return a cloud as the SDK's own tables describe it.

    Args:
        name: Which.
        ca: The file with the certificates to trust; the usual ones when absent.
    """
    sdk_name, authority, portal, az_name = _NAMED[name]
    found = get_arm_endpoints(sdk_name)
    return Cloud(
        arm_url=found["resource_manager"].rstrip("/"),
        authority=f"https://{authority}",
        scope=found["credential_scopes"][0],
        portal_url=portal,
        ca=ca,
        az_name=az_name,
    )


PUBLIC = named(CloudName.PUBLIC)


def is_local(arm_url: str) -> bool:
    """Whether an Azure runs on this machine, so that no proxy stands between."""
    return (urlsplit(arm_url).hostname or "") in ("localhost", "127.0.0.1", "::1")


def check(arm_url: str, ca: str | None) -> None:
    """Refuse an address or a file of certificates that cannot be right.

    Raises:
        WrongUseError: One of them cannot.
    """
    if arm_url and not _is_safe(arm_url):
        raise WrongUseError(f"{arm_url} is not an https address; tokens only travel over https.")
    if ca:
        _check_certificates(ca)


def at(arm_url: str, ca: str | None, transport: InterruptibleTransport) -> Cloud:
    """Ask a resource manager where its sign-in is.

    Args:
        arm_url: The address of the resource manager, ``https://…``.
        ca: The file with the certificates that ``transport`` trusts.
        transport: What to ask it through.

    Raises:
        Cancelled: Meanwhile.
        SyncFailedError: It cannot be reached, or answers something else.
    """
    base = arm_url.rstrip("/")
    try:
        found = _metadata(base, transport)
        sign_in = found["authentication"]
        authority = sign_in["loginEndpoint"].rstrip("/")
        if not _is_safe(authority):
            raise ValueError(authority)
        return Cloud(
            arm_url=base,
            authority=authority,
            scope=sign_in["audiences"][0].rstrip("/") + "/.default",
            portal_url=found.get("portal", PUBLIC.portal_url).rstrip("/"),
            ca=ca,
        )
    except AzureError as error:
        raise SyncFailedError(
            f"Cannot reach {base}: {_reason(error)}. Is it running, and is --ca its certificate?"
        ) from error
    except OutOfTimeError as error:
        raise SyncFailedError(f"{base} asks us to wait too long. Sync again later.") from error
    except (BadAnswerError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise SyncFailedError(
            f"{base} does not describe itself as Azure does (/metadata/endpoints)."
        ) from error


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname)


def _check_certificates(ca: str) -> None:
    try:
        ssl.create_default_context(cafile=ca)
    except OSError as error:  # ssl's own error is one
        reason = error.strerror or "it holds no certificate"
        raise WrongUseError(f"The certificate file {ca} cannot be used: {reason}.") from error


def _metadata(base: str, transport: InterruptibleTransport) -> dict[str, Any]:
    url = f"{base}/metadata/endpoints?api-version={_METADATA_VERSION}"
    pipeline = Pipeline[Any, Any](transport, [Patience(transport.watch)])
    # Who mistyped an address need not wait for a second try.
    request = HttpRequest("GET", url)
    answer = pipeline.run(request, stream=False, retry_connect=0).http_response
    if answer.status_code >= 500 or answer.status_code == 429:
        raise HttpResponseError(response=answer)
    if answer.status_code != 200:
        raise ValueError(answer.status_code)
    found: dict[str, Any] = answer.json()
    return found


def _reason(error: BaseException) -> str:
    """Return the words of the operating system or of TLS; those of the libraries name objects."""
    if isinstance(error, HttpResponseError) and error.status_code:
        return f"it answers {error.status_code}"
    if why := untrusted(error):
        return why
    told = (each.strerror for each in causes(error) if isinstance(each, OSError))
    if said := next(filter(None, told), ""):
        return said.rstrip(".")
    return "it does not answer in time" if "Timeout" in type(error).__name__ else "it broke off"
