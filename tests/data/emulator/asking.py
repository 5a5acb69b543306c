"""Requests without an SDK, for what the SDKs hide: status codes, headers, envelopes."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from email.message import Message
from typing import Any, NamedTuple

from data.emulator.serve import Running

MANAGED_SERVICES = "/providers/Microsoft.ManagedServices"
VERSION = "2022-10-01"


class Answer(NamedTuple):
    status: int
    headers: Message
    body: Any

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


class Sdk(NamedTuple):
    """The clients; untyped, since every field of every model is optional to a type checker."""

    managed: Any
    subscriptions: Any
    graph: Any


class Asker:
    """Asks one sample Azure, with a token of its own unless told otherwise."""

    def __init__(self, azure: Running) -> None:
        self.azure = azure
        context = ssl.create_default_context(cafile=str(azure.ca))
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        self._token = ""

    @property
    def token(self) -> str:
        if not self._token:
            self._token = self.sign_in().body["access_token"]
        return self._token

    def sign_in(self, tenant: str = "", path: str = "oauth2/v2.0/token", **fields: str) -> Answer:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.azure.client_id,
            "client_secret": self.azure.client_secret,
            "scope": f"{self.azure.url}/.default",
            **fields,
        }
        body = urllib.parse.urlencode(form).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", f"/{tenant or self.azure.tenant}/{path}", body, kind)

    def get(self, path: str, version: str = VERSION, **query: str) -> Answer:
        return self.ask("GET", path, version, **query)

    def ask(
        self, method: str, path: str, version: str = VERSION, body: Any = None, **query: str
    ) -> Answer:
        options = {"api-version": version} if version else {}
        options |= {f"${key}" if key in _DOLLAR else key: value for key, value in query.items()}
        url = f"{path}?{urllib.parse.urlencode(options)}" if options else path
        content = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self.send(method, url, content, headers)

    def follow(self, url: str) -> Answer:
        path = url.removeprefix(self.azure.url)
        return self.send("GET", path, None, {"Authorization": f"Bearer {self.token}"})

    def all(self, path: str, version: str = VERSION, **query: str) -> list[Any]:
        answer = self.get(path, version, **query)
        rows: list[Any] = answer.body["value"]
        while link := answer.body.get("nextLink"):
            answer = self.follow(link)
            rows += answer.body["value"]
        return rows

    def query(self, text: str, **request: Any) -> Answer:
        body = {"query": text, **request}
        path = "/providers/Microsoft.ResourceGraph/resources"
        return self.ask("POST", path, "2021-03-01", body)

    def send(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        request = urllib.request.Request(
            self.azure.url + url, content, dict(headers), method=method
        )
        try:
            with self._opener.open(request, timeout=20) as response:
                return _answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.headers, error.read())


_DOLLAR = {"filter", "expandRegistrationDefinition", "select", "skiptoken"}


def _answer(status: int, headers: Message, content: bytes) -> Answer:
    return Answer(status, headers, json.loads(content) if content else None)
