"""What a reader hands over, whichever way it asked Azure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from data.known import Failure
from data.models import Definition, Delegation, Subscription


@dataclass(frozen=True)
class Unread:
    """A subscription of which the rows could not be read."""

    failure: Failure
    refused: bool
    """Azure answered that we may not see it; otherwise there was no usable answer."""


@dataclass(frozen=True)
class Reading:
    """All that a reader found out."""

    subscriptions: list[Subscription] = field(default_factory=list)
    """Of customers only, not the managing tenant's own."""
    definitions: list[Definition] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
    unread: dict[str, Unread] = field(default_factory=dict)
    """By subscription id, as it stands in ``subscriptions``."""


class Reader(Protocol):
    """A way to read every customer's definitions and delegations."""

    name: str

    def read(self) -> Reading:
        """Read everything.

        Raises:
            Cancelled: The sync was cancelled.
            AzureError: Nothing could be read at all.
        """
        ...


def customers_only(
    subscriptions: list[Subscription], managing_tenant_id: str
) -> list[Subscription]:
    """Leave out the managing tenant's own subscriptions; the rest was delegated to it."""
    return [each for each in subscriptions if each.tenant_id not in ("", managing_tenant_id)]
