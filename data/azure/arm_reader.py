"""Reads through the resource manager: subscription by subscription, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from urllib.parse import quote

from azure.core.exceptions import HttpResponseError

from data.azure import wire
from data.azure.cancel import Cancelled, Progress
from data.azure.clients import SUBSCRIPTIONS_VERSION
from data.azure.errors import explain, is_answer
from data.azure.outage import Outage
from data.azure.pages import pages
from data.azure.reading import Reading, Session, Unread, once
from data.models import Definition, Delegation, Subscription

THREADS = 12
"""Far below Azure's limits: each subscription has a bucket of its own."""
_FORBIDDEN = 403


@dataclass
class _Rows:
    definitions: list[Definition] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
    by_group: bool = False
    """Whether each resource group was asked by itself."""

    def add(self, other: _Rows) -> _Rows:
        """Take in other rows, which win; return this."""
        self.definitions = once([*self.definitions, *other.definitions])
        self.delegations = once([*self.delegations, *other.delegations])
        return self

    @property
    def shows_groups(self) -> bool:
        """Whether a subscription's own list held what one of its groups delegates."""
        return not self.by_group and any(each.resource_group for each in self.delegations)


Found = dict[str, _Rows | Unread]
"""By subscription id."""


class ArmReader:
    """Lists definitions and expanded assignments of each subscription that we can see."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._outage = Outage(session.watch.limits)

    def read(self) -> Reading:
        """Read everything; a subscription that cannot be read is named in the result."""
        return self.walk(list_subscriptions(self._session))

    def walk(self, subscriptions: list[Subscription]) -> Reading:
        """Read these subscriptions.

        A subscription's list may or may not hold the delegations of its resource groups; Azure's
        documents do not say. One such row anywhere shows that it does. Without any, each group
        is looked at by itself.
        """
        found = self._each(subscriptions, self._listed, "Reading subscriptions")
        read = {at: rows for at, rows in found.items() if isinstance(rows, _Rows)}
        if not any(rows.shows_groups for rows in read.values()):
            left = [at for at, rows in read.items() if not rows.by_group]
            again = [each for each in subscriptions if each.subscription_id in left]
            for at, more in self._each(again, self._grouped, "Reading resource groups").items():
                found[at] = more if isinstance(more, Unread) else read[at].add(more)
        return _reading(subscriptions, found)

    def _each(
        self,
        subscriptions: list[Subscription],
        read: Callable[[Subscription], _Rows],
        doing: str,
    ) -> Found:
        found: Found = {}
        report = self._session.watch.tell
        with ThreadPoolExecutor(THREADS, thread_name_prefix="sync") as pool:
            futures = {pool.submit(self._try, read, each): each for each in subscriptions}
            try:
                for done, future in enumerate(as_completed(futures), start=1):
                    found[futures[future].subscription_id] = future.result()
                    report(Progress(doing, done, len(futures)))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return found

    def _try(
        self, read: Callable[[Subscription], _Rows], subscription: Subscription
    ) -> _Rows | Unread:
        what = f"Delegations of {subscription.name or subscription.subscription_id}"
        if failure := self._outage.failure(what):
            return Unread(failure, alone=False)
        try:
            rows = read(subscription)
        except Cancelled:
            raise
        except Exception as error:
            self._outage.failed(error)
            return Unread(explain(what, error), is_answer(error))
        self._outage.answered()
        return rows

    def _listed(self, subscription: Subscription) -> _Rows:
        """Read what the subscription lists; of one that refuses, what its groups list."""
        try:
            scope = f"subscriptions/{subscription.subscription_id}"
            rows = self._assignments(scope).add(self._definitions(scope))
        except HttpResponseError as error:
            if error.status_code != _FORBIDDEN:
                raise
            # Whoever was given groups only may have no right at the subscription.
            rows = self._grouped(subscription)
            if not rows.delegations:
                raise
        return rows

    def _grouped(self, subscription: Subscription) -> _Rows:
        """Read what each resource group lists; nothing when we may not see the groups."""
        watch, rows = self._session.watch, _Rows(by_group=True)
        scope = f"subscriptions/{subscription.subscription_id}"
        listing = self._session.clients.lists.groups
        try:
            names = [
                wire.group_name(row)
                for page in pages(watch, listing, subscription_id=subscription.subscription_id)
                for row in page
            ]
        except HttpResponseError as error:
            if error.status_code == _FORBIDDEN:
                return rows
            raise
        for name in names:
            rows.add(self._assignments(f"{scope}/resourceGroups/{quote(name, safe='')}"))
        return rows

    def _definitions(self, scope: str) -> _Rows:
        """Read a scope's definitions, also those that nothing rests on."""
        listing = self._session.clients.managed_services.registration_definitions.list
        return _Rows(
            [
                wire.definition(row)
                for page in pages(self._session.watch, listing, scope=scope)
                for row in page
            ]
        )

    def _assignments(self, scope: str) -> _Rows:
        """Read a scope's assignments with the definitions that they rest on."""
        listing = self._session.clients.managed_services.registration_assignments.list
        rows = [
            row
            for page in pages(
                self._session.watch, listing, scope=scope, expand_registration_definition=True
            )
            for row in page
        ]
        embedded = (wire.embedded_definition(row) for row in rows)
        return _Rows([each for each in embedded if each], [wire.delegation(row) for row in rows])


def list_subscriptions(session: Session) -> list[Subscription]:
    """List the customers' subscriptions."""
    session.watch.tell(Progress("Listing subscriptions"))
    listing = session.clients.subscriptions.subscriptions.list
    found = [
        wire.subscription(row)
        for page in pages(session.watch, listing, api_version=SUBSCRIPTIONS_VERSION)
        for row in page
    ]
    return session.customers_only(found)


def _reading(subscriptions: Iterable[Subscription], found: Found) -> Reading:
    reading = Reading(list(subscriptions))
    for at, rows in found.items():
        if isinstance(rows, Unread):
            reading.unread[at] = rows
        else:
            reading.definitions.extend(rows.definitions)
            reading.delegations.extend(rows.delegations)
    return reading
