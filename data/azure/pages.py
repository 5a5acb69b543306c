"""Lists read page by page through the SDK's clients, as the JSON that Azure sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure.core.pipeline import PipelineResponse

from data.azure.cancel import Watch
from data.azure.wire import Json

Lister = Callable[..., Any]
_RESETS = re.compile(r"(\d+):(\d+):(\d+(?:\.\d+)?)")


class BadAnswerError(Exception):
    """Azure answered 200 with something that is no list."""


def pages(watch: Watch, lister: Lister, **arguments: Any) -> Iterator[list[Json]]:
    """Yield each page of a list operation.

    The clients' models drop fields that we need (``tenantId``, ``managedByTenants``) and refuse a
    whole page for one malformed duration, so rows are taken from the decoded body before the
    client builds models of them.

    Raises:
        Cancelled: Between two pages.
        HttpResponseError: Azure refused; other errors of azure-core likewise.
        BadAnswerError: The body is not what a list operation answers.
    """
    taken: list[list[Json]] = []
    listing = lister(
        raw_response_hook=lambda response: _take(response, "value", taken), **arguments
    )
    for _ in listing.by_page():
        watch.check()
        yield taken.pop()


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
        HttpResponseError: Azure refused; other errors of azure-core likewise.
        BadAnswerError: The body is not what a query answers.
    """
    watch.check()
    taken: list[list[Json]] = []
    quota: list[float] = []

    def take(response: PipelineResponse[Any, Any]) -> None:
        _take(response, "data", taken)
        quota.append(_quota_wait(response.http_response.headers))

    answer = query(request, raw_response_hook=take)
    if answer.skip_token and quota[-1]:
        watch.wait(quota[-1], "Azure asks us to wait")
    return GraphPage(taken.pop(), answer.total_records or 0, answer.skip_token or None)


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
    taken.append([row for row in rows if isinstance(row, dict)])
    body[key] = []
