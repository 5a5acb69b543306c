"""The application: every request in, one answer out, and never a traceback."""

from __future__ import annotations

import logging
import uuid
from email.utils import formatdate

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from data.emulator import (
    assignments,
    definitions,
    marketplace,
    resource_graph,
    role_definitions,
    sign_in,
    subscriptions,
)
from data.emulator.replies import AzureError
from data.emulator.routing import Call, Router, check_version
from data.emulator.service import Request, Service

LARGEST_BODY = 4 * 1024 * 1024
_LOG = logging.getLogger(__name__)
_SIGN_IN = Router(sign_in.ROUTES)
_ARM = Router(
    (
        *subscriptions.ROUTES,
        *definitions.ROUTES,
        *assignments.ROUTES,
        *marketplace.ROUTES,
        *role_definitions.ROUTES,
        *resource_graph.ROUTES,
    )
)
_REMAINING = {"GET": ("reads", 249), "DELETE": ("deletes", 199)}
_WRITES = ("writes", 199)


def create_app(service: Service) -> web.Application:
    """Return the application that serves a world."""

    async def dispatch(request: web.Request) -> web.StreamResponse:
        service.operations.settle()
        return await _answer(service, request)

    app = web.Application(
        middlewares=[_recorder(service), _headers, _envelopes], client_max_size=LARGEST_BODY
    )
    app.router.add_route("*", "/{path:.*}", dispatch)
    return app


async def _answer(service: Service, request: web.Request) -> web.StreamResponse:
    router = _SIGN_IN
    if not _SIGN_IN.knows(request.path):
        router = _ARM
        service.tokens.claims(request.headers.get("Authorization"))
    route, found = router.find(request.method, request.path)
    check_version(route, request)
    return await route.handler(Call(service, request, found))


def _recorder(service: Service) -> Middleware:
    @web.middleware
    async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
        service.requests.append(Request(request.method, request.path, dict(request.query)))
        if request.transport:
            service.connections.add(request.transport)
        return await handler(request)

    return record


@web.middleware
async def _headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    request_id = str(uuid.uuid4())
    correlation = request.headers.get("x-ms-correlation-request-id", request_id)
    response.headers.update(
        {
            "Cache-Control": "no-cache",
            "Pragma": "no-cache",
            "Expires": "-1",
            "Date": formatdate(usegmt=True),
            "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
            "X-Content-Type-Options": "nosniff",
            "x-ms-request-id": request_id,
            "x-ms-correlation-request-id": correlation,
            "x-ms-routing-request-id": f"LOOPBACK:{request_id}",
        }
    )
    kind, left = _REMAINING.get(request.method, _WRITES)
    level = "subscription" if request.path.lower().startswith("/subscriptions/") else "tenant"
    response.headers[f"x-ms-ratelimit-remaining-{level}-{kind}"] = str(left)
    return response


@web.middleware
async def _envelopes(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except AzureError as error:
        return error.response()
    except web.HTTPException as error:
        return AzureError(error.status, "BadRequest", error.reason).response()
    except Exception:
        _LOG.exception("%s %s", request.method, request.path)
        return AzureError(
            500, "InternalServerError", "The sample Azure made a mistake of its own."
        ).response()
