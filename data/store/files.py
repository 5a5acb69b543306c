"""Files that survive a crash, and that only their owner can read."""

from __future__ import annotations

import contextlib
import os
import secrets
from datetime import datetime
from pathlib import Path

from data.errors import StoreError


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, for its owner only (0700)."""
    try:
        for folder in (*reversed(path.parents), path):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise _cannot("make the folder", path, error) from error
    return path


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file so that a crash at any moment leaves the old or the new one, whole.

    Raises:
        StoreError: The folder is read-only, the disk is full, or the like.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        _write_synced(temporary, content)
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise _cannot("write", path, error) from error


def read_bytes(path: Path) -> bytes | None:
    """Return a file's content, or nothing when there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _cannot("read", path, error) from error


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged file so that nothing overwrites it; return its new path."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
    try:
        os.replace(path, aside)
    except OSError as error:
        raise _cannot("set aside", path, error) from error
    return aside


def _write_synced(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there, and a rename needs no sync
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot(what: str, path: Path, error: OSError) -> StoreError:
    reason = error.strerror or type(error).__name__
    return StoreError(f"Cannot {what} {path}: {reason}. Check the folder's rights and free space.")
