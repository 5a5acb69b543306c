"""The HTTP transport of all clients: its waits end when a sync is cancelled."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from typing import Any
from weakref import WeakSet

import requests
from azure.core.pipeline.transport import RequestsTransport
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from data.azure.cancel import Watch
from data.azure.limits import HopelessAnswerError

POOL_CONNECTIONS = 16
_CHUNK = 64 * 1024


class InterruptibleTransport(RequestsTransport):  # type: ignore[misc]  # the SDK exports it untyped
    """Sends requests through one pool of connections that a cancel shuts at once."""

    session: requests.Session | None

    def __init__(self, watch: Watch, *, ca: str | None = None, direct: bool = False) -> None:
        """Make a transport.

        Args:
            watch: What cancels it, and hears of its waits.
            ca: A file with the certificates to trust; the usual ones when absent.
            direct: Whether to pass by the proxy that the environment names.
        """
        super().__init__(
            connection_timeout=watch.limits.connect,
            read_timeout=watch.limits.read,
            connection_verify=ca or True,
            use_env_settings=not direct,
        )
        self.watch = watch
        self._adapter = _TrackingAdapter(watch)
        watch.on_cancel(self._adapter.shut)

    def open(self) -> None:
        """Open the connection pool."""
        if not self.session:
            self.session = requests.Session()
            self.session.trust_env = self._use_env_settings
            self.session.mount("https://", self._adapter)
        super().open()

    def send(self, request: Any, **kwargs: Any) -> Any:
        """Send a request, unless the sync was cancelled or its time is over."""
        self.watch.seconds_left()
        response = super().send(request, **kwargs)
        self.watch.activity.answer(response.headers)
        return response

    def sleep(self, duration: float) -> None:
        """Wait between two tries; cut short by a cancel."""
        self.watch.wait(duration)


class _TrackingAdapter(HTTPAdapter):
    """Knows its open connections, so that a blocked read can be ended from another thread.

    It reads each answer itself, to the end: neither an endless one nor one that trickles in may
    keep a sync.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._open: WeakSet[HTTPSConnection] = WeakSet()
        super().__init__(
            pool_connections=POOL_CONNECTIONS, pool_maxsize=POOL_CONNECTIONS, pool_block=False
        )

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        response = super().send(*args, **kwargs)
        try:
            body = self._read(response)
        except BaseException:
            response.close()
            raise
        response._content = body  # where requests itself keeps a body that was read
        return response

    def _read(self, response: requests.Response) -> bytes:
        limits = self._watch.limits
        until = time.monotonic() + min(limits.answer, self._watch.seconds_left())
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > limits.answer_bytes:
                raise HopelessAnswerError(f"It is longer than {limits.answer_bytes >> 20} MB.")
            if time.monotonic() > until:
                raise requests.ReadTimeout("The answer came too slowly.")
        return bytes(body)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self._track(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        self._track(manager)
        return manager

    def _track(self, manager: Any) -> None:
        opened = self._open

        class Connection(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                opened.add(self)

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Connection

        manager.pool_classes_by_scheme = {**manager.pool_classes_by_scheme, "https": Pool}

    def shut(self) -> None:
        """End every read and write that is under way."""
        for connection in list(self._open):
            sock = connection.sock
            # ssl's own shutdown would drop the session under the reading thread's feet.
            base = socket.socket if isinstance(sock, ssl.SSLSocket) else type(sock)
            with contextlib.suppress(OSError, AttributeError):
                base.shutdown(sock, socket.SHUT_RDWR)
