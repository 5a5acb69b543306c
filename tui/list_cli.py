"""The command that prints a list, or writes it into a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from data.expected_listings import expected_rows
from data.formats.report import ENDINGS, Report, ReportFormat, as_json, file_content, written
from data.library_listings import library
from data.query import Listed, Rows
from data.redaction import Redactor
from data.snapshot import Snapshot
from data.store.outgoing import Outgoing
from data.store.profile import Profile
from data.words import plural
from tui import output
from tui.console import (
    FINDINGS,
    USAGE,
    FilterText,
    ProfileName,
    contents_of,
    fail,
    plain_errors,
    put_files,
    put_out,
    say,
    selected,
    snapshot_of,
)


class What(StrEnum):
    """The lists that can be printed."""

    CUSTOMERS = "customers"
    DELEGATIONS = "delegations"
    VERSIONS = "versions"
    UPDATES = "updates"
    EXPECTED = "expected"
    PLANS = "plans"
    ROLES = "roles"


_WITHOUT_SYNC = (What.PLANS, What.ROLES)
"""What can be listed before anything was read from Azure."""


def list_(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="Which list.")],
    profile: ProfileName = None,
    filter_text: FilterText = "",
    json: Annotated[bool, typer.Option("--json", help="As --format json.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="As --format csv.")] = False,
    form: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="How; by the file's ending, else aligned for people."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where; else printed.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    redact: Annotated[
        bool, typer.Option("--redact", help="Put others in the place of names and ids.")
    ] = False,
) -> None:
    """Print a list from the cache, or write it into a file, without asking Azure.

    With --redact the filter looks at what stands for the names and ids, as it is printed.
    'list updates' exits with 1 when one of its rows is behind.
    """
    settings = context.obj.or_else(profile, None, None, None)
    chosen = _format(form, as_json=json, as_csv=csv, file=file)
    with plain_errors():
        if what in _WITHOUT_SYNC:
            snapshot = contents_of(Profile(settings.profile, report=say))
        else:
            snapshot = snapshot_of(settings.profile)
        if redact:
            snapshot = Redactor(Profile(settings.profile).redaction_key()).snapshot(snapshot)
        rows: Rows[Any] = _rows(snapshot, what)
        kept = selected(rows, filter_text)
        total = len(rows.rows) - rows.pinned
        listed = Listed(what.capitalize(), rows.listing, kept, total, filter_text)
        _put(Report(listed, snapshot.meta, redact), chosen, file, force=force)
    if what is What.UPDATES and any(row.is_behind for row in kept):
        raise typer.Exit(FINDINGS)


def _format(
    form: ReportFormat | None, *, as_json: bool, as_csv: bool, file: Path | None
) -> ReportFormat | None:
    """Return the format that was asked for in one way or another; nothing when none was."""
    asked = {form} - {None}
    asked |= {ReportFormat.JSON} if as_json else set()
    asked |= {ReportFormat.CSV} if as_csv else set()
    if len(asked) > 1:
        fail("Choose one of --format, --json and --csv.", USAGE)
    by_name = ENDINGS.get(file.suffix.lower()) if file else None
    found = next(iter(asked), by_name)
    if file and not found:
        fail(f"Let the file end in {', '.join(ENDINGS)}, or choose a --format.", USAGE)
    return found


def _put(report: Report[Any], form: ReportFormat | None, file: Path | None, *, force: bool) -> None:
    listed = report.listed
    if form is None:
        put_out(output.as_table(listed.listing, listed.rows))
    elif file:
        put_files([Outgoing(file, file_content(report, form))], force=force)
        say(f"Wrote {plural(len(listed.rows), 'row')} to {file}.")
    elif form is ReportFormat.JSON:
        put_out(as_json(report, only_ascii=output.lacks_letters()).rstrip("\n"))
    else:
        put_out(written(report, form).rstrip("\n"))


def _rows(snapshot: Snapshot, what: What) -> Rows[Any]:
    match what:
        case What.CUSTOMERS:
            return snapshot.customers
        case What.DELEGATIONS:
            return snapshot.scopes
        case What.VERSIONS:
            return snapshot.versions
        case What.UPDATES:
            return snapshot.update_board
        case What.EXPECTED:
            return expected_rows(snapshot)
        case What.PLANS:
            return library(snapshot)
        case What.ROLES:
            from data.role_listings import role_rows

            return role_rows(snapshot)
