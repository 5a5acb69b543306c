"""The command ``doctor``."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from data.emulator.options import CUSTOMERS, DELEGATIONS, SEED
from data.health import SIGNS, Check, to_repair, verdict
from tui import output
from tui.console import FINDINGS, ProfileName, plain_errors, put_out
from tui.settings import Settings

if TYPE_CHECKING:
    from tui.jobs import Connect

_NAME = 17
_NARROWEST = 40


def doctor(
    context: typer.Context,
    profile: ProfileName = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    redact: Annotated[
        bool, typer.Option("--redact", help="Without ids, names of this machine and its user.")
    ] = False,
) -> None:
    """Say what works here: settings, files, sign-in, reach of Azure; and what to do where not.

    Nothing is changed and no token is shown. Exits with 1 when something does not work.
    """
    from tui.doctor import examine, redacted

    settings: Settings = context.obj.or_else(profile, None, None, None)
    with plain_errors(), _azure_of(settings) as connect:
        checks = examine(settings, connect)
        if redact:
            checks = redacted(checks)
        found = []
        for each in checks:
            found.append(each)
            if not as_json:
                put_out(_line(each))
    if as_json:
        put_out(output.document({"checks": [each._asdict() for each in found]}))
    wrong = to_repair(found)
    if not as_json:
        put_out(verdict(wrong))
    if wrong:
        raise typer.Exit(FINDINGS)


@contextmanager
def _azure_of(settings: Settings) -> Iterator[Connect]:
    """Yield what finds the Azure of a profile: the demo brings its own, until the block ends."""
    from tui.demo import Demo
    from tui.doctor import brings_its_own

    if not brings_its_own(settings):
        yield settings.source
        return
    sample = Demo(CUSTOMERS, DELEGATIONS, SEED)
    try:
        yield sample.connect
    finally:
        sample.stop()


def _line(check: Check) -> str:
    """Return what was found, beneath itself where the terminal is too narrow."""
    head = f"{SIGNS[check.state]} {check.name:<{_NAME}}"
    said = f"{check.words} {check.fix}".strip()
    if not sys.stdout.isatty():
        return f"{head}{said}"
    width = shutil.get_terminal_size().columns
    return fill(
        said,
        max(width, _NARROWEST),
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    )
