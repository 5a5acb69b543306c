"""Resource providers of a subscription, and how managed services are registered there."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from data.emulator import api_versions
from data.emulator.entities import Json, Subscription
from data.emulator.replies import AzureError, answer, listed, page
from data.emulator.routing import SUBSCRIPTION, Call, Route
from data.emulator.scopes import readable

_MANAGED = "Microsoft.ManagedServices"


class Provider(NamedTuple):
    """A resource provider that answers here."""

    kinds: dict[str, tuple[str, ...]]
    """The api-versions that each of its resource types knows, oldest first."""
    free: bool = True
    """Whether it needs no registration."""


PROVIDERS = {
    "Microsoft.Authorization": Provider({"roleDefinitions": api_versions.ROLE_DEFINITIONS}),
    "Microsoft.Insights": Provider({"eventtypes": api_versions.ACTIVITY_LOG}, free=False),
    _MANAGED: Provider(
        {
            "registrationDefinitions": api_versions.MANAGED_SERVICES,
            "registrationAssignments": api_versions.MANAGED_SERVICES,
            "marketplaceRegistrationDefinitions": api_versions.MARKETPLACE,
            "operations": api_versions.MANAGED_SERVICES,
            "operationStatuses": api_versions.MANAGED_SERVICES,
        },
        free=False,
    ),
    "Microsoft.ResourceGraph": Provider({"resources": api_versions.RESOURCE_GRAPH}),
    "Microsoft.Resources": Provider(
        {
            "subscriptions": api_versions.RESOURCES,
            "tenants": api_versions.RESOURCES,
            "resourceGroups": api_versions.RESOURCE_MANAGER,
            "providers": api_versions.RESOURCE_MANAGER,
        }
    ),
}


async def list_providers(call: Call) -> web.Response:
    """List the providers of a subscription."""
    subscription = readable(call, "Microsoft.Resources/subscriptions/providers/read")
    shown, link = page(call, list(PROVIDERS), call.world.behaviour.page_size)
    return listed((_wire(call, subscription, each) for each in shown), link)


async def get_provider(call: Call) -> web.Response:
    """Return one provider."""
    subscription = readable(call, "Microsoft.Resources/subscriptions/providers/read")
    return answer(_wire(call, subscription, _namespace(call)))


async def register(call: Call) -> web.Response:
    """Register a provider; who asks again once that is done sees it registered."""
    namespace = _namespace(call)
    subscription = readable(call, f"{namespace}/register/action")
    if not _is_registered(subscription, namespace):
        _start(call, subscription, namespace)
    return answer(_wire(call, subscription, namespace))


def _start(call: Call, subscription: Subscription, namespace: str) -> None:
    resource_id = _id(subscription, namespace)
    if call.service.operations.under_way(resource_id):
        return

    def finish() -> None:
        subscription.registered = True

    seconds = call.world.behaviour.operation_seconds
    call.service.operations.start(resource_id, seconds, finish)


def _namespace(call: Call) -> str:
    asked = call.named("namespace")
    for each in PROVIDERS:
        if each.lower() == asked.lower():
            return each
    raise AzureError(404, "InvalidResourceNamespace", f"There is no provider '{asked}'.")


def _is_registered(subscription: Subscription, namespace: str) -> bool:
    return subscription.registered or namespace != _MANAGED


def _state(call: Call, subscription: Subscription, namespace: str) -> str:
    if _is_registered(subscription, namespace):
        return "Registered"
    running = call.service.operations.under_way(_id(subscription, namespace))
    return "Registering" if running else "NotRegistered"


def _id(subscription: Subscription, namespace: str) -> str:
    return f"{subscription.path}/providers/{namespace}"


def _wire(call: Call, subscription: Subscription, namespace: str) -> Json:
    provider = PROVIDERS[namespace]
    return {
        "id": _id(subscription, namespace),
        "namespace": namespace,
        "registrationPolicy": "RegistrationFree" if provider.free else "RegistrationRequired",
        "registrationState": _state(call, subscription, namespace),
        "resourceTypes": [
            {"resourceType": kind, "locations": [], "apiVersions": list(reversed(versions))}
            for kind, versions in provider.kinds.items()
        ],
    }


_LIST = f"{SUBSCRIPTION}/providers"
_ONE = f"{_LIST}/(?P<namespace>[^/]+)"

ROUTES = (
    Route("GET", _LIST, list_providers, api_versions.RESOURCE_MANAGER),
    Route("GET", _ONE, get_provider, api_versions.RESOURCE_MANAGER),
    Route("POST", f"{_ONE}/register", register, api_versions.RESOURCE_MANAGER),
)
