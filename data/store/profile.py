"""One profile's folder: cache, library, history, revisions, and who may write to them."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import platformdirs

from data.errors import StoreError
from data.store.cache import Cache
from data.store.files import private_folder, read_bytes, write_atomic
from data.store.history import History
from data.store.library import Library
from data.store.lock import Lock
from data.store.revisions import Revisions

DEFAULT = "default"
_LIBRARY_SECONDS = 2
_EDITOR_SECONDS = 0.5
"""Somebody may be asking who is editing, which takes the lock for a moment."""
_LIBRARY_FILES = ("library*.json*", ".library*.json*.tmp")
"""The library with its version before, what was set aside, and what a killed save left."""
_REDACTION = "redaction.key"
_SIGN_IN = "sign_in.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def is_profile_name(name: str) -> bool:
    """Whether a name can be a profile's: it is a folder's, too."""
    return bool(_NAME.fullmatch(name))


def _base(root: Path | None) -> Path:
    return (root or Path(platformdirs.user_data_dir("lightkeeper", appauthor=False))) / "profiles"


class HeldError(StoreError):
    """Another Lightkeeper is writing or editing; the message says which."""


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
        if not is_profile_name(name):
            raise ValueError(
                f"{name!r} cannot name a profile: use letters, digits, dots, dashes, underscores."
            )
        self.name = name
        self.report = report
        """Told in one sentence when a damaged file was set aside."""
        self.folder = _base(root) / name
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

    @staticmethod
    def kept(root: Path | None = None) -> list[str]:
        """Return the names of the profiles that have a folder.

        Args:
            root: The folder of all profiles; the user's data folder when absent.
        """
        base = _base(root)
        found = [each.name for each in base.iterdir() if each.is_dir()] if base.is_dir() else []
        return sorted(filter(is_profile_name, found))

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
        lock = Lock(self.folder, what)
        if not lock.take(seconds):
            raise HeldError(
                f"Another Lightkeeper ({lock.name()}) is writing to profile {self.name} "
                f"({what}). Try again when it is done."
            )
        try:
            yield
        finally:
            lock.release()

    def edit(self) -> Lock:
        """Take the right to edit plans, until the lock is released or the program ends.

        Taken when the first editor opens: whoever has it knows that nobody else is editing. The
        right to write is apart from it, so notes can be taken elsewhere meanwhile.

        Raises:
            HeldError: Another program is editing, or another editor of this one; the message says
                which.
            StoreError: The folder cannot be made.
        """
        lock = self._editing
        if not lock.take(_EDITOR_SECONDS):
            raise HeldError(
                f"Another Lightkeeper ({lock.name()}) is editing plans of profile {self.name}. "
                "They can be read here; to change one, close the editor there, then open it again."
            )
        return lock

    def editor(self) -> str:
        """Say which program is editing plans; empty when none is, or none that still runs.

        Raises:
            StoreError: The lock cannot be looked at.
        """
        return self._editing.holder()

    def redaction_key(self) -> bytes:
        """Return what decides which number stands for which name; made when first asked for.

        Raises:
            StoreError: It cannot be read or written.
        """
        path = private_folder(self.folder) / _REDACTION
        key = read_bytes(path)
        if not key:
            key = secrets.token_bytes(32)
            write_atomic(path, key)
        return key

    @property
    def sign_in_record(self) -> Path:
        """Where to keep who signed in last by browser or code; it holds no secret."""
        return self.folder / _SIGN_IN

    @property
    def _editing(self) -> Lock:
        return Lock(self.folder, "editing")

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
            for each in (_REDACTION, _SIGN_IN):
                (self.folder / each).unlink(missing_ok=True)
            for pattern in _LIBRARY_FILES if library else ():
                for file in self.folder.glob(pattern):
                    file.unlink()
        except OSError as error:
            raise StoreError(f"Cannot remove {error.filename}: {error.strerror}.") from error
