"""Notes to customers as files: the templates that they are made from, and where they go."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import platformdirs

from data.errors import StoreError
from data.notes.note import NoteTemplate
from data.notes.style import Format
from data.store.files import private_folder
from data.store.outgoing import Outgoing


def config_folder() -> Path:
    """Return where the user's own settings are."""
    return Path(platformdirs.user_config_dir("lightkeeper", appauthor=False))


def note_template(form: Format, folder: Path | None = None) -> NoteTemplate:
    """Return the template of a format.

    Args:
        form: The format.
        folder: Where a template of the user's own may be; the config folder when absent.

    Raises:
        StoreError: The user's own template cannot be read.
    """
    name = f"customer-note.{form}"
    own = (folder or config_folder()) / name
    try:
        return NoteTemplate(own.read_text(encoding="utf-8"), str(own))
    except FileNotFoundError:
        ours = resources.files("data.notes").joinpath(name).read_text(encoding="utf-8")
        return NoteTemplate(ours, name)
    except UnicodeDecodeError:
        raise StoreError(f"{own} is no UTF-8 text. Save it as UTF-8, or remove it.") from None
    except OSError as error:
        raise StoreError(f"Cannot read {own}: {error.strerror}. Mend or remove it.") from error


def outgoing_notes(folder: Path, texts: Mapping[str, str]) -> list[Outgoing]:
    """Return notes, by the names of their files, ready to be written; the folder is made.

    Raises:
        StoreError: The folder cannot be made.
    """
    private_folder(folder)
    return [Outgoing(folder / name, text.encode()) for name, text in texts.items()]
