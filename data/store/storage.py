"""TinyDB storage that a crash cannot break: one typed document a file, with a schema version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from tinydb.storages import Storage

from data.errors import StoreError
from data.store.files import read_bytes, remove, repairing, set_aside, sweep, write_atomic

SCHEMA = 1
"""Raised when a file's meaning changes; a newer one than this is refused, never rewritten."""

Content = TypeVar("Content")
_Number = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]+\Z")]
Tables = dict[str, dict[_Number, dict[str, Any]]]
"""What TinyDB keeps: tables by name, in them documents by number."""


class DamagedFileError(StoreError):
    """A file does not parse, and there is no earlier version of it."""


class NewerSchemaError(StoreError):
    """A file was written by a newer Lightkeeper."""


class Envelope(msgspec.Struct, Generic[Content]):
    """What stands in every file of ours."""

    schema: int
    content: Content


class Version(msgspec.Struct):
    """The part of an envelope that every Lightkeeper can read."""

    schema: int


class AtomicStorage(Storage, Generic[Content]):
    """Reads and writes one document; keeps the version before it as the fallback.

    A file that does not parse is set aside under a dated name, the version before is used, and
    ``report`` is told in one sentence.
    """

    def __init__(
        self,
        path: Path,
        *,
        of: type[Content],
        keep_previous: bool = False,
        report: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self._path = path
        self._previous = path.with_name(f"{path.stem}.previous{path.suffix}")
        self._keep_previous = keep_previous
        self._decoder = msgspec.json.Decoder(Envelope[of])  # type: ignore[valid-type]  # made at run time
        self._report = report

    # TinyDB declares tables of dictionaries; the cache keeps typed records in the same storage.
    def read(self) -> Content | None:  # type: ignore[override]  # see above
        """Return the document, or nothing when there is none yet.

        Raises:
            DamagedFileError: The file does not parse and neither does the version before.
            NewerSchemaError: The file was written by a newer Lightkeeper.
            StoreError: The file cannot be read.
        """
        raw = read_bytes(self._path)
        if raw is None:
            return None
        content = self._decode(self._path, raw)
        return content if content is not None else self._recover()

    def is_whole(self) -> bool:
        """Whether the file parses, or is not there; unlike reading, this repairs nothing.

        Raises:
            NewerSchemaError: The file was written by a newer Lightkeeper.
            StoreError: The file cannot be read.
        """
        raw = read_bytes(self._path)
        return raw is None or self._decode(self._path, raw) is not None

    def write(self, data: Content) -> None:  # type: ignore[override]  # as read
        """Replace the document; the one before stays beside it when asked to.

        Raises:
            NewerSchemaError: The file was written by a newer Lightkeeper.
            StoreError: The file cannot be written; it is as it was.
        """
        content = self._encode(data)
        before = read_bytes(self._path)
        if before is not None and self._decode(self._path, before) is None:
            self._repair_unless_lost()
            before = read_bytes(self._path)
        if self._keep_previous and before is not None:
            write_atomic(self._previous, before)
            sweep(self._previous)
        write_atomic(self._path, content)
        if self._keep_previous:
            sweep(self._path)

    def _encode(self, data: Content) -> bytes:
        try:
            return msgspec.json.encode(Envelope(SCHEMA, data))
        except UnicodeEncodeError as error:
            raise StoreError(
                f"Cannot write {self._path}: {error.object[:40]!r} is not valid Unicode."
            ) from error

    def _decode(self, path: Path, raw: bytes) -> Content | None:
        try:
            written = msgspec.json.decode(raw, type=Version).schema
            if written > SCHEMA:
                raise NewerSchemaError(
                    f"{path} was written by a newer Lightkeeper (schema {written}, this one "
                    f"knows {SCHEMA}). Update Lightkeeper; the file was left as it is."
                )
            return self._decoder.decode(raw).content
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None

    def _recover(self) -> Content | None:
        """Repair the file; where that is impossible, still return the version before."""
        try:
            return self._repair()
        except (DamagedFileError, NewerSchemaError):
            raise
        except StoreError as error:
            _, content = self._version_before()
            if content is None:
                raise DamagedFileError(f"{self._path.name} could not be read. {error}") from error
            self._report(
                f"{self._path.name} could not be read; the version before it is in use. {error}"
            )
            return content

    def _repair(self) -> Content | None:
        """Set the file aside, put the version before in its place, and report it."""
        with repairing(self._path):
            raw = read_bytes(self._path)
            content = self._decode(self._path, raw) if raw is not None else None
            if raw is None or content is not None:  # another program was faster
                return content
            before, content = self._version_before()
            now = datetime.now(UTC)
            aside = set_aside(self._path, raw, now)
            if before is None or content is None:
                if before is not None:
                    set_aside(self._previous, before, now)
                    remove(self._previous)
                remove(self._path)
                raise DamagedFileError(
                    f"{self._path.name} could not be read and was set aside as {aside}."
                )
            write_atomic(self._path, before)
        self._report(
            f"{self._path.name} could not be read and was set aside as {aside}; "
            "the version before it is in use."
        )
        return content

    def _repair_unless_lost(self) -> None:
        try:
            self._repair()
        except DamagedFileError as error:  # both versions are set aside
            self._report(str(error))

    def _version_before(self) -> tuple[bytes | None, Content | None]:
        """Return the version before as it stands there, and what it says if it parses."""
        raw = read_bytes(self._previous) if self._keep_previous else None
        return raw, None if raw is None else self._decode(self._previous, raw)
