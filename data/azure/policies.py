"""What every request of a sync goes through besides the SDK's own policies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

from data.azure.limits import HopelessAnswerError
from data.azure.token import SharedToken

_GRAPH_PATH = "/providers/microsoft.resourcegraph/resources"
_BEARER = "Bearer "


class WouldWriteError(Exception):
    """A request that could change something in Azure was about to be sent."""


class ReadOnly(SansIOHTTPPolicy[Any, Any]):
    """Refuses every request that is no read, or that would take our token to another host."""

    def __init__(self, arm_url: str) -> None:
        """Take the only address that requests may go to."""
        super().__init__()
        self._host = urlsplit(arm_url).netloc.lower()

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Look at a request that is about to be sent."""
        method, url = request.http_request.method, request.http_request.url
        is_query = method == "POST" and _GRAPH_PATH in url.lower()
        if method not in ("GET", "HEAD") and not is_query:
            raise WouldWriteError(f"Refused to send {method} {url}: a sync only reads.")
        if urlsplit(url).netloc.lower() != self._host:
            raise HopelessAnswerError("A list goes on at another host; our token stays here.")


class Authentication(ARMChallengeAuthenticationPolicy):
    """Signs requests, and tries once more with a new token when Azure refuses one.

    The SDK only does so for a challenge with claims; a token may also run out early here, when
    this machine's clock is behind, or be revoked.
    """

    def __init__(self, credential: SharedToken, scope: str) -> None:
        """Take where tokens come from, and what they are asked for."""
        super().__init__(credential, scope)
        self._shared = credential
        self._scope = scope

    def on_challenge(
        self, request: PipelineRequest[Any], response: PipelineResponse[Any, Any]
    ) -> bool:
        """Sign a refused request anew; false when there is no better token."""
        if super().on_challenge(request, response):
            return True
        sent = request.http_request.headers.get("Authorization", "").removeprefix(_BEARER)
        if not self._shared.refused(sent):
            return False
        self.authorize_request(request, self._scope)
        return True
