"""How the files of a profile are; nothing is changed, and nobody is kept waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from data.errors import StoreError
from data.health import Check, failed, ok, warning
from data.known import Known
from data.store.lock import Lock
from data.store.profile import Profile
from data.store.storage import AtomicStorage, Tables
from data.words import plural

Found = TypeVar("Found")

_OTHERS = 0o077
_LOCKS = {"sync": "Syncing", "library": "Writing"}
"""What others cannot do meanwhile, by the part that is held."""


def folder_check(profile: Profile) -> Check:
    """Look at the folder: who may read it."""
    name, folder = "folder", profile.folder
    try:
        mode = folder.stat().st_mode
    except FileNotFoundError:
        return ok(name, f"{folder} is made by the first sync.")
    except OSError as error:
        return failed(name, f"Cannot look at {folder}: {error.strerror}. Repair its permissions.")
    if mode & _OTHERS:
        fix = f"Run chmod 700 {folder}."
        return warning(name, f"Others on this machine may look into {folder}.", fix)
    return ok(name, f"{folder}, for its owner only.")


def cache_check(profile: Profile) -> tuple[Check, Known | None]:
    """Look at the cache, and return what it holds."""
    name = "cache"
    if problem := _damage(profile.folder / "cache" / "current.json", dict[str, Any]):
        return failed(name, f"{problem}or sync anew."), None
    known, problem = _read(profile, profile.cache.load)
    if problem:
        return failed(name, problem), known
    if known is None:
        fix = f"Run lightkeeper sync --profile {profile.name}."
        return warning(name, "There was no sync yet.", fix), None
    count = plural(len(known.customers), "customer")
    return ok(name, f"{count}, synced {known.meta.synced_at}."), known


def library_check(profile: Profile) -> Check:
    """Look at the library."""
    name = "library"
    if problem := _damage(profile.folder / "library.json", Tables):
        return failed(name, f"{problem}or put back a copy of your own.")
    contents, problem = _read(profile, profile.library.contents)
    if problem or contents is None:
        return failed(name, problem)
    return ok(name, f"{plural(len(contents.plans), 'plan')} made here.")


def lock_checks(profile: Profile) -> Iterator[Check]:
    """Yield whether another program is writing or editing."""
    for what, verb in _LOCKS.items():
        try:
            holder = Lock(profile.folder, what).holder()
        except StoreError as error:
            yield failed(f"{what} lock", str(error))
            continue
        if holder:
            sentence = f"{verb} is refused: another Lightkeeper holds the lock ({holder}). "
            yield failed(f"{what} lock", f"{sentence}Wait for it, or end that process.")
        else:
            yield ok(f"{what} lock", "free.")
    try:
        editor = profile.editor()
    except StoreError as error:
        yield failed("editor", str(error))
        return
    if editor:
        fix = "Close the editor there to change plans here."
        yield warning("editor", f"Another Lightkeeper is editing plans ({editor}).", fix)
    else:
        yield ok("editor", "free.")


def _damage(path: Path, of: Any) -> str:
    """Say that a file does not parse; reading it would set it aside, and this changes nothing."""
    try:
        if AtomicStorage(path, of=of).is_whole():
            return ""
    except StoreError as error:
        return f"{error} Repair it, "
    return (
        f"{path} does not parse. Start Lightkeeper, which sets it aside and takes the version "
        "before if there is one, "
    )


def _read(profile: Profile, load: Callable[[], Found]) -> tuple[Found | None, str]:
    """Read, and return what was found with the first thing that was wrong."""
    said: list[str] = []
    before, profile.report = profile.report, said.append
    try:
        found = load()
        return found, said[0] if said else ""
    except StoreError as error:
        return None, str(error)
    finally:
        profile.report = before
