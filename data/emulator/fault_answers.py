"""Faults that put another answer in the place of the real one."""

from __future__ import annotations

from aiohttp import web

from data.emulator import tokens
from data.emulator.replies import AzureError
from data.emulator.struck import Struck, body_of

_CAPTIVE_PORTAL = b"""<!DOCTYPE html>
<html><head><title>Welcome to Airport Wi-Fi</title></head>
<body><form action="/accept"><button>Accept and continue</button></form></body></html>
"""
_GATEWAY = b"""<html>
<head><title>%(status)d %(reason)s</title></head>
<body><center><h1>%(status)d %(reason)s</h1></center><hr><center>gateway</center></body>
</html>
"""
_HTML, _JSON = "text/html", "application/json"


async def storm(struck: Struck) -> web.Response:
    """Answer 429."""
    return struck.refusal(
        429, "TooManyRequests", "Too many requests at once.", _retry_after(struck)
    )


async def outage(struck: Struck) -> web.Response:
    """Answer 500 or 503: as JSON, as JSON with Retry-After, or as the HTML of a gateway."""
    status, code = struck.choose((500, "InternalServerError"), (503, "ServiceUnavailable"))
    form = struck.share("form") * 3
    if form < 1:
        return struck.refusal(status, code, "The service is not available just now.")
    if form < 2:
        return struck.refusal(status, code, "The service will be back soon.", _retry_after(struck))
    reason = b"Service Unavailable" if status == 503 else b"Internal Server Error"
    page = _GATEWAY % {b"status": status, b"reason": reason}
    return web.Response(status=status, body=page, content_type=_HTML)


async def expired(struck: Struck) -> web.Response | None:
    """Revoke all tokens that were issued until now, once; a lasting fault accepts none at all."""
    if "Authorization" not in struck.request.headers:
        return None
    if struck.fault.lasting:
        return tokens.expired().response()
    if struck.fault not in struck.memory.over:
        struck.memory.over.add(struck.fault)
        struck.service.tokens.revoke()
    return None


async def refused(struck: Struck) -> web.Response | None:
    """Answer 403 for a subscription of a customer."""
    world = struck.service.world
    held = world.subscription(subscription_in(struck.request.path))
    if held is None or held.tenant == world.home.id:
        return None
    message = f"Client '{world.client_id}' has no right to do that on '{held.path}'."
    return AzureError(403, "AuthorizationFailed", message).response()


def subscription_in(path: str) -> str:
    """Return the id of the subscription that a path is under, in lower case; empty for none."""
    parts = path.lower().split("/")
    return parts[2] if parts[1:2] == ["subscriptions"] and len(parts) > 2 else ""


def garbage(struck: Struck, answer: web.Response) -> web.Response:
    """Answer 200 with what nobody expects, where the answer would be a good one."""
    if answer.status >= 300:
        return answer
    body, content_type = struck.choose(
        (_CAPTIVE_PORTAL, _HTML),
        (b"", _JSON),
        (b"upstream connect error", "text/plain"),
        (b"{'value': []}", _JSON),
        (b"[]", _JSON),
        (b'{"value": null}', _JSON),
        (b'{"value": [null, 7, "row"]}', _JSON),
    )
    return web.Response(body=body, content_type=content_type)


def truncated(struck: Struck, answer: web.Response) -> web.Response:
    """Leave out the end of the JSON that an answer carries."""
    whole = body_of(answer)
    if whole and answer.content_type == _JSON:
        answer.body = whole[: 1 + int(struck.share("length") * (len(whole) - 1))]
    return answer


def _retry_after(struck: Struck) -> dict[str, str]:
    longest = struck.fault.seconds
    wait = 1 + int(struck.share("wait") * longest) if longest >= 1 else 0
    return {"Retry-After": str(wait)}
