"""One profile's folder: cache, library, history, revisions, and who may write to them."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from data.errors import StoreError
from data.store.cache import Cache
from data.store.files import private_folder, write_atomic
from data.store.history import History
from data.store.library import Library
from data.store.revisions import Revisions

DEFAULT = "default"
_LIBRARY_SECONDS = 2
_LIBRARY_FILES = ("library*.json*", ".library*.json*.tmp")
"""The library with its version before, what was set aside, and what a killed save left."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class HeldError(StoreError):
    """Another Lightkeeper is writing; the message says which."""


class Profile:
    """The files of one profile."""

    def __init__(
        self,
        name: str = DEFAULT,
        *,
        root: Path | None = None,
        report: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        """Name the profile; nothing is read or made yet.

        Args:
            name: Letters, digits, dots, dashes, underscores.
            root: The folder of all profiles; the user's data folder when absent.
            report: See the attribute; may be set later.

        Raises:
            ValueError: The name could not be a folder's.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} cannot name a profile: use letters, digits, dots, dashes, underscores."
            )
        self.name = name
        self.report = report
        """Told in one sentence when a damaged file was set aside."""
        base = root or Path(platformdirs.user_data_dir("lightkeeper", appauthor=False))
        self.folder = base / "profiles" / name
        self.cache = Cache(self.folder / "cache", self._tell)
        self.history = History(self.folder / "history", self._tell)
        self.library = Library(
            self.folder / "library.json",
            lambda: self.writing("library", _LIBRARY_SECONDS),
            self._tell,
        )
        self.revisions = Revisions(
            self.folder / "revisions",
            lambda: self.writing("library", _LIBRARY_SECONDS),
            self._tell,
        )

    def _tell(self, sentence: str) -> None:
        self.report(sentence)

    @contextmanager
    def writing(self, what: str, seconds: float = 0) -> Iterator[None]:
        """Hold the right to write to one part of the profile.

        Args:
            what: ``sync`` or ``library``.
            seconds: How long to wait for another program to finish.

        Raises:
            HeldError: Another program still holds it.
            StoreError: The folder cannot be made.
        """
        from filelock import FileLock, Timeout  # importing it costs more than loading a small cache

        lock = FileLock(private_folder(self.folder) / f"{what}.lock", mode=0o600)
        holder = self.folder / f"{what}.holder"
        try:
            lock.acquire(timeout=seconds)
        except Timeout as error:
            raise HeldError(
                f"Another Lightkeeper ({_holder(holder)}) is writing to profile {self.name} "
                f"({what}). Try again when it is done."
            ) from error
        except OSError as error:
            raise StoreError(f"Cannot lock {self.folder}: {error.strerror}.") from error
        try:
            with suppress(StoreError):  # the name is a courtesy; the write itself will complain
                write_atomic(holder, json.dumps(_me()).encode())
            yield
        finally:
            with suppress(OSError):
                holder.unlink()
            lock.release()

    def wipe(self, *, library: bool = False) -> None:
        """Forget the cache and the history; the library too only when told.

        Raises:
            HeldError: A sync is running, or the library is being written.
            StoreError: The files cannot be removed.
        """
        if not self.folder.is_dir():
            return
        with ExitStack() as held:
            held.enter_context(self.writing("sync"))
            if library:
                held.enter_context(self.writing("library", _LIBRARY_SECONDS))
            self._remove(library)

    def _remove(self, library: bool) -> None:
        try:
            for part in ("cache", "history", *(("revisions",) if library else ())):
                if (self.folder / part).exists():
                    shutil.rmtree(self.folder / part)
            for pattern in _LIBRARY_FILES if library else ():
                for file in self.folder.glob(pattern):
                    file.unlink()
        except OSError as error:
            raise StoreError(f"Cannot remove {error.filename}: {error.strerror}.") from error


def _me() -> dict[str, str | int]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": now}


def _holder(path: Path) -> str:
    try:
        found = json.loads(path.read_bytes())
        return f"process {found['pid']} on {found['host']}, since {found['since']}"
    except (OSError, ValueError, LookupError, TypeError):
        return "which left no name"
