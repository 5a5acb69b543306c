"""Requests on a connection of their own, for what an HTTP library would refuse to hand over."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any, NamedTuple

from data.emulator.serve import Running
from data.emulator.world import World
from tests.data.emulator.asking import MANAGED_SERVICES, Asker

GRAPH = "/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01"
SUBSCRIPTIONS = "/subscriptions?api-version=2022-12-01"


class Got(NamedTuple):
    """What came back; no status when the connection ended before one."""

    status: int | None
    headers: Message
    body: bytes
    complete: bool

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["error"]["code"])


class Raw:
    """Asks one sample Azure; every request has a connection of its own."""

    def __init__(self, azure: Running) -> None:
        self.azure = azure
        self.token = Asker(azure).token
        self._context = ssl.create_default_context(cafile=str(azure.ca))

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

    @contextmanager
    def asked(
        self, path: str, body: Any = None, timeout: float = 20
    ) -> Iterator[http.client.HTTPSConnection]:
        """Send a request; its answer is not read yet."""
        url = urllib.parse.urlsplit(self.azure.url)
        connection = http.client.HTTPSConnection(
            url.hostname or "", url.port, timeout=timeout, context=self._context
        )
        content = None if body is None else json.dumps(body)
        try:
            connection.request("GET" if body is None else "POST", path, content, self.headers)
            yield connection
        finally:
            connection.close()

    def get(self, path: str, body: Any = None, timeout: float = 20) -> Got:
        with self.asked(path, body, timeout) as connection:
            try:
                response = connection.getresponse()
            except ConnectionError:
                return Got(None, Message(), b"", complete=False)
            with response:
                try:
                    read, complete = response.read(), True
                except http.client.IncompleteRead as cut:
                    read, complete = cut.partial, False
                except ConnectionError:
                    read, complete = b"", False
                return Got(response.status, response.headers, read, complete)

    def query(self, **request: Any) -> Got:
        return self.get(GRAPH, {"query": "ResourceContainers | project id, name", **request})

    def follow(self, link: str) -> Got:
        return self.get(link.removeprefix(self.azure.url))


def lists(world: World) -> list[str]:
    """Return the path of the list of delegations of every subscription that answers."""
    return [
        f"{each.path}{MANAGED_SERVICES}/registrationAssignments?api-version=2022-10-01"
        for each in world.subscriptions.values()
        if each.registered and not each.refused
    ]
