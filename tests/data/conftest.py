"""What tests of the store share."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB; only root can make one."""
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or subprocess.run(command, check=False).returncode:
        pytest.skip("cannot mount a disk here")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)
