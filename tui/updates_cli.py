"""The commands that bring customers up to date: diffs, impacts, notes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from data.diff import Diff, Difference, diff
from data.diff_text import markdown
from data.impact import impact, impact_of_draft
from data.impact_text import impact_markdown
from data.markdown import escape
from data.notes.batch import note_files, note_texts
from data.notes.style import Format
from data.pending import pending
from data.plans import Plan
from data.rows import VersionRow
from data.sides import draft_name, find_comparable
from data.snapshot import Snapshot
from data.store.note_files import note_template, outgoing_notes
from data.update_row import UpdateRow
from data.words import plural
from tui.console import (
    FINDINGS,
    USAGE,
    FilterText,
    ProfileName,
    fail,
    plain_errors,
    put_files,
    put_out,
    say,
    selected,
    snapshot_of,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

updates = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What an update changes, for whom, and how to tell them. Asks nobody, changes nothing.",
)


@updates.command("diff")
def diff_(
    context: typer.Context,
    before: Annotated[str, typer.Argument(help="What to compare, by name or id.")] = "",
    after: Annotated[str, typer.Argument(help="What with.")] = "",
    profile: ProfileName = None,
    filter_text: FilterText = "",
    as_json: AsJson = False,
) -> None:
    """Print what changes, as Markdown: for everybody who is behind, or between any two things.

    Without arguments: from what each customer accepted to the latest version. With two: a plan
    version such as 'managed-ops/gold 1.2.0', a draft, or a customer's definition, by words that
    only it has. Exits with 1 when something differs.
    """
    from tui import output

    if bool(before) != bool(after):
        fail("Name two things to compare, or none.", USAGE)
    with plain_errors():
        snapshot = _snapshot(context, profile)
        found = _diffs(snapshot, before, after, filter_text)
    if as_json:
        put_out(output.document({"diffs": [_record(*each) for each in found]}))
    else:
        put_out("\n".join(_titled(*each) for each in found) or "Nobody is behind.")
    if any(each is None or each.differs for _, each in found):
        raise typer.Exit(FINDINGS)


@updates.command("impact")
def impact_(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A plan version or a draft, by name or id.")],
    profile: ProfileName = None,
) -> None:
    """Print whom a version or a draft reaches when it is accepted, and who gains and loses what."""
    with plain_errors():
        snapshot = _snapshot(context, profile)
        found = find_comparable(snapshot, what)
        rows = snapshot.scopes.rows
        if isinstance(found.held, Plan):
            put_out(impact_markdown(impact_of_draft(found.held, draft_name(found.held), rows)))
        elif isinstance(found.held, VersionRow):
            version = found.held
            put_out(impact_markdown(impact(version.plan, version.version, found.side, rows)))
        else:
            fail(f"{found.name} is neither a plan version nor a draft.", USAGE)


@updates.command("note")
def note_(
    context: typer.Context,
    profile: ProfileName = None,
    filter_text: FilterText = "",
    form: Annotated[Format, typer.Option("--format", help="Markdown or plain text.")] = (
        Format.MARKDOWN
    ),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="A file for each customer there."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Print the note to the customer who is behind, or write the notes to all into a folder.

    Exits with 1 when somebody is behind. A text of your own is taken from customer-note.md or
    customer-note.txt in the config folder.
    """
    with plain_errors():
        snapshot = _snapshot(context, profile)
        rows = _behind(snapshot, filter_text)
        if not rows:
            say("Nobody is behind.")
            return
        template = note_template(form)
        if output is None:
            if len(rows) > 1:
                names = f"{plural(len(rows), 'row')} of the board are behind"
                fail(f"{names}: choose one with --filter, or a folder with -o.", USAGE)
            put_out(note_texts(snapshot, rows[0], {form: template})[form])
        else:
            files = note_files(snapshot, rows, template, form)
            put_files(outgoing_notes(output, files), force=force)
            say(f"Wrote {plural(len(files), 'note')} to {output}.")
    raise typer.Exit(FINDINGS)


def _snapshot(context: typer.Context, profile: str | None) -> Snapshot:
    return snapshot_of(context.obj.or_else(profile, None, None, None).profile)


def _behind(snapshot: Snapshot, filter_text: str) -> list[UpdateRow]:
    rows = selected(snapshot.update_board, filter_text)
    if not rows:
        say("No row of the board matches.")
    return [row for row in rows if row.is_behind]


def _diffs(
    snapshot: Snapshot, before: str, after: str, filter_text: str
) -> Sequence[tuple[str, Diff | None]]:
    """Return diffs, each with the customer that it is about, if it is about one.

    Where only the number of the latest version is known there is no diff.
    """
    if before:
        one, other = (find_comparable(snapshot, each).side for each in (before, after))
        return [("", diff(one, other))]
    found: list[tuple[str, Diff | None]] = []
    for row in _behind(snapshot, filter_text):
        diffs = pending(snapshot, row)
        found += [(row.customer, each) for each in diffs]
        if not diffs:
            found.append((f"{row.customer}: {row.offer} {row.latest}", None))
    return found


def _titled(customer: str, found: Diff | None) -> str:
    if found is None:
        return f"# {escape(customer)}\n\nWhat it changes is not known, only its number.\n"
    return f"# {escape(customer)}\n\n{markdown(found)}" if customer else markdown(found)


def _record(customer: str, found: Diff | None) -> dict[str, Any]:
    if found is None:
        return {"customer": customer, "changes": None}
    return {
        "customer": customer,
        "before": found.before.title,
        "after": found.after.title,
        "risks": [each.id for each in found.marks],
        "changes": [
            {
                "change": pair.difference.value,
                "principal_id": pair.entry.principal_id,
                "who": pair.who,
                "role_id": pair.entry.role_id,
                "role": pair.role,
                "kind": pair.kind,
                "fields": {
                    each.field.value: {"before": each.before, "after": each.after}
                    for each in pair.fields
                },
                "risks": [each.id for each in pair.marks],
            }
            for pair in found.pairs
            if pair.difference is not Difference.UNCHANGED
        ],
    }
