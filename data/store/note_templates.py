"""The templates of notes to customers: ours, or the user's own from the config folder."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import platformdirs

from data.errors import StoreError
from data.notes.style import Format


def config_folder() -> Path:
    """Return where the user's own settings are."""
    return Path(platformdirs.user_config_dir("lightkeeper", appauthor=False))


def note_template(form: Format, folder: Path | None = None) -> str:
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
        return own.read_text(encoding="utf-8")
    except FileNotFoundError:
        return resources.files("data.notes").joinpath(name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise StoreError(f"{own} is no UTF-8 text. Save it as UTF-8, or remove it.") from None
    except OSError as error:
        raise StoreError(f"Cannot read {own}: {error.strerror}. Mend or remove it.") from error
