"""Role definitions: the built-in ones, at any scope."""

from __future__ import annotations

import re

from aiohttp import web

from data.emulator import api_versions
from data.emulator.entities import Json
from data.emulator.replies import AzureError, answer, listed
from data.emulator.roles import Role
from data.emulator.routing import SCOPE, Call, Route
from data.emulator.scopes import readable

_TYPE = "Microsoft.Authorization/roleDefinitions"
_FILTER = re.compile(r"(type|roleName)\s+eq\s+'((?:[^']|'')*)'", re.IGNORECASE)
_ONLY_TYPE = "builtinrole"
_BELOW = "atscopeandbelow()"
"""A condition that adds the roles of the scopes below; they have none of their own."""
_CREATED = "2015-02-02T21:55:09.0000000Z"


async def list_roles(call: Call) -> web.Response:
    """List the roles, all of them or those that a filter names."""
    scope = _scope(call)
    rows = list(call.world.roles.values())
    for field, value in _conditions(call.query.get("$filter", "")):
        if field == "type":
            rows = rows if value == _ONLY_TYPE else []
        else:
            rows = [each for each in rows if each.name.lower() == value]
    return listed((_wire(scope, each) for each in rows), None)


async def get_role(call: Call) -> web.Response:
    """Return one role."""
    scope, asked = _scope(call), call.named("role")
    found = call.world.roles.get(asked.lower())
    if found is None:
        raise AzureError(404, "RoleDefinitionDoesNotExist", f"There is no role '{asked}'.")
    return answer(_wire(scope, found))


def _scope(call: Call) -> str:
    """Return the scope of the ids: the subscription in the path, or none."""
    if not call.named("subscription"):
        return ""
    return readable(call, f"{_TYPE}/read").path


def _conditions(text: str) -> list[tuple[str, str]]:
    conditions = []
    for part in filter(None, re.split(r"\s+and\s+", text.strip(), flags=re.IGNORECASE)):
        if part.lower() == _BELOW:
            continue
        match = _FILTER.fullmatch(part)
        if match is None:
            raise AzureError(400, "BadRequestFormat", f"The filter '{part}' is not known here.")
        conditions.append((match[1].lower(), match[2].replace("''", "'").lower()))
    return conditions


def _wire(scope: str, role: Role) -> Json:
    return {
        "properties": {
            "roleName": role.name,
            "type": "BuiltInRole",
            "description": role.description,
            "assignableScopes": ["/"],
            "permissions": list(role.permissions),
            "createdOn": _CREATED,
            "updatedOn": _CREATED,
            "createdBy": None,
            "updatedBy": None,
        },
        "id": f"{scope}/providers/{_TYPE}/{role.id}",
        "type": _TYPE,
        "name": role.id,
    }


_LIST = f"(?:{SCOPE})?/providers/{_TYPE}"

ROUTES = (
    Route("GET", _LIST, list_roles, api_versions.ROLE_DEFINITIONS),
    Route("GET", f"{_LIST}/(?P<role>[^/]+)", get_role, api_versions.ROLE_DEFINITIONS),
)
