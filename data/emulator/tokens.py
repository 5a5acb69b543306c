"""Access tokens: JSON web tokens signed with a key that lives as long as the process."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from data.emulator.ids import guid_of
from data.emulator.replies import AzureError

_HEADER = {"alg": "HS256", "typ": "JWT"}


class Tokens:
    """Hands out access tokens and knows them again."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._good: set[str] = set()
        """The ``uti`` of every token that was not revoked."""

    def issue(
        self, *, issuer: str, audience: str, tenant: str, client_id: str, seconds: int
    ) -> str:
        """Return a new token for a service principal."""
        principal = guid_of(f"service principal/{client_id}")
        about = {"appid": client_id, "idtyp": "app", "oid": principal, "sub": principal}
        return self.signed({**about, "iss": issuer, "aud": audience, "tid": tenant}, seconds)

    def signed(self, about: Mapping[str, Any], seconds: int) -> str:
        """Return a new token that says so, for so many seconds."""
        now = int(time.time())
        identifier = uuid.uuid4().hex
        self._good.add(identifier)
        times = {"iat": now, "nbf": now, "exp": now + seconds}
        claims = {"ver": "1.0", **about, **times, "uti": identifier}
        signed = f"{_part(msgspec.json.encode(_HEADER))}.{_part(msgspec.json.encode(claims))}"
        return f"{signed}.{self._signature(signed)}"

    def claims(self, authorization: str | None) -> dict[str, Any]:
        """Return what the token in a header says.

        Raises:
            AzureError: When there is no token, or it is not ours, or its time is over.
        """
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise _refused("AuthenticationFailed", "The request came without a bearer token.")
        signed, _, signature = token.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(signed).encode()):
            raise _refused("InvalidAuthenticationToken", "The token was not issued here.")
        claims = _claims(signed)
        if claims["exp"] <= time.time() or claims["uti"] not in self._good:
            raise expired()
        return claims

    def revoke(self) -> None:
        """Make worthless every token that was issued so far."""
        self._good.clear()

    def _signature(self, signed: str) -> str:
        return _part(hmac.new(self._key, signed.encode(), hashlib.sha256).digest())


def _claims(signed: str) -> dict[str, Any]:
    body = signed.partition(".")[2]
    try:
        decoded = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except binascii.Error as error:
        raise _refused("InvalidAuthenticationToken", "The token cannot be read.") from error
    claims: dict[str, Any] = msgspec.json.decode(decoded)
    return claims


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def check_claims(claims: Mapping[str, Any], wanted: str) -> None:
    """Refuse a token that does not meet a policy, with what is to be asked for.

    Raises:
        AzureError: It does not.
    """
    if not wanted or wanted in claims.get("acrs", ()):
        return
    asked = {"access_token": {"acrs": {"essential": True, "value": wanted}}}
    encoded = base64.b64encode(msgspec.json.encode(asked)).decode()
    challenge = f'Bearer realm="", error="insufficient_claims", claims="{encoded}"'
    message = "The token does not meet what a policy of the tenant asks for."
    headers = {"WWW-Authenticate": challenge}
    raise AzureError(401, "InvalidAuthenticationToken", message, headers=headers)


def expired() -> AzureError:
    """Return the refusal of a token that is no longer good."""
    return _refused("ExpiredAuthenticationToken", "The token's time is over.")


def _refused(code: str, message: str) -> AzureError:
    challenge = f'Bearer error="invalid_token", error_description="{message}"'
    return AzureError(401, code, message, headers={"WWW-Authenticate": challenge})
