"""Microsoft Graph's look-up of directory objects by their ids, for the managing tenant."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from data.emulator.directory import Principal, principals
from data.emulator.entities import Json
from data.emulator.ids import is_guid
from data.emulator.replies import AzureError, answer, json_body
from data.emulator.routing import Call, Route

MOST_IDS = 1000
_KNOWN_TYPES = {"user", "group", "device", "serviceprincipal", "application", "directoryobject"}


class GraphError(AzureError):
    """A refusal as Microsoft Graph writes it, with an inner error."""

    def response(self) -> web.Response:
        """Return the answer."""
        request = str(uuid.uuid4())
        inner = {
            "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "request-id": request,
            "client-request-id": request,
        }
        error = {"code": self.code, "message": self.message, "innerError": inner}
        return answer({"error": error}, self.status)


async def get_by_ids(call: Call) -> web.Response:
    """Return the objects with the ids that a client sent; unknown ones are left out."""
    body = await json_body(call)
    ids, types = _ids(body.get("ids")), _types(body.get("types"))
    if not call.world.behaviour.directory_read:
        raise GraphError(
            403, "Authorization_RequestDenied", "There is no right to read this directory."
        )
    found = (principals().get(each) for each in dict.fromkeys(ids))
    rows = [_wire(each) for each in found if each and (not types or each.kind.lower() in types)]
    context = f"{call.service.url}/v1.0/$metadata#directoryObjects"
    return answer({"@odata.context": context, "value": rows})


def _ids(value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise _bad("The request needs a list of ids.")
    if len(value) > MOST_IDS:
        raise _bad(f"There are {len(value)} ids, over {MOST_IDS}.")
    for each in value:
        if not is_guid(each):
            raise _bad(f"'{each}' is not a GUID.")
    return [str(each).lower() for each in value]


def _types(value: Any) -> set[str]:
    if value is None:
        return set()
    if not isinstance(value, list):
        raise _bad("types is not a list.")
    types = {str(each).lower() for each in value}
    if not types <= _KNOWN_TYPES:
        raise _bad(f"There is no such type: {', '.join(sorted(types - _KNOWN_TYPES))}.")
    return set() if "directoryobject" in types else types


def _wire(principal: Principal) -> Json:
    row: Json = {
        "@odata.type": f"#microsoft.graph.{principal.kind}",
        "id": principal.id,
        "displayName": principal.name,
    }
    if principal.kind == "group":
        return row | {"securityEnabled": True, "mailEnabled": False, "groupTypes": []}
    return row | {"servicePrincipalType": "Application", "accountEnabled": True}


def _bad(message: str) -> GraphError:
    return GraphError(400, "Request_BadRequest", message)


ROUTES = (Route("POST", "/v1.0/directoryObjects/getByIds", get_by_ids),)
