"""The application: every request in, one answer out, and never a traceback."""

from __future__ import annotations

import logging
import uuid
from email.utils import formatdate
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from data.emulator import routes
from data.emulator.faulty import faulty
from data.emulator.replies import AzureError
from data.emulator.routing import Call, Router, check_version
from data.emulator.service import Request, Service
from data.emulator.tokens import check_claims

LARGEST_BODY = 4 * 1024 * 1024
_LOG = logging.getLogger(__name__)
_SIGN_IN = Router(routes.SIGN_IN)
_ARM = Router(routes.WITH_TOKEN)


def create_app(service: Service) -> web.Application:
    """Return the application that serves a world."""

    async def dispatch(request: web.Request) -> web.StreamResponse:
        service.operations.settle()
        return await _answer(service, request)

    async def let_go(_: web.Application) -> None:
        service.ends = True
        for each in list(service.held):
            each.abort()

    app = web.Application(
        middlewares=[_recorder(service), faulty(service, _SIGN_IN.knows), _envelopes],
        client_max_size=LARGEST_BODY,
    )
    app.on_response_prepare.append(_add_headers)
    app.on_shutdown.append(let_go)
    app.router.add_route("*", "/{path:.*}", dispatch)
    return app


async def _answer(service: Service, request: web.Request) -> web.StreamResponse:
    if _SIGN_IN.knows(request.path):
        return await _routed(_SIGN_IN, service, request)
    claims = service.tokens.claims(request.headers.get("Authorization"))
    check_claims(claims, service.world.behaviour.claims_wanted)
    left = service.throttle.take(
        service.world.behaviour, claims["oid"], request.method, request.path
    )
    response = await _envelopes(request, partial(_routed, _ARM, service))
    response.headers.update(left)
    return response


async def _routed(router: Router, service: Service, request: web.Request) -> web.StreamResponse:
    route, found = router.find(request.method, request.path)
    check_version(route, request)
    return await route.handler(Call(service, request, found))


def _recorder(service: Service) -> Middleware:
    @web.middleware
    async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
        service.requests.append(
            Request(request.method, request.path, dict(request.query), request.host)
        )
        if request.transport:
            service.connections.add(request.transport)
        return await handler(request)

    return record


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
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
