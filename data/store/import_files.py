"""Files that plans are imported from, and folders in which people look for them."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from data.clean import clean
from data.errors import StoreError
from data.folder_listings import FileRow
from data.formats.arm import read_template
from data.formats.given import with_values
from data.formats.imported import Imported, ImportedDefinition, Kind
from data.formats.plain_reader import is_plan_file, read_plan
from data.formats.plain_tree import PlanFileError
from data.plans import Plan
from data.words import plural

_LARGEST = 8 * 1024 * 1024
FILE_ENDINGS = (".json", ".jsonc", ".yaml", ".yml", ".txt")
"""What the names of files end in that a plan may be in."""
_YAML = (".yaml", ".yml")


def load(
    path: Path, parameters: Path | None = None, values: Mapping[str, str] | None = None
) -> Imported:
    """Read a file: a plan of our own, a template, a policy, or what Azure lists.

    Args:
        path: The file.
        parameters: A parameter file for it.
        values: Values for parameters, which come before those of that file.

    Raises:
        StoreError: One of the files cannot be read.
        PlainError: One of them is not what it should be.
    """
    content = _read(path)
    if is_plan_file(content) or path.suffix.lower() in _YAML:
        return Imported(Kind.PLAN, (ImportedDefinition(_plan(path, content), "$"),))
    given = with_values(_read(parameters) if parameters else None, values or {})
    return read_template(content, given, str(path))


def _plan(path: Path, content: bytes) -> Plan:
    try:
        return read_plan(content)
    except PlanFileError as error:
        raise PlanFileError(f"{path}: {error}") from None


def parameters_beside(path: Path) -> Path | None:
    """Return the parameter file that stands beside a template under the usual names."""
    stem = path.name.removesuffix(".json")
    if stem == path.name or stem.endswith("parameters"):
        return None
    for name in (f"{stem}.parameters.json", f"{stem}.parameter.json"):
        if (beside := path.with_name(name)).is_file():
            return beside
    return None


def folder_rows(folder: Path) -> list[FileRow]:
    """Return what a folder holds that can be chosen, the folder above first.

    Raises:
        StoreError: It cannot be read.
    """
    try:
        found = [_row(each) for each in folder.iterdir() if not each.name.startswith(".")]
    except OSError as error:
        raise StoreError(f"Cannot read {folder}: {error.strerror}. Choose another one.") from error
    shown = [row for row in found if row.is_folder or row.path.suffix.lower() in FILE_ENDINGS]
    shown.sort(key=lambda row: (not row.is_folder, row.name.casefold(), row.name))
    above = [FileRow(folder.parent, "..", True, 0)] if folder.parent != folder else []
    return [*above, *shown]


def _row(path: Path) -> FileRow:
    try:
        is_folder = path.is_dir()
        size = 0 if is_folder else path.stat().st_size
        return FileRow(path, clean(path.name), is_folder, size)
    except OSError:  # a link to nowhere, a file that just went: choosing it will say so
        return FileRow(path, clean(path.name), False, 0)


def _read(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no file that can be read"
            raise StoreError(f"{path} is {kind}. Choose a template or a plan file.")
        if found.st_size > _LARGEST:
            megabytes = plural(found.st_size // 1_000_000, "megabyte")
            raise StoreError(f"{path} has {megabytes}; a template has less. Choose another file.")
        return path.read_bytes()
    except OSError as error:
        raise StoreError(f"Cannot read {path}: {error.strerror}.") from error
