"""Serving a world over HTTPS on this machine: in a process of its own, or in a thread for tests."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import trustme
from aiohttp import web

from data.emulator.app import create_app
from data.emulator.options import Options, SampleAzureError
from data.emulator.service import Request, Service
from data.emulator.world import World, make_world

HOST = "127.0.0.1"
_GOODBYE = 1.0
"""Seconds that open requests get when the server ends."""


@dataclass
class Running:
    """A sample Azure that answers now."""

    service: Service
    ca: Path
    """The certificate to trust."""

    @property
    def url(self) -> str:
        """Where Resource Manager is, and the authority to sign in at."""
        return self.service.url

    @property
    def world(self) -> World:
        """The world that is served; it may be changed."""
        return self.service.world

    @property
    def requests(self) -> list[Request]:
        """Everything that was asked so far, the oldest first."""
        return self.service.requests

    @property
    def tenant(self) -> str:
        """The managing tenant."""
        return self.world.home.id

    @property
    def client_id(self) -> str:
        """The service principal to sign in as."""
        return self.world.client_id

    @property
    def client_secret(self) -> str:
        """Its secret."""
        return self.world.client_secret

    @property
    def cloud_metadata(self) -> str:
        """Where this cloud is described."""
        return f"{self.url}/metadata/endpoints?api-version=2022-09-01"

    def announcement(self) -> bytes:
        """Return the one line of JSON that says how to reach it."""
        names = ("url", "ca", "tenant", "client_id", "client_secret", "cloud_metadata")
        return msgspec.json.encode({name: str(getattr(self, name)) for name in names}) + b"\n"


def run(options: Options) -> None:
    """Serve a world until this process is interrupted; say on standard output how to reach it.

    Raises:
        SampleAzureError: When it cannot be served.
    """
    asyncio.run(_run(options))


@contextmanager
def running(world: World) -> Iterator[Running]:
    """Serve a world from a thread of this process while the block runs."""
    ready: list[Running | BaseException] = []
    started = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async with _listening(world, 0) as server:
            ready.append(server)
            started.set()
            await stop.wait()

    def work() -> None:
        try:
            loop.run_until_complete(serve())
        except BaseException as error:
            ready.append(error)
        finally:
            loop.close()
            started.set()

    thread = threading.Thread(target=work, name="sample-azure")
    thread.start()
    started.wait()
    try:
        server = ready[0]
        if isinstance(server, BaseException):
            raise server
        yield server
    finally:
        if thread.is_alive():
            loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _run(options: Options) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        loop.call_soon_threadsafe(stop.set)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda number, frame: end())
    if options.until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(end,), daemon=True).start()
    world = make_world(options.customers, options.delegations, options.seed)
    world.behaviour = options.behaviour()
    async with _listening(world, options.port) as server:
        sys.stdout.write(server.announcement().decode())
        sys.stdout.flush()
        await stop.wait()


def _watch_stdin(end: Callable[[], None]) -> None:
    # Read around sys.stdin: its lock, held by this thread, would upset the interpreter's exit.
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    end()


@asynccontextmanager
async def _listening(world: World, port: int) -> AsyncIterator[Running]:
    service = Service(world)
    with _bound(port) as listener, tempfile.TemporaryDirectory(prefix="sample-azure-") as folder:
        context, ca = _certificate(Path(folder))
        service.url = f"https://localhost:{listener.getsockname()[1]}"
        runner = web.AppRunner(create_app(service), access_log=None, shutdown_timeout=_GOODBYE)
        await runner.setup()
        try:
            await web.SockSite(runner, listener, ssl_context=context).start()
            yield Running(service, ca)
        finally:
            await runner.cleanup()
            await _hang_up(service)


async def _hang_up(service: Service) -> None:
    """Close the connections on which a client's goodbye is still awaited."""
    for each in list(service.connections):
        each.abort()
    await asyncio.sleep(0)


def _bound(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is in use already; choose another one, or none for a free one."
        else:
            reason = f"Port {port} cannot be opened: {error.strerror}."
        raise SampleAzureError(reason) from error
    return listener


def _certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make an authority and a certificate by it; only the authority's certificate is written."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", HOST).configure_cert(context)
    ca = folder / "ca.pem"
    authority.cert_pem.write_to_path(ca)
    return context, ca
