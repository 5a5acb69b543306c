"""TinyDB storage that a crash cannot break: one typed document a file, with a schema version."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from tinydb.storages import Storage

from data.errors import StoreError
from data.store.files import read_bytes, set_aside, write_atomic

SCHEMA = 1
"""Raised when a file's meaning changes; a newer one than this is refused, never rewritten."""

Content = TypeVar("Content")
Tables = dict[str, dict[str, Any]]


class DamagedFileError(StoreError):
    """A file does not parse, and there is no earlier version of it."""


class NewerSchemaError(StoreError):
    """A file was written by a newer Lightkeeper."""


class Envelope(msgspec.Struct, Generic[Content]):
    """What stands in every file of ours."""

    schema: int
    content: Content


class _Version(msgspec.Struct):
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
        self._decoder = msgspec.json.Decoder(Envelope[of])  # type: ignore[valid-type]
        self._report = report

    def read(self) -> Content | None:  # type: ignore[override]
        """Return the document, or nothing when there is none yet.

        Raises:
            DamagedFileError: The file does not parse and neither does the version before.
            NewerSchemaError: The file was written by a newer Lightkeeper.
        """
        raw = read_bytes(self._path)
        if raw is None:
            return None
        content = self._decode(raw)
        return content if content is not None else self._recover()

    def write(self, data: Content) -> None:  # type: ignore[override]
        """Replace the document; the one before stays beside it when asked to."""
        content = msgspec.json.encode(Envelope(SCHEMA, data))
        if self._keep_previous and (before := read_bytes(self._path)) is not None:
            write_atomic(self._previous, before)
        write_atomic(self._path, content)

    def _decode(self, raw: bytes) -> Content | None:
        try:
            written = msgspec.json.decode(raw, type=_Version).schema
            if written > SCHEMA:
                raise NewerSchemaError(
                    f"{self._path} was written by a newer Lightkeeper (schema {written}, this one "
                    f"knows {SCHEMA}). Update Lightkeeper; the file was left as it is."
                )
            return self._decoder.decode(raw).content
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def _recover(self) -> Content:
        raw = read_bytes(self._previous) if self._keep_previous else None
        content = self._decode(raw) if raw is not None else None
        aside = set_aside(self._path, datetime.now(UTC))
        if content is None:
            raise DamagedFileError(
                f"{self._path.name} could not be read and was set aside as {aside}."
            )
        os.link(self._previous, self._path)
        self._report(
            f"{self._path.name} could not be read and was set aside as {aside}; "
            "the version before it is in use."
        )
        return content
