"""The library: what people made here. Precious.

Each operation reads the file afresh under the lock, so two programs never undo each other's work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from tinydb import TinyDB

from data.ledger import TABLES, Kept, LibraryContents
from data.models import version_number
from data.plans import Plan
from data.store.batch import Batch
from data.store.tables import typed

Record = TypeVar("Record", bound=Kept)
_Row = Mapping[str, Any]


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

    def contents(self) -> LibraryContents:
        """Return everything, from one read of the file.

        Raises:
            StoreError: The file cannot be read.
        """
        with self._open() as database:
            found: dict[str, Iterable[Any]] = {
                table.name: self._typed(database.table(table.name).all(), of)
                for of, table in TABLES.items()
            }
            found["plans"] = sorted(found["plans"], key=_order)
            return LibraryContents(**{name: tuple(records) for name, records in found.items()})

    def stamp(self) -> tuple[int, int]:
        """Return what is another one whenever the file was written; nothing is read."""
        try:
            found = self._path.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_ino

    def save(self, *records: Kept) -> None:
        """Put records in, or in the place of those with the same key; all of them or none.

        Raises:
            StoreError: The file cannot be written, or another program holds it.
        """
        if not records:
            return
        with self._changing() as database:
            for of, rows in _by_kind(records).items():
                _put(database.table(TABLES[of].name), of, rows)

    def delete(self, *records: Record) -> tuple[Record, ...]:
        """Take out the records with the keys of these; all of them or none.

        A row that cannot be read as a record stays, since it could not be given back.

        Returns:
            What the file held; saving it brings it back.

        Raises:
            StoreError: The file cannot be written, or another program holds it.
        """
        gone: list[Record] = []
        with self._changing() as database:
            for of, wanted in _by_kind(records).items():
                table = database.table(TABLES[of].name)
                found = [row for row in table.all() if _key(of, row) in wanted]
                read = [(row.doc_id, each) for row in found for each in self._typed([row], of)]
                if read:
                    table.remove(doc_ids=[number for number, _ in read])
                    gone += [each for _, each in read]
        return tuple(gone)

    def _open(self) -> Any:
        return TinyDB(self._path, storage=lambda path: Batch(path, self._report))

    @contextmanager
    def _changing(self) -> Iterator[Any]:
        """Open the database for changes that become one write when the block is through."""
        with self._writing(), self._open() as database:
            yield database
            database.storage.commit()

    def _typed(self, rows: Iterable[_Row], of: type[Record]) -> Iterator[Record]:
        return typed(rows, of, self._path, self._report)


def _by_kind(records: Iterable[Record]) -> dict[type[Record], dict[str, _Row]]:
    """Return the rows of records by their keys; of several with one key the last."""
    found: dict[type[Record], dict[str, _Row]] = defaultdict(dict)
    for record in records:
        row = msgspec.to_builtins(record)
        found[type(record)][_key(type(record), row)] = row
    return found


def _key(of: type[Any], row: _Row) -> str:
    """Return what identifies a row, be it a record or something that cannot be read as one."""
    values = (row.get(name) for name in TABLES[of].key)
    return repr([list(each) if isinstance(each, tuple) else each for each in values])


def _put(table: Any, of: type[Kept], rows: Mapping[str, _Row]) -> None:
    """Replace the rows with these keys, and add those that are new."""
    there: set[str] = set()

    def replace(row: dict[str, Any]) -> None:
        key = _key(of, row)
        if key in rows:
            there.add(key)
            # What was emptied must go; what only a newer Lightkeeper knows must stay.
            for name in of.__struct_fields__:
                row.pop(name, None)
            row.update(rows[key])

    table.update(replace)
    table.insert_multiple(row for key, row in rows.items() if key not in there)


def _order(plan: Plan) -> tuple[str, str, tuple[int, int, int]]:
    return plan.offer_id, plan.plan_id, version_number(plan.version) or (-1, -1, -1)
