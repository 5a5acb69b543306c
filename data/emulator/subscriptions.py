"""Subscriptions and tenants, as the managing tenant sees them."""

from __future__ import annotations

from aiohttp import web

from data.emulator import api_versions, wire
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


ROUTES = (
    Route("GET", "/subscriptions", subscriptions, api_versions.RESOURCES),
    Route("GET", SUBSCRIPTION, subscription, api_versions.RESOURCES),
    Route("GET", "/tenants", tenants, api_versions.RESOURCES),
)
