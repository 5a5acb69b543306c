"""What tests of the program share: the sample customers in a cache, and the App on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from data.azure.cancel import Watch
from data.azure.sync import Source, sync
from data.emulator.serve import Running, running
from data.emulator.world import make_world
from data.known import Known, PlanRead, SeenVersion
from data.store.profile import Profile
from tests.conftest import source_of
from tests.tui.running import Run
from tui.app import LightkeeperApp

MOMENT = "2026-11-22T09:00:00+00:00"
"""When the sample was synced, whatever the day."""

MakeApp = Callable[..., LightkeeperApp]
ROOT = Path(__file__).parents[2]


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


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where a program started by a test keeps its files."""
    return tmp_path / "lightkeeper"


@pytest.fixture
def run(tmp_path: Path, azure: Running) -> Run:
    """Run the program in a process of its own, signed in to the sample Azure."""
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "AZURE_TENANT_ID": azure.tenant,
        "AZURE_CLIENT_ID": azure.client_id,
        "AZURE_CLIENT_SECRET": azure.client_secret,
    }

    def started(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("lightkeeper"), *arguments],
            cwd=ROOT,
            env={**environment, **extra},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )

    return started


@pytest.fixture
def at(azure: Running) -> Sequence[str]:
    """The options that say which Azure."""
    return ("--arm-url", azure.url, "--ca", str(azure.ca))
