"""Resource Graph: a query over everything that the caller sees, page by page."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from data.emulator import api_versions, kql
from data.emulator.graph_tables import table
from data.emulator.kql_expressions import KqlError
from data.emulator.replies import AzureError, answer, json_body
from data.emulator.results import Result
from data.emulator.routing import Call, Route

PAGE = 100
LARGEST_PAGE = 1000


class Page(NamedTuple):
    """Which rows of a result a client asks for."""

    start: int
    size: int


async def resources(call: Call) -> web.Response:
    """Run a query."""
    if call.world.behaviour.graph == "refused":
        raise AzureError(403, "AuthorizationFailed", "There is no right to query resources.")
    body = await json_body(call)
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        raise _invalid("InvalidQuery", "The request has no query.")
    options = body.get("options") or {}
    if options.get("resultFormat", "objectArray") != "objectArray":
        raise _invalid("InvalidResultFormat", "Only objectArray is offered here.")
    key = _key(query, body.get("subscriptions"))
    page = _page(options, key)
    result = _result(call, query, body.get("subscriptions"), key, again=page.start > 0)
    return answer(_response(result, page, key))


def _result(call: Call, query: str, subscriptions: Any, key: str, *, again: bool) -> Result:
    """Return a query's rows: of the moment for a first page, then as they were for the others."""
    kept = call.service.results.get(key) if again else None
    if kept is None:
        wanted = _wanted(call, subscriptions)
        try:
            kept = kql.run(query, lambda name: table(call.world, name, wanted))
        except KqlError as error:
            raise _invalid("InvalidQuery", str(error)) from error
        call.service.results.keep(key, kept)
    return kept


def _response(result: Result, page: Page, key: str) -> dict[str, Any]:
    rows = result.rows[page.start : page.start + page.size]
    more = page.start + page.size < len(result.rows)
    pageable = "id" in result.columns
    response: dict[str, Any] = {
        "totalRecords": len(result.rows),
        "count": len(rows),
        "data": rows,
        "facets": [],
        "resultTruncated": "true" if more and not pageable else "false",
    }
    if more and pageable:
        response["$skipToken"] = _token(key, Page(page.start + page.size, page.size))
    return response


def _wanted(call: Call, subscriptions: Any) -> frozenset[str] | None:
    if not subscriptions:
        return None
    wanted = frozenset(str(each).lower() for each in subscriptions)
    if not wanted & call.world.subscriptions.keys():
        raise _invalid(
            "NoValidSubscriptionsInQueryRequest", "None of the subscriptions asked for is there."
        )
    return wanted


def _page(options: dict[str, Any], key: str) -> Page:
    token = options.get("$skipToken")
    before = _from_token(str(token), key) if token else Page(0, PAGE)
    size = _whole(options, "$top", before.size)
    start = _whole(options, "$skip", before.start)
    if not 1 <= size <= LARGEST_PAGE or start < 0:
        raise _invalid("InvalidOptions", f"$top must be 1 to {LARGEST_PAGE}, $skip not negative.")
    return Page(start, size)


def _whole(options: dict[str, Any], name: str, default: int) -> int:
    value = options.get(name)
    if value is None:
        return default
    if not isinstance(value, int):
        raise _invalid("InvalidOptions", f"{name} is not a whole number.")
    return value


def _key(query: str, subscriptions: Any) -> str:
    whole = msgspec.json.encode([query, sorted(map(str, subscriptions or []))])
    return hashlib.sha256(whole).hexdigest()[:16]


def _token(key: str, page: Page) -> str:
    return base64.b64encode(msgspec.json.encode([key, *page])).decode()


def _from_token(token: str, key: str) -> Page:
    try:
        found, start, size = msgspec.json.decode(base64.b64decode(token), type=tuple[str, int, int])
    except (binascii.Error, msgspec.DecodeError) as error:
        raise _invalid("InvalidSkipToken", "The skip token cannot be read.") from error
    if found != key:
        raise _invalid("InvalidSkipToken", "The skip token belongs to another query.")
    return Page(start, size)


def _invalid(code: str, message: str) -> AzureError:
    details = [{"code": code, "message": message}]
    return AzureError(400, "BadRequest", "The query cannot be answered.", details=details)


ROUTES = (
    Route(
        "POST",
        "/providers/Microsoft.ResourceGraph/resources",
        resources,
        api_versions.RESOURCE_GRAPH,
    ),
)
