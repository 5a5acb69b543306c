"""The operations that managed services offer, by name: the same list at every scope."""

from __future__ import annotations

from aiohttp import web

from data.emulator import api_versions
from data.emulator.entities import MANAGED_SERVICES, Json
from data.emulator.replies import answer
from data.emulator.routing import SCOPE, Call, Route
from data.emulator.scopes import scope_of

_WORDS = {
    "registrationDefinitions": "Registration definition",
    "registrationAssignments": "Registration assignment",
    "marketplaceRegistrationDefinitions": "Marketplace registration definition",
    "operationStatuses": "Operation status",
    "operations": "Operation",
}
_VERBS = {"read": "Read", "write": "Create or change", "delete": "Delete"}
_READ_ONLY = ("marketplaceRegistrationDefinitions", "operationStatuses", "operations")


async def operations(call: Call) -> web.Response:
    """List them without a scope."""
    return answer({"value": _rows()})


async def operations_at_scope(call: Call) -> web.Response:
    """List them at a scope."""
    scope_of(call, "operations/read")
    return answer({"value": _rows()})


def _rows() -> list[Json]:
    return [
        {
            "name": f"Microsoft.ManagedServices/{kind}/{verb}",
            "display": {
                "provider": "Microsoft Managed Services",
                "resource": words,
                "operation": f"{_VERBS[verb]} {words.lower()}",
                "description": f"{_VERBS[verb]} one or more: {words.lower()}.",
            },
        }
        for kind, words in _WORDS.items()
        for verb in (("read",) if kind in _READ_ONLY else _VERBS)
    ]


_PATH = f"{MANAGED_SERVICES}/operations"

ROUTES = (
    Route("GET", _PATH, operations, api_versions.MANAGED_SERVICES),
    Route("GET", f"{SCOPE}{_PATH}", operations_at_scope, api_versions.SCOPED_OPERATIONS),
)
