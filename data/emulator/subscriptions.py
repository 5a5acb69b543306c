"""Subscriptions, tenants, and whether managed services are registered in a subscription."""

from __future__ import annotations

from aiohttp import web

from data.emulator import api_versions, wire
from data.emulator.entities import Json
from data.emulator.replies import answer, listed, page
from data.emulator.routing import SUBSCRIPTION, Call, Route


async def subscriptions(call: Call) -> web.Response:
    """List the subscriptions that the managing tenant sees."""
    everything = list(call.world.subscriptions.values())
    rows, link = page(call, everything, call.world.behaviour.subscriptions_page_size)
    return listed((wire.subscription(each, call.api_version) for each in rows), link)


async def subscription(call: Call) -> web.Response:
    """Return one subscription."""
    return answer(wire.subscription(call.subscription(), call.api_version))


async def tenants(call: Call) -> web.Response:
    """List the tenants that the managing tenant sees, its own included."""
    everything = [each for each in call.world.tenants.values() if each.listed]
    rows, link = page(call, everything, call.world.behaviour.subscriptions_page_size)
    return listed((wire.tenant(each, call.api_version) for each in rows), link)


async def provider(call: Call) -> web.Response:
    """Say whether managed services are registered."""
    return answer(_provider(call))


async def register(call: Call) -> web.Response:
    """Register managed services."""
    call.subscription().registered = True
    return answer(_provider(call))


def _provider(call: Call) -> Json:
    subscription = call.subscription()
    return {
        "id": f"{subscription.path}/providers/Microsoft.ManagedServices",
        "namespace": "Microsoft.ManagedServices",
        "registrationPolicy": "RegistrationRequired",
        "registrationState": "Registered" if subscription.registered else "NotRegistered",
        "resourceTypes": [
            {
                "resourceType": kind,
                "locations": [],
                "apiVersions": list(reversed(versions)),
            }
            for kind, versions in (
                ("registrationDefinitions", api_versions.MANAGED_SERVICES),
                ("registrationAssignments", api_versions.MANAGED_SERVICES),
                ("marketplaceRegistrationDefinitions", api_versions.MARKETPLACE),
                ("operationStatuses", api_versions.MANAGED_SERVICES),
            )
        ],
    }


_PROVIDER = f"{SUBSCRIPTION}/providers/Microsoft.ManagedServices"

ROUTES = (
    Route("GET", "/subscriptions", subscriptions, api_versions.RESOURCES),
    Route("GET", SUBSCRIPTION, subscription, api_versions.RESOURCES),
    Route("GET", "/tenants", tenants, api_versions.RESOURCES),
    Route("GET", _PROVIDER, provider, api_versions.PROVIDERS),
    Route("POST", f"{_PROVIDER}/register", register, api_versions.PROVIDERS),
)
