"""What a reader is given, and what it hands over, whichever way it asked Azure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from data.azure.cancel import Watch
from data.azure.clients import Clients
from data.known import Failure, Known
from data.models import Definition, Delegation, Subscription

Row = TypeVar("Row", Definition, Delegation)


@dataclass(frozen=True)
class Session:
    """What a reader works with."""

    clients: Clients
    managing_tenant_id: str
    watch: Watch
    before: Known | None = None
    """What the last sync of the same managing tenant found."""
    left_out: frozenset[str] = frozenset()
    """Ids of customers' tenants and of subscriptions that are not read."""

    def customers_only(self, subscriptions: Iterable[Subscription]) -> list[Subscription]:
        """Leave out what is not to be read, and the managing tenant's own subscriptions.

        The rest was delegated to it.
        """
        others = ("", self.managing_tenant_id, *self.left_out)
        found = {each.subscription_id: each for each in subscriptions}
        return [
            each
            for each in found.values()
            if each.tenant_id not in others and each.subscription_id not in self.left_out
        ]


@dataclass(frozen=True)
class Unread:
    """A subscription of which the rows could not be read."""

    failure: Failure
    alone: bool
    """Azure did answer and left out this one: we may not see it, or Resource Graph does not show
    it. Otherwise there was no usable answer, and what was read of its customer waits with it."""


@dataclass(frozen=True)
class Reading:
    """All that a reader found out."""

    subscriptions: list[Subscription] = field(default_factory=list)
    """Of customers only, not the managing tenant's own."""
    definitions: list[Definition] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
    unread: dict[str, Unread] = field(default_factory=dict)
    """By subscription id."""


class Reader(Protocol):
    """A way to read every customer's definitions and delegations."""

    def read(self) -> Reading:
        """Read everything.

        Raises:
            Cancelled: The sync was cancelled.
            OutOfTimeError: The sync's time was over before there was anything to keep.
            AzureError: Nothing could be read at all.
            BadAnswerError: Likewise.
        """
        ...


def once(rows: Iterable[Row]) -> list[Row]:
    """Return each row once: a list that changes while it is paged may repeat one."""
    return list({each.key: each for each in rows}.values())
