"""A plan in the user's own text editor."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from data.errors import PlainError, StoreError
from data.formats.plain_editing import edited, with_remarks
from data.lint.accepting import split
from data.lint.around import context_of_plan
from data.lint.engine import lint
from data.plans import Plan
from data.snapshot import Snapshot
from data.store.files import private_folder, read_bytes

_FOLDER = "text"


class EditorFailedError(PlainError):
    """The text editor cannot be started, or it says that it failed."""


def editor_command() -> list[str]:
    """Return the command that the user edits texts with.

    Raises:
        EditorFailedError: What is set cannot be a command.
    """
    set_ones = (os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    told = next(filter(None, set_ones), "vi")
    try:
        return shlex.split(told)
    except ValueError as error:
        raise EditorFailedError(
            f"VISUAL or EDITOR is {told}, which is no command: {error}."
        ) from error


def as_text(plan: Plan, snapshot: Snapshot) -> bytes:
    """Write a plan as YAML, with what lint says of it as remarks, what was accepted aside."""
    found = split(plan, lint(plan, context_of_plan(plan, snapshot)))
    return with_remarks(plan, found.open).encode()


def new_file(folder: Path, content: bytes) -> Path:
    """Write a text into a new file that only its owner can read.

    Args:
        folder: The profile's.
        content: The text.

    Raises:
        StoreError: It cannot be written.
    """
    try:
        # mkstemp makes it for the owner only
        number, name = tempfile.mkstemp(".yaml", "plan-", private_folder(folder / _FOLDER))
        with os.fdopen(number, "wb") as file:
            file.write(content)
    except OSError as error:
        raise StoreError(f"Cannot write into {folder}: {error.strerror}.") from error
    return Path(name)


def run(path: Path) -> str:
    """Let the user edit a file; the terminal must be free.

    Returns:
        What went wrong, in a sentence; nothing when the editor says that all is well. Nothing is
        raised, since Textual would not come back to the terminal then.
    """
    try:
        command = editor_command()
        with _interrupts_left_to_the_editor():
            done = subprocess.run([*command, str(path)], check=False)
    except EditorFailedError as error:
        return str(error)
    except OSError as error:
        return f"Cannot start {command[0]}: {error.strerror}. Set EDITOR to another command."
    name, code = Path(command[0]).name, done.returncode
    if code < 0:
        return f"{name} was stopped by signal {-code}."
    return f"{name} ended with status {code}." if code else ""


def read_back(path: Path, before: Plan) -> Plan:
    """Return the plan that a file holds after it was edited.

    Raises:
        StoreError: It is gone, or cannot be read.
        PlanFileError: It holds no plan; the sentence names the line or the field.
    """
    text = read_bytes(path)
    if text is None:
        raise StoreError(f"{path} is gone.")
    return edited(text, before)


def discard(path: Path, *, unless_changed_from: bytes | None = None) -> bool:
    """Remove a file, unless it holds something else than this; tell whether it is gone."""
    with suppress(OSError):
        if unless_changed_from in (None, path.read_bytes()):
            path.unlink()
    return not path.exists()


@contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Do nothing on ctrl+c, which the terminal sends to us as well."""

    def nothing(number: int, frame: FrameType | None) -> None:
        # A function, since the editor would inherit SIG_IGN
        return

    before = signal.signal(signal.SIGINT, nothing)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
