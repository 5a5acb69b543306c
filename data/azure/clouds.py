"""Where Azure is: the public cloud, or one at a given address such as the sample Azure."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from data.errors import SyncFailedError, WrongUseError

_METADATA_VERSION = "2022-09-01"
_SECONDS = 15


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
    is_public: bool = False

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, so that no proxy stands between."""
        return (urlsplit(self.arm_url).hostname or "") in ("localhost", "127.0.0.1", "::1")


PUBLIC = Cloud(
    arm_url="https://management.azure.com",
    authority="https://login.microsoftonline.com",
    scope="https://management.azure.com/.default",
    portal_url="https://portal.azure.com",
    is_public=True,
)


def at(arm_url: str, ca: str | None = None) -> Cloud:
    """Ask a resource manager where its sign-in is.

    Args:
        arm_url: The address of the resource manager, ``https://…``.
        ca: A file with the certificates to trust.

    Raises:
        SyncFailedError: It cannot be reached, or answers something else.
        WrongUseError: The address or the file cannot be right.
    """
    base = arm_url.rstrip("/")
    if urlsplit(base).scheme != "https":
        raise WrongUseError(f"{arm_url} is not an https address; tokens only travel over https.")
    if ca:
        _check_certificates(ca)
    try:
        found = _metadata(base, ca)
        sign_in = found["authentication"]
        return Cloud(
            arm_url=base,
            authority=sign_in["loginEndpoint"].rstrip("/"),
            scope=sign_in["audiences"][0].rstrip("/") + "/.default",
            portal_url=found.get("portal", PUBLIC.portal_url).rstrip("/"),
            ca=ca,
        )
    except (OSError, urllib.error.URLError) as error:
        reason = getattr(error, "reason", None) or error
        raise SyncFailedError(
            f"Cannot reach {base}: {reason}. Is it running, and is --ca its certificate?"
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise SyncFailedError(
            f"{base} does not describe itself as Azure does (/metadata/endpoints)."
        ) from error


def _check_certificates(ca: str) -> None:
    try:
        ssl.create_default_context(cafile=ca)
    except OSError as error:  # ssl's own error is one
        reason = error.strerror or "it holds no certificate"
        raise WrongUseError(f"The certificate file {ca} cannot be used: {reason}.") from error


def _metadata(base: str, ca: str | None) -> dict[str, Any]:
    context = ssl.create_default_context(cafile=ca)
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context)]
    if Cloud(base, "", "", "").is_local:
        handlers.append(urllib.request.ProxyHandler({}))
    url = f"{base}/metadata/endpoints?api-version={_METADATA_VERSION}"
    with urllib.request.build_opener(*handlers).open(url, timeout=_SECONDS) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
