"""Reads through the resource manager: subscription by subscription, several at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from data.azure import wire
from data.azure.cancel import Cancelled, Progress, Watch
from data.azure.clients import SUBSCRIPTIONS_VERSION, Clients
from data.azure.errors import explain, is_refusal
from data.azure.pages import pages
from data.azure.reading import Reading, Unread, customers_only
from data.models import Definition, Delegation, Subscription

THREADS = 12
"""Far below Azure's limits: each subscription has a bucket of its own."""


@dataclass(frozen=True)
class _Rows:
    definitions: list[Definition]
    delegations: list[Delegation]


@dataclass
class ArmReader:
    """Lists definitions and expanded assignments of each subscription that we can see."""

    clients: Clients
    managing_tenant_id: str
    watch: Watch
    name: str = "arm"

    def read(self) -> Reading:
        """Read everything; a subscription that cannot be read is named in the result."""
        self.watch.on_progress(Progress("Listing subscriptions"))
        reading = Reading(subscriptions=list_subscriptions(self))
        with ThreadPoolExecutor(THREADS, thread_name_prefix="sync") as pool:
            futures = {pool.submit(self._rows, each): each for each in reading.subscriptions}
            try:
                for done, future in enumerate(as_completed(futures), start=1):
                    self._collect(reading, futures[future], future.result())
                    self._report(done, len(futures))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return reading

    def _rows(self, subscription: Subscription) -> _Rows | Unread:
        try:
            return read_subscription(self.clients, subscription.subscription_id, self.watch)
        except Cancelled:
            raise
        except Exception as error:
            name = subscription.name or subscription.subscription_id
            return Unread(explain(f"Delegations of {name}", error), is_refusal(error))

    def _collect(self, reading: Reading, subscription: Subscription, rows: _Rows | Unread) -> None:
        if isinstance(rows, Unread):
            reading.unread[subscription.subscription_id] = rows
        else:
            reading.definitions.extend(rows.definitions)
            reading.delegations.extend(rows.delegations)

    def _report(self, done: int, total: int) -> None:
        self.watch.on_progress(Progress("Reading subscriptions", done, total))


def list_subscriptions(reader: ArmReader) -> list[Subscription]:
    """List the customers' subscriptions."""
    listing = reader.clients.subscriptions.subscriptions.list
    found = [
        wire.subscription(row)
        for page in pages(reader.watch, listing, api_version=SUBSCRIPTIONS_VERSION)
        for row in page
    ]
    return customers_only(found, reader.managing_tenant_id)


def read_subscription(clients: Clients, subscription_id: str, watch: Watch) -> _Rows:
    """Read one subscription's definitions, also those that nothing rests on, and assignments."""
    scope = f"subscriptions/{subscription_id}"
    services = clients.managed_services
    definitions = {
        found.key: found
        for page in pages(watch, services.registration_definitions.list, scope=scope)
        for found in map(wire.definition, page)
    }
    delegations: list[Delegation] = []
    assignments = services.registration_assignments.list
    for page in pages(watch, assignments, scope=scope, expand_registration_definition=True):
        for row in page:
            delegations.append(wire.delegation(row))
            if embedded := wire.embedded_definition(row):
                definitions.setdefault(embedded.key, embedded)
    return _Rows(list(definitions.values()), delegations)
