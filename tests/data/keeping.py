"""What tests of the store share: other processes, small disks, small caches."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from data.known import Known, KnownMeta
from data.models import Subscription

ROOT = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")
NOBODY = 65534


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below this one, with its content."""
    found = sorted(folder.rglob("*"))
    return {
        str(each.relative_to(folder)): each.read_bytes() if each.is_file() else None
        for each in found
    }


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory if there is one: where thousands of fsyncs cost nothing."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take away the right to write, from root too: root acts as nobody meanwhile."""
    root = os.geteuid() == 0
    if root:
        for each in (folder, *folder.rglob("*")):
            os.chown(each, NOBODY, -1)
    folder.chmod(0o500)
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Make writes fail beyond a size, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def python(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs this code; killed at the end if it has not ended by itself."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def run(code: str, *arguments: object) -> str:
    """What the code prints in a process of its own; the code must succeed."""
    with python(code, *arguments) as started:
        printed, _ = started.communicate(timeout=60)
        assert started.returncode == 0
        return printed.strip()


def said(process: subprocess.Popen[str]) -> str:
    """The next line that a process prints."""
    assert process.stdout
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    """Let a process that waits for a line go on."""
    assert process.stdin
    process.stdin.write("go on\n")
    process.stdin.flush()


def crash_everywhere(steps: str, folder: Path, every: int = 1) -> list[Path]:
    """Die at every line in the store; return the folders that were left."""
    subprocess.run(
        [sys.executable, "-m", "tests.data.crashing", str(folder), str(every)],
        cwd=ROOT,
        input=steps,
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    left = sorted(each for each in folder.iterdir() if each.name != "prepared")
    assert len(left) > 5
    return left


def never(sentence: str) -> NoReturn:
    """For a report that must not come."""
    raise AssertionError(sentence)


def known(name: str = "Retail", count: int = 1, synced_at: str = "2026-11-02T08:00:00Z") -> Known:
    """A small cache whose rows all carry this name."""
    rows = (Subscription(f"subscription {at}", name, "tenant") for at in range(count))
    return Known(
        KnownMeta(synced_at, synced_at, "graph", "managing tenant"), subscriptions=tuple(rows)
    )
