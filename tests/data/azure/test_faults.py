"""Every fault that the sample Azure can show, and what a sync makes of it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.azure.cancel import Cancelled, Watch
from data.azure.sync import sync
from data.emulator.faults import KINDS, Fault
from data.emulator.serve import Running, running
from data.emulator.world import make_world
from data.store.profile import Profile
from tests.conftest import source_of
from tests.data.azure.provoking import provoke, table

TRIES = 24
QUIT_SECONDS = 1.0


@pytest.fixture
def azure() -> Iterator[Running]:
    """Everybody is readable, so that what cannot be read is the fault's doing."""
    world = make_world(20, 2, 4)
    for each in world.subscriptions.values():
        each.refused = False
    with running(world) as served:
        yield served


@pytest.fixture
def prepared(azure: Running, tmp_path: Path) -> Path:
    """A profile that was synced while all was well."""
    folder = tmp_path / "prepared"
    sync(Profile("test", root=folder), source_of(azure, "arm"), Watch())
    return folder


SLOW = ("latency", "stall", "storm")
"""Wait for seconds each; ``-m faults`` provokes them, too."""


@pytest.mark.parametrize(
    "kind",
    [pytest.param(each, marks=pytest.mark.large) if each in SLOW else each for each in KINDS],
)
def test_no_fault_loses_a_row_or_hangs(
    kind: str, azure: Running, prepared: Path, tmp_path: Path
) -> None:
    found = provoke(azure, prepared, tmp_path, kind, seed=6)
    assert found.is_good, found


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_the_table_of_faults(azure: Running, prepared: Path, tmp_path: Path) -> None:
    tries = [
        provoke(azure, prepared, tmp_path, kind, seed)
        for kind in KINDS
        for seed in range(1, TRIES + 1)
    ]
    sys.stdout.write(f"\n{table(tries)}\n")
    assert [each for each in tries if not each.is_good] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_is_cancelled_within_a_second(kind: str, azure: Running, prepared: Path) -> None:
    """Whatever it is waiting for: the program must be able to end.

    A sync that a fault cannot stop may be past its last wait by then, and ends as it would have.
    """
    azure.world.behaviour.faults = (
        Fault(kind, rate=1, seed=3, lasting=True, seconds=30, sign_in=True),
    )
    profile = Profile("test", root=prepared)
    before = profile.cache.load()
    threads = set(threading.enumerate())
    watch = Watch()
    ended: list[BaseException] = []

    def run() -> None:
        try:
            sync(profile, source_of(azure, "auto"), watch)
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(0.5)
    if thread.is_alive():
        began = time.monotonic()
        watch.cancel()
        thread.join(10)
        assert time.monotonic() - began < QUIT_SECONDS
        assert not thread.is_alive()
        assert [type(error) for error in ended] in ([], [Cancelled])
        if ended:
            assert profile.cache.load() == before
    assert set(threading.enumerate()) == threads
