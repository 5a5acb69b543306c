"""Faults in the links between the pages of a list."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from data.emulator.entities import Json
from data.emulator.replies import SKIP, answer
from data.emulator.struck import Memory, Struck, body_of

HERE, ELSEWHERE = "://localhost:", "://127.0.0.1:"
"""Another host by name, yet on this machine, so that a token that is sent there does no harm."""
_TOKEN = re.compile(r"again-(?P<list>[0-9a-f]{16})(?:-(?P<step>[0-9]+))?")


def loop(struck: Struck, page: web.Response) -> web.Response:
    """Link a page to itself: by one link that repeats, or by a new one each time."""
    rows = _page(page)
    if rows is None or _TOKEN.search(rows.get("nextLink") or rows.get("$skipToken") or ""):
        return page
    name = hashlib.sha256(struck.name.encode()).hexdigest()[:16]
    struck.memory.pages[name] = rows
    step = 1 if struck.share("new links") < 0.5 else None
    return _linked(struck.request, struck.service.url, rows, name, step)


async def page_again(memory: Memory, request: web.Request, url: str) -> web.Response | None:
    """Return the page that a link of :func:`loop` leads to; nothing for any other request."""
    found = _TOKEN.fullmatch(await _skip_token(request))
    if found is None or found["list"] not in memory.pages:
        return None
    step = int(found["step"]) + 1 if found["step"] else None
    return _linked(request, url, memory.pages[found["list"]], found["list"], step)


def elsewhere(struck: Struck, page: web.Response) -> web.Response:
    """Link a page of Resource Manager to another host."""
    rows = _page(page)
    if rows is None or "value" not in rows:
        return page
    link = rows.get("nextLink") or f"{struck.service.url}{struck.request.path_qs}"
    return answer({**rows, "nextLink": link.replace(HERE, ELSEWHERE, 1)})


def _linked(
    request: web.Request, url: str, rows: Json, name: str, step: int | None
) -> web.Response:
    token = f"again-{name}" if step is None else f"again-{name}-{step}"
    if "data" in rows:
        return answer({**rows, "$skipToken": token, "resultTruncated": "false"})
    query = urlencode({**request.query, SKIP: token})
    return answer({**rows, "nextLink": f"{url}{request.path}?{query}"})


def _page(response: web.Response) -> Json | None:
    """Return what an answer carries if it is a page of a list."""
    if response.status != 200 or response.content_type != "application/json":
        return None
    try:
        body = msgspec.json.decode(body_of(response))
    except msgspec.DecodeError:
        return None
    if isinstance(body, dict) and isinstance(body.get("value", body.get("data")), list):
        return body
    return None


async def _skip_token(request: web.Request) -> str:
    if request.method == "GET":
        return request.query.get(SKIP, "")
    try:
        body = msgspec.json.decode(await request.read())
        return str(body["options"]["$skipToken"])
    except (msgspec.DecodeError, LookupError, TypeError, web.HTTPException):
        return ""
