"""Files that survive a crash, and that only their owner can read."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from data.errors import StoreError

_REPAIR_SECONDS = 10


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, for its owner only (0700).

    Raises:
        StoreError: It cannot be made, or a file is in its place.
    """
    try:
        for folder in (*reversed(path.parents), path):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                sync_folder(folder.parent)
    except OSError as error:
        raise cannot("make the folder", path, error) from error
    return path


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file so that a crash at any moment leaves the old or the new one, whole.

    Raises:
        StoreError: The folder is read-only, the disk is full, or the like.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with removed_on_failure(temporary):
            write_synced(temporary, content, os.O_EXCL)
            os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise cannot("write", path, error) from error


def append_synced(path: Path, content: bytes) -> None:
    """Add to the end of a file, for its owner only.

    A crash leaves what was there, perhaps with a part of this behind it.

    Raises:
        StoreError: The folder is read-only, the disk is full, or the like; the file is as it was.
    """
    try:
        size = path.stat().st_size if path.exists() else 0
        try:
            write_synced(path, content, os.O_APPEND)
        except OSError:
            with contextlib.suppress(OSError):
                os.truncate(path, size)
            raise
        if not size:
            sync_folder(path.parent)
    except OSError as error:
        raise cannot("write", path, error) from error


def read_bytes(path: Path) -> bytes | None:
    """Return a file's content, or nothing when there is no such file.

    Raises:
        StoreError: It is there but cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise cannot("read", path, error) from error


def set_aside(path: Path, content: bytes, now: datetime) -> Path:
    """Keep a damaged file's content under a dated name of its own; return that path.

    The file itself stays until it is replaced or removed: while it were away, another program
    would find nothing and start afresh. Only one program at a time may do this.

    Raises:
        StoreError: It cannot be written.
    """
    dated = aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
    for number in itertools.count(2):
        if not aside.exists():
            break
        aside = dated.with_name(f"{dated.name}-{number}")
    write_atomic(aside, content)
    return aside


def remove(path: Path) -> None:
    """Remove a file that may be gone already.

    Raises:
        StoreError: It cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot("remove", path, error) from error


def sweep(path: Path) -> None:
    """Remove what killed writes of this file left; only whoever may write it may sweep."""
    with contextlib.suppress(OSError):
        for rubbish in path.parent.glob(f".{path.name}.*.tmp"):
            rubbish.unlink(missing_ok=True)


@contextlib.contextmanager
def repairing(path: Path) -> Iterator[None]:
    """Let one program at a time repair the files of a folder.

    Raises:
        StoreError: The folder is read-only, or another program takes too long.
    """
    from filelock import FileLock  # costs more than a small cache: only when it is needed

    lock = FileLock(path.with_name(".repair.lock"), mode=0o600)
    try:
        lock.acquire(timeout=_REPAIR_SECONDS)
    except OSError as error:
        raise cannot("repair", path, error) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def removed_on_failure(path: Path) -> Iterator[None]:
    """Leave no such file when something goes wrong, ctrl+c included."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def write_synced(path: Path, content: bytes, how: int) -> None:
    """Write to a file, and wait until it is on the disk; ``how`` are further flags of ``open``."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until it is on the disk which files a folder has."""
    if os.name == "nt":  # a folder cannot be opened there, and a rename needs no sync
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cannot(what: str, path: Path, error: OSError) -> StoreError:
    """Return what to tell when the system refuses something."""
    reason = error.strerror or type(error).__name__
    return StoreError(f"Cannot {what} {path}: {reason}. Check the folder's rights and free space.")
