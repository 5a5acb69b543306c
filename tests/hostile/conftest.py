"""The hostile world, read once by the real readers, and the program on what they found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs

from data.azure.cancel import Watch
from data.azure.sync import sync
from data.emulator.serve import running
from data.known import Known
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.conftest import source_of
from tests.hostile.world import Hostile, hostile_world
from tests.tui.conftest import MOMENT, make_app

__all__ = ["make_app"]


@pytest.fixture(scope="session")
def hostile() -> Hostile:
    """The world, and what stands where in it."""
    return hostile_world()


@pytest.fixture(scope="session")
def read(hostile: Hostile, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Known]:
    """Read the hostile world, once by each reader."""
    found: dict[str, Known] = {}

    def by(reader: str) -> Known:
        if reader not in found:
            root = tmp_path_factory.mktemp(reader)
            with running(hostile.world) as azure:
                known = sync(Profile(reader, root=root), source_of(azure, reader), Watch())
            meta = structs.replace(known.meta, synced_at=MOMENT, first_synced_at=MOMENT)
            found[reader] = structs.replace(known, meta=meta)
        return found[reader]

    return by


@pytest.fixture(scope="session")
def sample(read: Callable[[str], Known]) -> Known:
    """What the program finds in its cache."""
    known = read("graph")
    meta = structs.replace(known.meta, portal_url="https://portal.azure.com")
    return structs.replace(known, meta=meta)


@pytest.fixture(scope="session")
def everything(sample: Known) -> Snapshot:
    """The same, as the lists show it."""
    return Snapshot(sample)
