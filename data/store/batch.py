"""Several changes to one database as one write: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from data.store.storage import AtomicStorage, Tables


class Batch(AtomicStorage[Tables]):
    """Reads the file once; what is written waits until it is committed.

    TinyDB reads and writes the whole file for each table that it touches. With this storage it
    works on what was read first, and a change that fails in the middle leaves the file alone.
    """

    def __init__(self, path: Path, report: Callable[[str], None]) -> None:
        super().__init__(path, of=Tables, keep_previous=True, report=report)
        self._tables: Tables | None = None
        self._waiting: Tables | None = None

    def read(self) -> Tables:
        """Return the tables, those that wait to be written included.

        Raises:
            StoreError: The file cannot be read.
        """
        if self._tables is None:
            self._tables = super().read() or {}
        return self._tables

    def write(self, data: Tables) -> None:
        """Take the tables as they should be."""
        self._tables = self._waiting = data

    def commit(self) -> None:
        """Write what waits, if anything does.

        Raises:
            StoreError: The file cannot be written; it is as it was.
        """
        if self._waiting is not None:
            super().write(self._waiting)
