"""The library: what people made here. Precious.

Each operation reads the file afresh under the lock, so two programs never undo each other's work.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import msgspec
from tinydb import where

from data.models import version_number
from data.plans import Plan
from data.store.tables import open_tables, typed


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
            rows = database.table("plans").all()
        return tuple(sorted(typed(rows, Plan, self._path, self._report), key=_order))

    def save_plan(self, plan: Plan) -> None:
        """Put a plan in, or replace the one with its id.

        Raises:
            StoreError: The file cannot be written, or another program holds it.
        """
        row, same = msgspec.to_builtins(plan), where("id") == plan.id
        with self._writing(), self._open() as database:
            table = database.table("plans")
            if table.contains(same):  # an upsert would merge, and bring back what was emptied
                table.update(_replace(row), same)
            else:
                table.insert(row)

    def delete_plan(self, plan_id: str) -> None:
        """Take a plan out.

        Raises:
            StoreError: The file cannot be written, or another program holds it.
        """
        with self._writing(), self._open() as database:
            database.table("plans").remove(where("id") == plan_id)

    def _open(self) -> Any:
        return open_tables(self._path, self._report)


def _order(plan: Plan) -> tuple[str, str, tuple[int, int, int]]:
    return plan.offer_id, plan.plan_id, version_number(plan.version) or (-1, -1, -1)


def _replace(row: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    def replace(document: dict[str, Any]) -> None:
        document.clear()
        document.update(row)

    return replace
