"""What all token endpoints share: tenants, audiences, and refusals in their own shape."""

from __future__ import annotations

from aiohttp import web

from data.emulator.replies import AzureError, answer
from data.emulator.routing import Call

ADFS = "adfs"
NO_TENANT = ("common", "organizations")
"""Stand in a path for any tenant: enough to look up addresses, as ``az logout`` does."""
OPENID = {"openid", "profile", "offline_access", "email"}
"""Scopes that ask for more tokens, not for an audience."""


class OAuthError(AzureError):
    """A refusal in the shape that token endpoints use, which is not ARM's."""

    def __init__(self, status: int, error: str, code: int, message: str) -> None:
        """Say no.

        Args:
            status: The HTTP status.
            error: OAuth's own word for it.
            code: Entra's number, without ``AADSTS``.
            message: One sentence.
        """
        super().__init__(status, error, message)
        self.number = code

    def response(self) -> web.Response:
        """Return the answer."""
        return answer(
            {
                "error": self.code,
                "error_description": f"AADSTS{self.number}: {self.message}",
                "error_codes": [self.number],
            },
            self.status,
        )


def tenant_of(call: Call) -> str:
    """Return the tenant in the path as this world spells it, or a name that stands for none.

    Raises:
        OAuthError: There is no such tenant.
    """
    asked = call.named("tenant").lower()
    if asked in (ADFS, *NO_TENANT):
        return asked
    for each in call.world.tenants.values():
        if asked in (each.id.lower(), each.domain.lower()):
            return each.id
    raise OAuthError(400, "invalid_tenant", 90002, f"There is no tenant '{asked}'.")


def audience(call: Call, wanted: object) -> str:
    """Return what a token is asked for; there is nothing here but this resource manager.

    Raises:
        OAuthError: It is asked for anything else.
    """
    url = call.service.url
    words = [each for each in str(wanted or url).split() if each not in OPENID]
    asked = (words or [url])[0].removesuffix("/.default").rstrip("/")
    if asked != url:
        message = f"There is no resource principal '{asked}' in this tenant."
        raise OAuthError(400, "invalid_resource", 500011, message)
    return asked
