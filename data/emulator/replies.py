"""Answers in Azure's shapes: JSON with its headers, error envelopes, pages of a list."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

import msgspec
from aiohttp import web

if TYPE_CHECKING:
    from data.emulator.routing import Call

Item = TypeVar("Item")
SKIP = "$skiptoken"


class AzureError(Exception):
    """An answer that says no, in the envelope that Azure uses for it."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.headers = headers or {}

    def response(self) -> web.Response:
        """Return the answer."""
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.details:
            error["details"] = list(self.details)
        return answer({"error": error}, self.status, self.headers)


def answer(
    body: Any = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Return an answer with a JSON body, or with none."""
    if body is None:
        return web.Response(status=status, headers=headers)
    return web.Response(
        body=msgspec.json.encode(body),
        status=status,
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )


async def json_body(call: Call) -> dict[str, Any]:
    """Return the JSON object that a client sent."""
    try:
        body = msgspec.json.decode(await call.request.read())
    except msgspec.DecodeError:
        body = None
    if not isinstance(body, dict):
        raise AzureError(400, "InvalidRequestContent", "The request's body is not a JSON object.")
    return body


def page(call: Call, items: Sequence[Item], size: int) -> tuple[Sequence[Item], str | None]:
    """Return the rows of the page that a client asks for, and the link to the next page."""
    start = _offset(call.query.get(SKIP))
    stop = start + size
    if stop >= len(items):
        return items[start:], None
    return items[start:stop], link_to(call, stop)


def link_to(call: Call, row: int) -> str:
    """Return the link to the page of the same list that begins with a row."""
    token = base64.urlsafe_b64encode(f"rows:{row}".encode()).decode()
    query = urlencode({**call.query, SKIP: token})
    return f"{call.service.url}{call.request.path}?{query}"


def listed(rows: Iterable[Any], next_link: str | None) -> web.Response:
    """Return one page of a list."""
    body: dict[str, Any] = {"value": list(rows)}
    if next_link:
        body["nextLink"] = next_link
    return answer(body)


def _offset(token: str | None) -> int:
    if token is None:
        return 0
    try:
        kind, _, number = base64.urlsafe_b64decode(token).decode().partition(":")
        if kind == "rows":
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise AzureError(400, "InvalidSkipToken", "The skip token is not one that was given out here.")
