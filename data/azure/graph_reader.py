"""Reads through Resource Graph: the fan-out over subscriptions runs in Azure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from data.azure import wire
from data.azure.cancel import Progress, Watch
from data.azure.clients import Clients
from data.azure.pages import BadAnswerError, query_page
from data.azure.reading import Reading, Unread, customers_only
from data.azure.wire import Json
from data.known import Failure
from data.models import Subscription

PAGE_ROWS = 1_000
"""The most that Resource Graph gives at once."""

TABLE = "ManagedServicesResources"
_PROVIDER = "microsoft.managedservices"
_SUBSCRIPTIONS = (
    "ResourceContainers | where type =~ 'microsoft.resources/subscriptions' "
    "| project id, name, subscriptionId, tenantId, properties | order by id asc"
)
_DEFINITIONS = (
    f"{TABLE} | where type =~ '{_PROVIDER}/registrationdefinitions' "
    "| project id, name, subscriptionId, tenantId, plan, properties | order by id asc"
)
_ASSIGNMENTS = (
    f"{TABLE} | where type =~ '{_PROVIDER}/registrationassignments' "
    "| project id, name, subscriptionId, tenantId, properties | order by id asc"
)


@dataclass
class GraphReader:
    """Three paged queries over everything that we can read."""

    clients: Clients
    managing_tenant_id: str
    watch: Watch
    name: str = "graph"

    def read(self) -> Reading:
        """Read everything; a subscription of ours that Resource Graph skips is unread."""
        self.watch.on_progress(Progress("Asking Resource Graph"))
        with ThreadPoolExecutor(3, thread_name_prefix="sync") as pool:
            subscriptions = pool.submit(self._rows, "Reading subscriptions", _SUBSCRIPTIONS)
            definitions = pool.submit(self._rows, "Reading definitions", _DEFINITIONS)
            delegations = pool.submit(self._rows, "Reading delegations", _ASSIGNMENTS)
            found = [wire.graph_subscription(row) for row in subscriptions.result()]
            reading = Reading(
                customers_only(found, self.managing_tenant_id),
                [wire.definition(row) for row in definitions.result()],
                [wire.delegation(row) for row in delegations.result()],
            )
        self._name_skipped(reading)
        return reading

    def _rows(self, doing: str, query: str) -> list[Json]:
        rows: list[Json] = []
        token: str | None = None
        while True:
            options = QueryRequestOptions(
                top=PAGE_ROWS, skip_token=token, result_format="objectArray"
            )
            request = QueryRequest(query=query, options=options)
            page = query_page(self.watch, self.clients.graph.resources, request)
            rows += page.rows
            self.watch.on_progress(Progress(doing, len(rows), page.total))
            token = page.skip_token
            if token is None:
                return _whole(rows, page.total)

    def _name_skipped(self, reading: Reading) -> None:
        """Mark subscriptions that name us as their manager, yet have no row here.

        Resource Graph may lag or leave rows out; that is no proof that a delegation is gone.
        """
        listed = {each.subscription_id for each in reading.delegations}
        listed |= {each.subscription_id for each in reading.definitions}
        for each in reading.subscriptions:
            is_ours = self.managing_tenant_id in each.managed_by
            if is_ours and each.subscription_id not in listed:
                reading.unread[each.subscription_id] = Unread(_skipped(each), refused=True)


def _whole(rows: list[Json], total: int) -> list[Json]:
    if len(rows) < total:
        raise BadAnswerError(f"Resource Graph gave {len(rows)} of {total} rows and no next page.")
    return rows


def _skipped(subscription: Subscription) -> Failure:
    return Failure(
        f"Delegations of {subscription.name or subscription.subscription_id}",
        "Resource Graph shows no delegation, although the subscription names us as its manager.",
        "Read it the other way: lightkeeper sync --reader arm.",
        "NotInResourceGraph",
    )
