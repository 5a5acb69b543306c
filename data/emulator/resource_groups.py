"""Resource groups of a subscription; every subscription that is not refused shows all of its."""

from __future__ import annotations

from aiohttp import web

from data.emulator import api_versions, wire
from data.emulator.replies import answer, listed, page
from data.emulator.routing import SUBSCRIPTION, Call, Route
from data.emulator.scopes import group_of, readable

_ACTION = "Microsoft.Resources/subscriptions/resourceGroups/read"


async def list_groups(call: Call) -> web.Response:
    """List the resource groups of a subscription."""
    subscription = readable(call, _ACTION)
    shown, link = page(call, subscription.groups, call.world.behaviour.page_size)
    return listed((wire.resource_group(subscription, each) for each in shown), link)


async def get_group(call: Call) -> web.Response:
    """Return one resource group."""
    subscription = readable(call, _ACTION)
    group = group_of(subscription, call.named("group"))
    return answer(wire.resource_group(subscription, group))


_LIST = f"{SUBSCRIPTION}/resourceGroups"

ROUTES = (
    Route("GET", _LIST, list_groups, api_versions.RESOURCE_MANAGER),
    Route("GET", f"{_LIST}/(?P<group>[^/]+)", get_group, api_versions.RESOURCE_MANAGER),
)
