"""The Azure SDK's clients, built so that a read never writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from azure.core.pipeline import Pipeline
from azure.core.pipeline import policies as core
from azure.mgmt.managedservices import ManagedServicesClient
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.subscription import SubscriptionClient

from data.azure.clouds import Cloud
from data.azure.lists import Lists
from data.azure.patience import Patience
from data.azure.policies import Authentication, ReadOnly
from data.azure.token import SharedToken
from data.azure.transport import InterruptibleTransport

MANAGED_SERVICES_VERSION = "2022-10-01"
SUBSCRIPTIONS_VERSION = "2022-12-01"
"""The client's own default leaves out who owns a subscription and who manages it."""


@dataclass(frozen=True)
class Clients:
    """What a sync reads through."""

    subscriptions: SubscriptionClient
    managed_services: ManagedServicesClient
    graph: ResourceGraphClient
    lists: Lists


def connect(cloud: Cloud, credential: SharedToken, transport: InterruptibleTransport) -> Clients:
    """Build the clients of one cloud. Nothing is sent yet."""

    def options() -> dict[str, Any]:
        return {
            "base_url": cloud.arm_url,
            "credential_scopes": [cloud.scope],
            "policies": _policies(cloud, credential, transport),
            "transport": transport,
        }

    return Clients(
        SubscriptionClient(credential, **options()),
        ManagedServicesClient(credential, api_version=MANAGED_SERVICES_VERSION, **options()),
        ResourceGraphClient(credential, **options()),
        Lists(Pipeline(transport, _policies(cloud, credential, transport)), cloud.arm_url),
    )


def _policies(
    cloud: Cloud, credential: SharedToken, transport: InterruptibleTransport
) -> list[Any]:
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
        Patience(transport.watch),
        Authentication(credential, cloud.scope),
        ReadOnly(cloud.arm_url),
    ]
