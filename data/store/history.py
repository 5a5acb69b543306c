"""What changed at each sync: one TinyDB file a month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB

from data.changes import Change
from data.store.files import private_folder
from data.store.storage import AtomicStorage, Tables


class History:
    """One profile's history folder."""

    def __init__(self, folder: Path, report: Callable[[str], None] = lambda sentence: None) -> None:
        self._folder = folder
        self._report = report

    def append(self, changes: Sequence[Change]) -> None:
        """Add what a sync found.

        Raises:
            StoreError: The file cannot be written; it is as it was.
        """
        if not changes:
            return
        private_folder(self._folder)
        months = sorted({each.at[:7] for each in changes})
        for month in months:
            rows = [msgspec.to_builtins(each) for each in changes if each.at[:7] == month]
            with self._open(month) as database:
                database.insert_multiple(rows)

    def months(self) -> list[str]:
        """Return the months (``2026-11``) of which there is a file, in order."""
        if not self._folder.is_dir():
            return []
        return sorted(each.stem for each in self._folder.glob("[0-9]*-[0-9][0-9].json"))

    def load(self, month: str) -> list[Change]:
        """Return what changed in a month (``2026-11``)."""
        with self._open(month) as database:
            return [msgspec.convert(dict(row), Change) for row in database.all()]

    def _open(self, month: str) -> Any:
        return TinyDB(
            self._folder / f"{month}.json",
            storage=lambda path: AtomicStorage(
                path, of=Tables, keep_previous=True, report=self._report
            ),
        )
