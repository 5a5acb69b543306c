"""How long the first screen takes, against an empty App in the same run; no time is asserted."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from data.azure.cancel import Watch
from data.azure.sync import sync
from data.emulator.serve import running
from data.emulator.world import make_world
from data.store.profile import Profile
from tests.conftest import source_of

ROOT = Path(__file__).parents[2]
ROUNDS = 15

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux", reason="reads the start of a process from /proc"),
]


def seconds(what: str, folder: Path) -> float:
    """Start the program in a process of its own and return when its first screen was there."""
    command = [sys.executable, "-m", "tests.benchmarks.first_paint", what, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


@pytest.mark.parametrize("customers", [60, 5_000])
def test_first_paint(customers: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running(make_world(customers, 4, 1)) as azure:
        sync(Profile(root=tmp_path), source_of(azure, "graph"), Watch())
    for what in ("empty", "dashboard"):
        seconds(what, tmp_path)
    pairs = [(seconds("empty", tmp_path), seconds("dashboard", tmp_path)) for _ in range(ROUNDS)]
    empty, full = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratios = sorted(full / empty for empty, full in pairs)
    with capsys.disabled():
        sys.stdout.write(
            f"\nfirst paint, {customers:,} customers, medians of {ROUNDS} pairs on "
            f"{platform.machine()}, Python {platform.python_version()}:\n"
            f"  empty App with one RowTable  {empty:6.3f} s\n"
            f"  dashboard from the cache     {full:6.3f} s\n"
            f"  ratio                        {statistics.median(ratios):6.2f}"
            f"  ({ratios[0]:.2f} to {ratios[-1]:.2f})\n"
        )
    assert full > 0
