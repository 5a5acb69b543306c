"""Lists read page by page through the SDK's clients, as the JSON that Azure sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from azure.core.exceptions import DecodeError, DeserializationError
from azure.core.pipeline import PipelineResponse

from data.azure.cancel import Watch
from data.azure.limits import BadAnswerError, HopelessAnswerError, Limits
from data.azure.wire import Json

Lister = Callable[..., Any]
Page = TypeVar("Page")
_RESETS = re.compile(r"(\d+):(\d+):(\d+(?:\.\d+)?)")


def pages(watch: Watch, lister: Lister, **arguments: Any) -> Iterator[list[Json]]:
    """Yield each page of a list operation; a page that fails is asked for again by itself.

    The clients' models drop fields that we need (``tenantId``, ``managedByTenants``) and refuse a
    whole page for one malformed duration, so rows are taken from the decoded body before the
    client builds models of them.

    Raises:
        Cancelled: Between two pages.
        OutOfTimeError: The sync took as long as it may.
        HttpResponseError: Azure refused; other errors of azure-core likewise.
        BadAnswerError: The body is not what a list operation answers, or the list has no end.
    """
    taken: list[list[Json]] = []
    listing = lister(
        raw_response_hook=lambda response: _take(response, "value", taken), **arguments
    )
    chain = Chain(watch.limits)

    def ask() -> str | None:
        one_page = listing.by_page(continuation_token=chain.token)
        next(one_page)
        token: str | None = one_page.continuation_token
        return token

    while True:
        watch.check()
        token = _persistently(watch, ask)
        rows = taken.pop()
        yield rows
        if not chain.goes_on(token, rows):
            return


class Chain:
    """What leads from each page of a list to the next one, as long as there is anything new."""

    def __init__(self, limits: Limits) -> None:
        """Begin at the first page."""
        self.token: str | None = None
        """Of the page to ask for; nothing for the first."""
        self._limits = limits
        self._tokens: set[str] = set()
        self._ids: set[str] = set()

    def goes_on(self, token: str | None, rows: list[Json]) -> bool:
        """Take a page's rows and the token that came with it; false when it was the last.

        Raises:
            HopelessAnswerError: The list leads back to what was read, or never ends.
        """
        if not token:
            return False
        ids = {row["id"].lower() for row in rows}
        if token in self._tokens or (ids and ids <= self._ids):
            raise HopelessAnswerError("The list leads back to a page that was read already.")
        if len(self._tokens) >= self._limits.pages:
            raise HopelessAnswerError(f"The list has more than {self._limits.pages:,} pages.")
        self._tokens.add(token)
        self._ids |= ids
        self.token = token
        return True


@dataclass(frozen=True)
class GraphPage:
    """One page of a Resource Graph answer."""

    rows: list[Json]
    total: int
    skip_token: str | None


def query_page(watch: Watch, query: Lister, request: Any) -> GraphPage:
    """Run one Resource Graph query, staying within the quota that the answer's headers tell.

    Raises:
        Cancelled: While waiting for the quota.
        OutOfTimeError: The sync took as long as it may.
        HttpResponseError: Azure refused; other errors of azure-core likewise.
        BadAnswerError: The body is not what a query answers.
    """
    watch.check()
    taken: list[list[Json]] = []
    quota: list[float] = []

    def take(response: PipelineResponse[Any, Any]) -> None:
        _take(response, "data", taken)
        quota.append(_quota_wait(response.http_response.headers))

    answer = _persistently(watch, lambda: query(request, raw_response_hook=take))
    if answer.skip_token and quota[-1]:
        watch.wait(quota[-1], "Azure asks us to wait")
    return GraphPage(taken.pop(), answer.total_records or 0, answer.skip_token or None)


def _persistently(watch: Watch, ask: Callable[[], Page]) -> Page:
    """Ask for a page some times over while what comes back cannot be read."""
    wait = watch.limits.page_wait
    for _ in range(watch.limits.page_tries - 1):
        try:
            return _readably(ask)
        except HopelessAnswerError:
            raise
        except BadAnswerError:
            watch.wait(wait)
            wait *= 2
    return _readably(ask)


def _readably(ask: Callable[[], Page]) -> Page:
    """Ask for a page; the SDK has many errors for one that it cannot read, here there is one."""
    try:
        return ask()
    except DecodeError as error:
        if error.status_code and error.status_code >= 400:
            raise
        raise BadAnswerError("The answer is not the JSON that was asked for.") from error
    except (DeserializationError, UnicodeDecodeError) as error:
        raise BadAnswerError("The answer is not the JSON that was asked for.") from error


def _quota_wait(headers: Mapping[str, str]) -> float:
    """Return for how many seconds no further query is allowed."""
    resets = _RESETS.fullmatch(headers.get("x-ms-user-quota-resets-after", ""))
    if headers.get("x-ms-user-quota-remaining") != "0" or not resets:
        return 0.0
    hours, minutes, seconds = map(float, resets.groups())
    return hours * 3600 + minutes * 60 + seconds


def _take(response: PipelineResponse[Any, Any], key: str, taken: list[list[Json]]) -> None:
    if response.http_response.status_code != 200:
        return
    body = response.context.get("deserialized_data")
    rows = body.get(key) if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(rows, list):
        raise BadAnswerError(f"The answer holds no list named {key!r}.")
    if not all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows):
        raise BadAnswerError(f"The answer's {key!r} holds something that has no id.")
    taken.append(rows)
    body[key] = []
