"""Asking a sample Azure all that Microsoft's documents have, and holding its answers to them."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import urllib.parse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from data.emulator import routes
from data.emulator.ids import guid_of
from data.emulator.serve import Running
from tests.data.emulator.asking import Asker
from tests.data.emulator.openapi import Document, Operation, Problem
from tests.data.emulator.tour import Ask, Tour

RESOURCE_MANAGER_REFUSES = {
    "AuthenticationFailed",
    "AuthorizationFailed",
    "InvalidApiVersionParameter",
    "InvalidSubscriptionId",
    "MissingApiVersionParameter",
    "MissingSubscriptionRegistration",
    "NoRegisteredProviderFound",
    "ResourceGroupNotFound",
    "SubscriptionNotFound",
}
"""With these a request never comes as far as the provider whose document it is."""

_SAMPLES = {
    "scope": f"subscriptions/{guid_of('x')}",
    "roleId": f"providers/Microsoft.Authorization/roleDefinitions/{guid_of('x')}",
}


class Allowed(NamedTuple):
    """Where an answer may differ from a document, and why it is right all the same."""

    document: str
    """A part of its path."""
    pointer: str
    message: str
    """Both regular expressions for the whole text."""
    reason: str

    def covers(self, document: Document, problem: Problem) -> bool:
        return (
            self.document in document.path.as_posix()
            and re.fullmatch(self.pointer, problem.pointer) is not None
            and re.fullmatch(self.message, problem.message) is not None
        )


class Seen:
    """What was found out about one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.served = {
            each.id: each for each in document.operations if is_served(each, document.version)
        }
        self.statuses: defaultdict[str, set[int]] = defaultdict(set)
        self.requests = 0

    @property
    def validated(self) -> set[str]:
        """The operations with an answer that says yes and one that says no."""
        return {
            name for name, found in self.statuses.items() if min(found) < 300 and max(found) >= 400
        }


class Walk:
    """A walk through documents: problems and the allowances that were needed pile up."""

    def __init__(
        self, documents: Sequence[Document], common: Document, allowed: Sequence[Allowed]
    ) -> None:
        """Begin.

        Args:
            documents: Those to walk through.
            common: Where the resource manager's own ``ErrorResponse`` is defined.
            allowed: Where answers may differ.
        """
        self.seen = [Seen(each) for each in documents]
        self.problems: dict[str, str] = {}
        """The first request for which each was found, by what was found."""
        self.used: set[Allowed] = set()
        self._common = common
        self._allowed = allowed

    def through(self, azure: Running, *, thorough: bool = True) -> None:
        """Ask one sample Azure everything; what is written there is taken away again.

        Args:
            azure: The sample Azure.
            thorough: Whether to ask about every subscription, or about one of every tenant.
        """
        url = urllib.parse.urlsplit(azure.url)
        context = ssl.create_default_context(cafile=str(azure.ca))
        connection = http.client.HTTPSConnection(
            url.hostname or "", url.port, context=context, timeout=20
        )
        with closing(connection):
            line = Line(azure, connection, Asker(azure).token)
            for each in self.seen:
                self._document(line, each, Tour(azure.world, each.document.version, thorough))

    def _document(self, line: Line, seen: Seen, tour: Tour) -> None:
        asks = [ask for name in seen.served if not _changes(name) for ask in tour.asks(name)]
        if any(_changes(name) for name in seen.served):
            asks += tour.lifecycle()
        for ask in asks:
            self._follow(line, seen, ask)
        firsts = {ask.operation: ask for ask in reversed(asks)}
        for name in seen.served:
            self._refusals(line, seen, tour, firsts[name])

    def _follow(self, line: Line, seen: Seen, ask: Ask) -> None:
        """Ask for every page; long-running operations are waited for."""
        operation = seen.served[ask.operation]
        query = {**ask.query, "api-version": seen.document.version}
        target = f"{filled(operation, ask)}?{urllib.parse.urlencode(query)}"
        for problem in seen.document.request_problems(operation, ask.body):
            self._report(f"{operation.method} {target}", seen.document, problem)
        headers, body = self._exchange(line, seen, operation, target, ask.body)
        while isinstance(body, dict) and body.get("nextLink"):
            target = body["nextLink"].removeprefix(line.azure.url)
            headers, body = self._exchange(line, seen, operation, target)
        polled = headers.get("Azure-AsyncOperation") or headers.get("Location")
        while polled:
            answer = line.ask("GET", polled.removeprefix(line.azure.url))
            running = answer.status == 202 or (answer.body or {}).get("status") == "Running"
            polled = polled if running else None

    def _refusals(self, line: Line, seen: Seen, tour: Tour, first: Ask) -> None:
        """Ask in the ways in which every operation is refused before its provider sees it."""
        operation, version = seen.served[first.operation], seen.document.version
        for path, query, known in _refused(operation, first, tour, version):
            target = f"{path}?{urllib.parse.urlencode({**first.query, **query})}"
            self._exchange(line, seen, operation, target, first.body, token=known)
        if "scope" in first.parameters:
            mine = {**first.parameters, "scope": tour.mine.path[1:]}
            target = f"{filled(operation, first._replace(parameters=mine))}?api-version={version}"
            tour.mine.registered = False
            self._exchange(line, seen, operation, target, first.body)
            tour.mine.registered = True

    def _exchange(
        self,
        line: Line,
        seen: Seen,
        operation: Operation,
        target: str,
        body: Any = None,
        *,
        token: bool = True,
    ) -> tuple[http.client.HTTPMessage, Any]:
        answer = line.ask(operation.method, target, body, token=token)
        seen.requests += 1
        seen.statuses[operation.id].add(answer.status)
        code = (answer.body or {}).get("error", {}).get("code") if answer.status >= 400 else ""
        if code in RESOURCE_MANAGER_REFUSES:
            problems = self._common.definition_problems("ErrorResponse", answer.body)
        else:
            problems = seen.document.problems(operation, answer.status, answer.body)
        for problem in problems:
            where = f"{operation.method} {target} answered {answer.status}"
            self._report(where, seen.document, problem)
        return answer.headers, answer.body

    def _report(self, where: str, document: Document, problem: Problem) -> None:
        found = [each for each in self._allowed if each.covers(document, problem)]
        self.used.update(found)
        if not found:
            place = re.sub(r"/\d+", "/*", f"/{problem.pointer}")
            kind = f"{document.path.parent.name}/{document.path.name} at {place}: {problem.message}"
            self.problems.setdefault(kind, where)


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: Any


