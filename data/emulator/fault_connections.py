"""Faults of time and of the connection: late, cut, stuck, and without end."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count

from aiohttp import ClientConnectionError, web

from data.emulator.struck import Struck, body_of

LARGE = 128 * 1024 * 1024
"""Bytes of an oversized answer that has an end."""
_ROW = b'{"id": "/subscriptions/00000000-0000-0000-0000-000000000000", "name": "again"},\n'
_CHUNK = _ROW * (64 * 1024 // len(_ROW))
_OPENING, _CLOSING = b'{"value": [\n', b"{}]}"
_GONE = (ConnectionError, ClientConnectionError)
"""What aiohttp raises when the client of an answer has left."""
_LOOK = 0.05
"""Seconds between two looks at whether a client is still there."""


async def latency(struck: Struck) -> None:
    """Let time pass."""
    await _linger(struck, struck.share("time") * struck.fault.seconds)


async def drop(struck: Struck, answer: web.Response) -> web.StreamResponse:
    """Cut the connection: before the answer, or somewhere in its body."""
    transport = struck.request.transport
    begun: web.StreamResponse = answer
    if struck.share("moment") >= 1 / 3:
        begun = await _begin(struck, answer)
    if transport:
        transport.abort()
    return begun


async def stall(struck: Struck, answer: web.Response) -> web.StreamResponse:
    """Send a part of the answer and keep the connection open."""
    begun = await _begin(struck, answer)
    await _linger(struck, math.inf)
    return begun


async def oversized(struck: Struck, answer: web.Response) -> web.StreamResponse:
    """Send rows without end, or 128 MB of them, for as long as the client takes them."""
    sent = web.StreamResponse(headers={"Content-Type": "application/json"})
    chunks: Iterable[int] = count()
    if struck.share("end") < 0.5:
        chunks = range(LARGE // len(_CHUNK))
        sent.content_length = len(_OPENING) + len(chunks) * len(_CHUNK) + len(_CLOSING)
    with _held(struck), suppress(*_GONE):
        await sent.prepare(struck.request)
        await sent.write(_OPENING)
        for _ in chunks:
            await sent.write(_CHUNK)
            # A client that reads fast must not keep the server from all others.
            await asyncio.sleep(0)
        await sent.write(_CLOSING)
    return sent


async def _begin(struck: Struck, answer: web.Response) -> web.StreamResponse:
    """Send an answer's headers and a part of its body."""
    whole = body_of(answer)
    begun = web.StreamResponse(status=answer.status, headers=answer.headers)
    begun.content_length = len(whole)
    with _held(struck), suppress(*_GONE):
        await begun.prepare(struck.request)
        await begun.write(whole[: int(struck.share("length") * len(whole))])
    return begun


async def _linger(struck: Struck, seconds: float) -> None:
    """Wait so long, or until the client is gone or the server ends."""
    clock = asyncio.get_running_loop().time
    until = clock() + seconds
    with _held(struck) as transport:
        # aiohttp has no event for a client that left.
        while transport and not transport.is_closing() and (left := until - clock()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, _LOOK))


@contextmanager
def _held(struck: Struck) -> Iterator[asyncio.Transport | None]:
    """Have the connection cut when the server ends meanwhile, or already does."""
    transport = struck.request.transport
    if transport:
        struck.service.held.add(transport)
        if struck.service.ends:
            transport.abort()
    try:
        yield transport
    finally:
        if transport:
            struck.service.held.discard(transport)
