"""The Azure SDK's clients, built so that a read never writes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from azure.core.credentials import AccessTokenInfo, TokenCredential, TokenRequestOptions
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline import policies as core
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy
from azure.mgmt.managedservices import ManagedServicesClient
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.subscription import SubscriptionClient

from data.azure.clouds import Cloud
from data.azure.transport import InterruptibleTransport

MANAGED_SERVICES_VERSION = "2022-10-01"
SUBSCRIPTIONS_VERSION = "2022-12-01"
"""The client's own default leaves out who owns a subscription and who manages it."""

_TOKEN_MARGIN_SECONDS = 300
_GRAPH_PATH = "/providers/microsoft.resourcegraph/resources"
_RETRIES = 5


class WouldWriteError(Exception):
    """A request that could change something in Azure was about to be sent."""


class _ReadOnly(SansIOHTTPPolicy[Any, Any]):
    """Refuses every request that is no read, whoever made it."""

    def on_request(self, request: PipelineRequest[Any]) -> None:
        method, url = request.http_request.method, request.http_request.url
        is_query = method == "POST" and _GRAPH_PATH in url.lower()
        if method not in ("GET", "HEAD") and not is_query:
            raise WouldWriteError(f"Refused to send {method} {url}: a sync only reads.")


class SharedToken(TokenCredential):
    """Asks for a token once, however many threads and clients need it.

    ``AzureCliCredential`` starts a process for each token and keeps none.
    """

    def __init__(self, credential: Any) -> None:
        self._credential = credential
        self._lock = threading.Lock()
        self._tokens: dict[tuple[Any, ...], AccessTokenInfo] = {}

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """Return a token that is good for a few minutes at least."""
        asked = dict(options or {})
        key = (scopes, tuple(sorted((name, str(value)) for name, value in asked.items())))
        with self._lock:
            held = self._tokens.get(key)
            if held is None or held.expires_on - time.time() < _TOKEN_MARGIN_SECONDS:
                held = self._credential.get_token_info(*scopes, options=options)
                self._tokens[key] = held
            return held

    def get_token(self, *scopes: str, **kwargs: Any) -> Any:
        """Return a token in the older form that some policies still ask for."""
        return self._credential.get_token(*scopes, **kwargs)


@dataclass(frozen=True)
class Clients:
    """The three clients that a sync reads through."""

    subscriptions: SubscriptionClient
    managed_services: ManagedServicesClient
    graph: ResourceGraphClient

    def __iter__(self) -> Iterator[Any]:
        return iter((self.subscriptions, self.managed_services, self.graph))


def connect(cloud: Cloud, credential: SharedToken, transport: InterruptibleTransport) -> Clients:
    """Build the clients of one cloud. Nothing is sent yet."""

    def options() -> dict[str, Any]:
        return {
            "base_url": cloud.arm_url,
            "credential_scopes": [cloud.scope],
            "policies": _policies(cloud, credential),
            "transport": transport,
        }

    return Clients(
        SubscriptionClient(credential, **options()),
        ManagedServicesClient(credential, api_version=MANAGED_SERVICES_VERSION, **options()),
        ResourceGraphClient(credential, **options()),
    )


def _policies(cloud: Cloud, credential: SharedToken) -> list[Any]:
    """Return the SDK's usual pipeline, less the policy that registers resource providers.

    That policy answers a 409 on a GET by a POST to the customer's subscription. The hook comes
    first, so that it sees a page after it was decoded. There is no redirect policy either: a
    token does not follow a redirect.
    """
    return [
        core.CustomHookPolicy(),
        core.RequestIdPolicy(),
        core.HeadersPolicy(),
        core.UserAgentPolicy("lightkeeper"),
        core.ProxyPolicy(),
        core.ContentDecodePolicy(),
        core.RetryPolicy(retry_total=_RETRIES, retry_status=_RETRIES),
        ARMChallengeAuthenticationPolicy(credential, cloud.scope),
        _ReadOnly(),
    ]
