"""Files that a user asked for: nothing that is there is lost unless the user said so.

All are written beside their places first and then put there, so that a full disk or a crash
leaves neither half a file nor a part of the files in the place of what was there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from data.errors import StoreError
from data.store.files import cannot, removed_on_failure, sync_folder, write_synced

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""How a disk says that it has no hard links, as those of cameras and many network drives."""


class Outgoing(NamedTuple):
    """A file to write."""

    path: Path
    content: bytes


class ThereAlreadyError(StoreError):
    """Files are there, and nobody said that they may be replaced."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        """Say which files these are."""
        first, *others = paths
        several = f"{len(paths)} files are there already, such as {first}."
        super().__init__(several if others else f"{first} is there already.")
        self.paths = paths


class _Placed(NamedTuple):
    """A file on its way."""

    path: Path
    """As the user named it."""
    place: Path
    """Where it goes: what a link points to is replaced, not the link."""
    is_there: bool
    temporary: Path


def write_out(files: Sequence[Outgoing], *, replace: bool) -> None:
    """Write files, for their owner only; all are on the disk before the first takes its place.

    A link is written through to the file that it points to.

    Args:
        files: What to write, and where.
        replace: Whether files that are there may be replaced; one that appears only meanwhile
            stays.

    Raises:
        ThereAlreadyError: Some are there; nothing was written.
        StoreError: A folder is missing or read-only, the disk is full, or the like; nothing new
            is left.
    """
    found = [_placed(each.path) for each in files]
    if there := tuple(each.path for each in found if each.is_there and not replace):
        raise ThereAlreadyError(there)
    if len({each.place for each in found}) < len(found):
        raise StoreError("Two files would have one name. Choose another name.")
    with contextlib.ExitStack() as temporaries:
        for placed, file in zip(found, files, strict=True):
            temporaries.enter_context(_written(placed, file.content))
        _put_in_place(found)


def _placed(path: Path) -> _Placed:
    """Find out where a file goes.

    Raises:
        StoreError: No file can be there.
    """
    try:
        if not path.parent.is_dir():
            raise StoreError(f"There is no folder {path.parent}. Make it, or choose another.")
        is_there = _is_file(path)
        place = Path(os.path.realpath(path)) if is_there else path.parent.resolve() / path.name
    except OSError as error:
        raise cannot("write", path, error) from error
    return _Placed(path, place, is_there, place.with_name(f".lightkeeper-{secrets.token_hex(6)}"))


def _is_file(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink():
            # Whoever made it, it would decide where a new file appears.
            raise StoreError(f"{path} is a link to nothing. Remove it, or name a file.") from None
        return False
    if stat.S_ISDIR(mode):
        raise StoreError(f"{path} is a folder. Name a file in it.")
    if not stat.S_ISREG(mode):
        raise StoreError(f"{path} is no ordinary file. Name a file.")
    return True


@contextlib.contextmanager
def _written(placed: _Placed, content: bytes) -> Iterator[None]:
    """Have a content on the disk, under a name that goes again."""
    try:
        with removed_on_failure(placed.temporary):
            write_synced(placed.temporary, content, os.O_EXCL)
    except OSError as error:
        raise cannot("write", placed.path, error) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            placed.temporary.unlink(missing_ok=True)


def _put_in_place(found: Sequence[_Placed]) -> None:
    with contextlib.ExitStack() as new:
        for each in found:
            try:
                if each.is_there:
                    os.replace(each.temporary, each.place)
                else:
                    _link(each.temporary, each.place)
            except FileExistsError:
                raise ThereAlreadyError((each.path,)) from None
            except OSError as error:
                raise cannot("write", each.path, error) from error
            if not each.is_there:
                new.callback(each.place.unlink, missing_ok=True)
        for each in found:
            try:
                sync_folder(each.place.parent)
            except OSError as error:
                raise cannot("write", each.path, error) from error
        new.pop_all()


def _link(temporary: Path, place: Path) -> None:
    """Give a file its name unless another one has it.

    Raises:
        FileExistsError: Another one has it.
    """
    try:
        os.link(temporary, place)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # The empty file keeps the place; whoever comes now finds it taken.
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with removed_on_failure(place):
            os.replace(temporary, place)
