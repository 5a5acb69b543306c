"""One access token for all clients and threads of a sync."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, cast

from azure.core.credentials import (
    AccessToken,
    AccessTokenInfo,
    TokenCredential,
    TokenRequestOptions,
)

_MARGIN_SECONDS = 300


class SharedToken(TokenCredential):
    """Asks for a token once, however many threads and clients need it.

    ``AzureCliCredential`` starts a process for each token and keeps none.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        """Take what makes the credential that tokens come from.

        Args:
            make: Called again when Azure refuses a token that the credential thinks is good: a
                new one has no token in store.
        """
        self._make = make
        self._credential = make()
        self._lock = threading.Lock()
        self._tokens: dict[tuple[Any, ...], AccessTokenInfo] = {}
        self._refused: set[str] = set()

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """Return a token that is good for a few minutes at least."""
        asked = dict(options or {})
        key = (scopes, tuple(sorted((name, str(value)) for name, value in asked.items())))
        with self._lock:
            held = self._tokens.get(key)
            if held is None or held.expires_on - time.time() < _MARGIN_SECONDS:
                held = self._credential.get_token_info(*scopes, options=options)
                self._tokens[key] = held
            return held

    def get_token(self, *scopes: str, **kwargs: Any) -> AccessToken:
        """Return a token in the older form, which the SDK's types ask for."""
        found = self.get_token_info(*scopes, options=cast(TokenRequestOptions, kwargs))
        return AccessToken(found.token, found.expires_on)

    def refused(self, token: str) -> bool:
        """Take note that Azure did not accept a token; true when there may be a better one.

        Many threads may have sent the same token; the first to say so has it thrown away.
        """
        with self._lock:
            kept = {key: each for key, each in self._tokens.items() if each.token != token}
            if len(kept) < len(self._tokens):
                self._tokens = kept
                if token in self._refused:  # the new credential gave the same again
                    return False
                self._refused.add(token)
                self._credential = self._make()
            return True
