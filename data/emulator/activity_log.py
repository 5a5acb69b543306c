"""The activity logs of ninety days: the managing tenant's, and each subscription's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

from aiohttp import web

from data.emulator import api_versions, changes, events
from data.emulator.changes import Change
from data.emulator.entities import Json
from data.emulator.replies import SKIP, AzureError, answer, link_to, listed, page
from data.emulator.routing import SUBSCRIPTION, Call, Route
from data.emulator.scopes import readable

KEPT = timedelta(days=90)

_ACTION = "Microsoft.Insights/eventtypes/values/Read"
_CONDITION = re.compile(r"(\w+)\s+(eq|ge|le)\s+(?:'([^']*)'|([^\s']+))", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)

Condition = tuple[str, str, str]
"""A field and an operator, both in lower case, and a value."""
Test = Callable[[Json], bool]


class LogError(AzureError):
    """A refusal in the shape that the real log was recorded with, which is not ARM's."""

    def __init__(self, message: str) -> None:
        super().__init__(400, "BadRequest", message)

    def response(self) -> web.Response:
        """Return the answer."""
        return answer({"Code": self.code, "Message": self.message}, self.status)


async def tenant_log(call: Call) -> web.Response:
    """List what the managing tenant's log says; the first page is empty, as real ones can be."""
    if not call.world.behaviour.root_scope_read:
        raise AzureError(
            403,
            "AuthorizationFailed",
            f"Client '{call.world.client_id}' has no right to '{_ACTION}' on '/'. "
            "That takes Monitoring Reader at the root scope.",
        )
    home, conditions = call.world.home.id, _conditions(call)
    ours = (each for each in _changes(call) if each.managing_tenant == home)
    everything = (row for each in ours for row in events.tenant_events(each, home))
    rows = _chosen(call, everything, conditions)
    if SKIP not in call.query:
        return listed([], link_to(call, 0))
    return listed(*page(call, rows, call.world.behaviour.page_size))


async def subscription_log(call: Call) -> web.Response:
    """List what the log of a subscription says."""
    held, conditions = readable(call, _ACTION), _conditions(call)
    if all(each[:2] != ("eventtimestamp", "ge") for each in conditions):
        raise LogError("The filter needs a start time: eventTimestamp ge '<time>'.")
    here = (each for each in _changes(call) if each.subscription is held)
    everything = (row for each in here for row in events.subscription_events(each))
    rows = _chosen(call, everything, conditions)
    return listed(*page(call, rows, call.world.behaviour.page_size))


def _changes(call: Call) -> Iterator[Change]:
    """Yield the changes that the logs still keep."""
    oldest = datetime.now(UTC) - KEPT
    known = (changes.standing(call.world), call.service.operations.changes)
    yield from (each for each in chain.from_iterable(known) if each.at >= oldest)


def _chosen(call: Call, rows: Iterable[Json], conditions: list[Condition]) -> list[Json]:
    """Return the rows that are asked for, newest first, with the asked fields."""
    now = datetime.now(UTC)
    tests = [_test(each, now) for each in conditions]
    kept = [
        row
        for row in rows
        if _time(row["eventTimestamp"]) <= now and all(test(row) for test in tests)
    ]
    kept.sort(key=lambda row: str(row["eventTimestamp"]), reverse=True)
    fields = call.query.get("$select")
    return [_select(row, fields.split(",")) for row in kept] if fields else kept


def _select(row: Json, fields: list[str]) -> Json:
    wanted = {each.strip().lower() for each in fields}
    return {key: value for key, value in row.items() if key.lower() in wanted}


def _conditions(call: Call) -> list[Condition]:
    text = call.query.get("$filter")
    conditions = []
    for part in _AND.split(text.strip()) if text is not None else ():
        match = _CONDITION.fullmatch(part)
        if match is None:
            raise LogError(f"The filter '{text}' is none that the log takes.")
        value = match[4] if match[3] is None else match[3]
        conditions.append((match[1].lower(), match[2].lower(), value))
    return conditions


def _test(condition: Condition, now: datetime) -> Test:
    name, operator, value = condition
    if name == "eventtimestamp":
        return _time_test(operator, _time(value), now)
    if name not in _FIELDS or operator != "eq":
        raise LogError(f"The log cannot be filtered by '{name} {operator}'.")
    field = _FIELDS[name]
    return lambda row: field(row).lower() == value.lower()


def _time_test(operator: str, moment: datetime, now: datetime) -> Test:
    if operator == "ge":
        if moment < now - KEPT:
            raise LogError("The start time lies more than 90 days back.")
        return lambda row: _time(row["eventTimestamp"]) >= moment
    if operator == "le":
        return lambda row: _time(row["eventTimestamp"]) <= moment
    raise LogError("A time is compared by ge and le.")


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise LogError(f"'{text}' is not a time.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_FIELDS: dict[str, Callable[[Json], str]] = {
    "resourcegroupname": lambda row: str(row.get("resourceGroupName", "")),
    "resourceuri": lambda row: str(row["resourceId"]),
    "resourceprovider": lambda row: str(row["resourceProviderName"]["value"]),
    "correlationid": lambda row: str(row["correlationId"]),
    "caller": lambda row: str(row["caller"]),
    "status": lambda row: str(row["status"]["value"]),
    "eventchannels": lambda row: "Admin, Operation",
}
_PATH = "/providers/Microsoft.Insights/eventtypes/management/values"

ROUTES = (
    Route("GET", _PATH, tenant_log, api_versions.ACTIVITY_LOG),
    Route("GET", f"{SUBSCRIPTION}{_PATH}", subscription_log, api_versions.ACTIVITY_LOG),
)
