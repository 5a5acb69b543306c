"""What a sample Azure is started with, and the sentence it says when that cannot work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.emulator import faults
from data.errors import PlainError

if TYPE_CHECKING:
    from data.emulator.entities import Behaviour

CUSTOMERS = 60
DELEGATIONS = 4
"""Delegations per customer, on average."""
SEED = 1

MOST_CUSTOMERS = 100_000
MOST_DELEGATIONS = 500
HIGHEST_PORT = 65_535


class SampleAzureError(PlainError):
    """The sample Azure cannot start or has ended; the text is one sentence for people."""


@dataclass(frozen=True)
class Options:
    """How large the world is, how it behaves, and where and how long it is served."""

    customers: int = CUSTOMERS
    delegations: int = DELEGATIONS
    seed: int = SEED
    port: int = 0
    """0 takes any port that is free."""
    until_stdin_closes: bool = False
    """End when standard input ends, so that a child never outlives its parent."""
    throttle: bool = False
    fault: Sequence[str] = ()
    """What goes wrong: ``NAME`` or ``NAME=RATE`` each; the seed is theirs, too."""

    def __post_init__(self) -> None:
        _within("customers", self.customers, 1, MOST_CUSTOMERS)
        _within("delegations", self.delegations, 1, MOST_DELEGATIONS)
        _within("port", self.port, 0, HIGHEST_PORT)
        self.behaviour()

    def behaviour(self) -> Behaviour:
        """Return how a world behaves that is served with these options."""
        from data.emulator.entities import Behaviour

        try:
            made = tuple(faults.parse(each, self.seed) for each in self.fault)
        except ValueError as error:
            raise SampleAzureError(str(error)) from error
        return Behaviour(throttle=self.throttle, faults=made)


def _within(name: str, value: int, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        message = f"The number of {name} must be between {lowest:,} and {highest:,}, not {value:,}."
        if name == "port":
            message = f"The port must be between {lowest} and {highest}, not {value}."
        raise SampleAzureError(message)
