"""What went wrong at Azure, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from azure.core.exceptions import (
    ClientAuthenticationError,
    DecodeError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from data.azure.pages import BadAnswerError
from data.clean import clean
from data.known import Failure

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
}
_BY_STATUS: Mapping[int, tuple[str, str]] = {
    401: ("Azure does not accept our sign-in.", "Sign in again (az login), then sync again."),
    403: _BY_CODE["AuthorizationFailed"],
    404: ("Azure found nothing at this address.", "Sync again; if it stays, it was removed."),
    409: ("Azure says that this conflicts with its state.", "Sync again in some minutes."),
    429: ("Azure asked us to slow down, several times over.", "Sync again in some minutes."),
}


def explain(what: str, error: Exception) -> Failure:
    """Describe a failed read.

    Args:
        what: What was being read, in the user's words.
        error: What the SDK raised.
    """
    if isinstance(error, HttpResponseError) and error.response is not None:
        return _from_answer(what, error)
    if isinstance(error, ClientAuthenticationError):
        cause, remedy = _BY_STATUS[401]
        return Failure(what, cause, remedy, "SignIn")
    if isinstance(error, DecodeError | BadAnswerError):
        return Failure(
            what,
            "Azure's answer was not the JSON that it should be.",
            "Sync again. If a proxy stands in between, it may have answered instead of Azure.",
            "BadAnswer",
        )
    if isinstance(error, ServiceRequestError | ServiceResponseError):
        return Failure(
            what,
            "The connection failed or broke off.",
            "Check the network and the proxy, then sync again.",
            "Connection",
        )
    return Failure(
        what,
        "Something went wrong that Lightkeeper did not expect.",
        "Sync again; if it stays, report it with this code.",
        type(error).__name__,
    )


def is_refusal(error: Exception) -> bool:
    """Whether Azure answered that we may not see this, rather than failing to answer."""
    return isinstance(error, HttpResponseError) and error.status_code in (403, 404)


def _from_answer(what: str, error: HttpResponseError) -> Failure:
    status = error.status_code or 0
    code = clean(str(getattr(error.error, "code", "") or ""))
    if code in _BY_CODE:
        cause, remedy = _BY_CODE[code]
    elif status in _BY_STATUS:
        cause, remedy = _BY_STATUS[status]
    elif status >= 500:
        cause, remedy = "Azure itself failed.", "Sync again in some minutes."
    else:
        cause, remedy = "Azure did not accept the request.", "Sync again; if it stays, report it."
    return Failure(what, cause, remedy, f"{code or 'HTTP'} ({status})")
