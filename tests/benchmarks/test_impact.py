"""How long a diff takes, and how the time for an impact grows; no time is asserted."""

from __future__ import annotations

import sys
import timeit
from collections.abc import Sequence
from time import process_time

import pytest
from msgspec.structs import replace

from data.diff import diff
from data.entries import Side
from data.impact import impact
from data.models import Authorization
from data.roles import catalogue
from data.rows import ScopeRow
from data.snapshot import Snapshot
from tests.data.records import (
    GOLD,
    NIGHT_ON_CALL,
    OPS_CHANGES,
    OPS_READS,
    definition,
    delegation,
    gold,
    guid,
    known,
    subscription,
)

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]
OFFERED = Side("Gold 1.6.0", (OPS_READS, OPS_CHANGES))


def test_diff(capsys: pytest.CaptureFixture[str]) -> None:
    roles = list(catalogue())[:20]
    permanent = [Authorization(guid(f"p{at % 6}"), role) for at, role in enumerate(roles)]
    before = Side("Gold 1.2.0", tuple(permanent[:14]), (NIGHT_ON_CALL,) * 6)
    later = replace(NIGHT_ON_CALL, max_duration="PT5H")
    after = Side("Gold 1.3.0", tuple(permanent[6:]), (later,) * 6)
    assert diff(before, after).differs
    seconds = min(timeit.repeat(lambda: diff(before, after), number=100, repeat=5)) / 100
    with capsys.disabled():
        sys.stdout.write(f"\ndiff of 20 and 20 entries: {seconds * 1000:.2f} ms\n")


def test_impact(capsys: pytest.CaptureFixture[str]) -> None:
    few, many = seconds_for(5_000), seconds_for(50_000)
    with capsys.disabled():
        sys.stdout.write(
            f"\nimpact on 5,000 delegations {few:.3f} s of CPU, on 50,000 {many:.3f} s:"
            f" {many / few:.1f} times\n"
        )


def seconds_for(count: int) -> float:
    """Return the best time for the impact on so many subscriptions, five a customer.

    The garbage collector is off as it looks at all else that was made here as well.
    """
    every = [subscription(f"s{at}", f"t{at // 5}") for at in range(count)]
    definitions = [
        definition(each, gold(f"1.{at % 7}.0"), authorizations=[OPS_READS, OPS_CHANGES])
        for at, each in enumerate(every)
    ]
    rows = Snapshot(known(every, definitions, map(delegation, definitions))).scopes.rows
    return min(
        timeit.repeat(lambda: look(rows, count // 5), number=1, repeat=5, timer=process_time)
    )


def look(rows: Sequence[ScopeRow], customers: int) -> None:
    found = impact(GOLD, "1.6.0", OFFERED, rows)
    assert len(found.customers) == customers
    assert found.shifts == ()
