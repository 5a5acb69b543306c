"""The right to one part of a folder, which one program at a time has; others can ask who."""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import StoreError
from data.store.files import private_folder, write_atomic

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Lock:
    """The right to one part of a folder, until it is released or the program ends, however."""

    def __init__(self, folder: Path, what: str) -> None:
        """Name the part; nothing is made or held yet."""
        self._folder = folder
        self._file = folder / f"{what}.lock"
        self._name = folder / f"{what}.holder"
        self._held: BaseFileLock | None = None

    def take(self, seconds: float = 0) -> bool:
        """Take the right; say whether that worked.

        Args:
            seconds: How long to wait for another program to release it.

        Raises:
            StoreError: The folder or the file cannot be made.
        """
        private_folder(self._folder)
        lock = _acquired(self._file, seconds)
        if lock is None:
            return False
        self._held = lock
        with suppress(StoreError):  # the name is a courtesy; the write itself will complain
            write_atomic(self._name, json.dumps(_me()).encode())
        return True

    def release(self) -> None:
        """Give the right back, from any thread; nothing happens where it is not held."""
        if self._held:
            with suppress(OSError):
                self._name.unlink()
            self._held.release()
            self._held = None

    def holder(self) -> str:
        """Say which program holds the right; empty when none does, or none that still runs.

        Raises:
            StoreError: The file cannot be opened.
        """
        if not self._file.exists():
            return ""
        lock = _acquired(self._file, 0)
        if lock is None:
            return self.name()
        lock.release()
        return ""

    def name(self) -> str:
        """Return what the last holder left as its name."""
        try:
            found = json.loads(self._name.read_bytes())
            return f"process {found['pid']} on {found['host']}, since {found['since']}"
        except (OSError, ValueError, LookupError, TypeError):
            return "which left no name"


def _acquired(path: Path, seconds: float) -> BaseFileLock | None:
    from filelock import FileLock, Timeout  # importing it costs more than loading a small cache

    lock = FileLock(path, mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=seconds)
    except Timeout:
        return None
    except OSError as error:
        raise StoreError(f"Cannot lock {path.parent}: {error.strerror}.") from error
    return lock


def _me() -> dict[str, str | int]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": now}
