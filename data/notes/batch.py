"""Notes to the customers of a snapshot's board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.notes.note import NoteTemplate, Sender, file_name, write_note
from data.notes.style import Format
from data.pending import pending
from data.snapshot import Snapshot
from data.update_row import UpdateRow


def note_texts(
    snapshot: Snapshot, row: UpdateRow, templates: Mapping[Format, NoteTemplate]
) -> dict[Format, str]:
    """Return the note to the customer of a row, in each format that there is a template of.

    Raises:
        NoteTemplateError: A template cannot be filled in.
    """
    meta = snapshot.meta
    sender = Sender(meta.managing_tenant_name or meta.managing_tenant_id, meta.portal_url)
    diffs = pending(snapshot, row)
    return {form: write_note(row, diffs, sender, text, form) for form, text in templates.items()}


def note_files(
    snapshot: Snapshot, rows: Iterable[UpdateRow], template: NoteTemplate, form: Format
) -> dict[str, str]:
    """Return the notes to the customers of several rows, by the names of their files.

    Raises:
        NoteTemplateError: The template cannot be filled in.
    """
    return {file_name(row, form): note_texts(snapshot, row, {form: template})[form] for row in rows}
