"""What every command says and how it ends: messages, documents, exit codes."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import typer

from data.clean import defuse
from data.emulator.options import SampleAzureError
from data.errors import NotSignedInError, PlainError, StoreError, SyncFailedError, WrongUseError
from data.formats.json_text import NotJsonError
from data.formats.plain_tree import PlanFileError
from data.query import Query, Rows, mistakes, parse, unknown_fields
from data.roles import use
from data.snapshot import Snapshot
from data.store.outgoing import Outgoing, ThereAlreadyError, write_out
from data.store.profile import Profile
from screens.widgets.columns import shorten

ProfileName = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="Whose cache and library to use.")
]
FilterText = Annotated[
    str,
    typer.Option("--filter", metavar="TEXT", help="As in the dashboard: words, field:value."),
]

FINDINGS = 1
USAGE = 2
PARTIAL = 3
NOT_SIGNED_IN = 4
NO_FILE = 5
NAMES_WIDTH = 240
"""Cells that names of any length may take in a message."""
_CODES: tuple[tuple[type[Exception], int], ...] = (
    (StoreError, NO_FILE),
    (NotJsonError, NO_FILE),
    (PlanFileError, NO_FILE),
    (NotSignedInError, NOT_SIGNED_IN),
    (SyncFailedError, PARTIAL),
    (SampleAzureError, USAGE),
    (WrongUseError, USAGE),
    (PlainError, USAGE),
    (ValueError, USAGE),
)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what a user can do something about into one sentence and an exit code."""
    try:
        yield
    except tuple(of for of, _ in _CODES) as error:
        fail(str(error), next(code for of, code in _CODES if isinstance(error, of)))


def fail(sentence: str, code: int) -> NoReturn:
    """Say what happened, and end."""
    say(sentence)
    raise typer.Exit(code)


def say(sentence: str) -> None:
    """Tell the user something that is no part of the result."""
    # What others said may be in it: one line, and nothing that steers the terminal.
    sys.stderr.write(f"{defuse(sentence)}\n")


def put_out(text: str) -> None:
    """Print a result."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Not every terminal and pipe takes every letter of a customer's name.
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.stdout.write(f"{text}\n")


def put_files(files: Sequence[Outgoing], *, force: bool) -> None:
    """Write files; those that are there already only with ``--force``.

    Raises:
        StoreError: They cannot be written, or are there.
    """
    try:
        write_out(files, replace=force)
    except ThereAlreadyError as error:
        raise StoreError(f"{error} --force replaces {'them' if files[1:] else 'it'}.") from None


def snapshot_of(profile_name: str) -> Snapshot:
    """Return what a profile's cache and library hold.

    Raises:
        StoreError: There is no cache, or the files cannot be read.
    """
    found = contents_of(Profile(profile_name, report=say))
    if not found.is_synced:
        raise StoreError(
            f"Profile {profile_name} has no cache that can be read. "
            f"Run: lightkeeper sync --profile {profile_name}"
        )
    return found


def contents_of(profile: Profile) -> Snapshot:
    """Return what a profile's cache and library hold, also when there was no sync yet.

    Raises:
        StoreError: The files cannot be read.
    """
    known, library = profile.cache.load(), profile.library.contents()
    if known is None:
        return Snapshot(library=library)
    use(known.roles, known.meta.roles_read_at)
    return Snapshot(known, library)


def selected(rows: Rows[Any], filter_text: str) -> list[Any]:
    """Return the rows that a filter leaves, without those that stand for others.

    A filter that no row could ever match ends the command, lest it pass for an all-clear.
    """
    query: Query = parse(filter_text)
    for strange in unknown_fields(query, rows.listing):
        fields = ", ".join(rows.listing.by_name)
        name = shorten(strange, NAMES_WIDTH)
        say(f"There is no field {name}, so it was looked up as text. Fields: {fields}.")
    if wrong := mistakes(query, rows.listing):
        fail(shorten(wrong[0], NAMES_WIDTH), USAGE)
    return [rows.rows[at] for at in rows.select(query) if at >= rows.pinned]
