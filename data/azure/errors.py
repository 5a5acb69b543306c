"""What went wrong at Azure, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from azure.core.exceptions import (
    ClientAuthenticationError,
    DecodeError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from data.azure.causes import INSPECTED, untrusted
from data.azure.limits import BadAnswerError, HopelessAnswerError, OutOfTimeError
from data.clean import clean
from data.known import Failure

_OTHER_TENANT = "InvalidAuthenticationTokenTenant"
_BY_CODE: Mapping[str, tuple[str, str]] = {
    "AuthorizationFailed": (
        "Azure refuses us this: our rights there are missing or were just removed.",
        "Ask the customer whether the delegation still stands and includes Reader. A right given "
        "in the last 15 minutes may need a new sign-in.",
    ),
    "SubscriptionNotFound": (
        "Azure does not know this subscription any more.",
        "It may have been deleted or moved to another tenant; sync again in some minutes.",
    ),
    "MissingSubscriptionRegistration": (
        "The resource provider Microsoft.ManagedServices is not registered there.",
        "The customer registers it under Subscription → Resource providers. Lightkeeper never "
        "does so itself.",
    ),
    "DisallowedProvider": (
        "Azure does not offer this service there.",
        "Use the other reader: lightkeeper sync --reader arm.",
    ),
    _OTHER_TENANT: (
        "Azure says that this subscription belongs to a tenant that our sign-in is not good for.",
        "The delegation may just have ended; sync again in some minutes.",
    ),
}
_BY_STATUS: Mapping[int, tuple[str, str]] = {
    401: ("Azure does not accept our sign-in.", "Sign in again (az login), then sync again."),
    403: _BY_CODE["AuthorizationFailed"],
    404: ("Azure found nothing at this address.", "Sync again; if it stays, it was removed."),
    409: ("Azure says that this conflicts with its state.", "Sync again in some minutes."),
    429: ("Azure asked us to slow down, several times over.", "Sync again in some minutes."),
}


_CLAIMS = "insufficient_claims"
_POLICY = (
    "A Conditional Access policy asks for more than our sign-in proved.",
    "Sign in again in a way that the policy allows: with MFA, on a managed device, by browser "
    "(sign_in in the profile). Whoever runs the tenant knows the policy.",
)


def explain(what: str, error: Exception) -> Failure:
    """Describe a failed read.

    Args:
        what: What was being read, in the user's words.
        error: What the SDK raised.
    """
    if _has_answer(error):
        return _from_answer(what, error)
    cause, remedy, code = _without_answer(error)
    return Failure(what, cause, remedy, code)


def asks_for_more(error: HttpResponseError) -> bool:
    """Whether Azure would take a sign-in that proved more than ours (a claims challenge)."""
    headers = getattr(error.response, "headers", {})
    return error.status_code == 401 and _CLAIMS in headers.get("WWW-Authenticate", "")


def is_answer(error: Exception) -> bool:
    """Whether Azure did answer, about this one thing, that we cannot have it.

    Anything else (no connection, an outage, throttling, a sign-in that ended) may concern more.
    """
    if not _has_answer(error):
        return False
    if _code(error) == _OTHER_TENANT:
        return True
    return 400 <= (error.status_code or 0) < 500 and error.status_code not in (401, 408, 429)


def _has_answer(error: Exception) -> TypeGuard[HttpResponseError]:
    """Whether the error holds an answer of Azure that says no."""
    if not isinstance(error, HttpResponseError) or error.response is None:
        return False
    # A body that is no JSON comes from something in between, which speaks for itself alone.
    return (error.status_code or 0) >= (500 if isinstance(error, DecodeError) else 400)


def _without_answer(error: Exception) -> tuple[str, str, str]:
    """Return cause, remedy and code."""
    if isinstance(error, ClientAuthenticationError):
        return *_BY_STATUS[401], "SignIn"
    if isinstance(error, OutOfTimeError):
        return (
            "The sync took as long as it may, so this was left out.",
            "Sync again; if Azure asks us to wait a lot, later in the day.",
            "OutOfTime",
        )
    if isinstance(error, HopelessAnswerError):
        return (
            f"Azure's answer cannot be used. {error}",
            "Sync again. If a proxy stands in between, it may have answered instead of Azure.",
            "BadAnswer",
        )
    if isinstance(error, DecodeError | BadAnswerError):
        return (
            "Azure's answer was not the JSON that it should be.",
            "Sync again. If a proxy stands in between, it may have answered instead of Azure.",
            "BadAnswer",
        )
    if why := untrusted(error):
        return f"Azure's certificate is not trusted ({why}).", INSPECTED, "Certificate"
    if isinstance(error, ServiceRequestError | ServiceResponseError):
        return (
            "The connection failed or broke off.",
            "Check the network and the proxy, then sync again.",
            "Connection",
        )
    return (
        "Something went wrong that Lightkeeper did not expect.",
        "Sync again; if it stays, report it with this code.",
        type(error).__name__,
    )


def _code(error: HttpResponseError) -> str:
    return clean(str(getattr(error.error, "code", "") or ""))


def _from_answer(what: str, error: HttpResponseError) -> Failure:
    status = error.status_code or 0
    code = _code(error)
    if asks_for_more(error):
        cause, remedy = _POLICY
    elif code in _BY_CODE:
        cause, remedy = _BY_CODE[code]
    elif status in _BY_STATUS:
        cause, remedy = _BY_STATUS[status]
    elif status >= 500:
        cause, remedy = "Azure itself failed.", "Sync again in some minutes."
    else:
        cause, remedy = "Azure did not accept the request.", "Sync again; if it stays, report it."
    return Failure(what, cause, remedy, f"{code or 'HTTP'} ({status})")