class Line(NamedTuple):
    """One connection that is kept: thousands of requests go over it."""

    azure: Running
    connection: http.client.HTTPSConnection
    token: str

    def ask(self, method: str, target: str, body: Any = None, *, token: bool = True) -> Reply:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {self.token}"
        content = None if body is None else json.dumps(body)
        self.connection.request(method, target, content, headers)
        response = self.connection.getresponse()
        read = response.read()
        return Reply(response.status, response.headers, json.loads(read) if read else None)


def is_served(operation: Operation, version: str) -> bool:
    """Whether some route takes the operation's path in that version."""
    path = re.sub(r"\{(\w+)\}", lambda found: _SAMPLES.get(found[1], guid_of("x")), operation.path)
    return any(
        route.method == operation.method and route.compiled.fullmatch(path)
        for route in routes.WITH_TOKEN
        if version in route.versions
    )


def filled(operation: Operation, ask: Ask) -> str:
    """Return the path of a request; an empty scope leaves no slash behind."""
    path = re.sub(r"\{(\w+)\}", lambda found: ask.parameters[found[1]], operation.path)
    return urllib.parse.quote(path.replace("//", "/"))


def read_documents(folder: Path) -> Iterator[Document]:
    """Yield the documents in a folder that have operations, in the order of their paths."""
    for path in sorted(folder.rglob("*.json")):
        if "examples" not in path.parts:
            document = Document(path, NARROWED)
            if document.operations:
                yield document


NARROWED = {
    # Any JSON to the document; what is asked for here is always an array of objects.
    "QueryResponse.data": {"type": "array", "items": {"type": "object"}}
}


def _refused(
    operation: Operation, first: Ask, tour: Tour, version: str
) -> Iterator[tuple[str, dict[str, str], bool]]:
    """Yield paths, queries, and whether a token goes along."""
    path, known = filled(operation, first), {"api-version": version}
    yield path, known, False
    yield path, {}, True
    yield path, {"api-version": "2001-01-01"}, True
    refused = tour.world.showing("refused")[0]
    for held in (guid_of("nobody"), "production", refused.id):
        for name in {"scope", "subscriptionId"} & first.parameters.keys():
            at = {"scope": f"subscriptions/{held}", "subscriptionId": held}[name]
            elsewhere = first._replace(parameters={**first.parameters, name: at})
            yield filled(operation, elsewhere), known, True


def _changes(name: str) -> bool:
    return name.endswith(("_CreateOrUpdate", "_Delete"))
