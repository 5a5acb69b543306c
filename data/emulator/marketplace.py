"""Marketplace registration definitions: the published versions of the publisher's own plans."""

from __future__ import annotations

from aiohttp import web

from data.emulator import api_versions, filters, wire
from data.emulator.entities import MANAGED_SERVICES, Json, PlanVersion
from data.emulator.replies import AzureError, answer, listed, page
from data.emulator.routing import SCOPE, Call, Route
from data.emulator.scopes import scope_of

_KIND = "marketplaceRegistrationDefinitions"


async def list_versions(call: Call) -> web.Response:
    """List plan versions, all of them or those that a filter names."""
    scope = _scope(call)
    rows = _offered(call)
    identifiers = filters.wanted(call.query.get("$filter"), "planIdentifier")
    if identifiers is not None:
        rows = [each for each in rows if any(_is(each, name) for name in identifiers)]
    shown, link = page(call, rows, call.world.behaviour.page_size)
    return listed((_wire(call, each, scope) for each in shown), link)


async def get_version(call: Call) -> web.Response:
    """Return one plan version; the newest when the identifier names none."""
    scope = _scope(call)
    identifier = call.named("identifier").lower()
    found = [each for each in _offered(call) if _is(each, identifier)]
    if not found:
        raise AzureError(404, "ResourceNotFound", f"There is no plan '{identifier}'.")
    return answer(_wire(call, max(found, key=_number), scope))


def _offered(call: Call) -> list[PlanVersion]:
    """Return what the marketplace offers: private plans at the scopes they are for, or at none."""
    behaviour = call.world.behaviour.marketplace
    at = call.named("subscription").lower()
    if behaviour == "nothing" or (behaviour == "scoped" and not at):
        return []
    versions = [
        each
        for each in call.world.marketplace
        if each.listed and (not at or each.audience is None or at in each.audience)
    ]
    if behaviour != "newest":
        return versions
    newest: dict[str, PlanVersion] = {}
    for each in sorted(versions, key=_number):
        newest[f"{each.publisher}.{each.product}.{each.plan}"] = each
    return list(newest.values())


def _is(version: PlanVersion, identifier: str) -> bool:
    """Whether an identifier, which may leave out its last parts, names a plan version."""
    full = version.identifier.lower()
    parts = (version.publisher, version.product, version.plan)
    shorter = [".".join(parts[:count]).lower() for count in (1, 2, 3)]
    return identifier == full or identifier in shorter


def _number(version: PlanVersion) -> tuple[int, ...]:
    return tuple(int(part) for part in version.version.split(".") if part.isdecimal())


def _scope(call: Call) -> str:
    if not call.named("subscription"):
        return ""
    return scope_of(call, f"{_KIND}/read").path


def _wire(call: Call, version: PlanVersion, scope: str) -> Json:
    return wire.marketplace_definition(version, call.api_version, scope, call.world.home.id)


_LIST = f"(?:{SCOPE})?{MANAGED_SERVICES}/{_KIND}"

ROUTES = (
    Route("GET", _LIST, list_versions, api_versions.MARKETPLACE),
    Route("GET", f"{_LIST}/(?P<identifier>[^/]+)", get_version, api_versions.MARKETPLACE),
)
