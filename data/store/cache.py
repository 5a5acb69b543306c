"""The cache: what Azure said at the last sync. Deleting it costs one sync.

A commit writes a new set of files and then replaces one pointer file, so a sync that dies leaves
rubbish to sweep but never a half-written truth. The set before stays as the fallback.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from data.known import Known, KnownMeta
from data.store.files import private_folder
from data.store.storage import AtomicStorage, DamagedFileError

PAGE_ROWS = 1_000
"""Rows a file: one decodes in a few milliseconds, so the screen never freezes while loading."""

_RECORDS = (
    "subscriptions",
    "definitions",
    "delegations",
    "plan_versions",
    "customers",
    "plans",
    "roles",
)
Record = TypeVar("Record")


_SetName = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{8}T[0-9]{6}-[0-9a-f]{6}\Z")]


class _Pointer(msgspec.Struct, frozen=True):
    current: _SetName
    previous: _SetName | None = None

    @property
    def names(self) -> list[str]:
        return [each for each in (self.current, self.previous) if each is not None]


class _Manifest(msgspec.Struct):
    meta: KnownMeta
    pages: dict[str, Annotated[int, msgspec.Meta(ge=0)]]


class Cache:
    """One profile's cache folder."""

    def __init__(self, folder: Path, report: Callable[[str], None] = lambda sentence: None) -> None:
        self._folder = folder
        self._report = report
        self._pointer = AtomicStorage(
            folder / "current.json", of=_Pointer, keep_previous=True, report=report
        )

    def load(self) -> Known | None:
        """Return what the last sync left, or nothing when there was none.

        Falls back to the set before when a file is damaged, and reports it.

        Raises:
            StoreError: The files cannot be read, or a newer Lightkeeper wrote them.
        """
        pointer = self._read_pointer()
        while pointer is not None:
            known, problems = self._load_newest(pointer)
            latest = self._read_pointer() if problems else pointer
            if latest == pointer:
                for problem in problems:
                    self._report(problem)
                return known
            pointer = latest  # another program committed meanwhile, and swept what we read
        return None

    def commit(self, known: Known) -> None:
        """Make this the cache.

        Raises:
            StoreError: The files cannot be written; the cache is as it was.
        """
        private_folder(self._folder)
        before = self._read_pointer()
        self._sweep(before.names if before else [])  # a dead commit's rubbish may fill the disk
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        try:
            self._write_set(private_folder(self._folder / name), known)
        except BaseException:
            shutil.rmtree(self._folder / name, ignore_errors=True)
            raise
        after = _Pointer(name, before.current if before else None)
        self._pointer.write(after)
        self._sweep(after.names)

    def _read_pointer(self) -> _Pointer | None:
        try:
            return self._pointer.read()
        except DamagedFileError as error:
            self._report(f"{error} Press r to sync again.")
            return None

    def _load_newest(self, pointer: _Pointer) -> tuple[Known | None, list[str]]:
        """Return the newest set that is whole, and what is wrong with those after it."""
        problems: list[str] = []
        for name in pointer.names:
            try:
                return self._load_set(self._folder / name), problems
            except DamagedFileError as error:
                problems.append(
                    f"{error} An earlier sync is shown if there is one; press r to sync."
                )
        return None, problems

    def _load_set(self, folder: Path) -> Known:
        manifest = AtomicStorage(folder / "manifest.json", of=_Manifest).read()
        if manifest is None:
            raise DamagedFileError(f"{folder / 'manifest.json'} is missing.")
        types = {each.name: each.type for each in msgspec.structs.fields(Known)}
        records = {
            kind: tuple(_read_pages(folder, kind, types[kind], manifest.pages.get(kind, 0)))
            for kind in _RECORDS
        }
        return Known(meta=manifest.meta, **records)

    def _write_set(self, folder: Path, known: Known) -> None:
        pages = {}
        for kind in _RECORDS:
            rows: Sequence[Any] = getattr(known, kind)
            chunks = [rows[at : at + PAGE_ROWS] for at in range(0, len(rows), PAGE_ROWS)]
            for number, chunk in enumerate(chunks):
                AtomicStorage(_page(folder, kind, number), of=list[Any]).write(list(chunk))
            pages[kind] = len(chunks)
        AtomicStorage(folder / "manifest.json", of=_Manifest).write(_Manifest(known.meta, pages))

    def _sweep(self, keep: Sequence[str]) -> None:
        with contextlib.suppress(OSError):
            for entry in self._folder.iterdir():
                if entry.is_dir() and entry.name not in keep:
                    shutil.rmtree(entry, ignore_errors=True)


def _page(folder: Path, kind: str, number: int) -> Path:
    return folder / f"{kind}-{number:03}.json"


def _read_pages(folder: Path, kind: str, of: Any, count: int) -> Iterator[Any]:
    for number in range(count):
        rows = AtomicStorage(_page(folder, kind, number), of=of).read()
        if rows is None:
            raise DamagedFileError(f"{_page(folder, kind, number)} is missing.")
        yield from rows
