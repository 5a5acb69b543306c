"""What tests of the toolkit share: sample rows and their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from textual.app import App

from data.query import Field, Listing, Rows
from screens.theme import STATES, THEMES, label
from screens.widgets.columns import Column

Sample = tuple[str, str, int, str]
"""Key, name, number of scopes, state."""


@pytest.fixture
def use_theme() -> Callable[[App[Any], str], None]:
    """Register our themes with an app and switch to the one named."""

    def use(app: App[Any], name: str) -> None:
        for theme in THEMES:
            app.register_theme(theme)
        app.theme = name

    return use


@pytest.fixture
def listing() -> Listing[Sample]:
    return Listing(
        name="customers",
        key=lambda row: row[0],
        fields=(
            Field("name", "Name", lambda row: row[1]),
            Field("scopes", "Scopes", lambda row: str(row[2]), order=lambda row: row[2]),
            Field("state", "Update", lambda row: label(row[3])),
        ),
        search=lambda row: row[1],
        record=lambda row: {"name": row[1]},
    )


@pytest.fixture
def columns(listing: Listing[Sample]) -> Sequence[Column[Sample]]:
    name, scopes, state = listing.fields
    return (
        Column.of(name, grow=True, min_width=10),
        Column.of(scopes, right=True, priority=1),
        Column.of(state, tone=lambda row: STATES[row[3]].tone, min_width=10),
    )


@pytest.fixture
def sample(listing: Listing[Sample]) -> Callable[..., Rows[Sample]]:
    """Make rows: so many customers, or customers with these names."""
    states = list(STATES)

    def make(names: int | Sequence[str]) -> Rows[Sample]:
        if isinstance(names, int):
            names = [f"Customer {at:04}" for at in range(names)]
        return Rows(
            listing,
            [(name, name, at % 40 + 1, states[at % len(states)]) for at, name in enumerate(names)],
        )

    return make
