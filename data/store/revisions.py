"""Earlier states of plans: a file a plan, to which each save adds a line.

Which states count, :func:`data.revisions.thinned` decides; the lines of the others leave the file
when it has 400. A line that was not finished is no state, and goes with the next save.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import structs

from data.errors import StoreError
from data.plans import Plan
from data.revisions import Revision, latest, moment_of, thinned
from data.store.files import (
    append_synced,
    private_folder,
    read_bytes,
    remove,
    set_aside,
    sweep,
    write_atomic,
)
from data.store.storage import SCHEMA, Envelope, NewerSchemaError, Version
from data.words import plural

_MOST_LINES = 400
_FILE_NAME = re.compile(r"[a-z0-9-]{1,64}")
_decoder = msgspec.json.Decoder(Envelope[Revision])


class Revisions:
    """One profile's folder of earlier states."""

    def __init__(
        self,
        folder: Path,
        writing: Callable[[], AbstractContextManager[None]],
        report: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self._folder = folder
        self._writing = writing
        self._report = report

    def keep(self, plan: Plan, mark: str = "", now: datetime | None = None) -> None:
        """Keep a plan as it is now; nothing is written where it is as it was kept last.

        Called when an editor opens and after each save, it misses no state.

        Args:
            plan: The plan.
            mark: Why this state stays for ever, if it does.
            now: The moment; that of the call when absent.

        Raises:
            StoreError: The file cannot be written, or another program holds it.
        """
        moment = now or datetime.now(UTC)
        with self._writing():
            file = self._open(plan.id)
            last = file.known[-1] if file.known else None
            if last and _same(last.plan, plan):
                if mark not in ("", last.mark):
                    file.add(structs.replace(last, mark=mark), moment)
                return
            before = moment_of(last.at) if last else None
            at = max(moment, before + timedelta(microseconds=1)) if before else moment
            text = at.astimezone(UTC).isoformat(timespec="microseconds")
            file.add(Revision(text, plan, mark), moment)

    def mark(self, plan_id: str, at: str, mark: str) -> None:
        """Let a state stay for ever, or go with age when the mark is empty.

        Args:
            plan_id: The plan's id.
            at: The moment of the state.
            mark: Why it stays.

        Raises:
            StoreError: There is no such state, the file cannot be written, or another program
                holds it.
        """
        with self._writing():
            file = self._open(plan_id)
            found = next((each for each in file.known if each.at == at), None)
            if found is None:
                raise StoreError("This state of the plan is no longer kept. Choose another one.")
            file.add(structs.replace(found, mark=mark), datetime.now(UTC))

    def of(self, plan_id: str, now: datetime | None = None) -> tuple[Revision, ...]:
        """Return what is kept of a plan, the oldest first.

        Lines that cannot be read stay in the file and are reported.

        Raises:
            StoreError: The file cannot be read.
        """
        path = self._path(plan_id)
        whole, torn = _parted(read_bytes(path) or b"")
        found, damaged = _decoded([*whole, torn] if _decode(torn, plan_id) else whole, plan_id)
        if damaged:
            self._report(
                f"{path.name} holds {plural(damaged, 'line')} that cannot be read; the other "
                "states of the plan are there."
            )
        return tuple(thinned(found, now or datetime.now(UTC)))

    def read(self, plan_id: str, at: str) -> Plan | None:
        """Return a plan as it was at the moment of a state; nothing when that is gone.

        Raises:
            StoreError: The file cannot be read.
        """
        return next((each.plan for each in self.of(plan_id) if each.at == at), None)

    def forget(self, plan_id: str) -> None:
        """Remove all that is kept of a plan.

        Raises:
            StoreError: The file cannot be removed, or another program holds it.
        """
        path = self._path(plan_id)
        if path.exists():
            with self._writing():
                remove(path)
                sweep(path)

    def _path(self, plan_id: str) -> Path:
        """Return a plan's file; of an id that cannot be a file's name, its digest is the name."""
        digest = hashlib.sha256(plan_id.encode(errors="surrogatepass")).hexdigest()
        name = plan_id if _FILE_NAME.fullmatch(plan_id) else f"of-{digest}"
        return self._folder / f"plan-{name}.jsonl"

    def _open(self, plan_id: str) -> _File:
        private_folder(self._folder)
        return _File(self._path(plan_id), plan_id)


class _File:
    """The file of one plan, while nobody else writes to it."""

    def __init__(self, path: Path, plan_id: str) -> None:
        """Read the file, and take off a last line that was not finished."""
        self._path = path
        raw = read_bytes(path) or b""
        self._lines, torn = _parted(raw)
        if torn:
            if _decode(torn, plan_id):
                self._lines.append(torn)
            write_atomic(path, b"".join(line + b"\n" for line in self._lines))
        self.known, self._damaged = _decoded(self._lines, plan_id)

    def add(self, revision: Revision, now: datetime) -> None:
        """Add a line; where there are too many, only those stay that count."""
        line = _encoded(revision)
        if len(self._lines) + 1 < _MOST_LINES:
            append_synced(self._path, line)
            return
        if self._damaged:
            set_aside(self._path, b"".join(each + b"\n" for each in self._lines), now)
        left = thinned(latest([*self.known, revision]), now)
        write_atomic(self._path, b"".join(map(_encoded, left)))
        sweep(self._path)


def _parted(raw: bytes) -> tuple[list[bytes], bytes]:
    """Return the finished lines, and what stands behind the last of them."""
    *lines, torn = raw.split(b"\n")
    return [each for each in lines if each], torn


def _decoded(lines: Sequence[bytes], plan_id: str) -> tuple[list[Revision], int]:
    """Return the revisions in lines, each once, and how many lines are none."""
    found = [_decode(each, plan_id) for each in lines]
    return latest(filter(None, found)), found.count(None)


def _decode(line: bytes, plan_id: str) -> Revision | None:
    try:
        written = msgspec.json.decode(line, type=Version).schema
        if written > SCHEMA:
            raise NewerSchemaError(
                "The earlier states of this plan were written by a newer Lightkeeper (schema "
                f"{written}, this one knows {SCHEMA}). Update Lightkeeper; they are as they were."
            )
        found = _decoder.decode(line).content
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found if found.plan.id == plan_id and moment_of(found.at) else None


def _encoded(revision: Revision) -> bytes:
    try:
        return msgspec.json.encode(Envelope(SCHEMA, revision)) + b"\n"
    except UnicodeEncodeError as error:
        raise StoreError(
            f"Cannot keep this state of the plan: {error.object[:40]!r} is not valid Unicode."
        ) from error


def _same(one: Plan, other: Plan) -> bool:
    """Whether two states say the same, whenever they were saved."""
    return structs.replace(one, saved_at="") == structs.replace(other, saved_at="")
