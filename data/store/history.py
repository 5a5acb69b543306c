"""What changed at each sync: one TinyDB file a month."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from data.changes import Change
from data.store.files import private_folder
from data.store.storage import DamagedFileError
from data.store.tables import open_tables, typed

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


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
                try:
                    database.insert_multiple(rows)
                except DamagedFileError as error:  # set aside by now; these rows start afresh
                    self._report(str(error))
                    database.insert_multiple(rows)

    def months(self) -> list[str]:
        """Return the months (``2026-11``) of which there is a file, in order."""
        if not self._folder.is_dir():
            return []
        return sorted(
            each.stem for each in self._folder.glob("*.json") if _MONTH.fullmatch(each.stem)
        )

    def load(self, month: str) -> list[Change]:
        """Return what changed in a month (``2026-11``).

        Raises:
            ValueError: This is no month.
            StoreError: The file cannot be read.
        """
        if not _MONTH.fullmatch(month):
            raise ValueError(f"{month!r} is no month such as 2026-11.")
        with self._open(month) as database:
            return list(typed(database.all(), Change, self._path(month), self._report))

    def _open(self, month: str) -> Any:
        return open_tables(self._path(month), self._report)

    def _path(self, month: str) -> Path:
        return self._folder / f"{month}.json"
