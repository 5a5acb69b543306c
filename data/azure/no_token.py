"""Why there is no token, in one sentence: what az and Azure's sign-in say is many lines long."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import requests
from azure.core.exceptions import (
    ClientAuthenticationError,
    DecodeError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.identity import CredentialUnavailableError

from data.azure.causes import INSPECTED, untrusted
from data.azure.clouds import PUBLIC, Cloud
from data.azure.limits import BadAnswerError, OutOfTimeError
from data.clean import clean
from data.errors import NotSignedInError, PlainError, SyncFailedError
from data.words import listed

_BAD_ANSWER = (BadAnswerError, DecodeError, json.JSONDecodeError, UnicodeDecodeError)
_NETWORK = (
    ServiceRequestError,
    ServiceResponseError,
    requests.RequestException,
    ConnectionError,
    OutOfTimeError,
)
SECRET_VARIABLES = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")

_LOGIN = "Run az login for the managing tenant, then sync again"
_NO_COMMAND = 127
"""What a shell exits with that finds no such program."""
_REASON = re.compile(r'AADSTS(\d+): ([^"\r\n]+)')
"""Entra's code and text, in a line of its own or in a piece of JSON."""
_RUN_OUT = {"50089", "50132", "50133", "50173", "70008", "70043", "700082", "700084"}
_BAD_SECRET = {"7000215", "7000222"}
_LATE = {"70020", "70016"}
_DECLINED = "70018"
_STRANGER = {"50020", "50034", "90072"}
_NO_TENANT = "90002"
_UNKNOWN = "Unable to get authority configuration"
"""How MSAL says so."""
_POLICY_CODES = {
    *("50005", "50074", "50076", "50079", "50097", "50158", "530003"),
    *("53000", "53001", "53002", "53003", "53004", "53011"),
}
_CLAIMS = "claims challenge"
"""How azure-identity says that az cannot answer one."""
_NO_SUCH_RESOURCE = "500011"
_CERTIFICATE = ("CERTIFICATE_VERIFY_FAILED", "TLS CA certificate bundle")
_AZ_NETWORK = ("Max retries exceeded", "Connection aborted", "ConnectionError", "ReadTimeout")
_NOBODY = ("az login", "az account set")
_AZ_ERROR = re.compile(r"^ERROR: (?!The command failed with an unexpected error)(.+)", re.MULTILINE)
_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]*\.?[\w-]*")


def explain_no_token(error: Exception, cloud: Cloud) -> PlainError:
    """Return what to tell the user.

    Args:
        error: What a credential raised.
        cloud: Where the token was to be used.
    """
    if other := _in_the_way(error, cloud):
        return other
    cause = error.__cause__
    if isinstance(cause, subprocess.CalledProcessError) and cause.returncode != _NO_COMMAND:
        return _az_refused(cause.stderr or "", cloud)
    if isinstance(error, CredentialUnavailableError):
        if _CLAIMS in str(error):
            return NotSignedInError(_policy("The sign-in of the Azure CLI (az)", "claims"))
        return NotSignedInError(_az_unusable(cause))
    said = str(error)
    if (found := _REASON.search(said)) and found[1] in _POLICY_CODES:
        return NotSignedInError(_policy("This sign-in", f"AADSTS{found[1]}"))
    return NotSignedInError(
        f"Azure gave no token: {_reason(said)}. Check {_either()}, or unset them and run "
        "az login for the managing tenant."
    )


def person_refused(error: ClientAuthenticationError, cloud: Cloud, tenant: str) -> PlainError:
    """Return what to tell somebody who did not get in by browser or by code.

    Args:
        error: What the credential raised.
        cloud: Where it was.
        tenant: The tenant that it was to be.
    """
    if other := _in_the_way(error, cloud):
        return other
    said = str(error)
    reason = _REASON.search(said)
    code = reason[1] if reason else ""
    if code in _LATE or "timed out" in said.lower():
        return NotSignedInError("Nobody signed in in time. Sync again for another try.")
    if code == _DECLINED:
        return NotSignedInError(
            f"Whoever was asked to sign in said no (AADSTS{code}). Sync again for another try."
        )
    if code in _POLICY_CODES:
        return NotSignedInError(_policy(f"This sign-in to tenant {tenant}", f"AADSTS{code}"))
    if code == _NO_TENANT or _UNKNOWN in said:
        return NotSignedInError(
            f"There is no tenant {tenant} at {cloud.authority}. Put the managing tenant's id into "
            "the profile; the portal shows it as directory id."
        )
    if code in _STRANGER:
        return NotSignedInError(
            f"That account is not in tenant {tenant} (AADSTS{code}). Sign in with an account of "
            "the managing tenant, or put the right tenant into the profile."
        )
    return NotSignedInError(f"Azure did not sign you in: {_reason(said)}. Sync again to retry.")


def _policy(what: str, code: str) -> str:
    return (
        f"{what} is refused by a Conditional Access policy, or does not prove enough for it "
        f"({code}). Sign in again in a way that the policy allows: with MFA, on a managed device, "
        "by browser rather than by code (sign_in in the profile). Whoever runs the tenant knows "
        "the policy."
    )


