"""The sign-in of ``az``, which people renew in another terminal."""

from __future__ import annotations

from collections.abc import Callable

from azure.core.credentials import AccessTokenInfo, TokenRequestOptions
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import AzureCliCredential

from data.asking import Answer, SignInAsked, Why
from data.azure.asking import ask, interruptibly
from data.azure.clouds import Cloud
from data.azure.transport import InterruptibleTransport
from data.profile_settings import SignIn

AZ_SECONDS = 60
"""What az may take for a token: a second here, half a minute where a virus scanner reads it all."""


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
        ask_az: Callable[..., AccessTokenInfo] = super().get_token_info
        return interruptibly(self._transport.watch, "az", lambda: ask_az(*scopes, options=options))


class RenewedAz:
    """The same, and where it runs out in the middle of a sync, somebody is asked to renew it."""

    def __init__(self, tenant: str, cloud: Cloud, transport: InterruptibleTransport) -> None:
        self._tenant, self._cloud, self._transport = tenant, cloud, transport
        self._az = AzCredential(tenant, transport)
        self._has_given = False

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """Return the token that az hands over, now or once it can.

        Raises:
            Cancelled: The sync was cancelled.
            ClientAuthenticationError: There is none, and nobody renews the sign-in.
        """
        while True:
            try:
                token = self._az.get_token_info(*scopes, options=options)
            except ClientAuthenticationError:
                if not (self._has_given and self._is_renewed()):
                    raise
            else:
                self._has_given = True
                return token

    def _is_renewed(self) -> bool:
        """Whether somebody says that it is."""
        watch = self._transport.watch
        if not watch.can_ask:
            return False
        asked = SignInAsked(SignIn.AZ, self._tenant, self._cloud.authority, Why.RAN_OUT)
        return ask(watch, asked) is Answer.GO
