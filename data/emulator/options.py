"""What a sample Azure is started with, and the sentence it says when that cannot work."""

from __future__ import annotations

from dataclasses import dataclass

from data.errors import PlainError

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
    """How large the world is, and where and how long it is served."""

    customers: int = CUSTOMERS
    delegations: int = DELEGATIONS
    seed: int = SEED
    port: int = 0
    """0 takes any port that is free."""
    until_stdin_closes: bool = False
    """End when standard input ends, so that a child never outlives its parent."""

    def __post_init__(self) -> None:
        _within("customers", self.customers, 1, MOST_CUSTOMERS)
        _within("delegations", self.delegations, 1, MOST_DELEGATIONS)
        _within("port", self.port, 0, HIGHEST_PORT)


def _within(name: str, value: int, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        message = f"The number of {name} must be between {lowest:,} and {highest:,}, not {value:,}."
        if name == "port":
            message = f"The port must be between {lowest} and {highest}, not {value}."
        raise SampleAzureError(message)
