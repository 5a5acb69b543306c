"""The library: what people made here. Precious.

Each operation reads the file afresh under the lock, so two programs never undo each other's work.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB, where

from data.plans import Plan
from data.store.files import private_folder
from data.store.storage import AtomicStorage, Tables


class Library:
    """One profile's library file."""

    def __init__(
        self,
        path: Path,
        writing: Callable[[], AbstractContextManager[None]],
        report: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self._path = path
        self._writing = writing
        self._report = report

    def plans(self) -> tuple[Plan, ...]:
        """Return every plan, by offer, plan and version.

        Raises:
            StoreError: The file cannot be read.
        """
        with self._open() as database:
            found = [msgspec.convert(dict(row), Plan) for row in database.table("plans").all()]
        return tuple(sorted(found, key=lambda each: (each.offer_id, each.plan_id, each.version)))

    def save_plan(self, plan: Plan) -> None:
        """Put a plan in, or replace the one with its id.

        Raises:
            StoreError: The file cannot be written, or another program holds it.
        """
        with self._writing(), self._open() as database:
            row = msgspec.to_builtins(plan)
            database.table("plans").upsert(row, where("id") == plan.id)

    def delete_plan(self, plan_id: str) -> None:
        """Take a plan out.

        Raises:
            StoreError: The file cannot be written, or another program holds it.
        """
        with self._writing(), self._open() as database:
            database.table("plans").remove(where("id") == plan_id)

    def _open(self) -> Any:
        private_folder(self._path.parent)
        return TinyDB(
            self._path,
            storage=lambda path: AtomicStorage(
                path, of=Tables, keep_previous=True, report=self._report
            ),
        )
