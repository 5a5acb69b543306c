"""From a method and a path to the function that answers; paths are the same in any letter case."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from aiohttp import web

from data.emulator.entities import Subscription
from data.emulator.ids import is_guid
from data.emulator.replies import AzureError
from data.emulator.service import Service
from data.emulator.world import World

SUBSCRIPTION = "/subscriptions/(?P<subscription>[^/]+)"
SCOPE = f"{SUBSCRIPTION}(?:/resourceGroups/(?P<group>[^/]+))?"

Handler = Callable[["Call"], Awaitable[web.Response]]


@dataclass(frozen=True)
class Call:
    """One request on its way to the function that answers it."""

    service: Service
    request: web.Request
    found: dict[str, str | None]
    """The parts of the path that the route names."""

    @property
    def world(self) -> World:
        """The world that is asked about."""
        return self.service.world

    @property
    def query(self) -> dict[str, str]:
        """The options behind the question mark."""
        return dict(self.request.query)

    @property
    def api_version(self) -> str:
        """The api-version that the client asks for, in lower case."""
        return _api_version(self.request)

    def named(self, part: str) -> str:
        """Return a part of the path that the route names; empty when the path has none."""
        return self.found.get(part) or ""

    def subscription(self) -> Subscription:
        """Return the subscription that the path names.

        Raises:
            AzureError: When there is none.
        """
        asked = self.named("subscription")
        if not is_guid(asked):
            raise AzureError(
                400, "InvalidSubscriptionId", f"'{asked}' is not a subscription id: no GUID."
            )
        found = self.world.subscription(asked)
        if found is None:
            raise AzureError(
                404, "SubscriptionNotFound", f"There is no subscription '{asked}' to be seen."
            )
        return found


@dataclass(frozen=True)
class Route:
    """A kind of path, and who answers for it."""

    method: str
    pattern: str
    handler: Handler
    versions: tuple[str, ...] = ()
    """The api-versions that it knows; none for paths that do not take one."""
    compiled: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", re.compile(self.pattern + "/?", re.IGNORECASE))


class Router:
    """All routes."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = tuple(routes)

    def knows(self, path: str) -> bool:
        """Whether anything answers at a path."""
        return any(each.compiled.fullmatch(path) for each in self._routes)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str | None]]:
        """Return the route for a path and the parts of the path that it names.

        Raises:
            AzureError: When nothing answers there, or not that method.
        """
        at_path = [(each, each.compiled.fullmatch(path)) for each in self._routes]
        matches = [(route, match) for route, match in at_path if match]
        for route, match in matches:
            if route.method == method:
                return route, match.groupdict()
        if matches:
            allowed = ", ".join(route.method for route, _ in matches)
            raise AzureError(
                405,
                "MethodNotAllowed",
                f"{method} is not possible here, only {allowed}.",
                headers={"Allow": allowed},
            )
        raise _nothing_at(path)


def check_version(route: Route, request: web.Request) -> None:
    """Refuse a request that asks for no api-version, or for one that is not known there.

    Raises:
        AzureError: When it does.
    """
    if not route.versions:
        return
    asked = _api_version(request)
    if not asked:
        raise AzureError(
            400, "MissingApiVersionParameter", "Every request needs the option api-version."
        )
    if asked not in route.versions:
        code = (
            "NoRegisteredProviderFound"
            if _BELOW_PROVIDER.search(request.path)
            else "InvalidApiVersionParameter"
        )
        known = ", ".join(route.versions)
        raise AzureError(400, code, f"api-version '{asked}' is not known here. Known: {known}.")


def _api_version(request: web.Request) -> str:
    """Return the option's value, whichever way its name is spelled; twice is one long value."""
    values = [value for name, value in request.query.items() if name.lower() == "api-version"]
    return ",".join(values).lower()


def _nothing_at(path: str) -> AzureError:
    parts = re.search(r"/providers/([^/]+)(?:/([^/]+))?", path, re.IGNORECASE)
    if parts is None:
        return AzureError(404, "NotFound", f"Nothing answers at '{path}'.")
    namespace, kind = parts.groups()
    if namespace.lower() in _NAMESPACES:
        return AzureError(
            404, "InvalidResourceType", f"'{namespace}' has no type '{kind or ''}' here."
        )
    return AzureError(404, "InvalidResourceNamespace", f"There is no provider '{namespace}'.")


_BELOW_PROVIDER = re.compile(r"/providers/[^/]+/(?!register/?$)", re.IGNORECASE)
"""A provider answers for what stands below it; for all else the resource manager itself does."""
_NAMESPACES = {
    "microsoft.authorization",
    "microsoft.insights",
    "microsoft.managedservices",
    "microsoft.resourcegraph",
    "microsoft.resources",
}
