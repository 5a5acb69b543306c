"""The middleware that makes things go wrong: before an answer, in its place, in it, or after."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from data.emulator import fault_answers, fault_connections, fault_pages
from data.emulator.service import Service
from data.emulator.struck import Memory, Struck

Instead = Callable[[Struck], Awaitable[web.Response | None]]
Change = Callable[[Struck, web.Response], web.Response]
Send = Callable[[Struck, web.Response], Awaitable[web.StreamResponse]]

INSTEAD: dict[str, Instead] = {
    "latency": fault_connections.latency,
    "expired": fault_answers.expired,
    "refused": fault_answers.refused,
    "storm": fault_answers.storm,
    "outage": fault_answers.outage,
}
"""What comes before the real answer, and in its place when it returns one."""
CHANGE: dict[str, Change] = {
    "loop": fault_pages.loop,
    "elsewhere": fault_pages.elsewhere,
    "garbage": fault_answers.garbage,
    "truncated": fault_answers.truncated,
}
"""What becomes of the real answer, one after the other."""
SEND: dict[str, Send] = {
    "drop": fault_connections.drop,
    "stall": fault_connections.stall,
    "oversized": fault_connections.oversized,
}
"""How an answer is sent; the first one that strikes sends it."""


def faulty(service: Service, is_sign_in: Callable[[str], bool]) -> Middleware:
    """Return the middleware that follows the behaviour's faults.

    Args:
        service: What is served.
        is_sign_in: Whether a path belongs to signing in.
    """
    memory = Memory()

    @web.middleware
    async def act(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal memory
        faults = service.world.behaviour.faults
        if not faults:
            return await handler(request)
        if faults is not memory.faults:
            memory = Memory(faults)
        struck = await _struck(service, memory, request, is_sign_in(request.path))
        for each in _in_order(INSTEAD, struck):
            if response := await INSTEAD[each.fault.kind](each):
                return response
        again = await fault_pages.page_again(memory, request, service.url)
        answer = again or await handler(request)
        if not isinstance(answer, web.Response):
            return answer
        for each in _in_order(CHANGE, struck):
            answer = CHANGE[each.fault.kind](each, answer)
        for each in _in_order(SEND, struck):
            return await SEND[each.fault.kind](each, answer)
        return answer

    return act


async def _struck(
    service: Service, memory: Memory, request: web.Request, signs_in: bool
) -> list[Struck]:
    name = await _name(request, signs_in)
    before = memory.seen[name]
    memory.seen[name] += 1
    # A subscription is refused as a whole and each time.
    subjects = {"refused": (fault_answers.subscription_in(request.path), 0)}
    return [
        Struck(fault, service, memory, request, name, before, signs_in)
        for fault in memory.faults
        if (fault.sign_in or not signs_in)
        and fault.strikes(*subjects.get(fault.kind, (name, before)))
    ]


def _in_order(
    kinds: dict[str, Instead] | dict[str, Change] | dict[str, Send], struck: list[Struck]
) -> Iterator[Struck]:
    return (each for kind in kinds for each in struck if each.fault.kind == kind)


async def _name(request: web.Request, signs_in: bool) -> str:
    """Return what makes a request the same as another one.

    Queries of Resource Graph differ in their bodies only. What a token is asked for is left out: it
    names the port that is served, which is another one on each run.
    """
    if signs_in:
        return f"{request.method} {request.path}"
    name = f"{request.method} {request.path_qs}"
    if request.content_type == "application/json":
        # What is too large to be read is refused where it is read again.
        with suppress(web.HTTPException):
            name += " " + hashlib.sha256(await request.read()).hexdigest()
    return name
