"""What tests of screens share: sample rows, and the screen as text compared with a stored file."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from data.query import Field, Listing, Rows
from screens.theme import STATES, THEMES, label
from screens.widgets.columns import Column

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
UPDATE = "LIGHTKEEPER_UPDATE_SNAPSHOTS"

Sample = tuple[str, str, int, str]
"""Key, name, number of scopes, state."""


@pytest.fixture
def render_text() -> Callable[[App[Any]], str]:
    """What the user sees, without colours and without blanks at line ends."""

    def render(app: App[Any]) -> str:
        # The only private call in the tests: Textual has no public way to read the screen.
        strips = app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips).rstrip() + "\n"

    return render


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Compare a text with the stored one of that name, or store it when told to."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        if os.environ.get(UPDATE) == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        known = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != known:
            diff = difflib.unified_diff(
                known.splitlines(), text.splitlines(), f"stored {path.name}", "now", lineterm=""
            )
            hint = f"If this is right, run pytest with {UPDATE}=1."
            pytest.fail("\n".join([*diff, hint]), pytrace=False)

    return compare


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
