"""A sync that is killed, at any moment: the cache opens whole, as it was or as it became."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data.emulator.serve import Running
from data.known import Known
from data.store.profile import Profile

KILLS = 50
COMMIT_SECONDS = 0.03
ROOT = Path(__file__).parents[3]


@pytest.mark.large
@pytest.mark.timeout(1800)
def test_the_cache_opens_whole_after_a_kill_at_any_moment(azure: Running, tmp_path: Path) -> None:
    draw = random.Random(3)
    rename_all(azure, 0)
    assert start(azure, tmp_path).wait() in (0, 3)
    requests = len(azure.requests)
    last, number, killed = 0, 0, 0
    while killed < KILLS:
        number += 1
        rename_all(azure, number)
        syncing = start(azure, tmp_path)
        if number % 2:
            wait_for(syncing, answered(azure, draw.randrange(requests)))
        else:
            wait_for(syncing, written(tmp_path))
            time.sleep(draw.uniform(0, COMMIT_SECONDS))
        syncing.kill()
        killed += syncing.wait() == -signal.SIGKILL
        known, reports = opened(tmp_path)
        assert reports == [], "nothing is damaged, so nothing is said"
        assert names(known) in ({f"sync {last}"}, {f"sync {number}"})
        last = int(next(iter(names(known))).split()[1])
    sys.stdout.write(f"\n{killed} killed of {number} started; the last whole one: {last}\n")
    rename_all(azure, number + 1)
    assert start(azure, tmp_path).wait() in (0, 3), "no lock was left behind"
    known, _ = opened(tmp_path)
    assert names(known) == {f"sync {number + 1}"}
    left = [each.name for each in (profile(tmp_path).folder / "cache").iterdir() if each.is_dir()]
    assert len(left) <= 2, "what the killed ones left behind was swept"


def wait_for(syncing: subprocess.Popen[bytes], happened: Callable[[], bool]) -> None:
    while not happened() and syncing.poll() is None:
        time.sleep(0.001)


def answered(azure: Running, count: int) -> Callable[[], bool]:
    """Tell when so many requests more were answered."""
    enough = len(azure.requests) + count
    return lambda: len(azure.requests) >= enough


def written(folder: Path) -> Callable[[], bool]:
    """Tell when a file of the cache was made."""
    cache = profile(folder).folder / "cache"
    before = set(os.listdir(cache))
    return lambda: bool(set(os.listdir(cache)) - before)


def rename_all(azure: Running, number: int) -> None:
    """Give every subscription a name that tells which sync read it."""
    for each in azure.world.subscriptions.values():
        each.refused = False
        each.name = f"sync {number}"


def start(azure: Running, folder: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "AZURE_TENANT_ID": azure.tenant,
        "AZURE_CLIENT_ID": azure.client_id,
        "AZURE_CLIENT_SECRET": azure.client_secret,
    }
    command = [sys.executable, "-m", "tui", "sync", "--arm-url", azure.url, "--ca", str(azure.ca)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def opened(folder: Path) -> tuple[Known, list[str]]:
    reports: list[str] = []
    found = profile(folder)
    found.report = reports.append
    known = found.cache.load()
    assert known
    return known, reports


def profile(folder: Path) -> Profile:
    return Profile(root=folder / "lightkeeper")


def names(known: Known) -> set[str]:
    return {each.name for each in known.subscriptions}
