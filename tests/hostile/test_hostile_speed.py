"""Names of 10,000 characters: typing a filter and moving about stay quick."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from msgspec import structs

from data.clean import clean
from data.known import CustomerRead, Known
from data.query import parse
from data.snapshot import Snapshot
from screens.dashboard import CUSTOMER_COLUMNS
from screens.widgets.columns import fit, measure
from tests.hostile.payloads import LENGTHY

TIMES = 5
DEARER = 30
"""How much dearer a keystroke may be for names that are 500 times as long."""


@pytest.fixture
def snapshot_with(sample: Known) -> Callable[[str], Snapshot]:
    """Make a snapshot in which every customer has this name, with a number."""

    def make(name: str) -> Snapshot:
        customers = [
            CustomerRead(each.tenant_id, f"{at} {name}") for at, each in enumerate(sample.customers)
        ]
        definitions = [
            structs.replace(each, authorizations=(), eligible=(), plan=None)
            for each in sample.definitions
        ]
        known = structs.replace(
            sample, customers=tuple(customers), definitions=tuple(definitions), plan_versions=()
        )
        return Snapshot(known)

    return make


def seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of several runs, after one to warm up."""
    work()
    times = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def keystroke(snapshot: Snapshot) -> Callable[[], object]:
    """Return what a letter in the filter costs, and drawing the rows that are left."""
    rows = snapshot.customers

    def type_a_letter() -> list[str]:
        found = rows.select(parse("on con state:unknown"))
        measure(CUSTOMER_COLUMNS, rows.rows)
        return [fit(rows.rows[at].name, 60) for at in found]

    return type_a_letter


@pytest.mark.parametrize("name", LENGTHY)
def test_a_letter_typed_costs_little_more(
    name: str, snapshot_with: Callable[[str], Snapshot]
) -> None:
    short = seconds(keystroke(snapshot_with("Contoso 東京 on")))
    long = seconds(keystroke(snapshot_with(f"Contoso 東京 on {clean(LENGTHY[name])}")))
    assert long < DEARER * short
