"""What tests of the program share: the sample customers in a cache, and the App on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from data.azure.cancel import Watch
from data.azure.sync import Source, sync
from data.emulator.serve import running
from data.emulator.world import make_world
from data.known import Known, PlanRead, SeenVersion
from data.store.profile import Profile
from tests.conftest import source_of
from tui.app import LightkeeperApp

MOMENT = "2026-11-22T09:00:00+00:00"
"""When the sample was synced, whatever the day."""

MakeApp = Callable[..., LightkeeperApp]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """What one sync of the sample Azure leaves, at a fixed moment."""
    folder = tmp_path_factory.mktemp("sample")
    with running(make_world()) as azure:
        known = sync(Profile("sample", root=folder), source_of(azure, "auto"), Watch())
    meta = structs.replace(
        known.meta,
        synced_at=MOMENT,
        first_synced_at=MOMENT,
        portal_url="https://portal.azure.com",
    )
    return structs.replace(known, meta=meta, plans=tuple(map(_at_moment, known.plans)))


def _at_moment(plan: PlanRead) -> PlanRead:
    seen = tuple(SeenVersion(each.version, MOMENT) for each in plan.seen)
    return structs.replace(plan, asked_at=MOMENT if plan.asked_at else "", seen=seen)


def no_azure() -> Source:
    """Stand for an Azure that nobody should ask."""
    raise AssertionError("this test syncs with nothing")


@pytest.fixture
def make_app(profile: Profile, sample: Known) -> MakeApp:
    """Make the App on the sample customers, four minutes after they were synced."""

    def make(
        connect: Callable[[], Source] = no_azure, *, empty: bool = False, at_start: bool = False
    ) -> LightkeeperApp:
        if not empty and profile.cache.load() is None:
            profile.cache.commit(sample)
        now = datetime(2026, 11, 22, 9, 4, tzinfo=UTC)
        return LightkeeperApp(profile, connect, sync_at_start=at_start, now=lambda: now)

    return make


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the profile's folder is."""
    return tmp_path
