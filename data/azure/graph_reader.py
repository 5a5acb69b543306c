"""Reads through Resource Graph: the fan-out over subscriptions runs in Azure."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from azure.core.exceptions import HttpResponseError
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from data.azure import wire
from data.azure.cancel import Progress
from data.azure.doubts import CONTRADICTED, NO_PLAN, SKIPPED, doubts
from data.azure.limits import BadAnswerError
from data.azure.pages import Chain, query_page
from data.azure.reading import Reading, Session, Unread, once
from data.azure.wire import Json
from data.errors import SyncFailedError
from data.known import Failure
from data.models import Subscription

_REFUSED = 403
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
_GONE = "Resource Graph does not show the subscription any more; that is no proof."


class GraphReader:
    """Three paged queries over everything that we can read, and nothing else.

    What Resource Graph leaves out stays as it was known, as stale: it alone never shows that
    something is gone.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self) -> Reading:
        """Read everything; what Resource Graph leaves in doubt is unread.

        Raises:
            SyncFailedError: It refuses us, or shows no customer, now or before.
        """
        try:
            reading = self._with_vanished(self.ask())
        except HttpResponseError as error:
            if error.status_code != _REFUSED:
                raise
            raise SyncFailedError(
                f"Resource Graph refuses our queries ({error.status_code}). Have each subscription "
                "asked instead: lightkeeper sync --reader auto, or reader in the profile."
            ) from error
        if not reading.subscriptions:
            raise SyncFailedError(
                "Resource Graph shows no customer's subscription. That is no proof that there is "
                "none; have each subscription asked: lightkeeper sync --reader auto."
            )
        session = self._session
        found = doubts(reading, session.before, session.managing_tenant_id)
        tells_plans = any(each.plan for each in reading.definitions)
        for each in reading.subscriptions:
            doubt = found.get(each.subscription_id, CONTRADICTED)
            if not self._explained(each, doubt, tells_plans):
                reading.unread.setdefault(each.subscription_id, _unread(each, doubt))
        return _without(reading, reading.unread.keys())

    def ask(self) -> Reading:
        """Return what Resource Graph shows, and nothing more."""
        self._session.watch.tell(Progress("Asking Resource Graph"))
        with ThreadPoolExecutor(3, thread_name_prefix="sync") as pool:
            subscriptions = pool.submit(self._rows, "Reading subscriptions", _SUBSCRIPTIONS)
            definitions = pool.submit(self._rows, "Reading definitions", _DEFINITIONS)
            delegations = pool.submit(self._rows, "Reading delegations", _ASSIGNMENTS)
            found = list(map(wire.graph_subscription, subscriptions.result()))
            reading = Reading(
                self._session.customers_only(found),
                once(map(wire.definition, definitions.result())),
                once(map(wire.delegation, delegations.result())),
            )
        left_out = self._session.left_out
        gone = {each.subscription_id for each in found if each.tenant_id in left_out} | left_out
        return _without(reading, gone)

    def _rows(self, doing: str, query: str) -> list[Json]:
        watch, rows = self._session.watch, []
        chain = Chain(watch.limits)
        while True:
            options = QueryRequestOptions(
                top=PAGE_ROWS, skip_token=chain.token, result_format="objectArray"
            )
            request = QueryRequest(query=query, options=options)
            page = query_page(watch, self._session.clients.graph.resources, request)
            rows += page.rows
            watch.tell(Progress(doing, len(rows), page.total))
            if not chain.goes_on(page.skip_token, page.rows):
                return _whole(rows, page.total)

    def _explained(self, subscription: Subscription, doubt: str, tells_plans: bool) -> bool:
        """Whether what Resource Graph shows elsewhere makes a doubt go away."""
        if doubt == NO_PLAN:  # where plans are shown at all, one without is a template
            return tells_plans
        if doubt == SKIPPED:
            return self._session.managing_tenant_id not in subscription.managed_by
        return doubt == CONTRADICTED

    def _with_vanished(self, reading: Reading) -> Reading:
        """Add the subscriptions that were known and are not shown any more, as unread."""
        shown = {each.subscription_id for each in reading.subscriptions}
        before = self._session.before
        for each in before.subscriptions if before else ():
            if each.subscription_id not in shown:
                reading.subscriptions.append(each)
                reading.unread[each.subscription_id] = _unread(each, _GONE)
        return reading


def _without(reading: Reading, gone: Collection[str]) -> Reading:
    """Leave out the rows of some subscriptions."""
    return replace(
        reading,
        definitions=[row for row in reading.definitions if row.subscription_id not in gone],
        delegations=[row for row in reading.delegations if row.subscription_id not in gone],
    )


def _whole(rows: list[Json], total: int) -> list[Json]:
    if len(rows) < total:
        raise BadAnswerError(f"Resource Graph gave {len(rows)} of {total} rows and no next page.")
    return rows


def _unread(subscription: Subscription, doubt: str) -> Unread:
    failure = Failure(
        f"Delegations of {subscription.name or subscription.subscription_id}",
        doubt,
        "Have each subscription asked: lightkeeper sync --reader auto.",
        "NotInResourceGraph",
    )
    return Unread(failure, alone=True)
