"""What the list of a folder shows, in which a file to import is looked for."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from data.query import Field, Listing


class FileRow(NamedTuple):
    """A file or folder that can be chosen."""

    path: Path
    name: str
    is_folder: bool
    size: int
    """In bytes; 0 for a folder."""


def _size(row: FileRow) -> str:
    return "" if row.is_folder else f"{max(1, row.size // 1024):,} KB"


FILES: Listing[FileRow] = Listing(
    name="files",
    key=lambda row: str(row.path),
    search=lambda row: row.name,
    record=lambda row: {"path": str(row.path), "folder": row.is_folder, "size": row.size},
    fields=(
        Field("name", "Name", lambda row: f"{row.name}/" if row.is_folder else row.name),
        Field("size", "Size", _size, lambda row: row.size),
    ),
)
