"""Records in TinyDB files: one database a file, typed rows out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from tinydb import TinyDB

from data.store.storage import AtomicStorage, Tables

Record = TypeVar("Record")


def open_tables(path: Path, report: Callable[[str], None]) -> Any:
    """Open the database in a file; nothing is read or made yet."""
    return TinyDB(
        path,
        storage=lambda path: AtomicStorage(path, of=Tables, keep_previous=True, report=report),
    )


def typed(
    rows: Iterable[Mapping[str, Any]], of: type[Record], path: Path, report: Callable[[str], None]
) -> Iterator[Record]:
    """Yield rows as records; one that is none stays in its file and is reported."""
    for row in rows:
        try:
            yield msgspec.convert(dict(row), of)
        except msgspec.ValidationError as error:
            report(
                f"{path.name} holds something that cannot be read ({error}); it stays in the file, "
                "and a newer Lightkeeper may understand it."
            )
