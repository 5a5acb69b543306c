"""Notes to customers as files: the templates that they are made from, and where they go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

import platformdirs

from data.errors import StoreError
from data.notes.note import NoteTemplate
from data.notes.style import Format
from data.store.files import private_folder, write_atomic


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


def there_already(folder: Path, names: Iterable[str]) -> list[str]:
    """Return which files of these names a folder has."""
    return [each for each in names if (folder / each).exists()]


def write_notes(folder: Path, texts: Mapping[str, str]) -> None:
    """Write notes by the names of their files, in the place of those that are there.

    Raises:
        StoreError: A file or the folder cannot be written; those before it are.
    """
    private_folder(folder)
    for name, text in texts.items():
        write_atomic(folder / name, text.encode())
