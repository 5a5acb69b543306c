"""Activity-log events: what the two logs say about one delegation that came or went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from data.emulator.changes import Change
from data.emulator.entities import Json
from data.emulator.ids import guid_of

_TICKS_BEGAN = datetime(1, 1, 1, tzinfo=UTC)
_LOGGED_AFTER = timedelta(seconds=70)


class Subject(NamedTuple):
    """What an event is about, in the words of one of the logs."""

    operation: str
    resource_id: str
    resource_type: str
    tenant: str
    description: str = ""


def tenant_events(change: Change, home: str) -> Iterator[Json]:
    """Yield what the managing tenant's log says: the names are those of Microsoft's own page."""
    verb = "register" if change.added else "unregister"
    description = {
        "subscriptionId": change.subscription.id,
        "subscriptionTenantId": change.subscription.tenant,
        "delegationResourceId": change.scope,
    }
    kind = "Microsoft.Resources/tenants"
    subject = Subject(
        f"{kind}/{verb}/action",
        f"/providers/{kind}/{home}",
        kind,
        home,
        msgspec.json.encode(description).decode(),
    )
    return _both(change, subject)


def subscription_events(change: Change) -> Iterator[Json]:
    """Yield what the customer's subscription's log says."""
    kind = "Microsoft.ManagedServices/registrationAssignments"
    verb = "write" if change.added else "delete"
    return _both(
        change, Subject(f"{kind}/{verb}", change.assignment_id, kind, change.subscription.tenant)
    )


def _both(change: Change, subject: Subject) -> Iterator[Json]:
    """Yield the end and the beginning of a request; a beginning does not say the type."""
    end = "Succeeded" if change.succeeded else "Failed"
    yield {
        **_event(change, subject, "EndRequest", "End request", end, change.at),
        "resourceType": _named(subject.resource_type),
    }
    began = change.at - timedelta(seconds=2)
    yield _event(change, subject, "BeginRequest", "Begin request", "Started", began)


def _event(
    change: Change, subject: Subject, name: str, words: str, status: str, at: datetime
) -> Json:
    request = guid_of(f"{subject.operation}{change.assignment_id}{change.at.isoformat()}")
    event = guid_of(f"{request}{name}")
    row: Json = {
        "authorization": {"action": subject.operation, "scope": subject.resource_id},
        "caller": change.caller,
        "category": _named("Administrative"),
        "claims": {},
        "correlationId": request,
        "description": subject.description,
        "eventDataId": event,
        "eventName": _named(name, words),
        "eventTimestamp": _stamp(at),
        "id": f"{subject.resource_id}/events/{event}/ticks/{_ticks(at)}",
        "level": "Error" if status == "Failed" else "Informational",
        "operationId": request,
        "operationName": _named(subject.operation),
        "properties": {},
        "resourceId": subject.resource_id,
        "resourceProviderName": _named(subject.resource_type.partition("/")[0]),
        "status": _named(status),
        "subStatus": _named(""),
        "submissionTimestamp": _stamp(at + _LOGGED_AFTER),
        "subscriptionId": change.subscription.id,
        "tenantId": subject.tenant,
    }
    group = change.scope.removeprefix(change.subscription.path).rpartition("/")[2]
    return row | ({"resourceGroupName": group} if group else {})


def _named(value: str, words: str = "") -> Json:
    return {"value": value, "localizedValue": words or value}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _ticks(at: datetime) -> int:
    return (at - _TICKS_BEGAN) // timedelta(microseconds=1) * 10