def _in_the_way(error: Exception, cloud: Cloud) -> PlainError | None:
    """Say what stood between us and the sign-in, if it is that."""
    if any(isinstance(each, _BAD_ANSWER) for each in _chain(error)):
        return unusable(cloud)
    if any(isinstance(each, _NETWORK) for each in _chain(error)):
        return unreachable(cloud, error)
    return None if isinstance(error, ClientAuthenticationError) else unreachable(cloud, error)


def _chain(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def not_in_environment(missing: Sequence[str]) -> NotSignedInError:
    """Return what to tell the user when the environment should name a service principal.

    Args:
        missing: The variables that are not set.
    """
    return NotSignedInError(
        f"The profile signs in by the environment, in which {listed(missing)} "
        f"{'is' if len(missing) == 1 else 'are'} not set. Set "
        f"{'it' if len(missing) == 1 else 'them'}, or let sign_in be az in the profile."
    )


def unreachable(cloud: Cloud, error: BaseException) -> SyncFailedError:
    """Return what to tell the user when the sign-in does not answer.

    Args:
        cloud: Whose sign-in.
        error: What came instead of an answer.
    """
    if why := untrusted(error):
        return SyncFailedError(
            f"The certificate of the sign-in address {cloud.authority} is not trusted ({why}). "
            f"{INSPECTED}"
        )
    return SyncFailedError(
        f"The sign-in address {cloud.authority} cannot be reached. Check the network and the "
        "proxy, then try again."
    )


def unusable(cloud: Cloud) -> SyncFailedError:
    """Return what to tell the user when the sign-in answers with nonsense."""
    return SyncFailedError(
        f"What the sign-in address {cloud.authority} answers cannot be read. If a proxy stands in "
        "between, it may have answered instead. Try again."
    )


def _az_unusable(cause: BaseException | None) -> str:
    """Say why the program az did not get so far as to answer."""
    otherwise = f"or set {_either()}, or let sign_in be browser or device-code in the profile."
    if isinstance(cause, subprocess.TimeoutExpired):
        return (
            f"The Azure CLI (az) gave no token within {cause.timeout:.0f} seconds. Run az account "
            f"get-access-token in a terminal to see what it waits for, {otherwise}"
        )
    if isinstance(cause, OSError):
        return (
            f"The Azure CLI (az) cannot be started: {cause.strerror}. Repair it, "
            f"run az login for the managing tenant, {otherwise}"
        )
    return (
        "The Azure CLI (az) is not installed, or not on the PATH. Install it and run az login for "
        f"the managing tenant, {otherwise}"
    )


def _az_refused(said: str, cloud: Cloud) -> PlainError:
    """Say what az said, on standard error, when it ended without a token."""
    if found := _REASON.search(said):
        return NotSignedInError(_entra_refused(found[1], _reason(said), cloud))
    if any(each in said for each in _CERTIFICATE):
        # az runs in another folder, so a relative path would not do.
        file = Path(cloud.ca).absolute() if cloud.ca else "the file with the right ones"
        return SyncFailedError(
            "The Azure CLI (az) does not trust the certificate of its sign-in address. Set "
            f"REQUESTS_CA_BUNDLE to {file}, then sync again."
        )
    if any(each in said for each in _AZ_NETWORK):
        return SyncFailedError(
            "The Azure CLI (az) cannot reach its sign-in address. Check the network and the "
            f"proxy, and with az cloud show that az is set to {_place(cloud)}."
        )
    if any(each in said for each in _NOBODY):
        return NotSignedInError(
            f"The Azure CLI (az) is not signed in to {_place(cloud)}. Run az login for the "
            "managing tenant there (az cloud show says which cloud az is set to), or set "
            f"{_either()}."
        )
    return NotSignedInError(f"The Azure CLI (az) gave no token: {_reason(said)}. {_LOGIN}.")


def _entra_refused(code: str, reason: str, cloud: Cloud) -> str:
    if code in _RUN_OUT:
        return f"The sign-in of the Azure CLI (az) has run out (AADSTS{code}). {_LOGIN}."
    if code in _BAD_SECRET:
        return (
            "The secret that the Azure CLI (az) signed in with is wrong or has run out "
            f"(AADSTS{code}). {_LOGIN}."
        )
    if code in _POLICY_CODES:
        return _policy("The sign-in of the Azure CLI (az)", f"AADSTS{code}")
    if code == _NO_SUCH_RESOURCE:
        return (
            f"The Azure CLI (az) is signed in to another cloud than {_place(cloud)} "
            f"(AADSTS{code}). Choose that one with az cloud set, run az login for the managing "
            "tenant, then sync again."
        )
    return (
        f"The Azure CLI (az) got no token: {reason}. Check AZURE_TENANT_ID if it is set, run az "
        "login for the managing tenant, then sync again."
    )


def _place(cloud: Cloud) -> str:
    if cloud.az_name == PUBLIC.az_name:
        return f"the public cloud ({cloud.az_name})"
    return cloud.az_name or f"the cloud at {cloud.arm_url}"


def _either() -> str:
    return listed(SECRET_VARIABLES)


def _reason(said: str) -> str:
    """Return Entra's code and first sentence, else the most telling line; never a token."""
    if found := _REASON.search(said):
        return clean(f"{found[2].split('. ')[0].strip().rstrip('.')} (AADSTS{found[1]})")
    errors = _AZ_ERROR.findall(said) or said.strip().splitlines() or ["it gave no reason"]
    return clean(_TOKEN.sub("…", errors[0])).strip().rstrip(".")
