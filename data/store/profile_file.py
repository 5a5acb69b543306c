"""The file of profiles: a table of TOML for each, which people may edit by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import platformdirs

from data.entering import words
from data.errors import WrongUseError
from data.profile_settings import LISTS, both_problem, key_problem, value_problem
from data.store.files import private_folder, read_bytes, write_atomic
from data.store.profile import is_profile_name

NAME = "profiles.toml"
_TABLE = re.compile(r"\s*\[\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*\]")
_KEY = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*=")


class Said(NamedTuple):
    """A value, and where it stands."""

    value: str
    line: int


class ProfileFile:
    """The profiles of one user; what cannot be right is refused with its line."""

    def __init__(self, path: Path | None = None) -> None:
        """Name the file; it is read when asked for.

        Args:
            path: The file; the one in the user's folder of settings when absent.
        """
        folder = Path(platformdirs.user_config_dir("lightkeeper", appauthor=False))
        self.path = path or folder / NAME

    def profiles(self) -> Mapping[str, Mapping[str, Said]]:
        """Return what is said of each profile, by its name and by the key.

        Raises:
            StoreError: The file cannot be read.
            WrongUseError: It says what cannot be; the sentence names file, line and key.
        """
        text = self._text()
        lines = _lines(text)
        found: dict[str, dict[str, Said]] = {}
        for name, table in self._parsed(text).items():
            line = lines.get((name, ""), 1)
            if not isinstance(table, dict):
                self._refuse(lines.get(("", name), 1), f'"{name}" stands outside of a [profile].')
            if not is_profile_name(name):
                self._refuse(line, f'"{name}" cannot name a profile: use letters, digits, . - _.')
            if problem := both_problem(table):
                self._refuse(line, problem)
            found[name] = {
                key: self._said(key, value, lines.get((name, key), line))
                for key, value in table.items()
            }
        return found

    def profile(self, name: str) -> Mapping[str, str]:
        """Return what is said of one profile; nothing of one that is not there.

        Raises:
            StoreError: The file cannot be read.
            WrongUseError: It says what cannot be.
        """
        return {key: each.value for key, each in self.profiles().get(name, {}).items()}

    def add(self, name: str, values: Mapping[str, str]) -> None:
        """Add a profile, at the end; all else stays as it was written.

        Raises:
            StoreError: The file cannot be read or written.
            WrongUseError: There is such a profile, or the file says what cannot be.
        """
        import tomlkit

        if name in self.profiles():
            raise WrongUseError(
                f"There is a profile {name} already, in {self.path}. Edit it there."
            )
        content = tomlkit.parse(self._text())
        table = tomlkit.table()
        for key, value in values.items():
            table.add(key, list(words(value)) if key in LISTS else value)
        content.add(name, table)
        self._write(tomlkit.dumps(content))

    def change(self, name: str, values: Mapping[str, str]) -> None:
        """Say something else of a profile, or something of a new one; all else stays.

        Args:
            name: The profile.
            values: By key what is to hold; keys that take several values are not for this.

        Raises:
            StoreError: The file cannot be read or written.
            WrongUseError: The file says what cannot be.
        """
        import tomlkit

        if name not in self.profiles():
            self.add(name, values)
            return
        content = tomlkit.parse(self._text())
        content.get(name, {}).update(values)
        self._write(tomlkit.dumps(content))

    def remove(self, name: str) -> None:
        """Take a profile out; all else stays as it was written.

        Raises:
            StoreError: The file cannot be read or written.
            WrongUseError: There is no such profile, or the file says what cannot be.
        """
        import tomlkit

        if name not in self.profiles():
            raise WrongUseError(f"There is no profile {name} in {self.path}.")
        content = tomlkit.parse(self._text())
        content.remove(name)
        self._write(tomlkit.dumps(content))

    def _write(self, text: str) -> None:
        private_folder(self.path.parent)
        write_atomic(self.path, text.encode())

    def _text(self) -> str:
        try:
            return (read_bytes(self.path) or b"").decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise WrongUseError(f"{self.path} is no text in UTF-8. Save it as UTF-8.") from error

    def _parsed(self, text: str) -> Mapping[str, Any]:
        if not text:
            return {}
        import tomllib  # most have no such file, and the dashboard is to open at once

        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise WrongUseError(f"{self.path} is no TOML: {error}.") from error

    def _said(self, key: str, value: object, line: int) -> Said:
        if key in LISTS and isinstance(value, list):
            value = " ".join(map(str, value))
        if problem := key_problem(key) or value_problem(key, value):
            self._refuse(line, problem)
        return Said(str(value), line)

    def _refuse(self, line: int, why: str) -> NoReturn:
        raise WrongUseError(f"{self.path}, line {line}: {why}")


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return the line of each key of each table, and of each table itself under no key."""
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TABLE.match(line):
            table = next(filter(None, match.groups()), "")
            found.setdefault((table, ""), number)
        elif match := _KEY.match(line):
            found.setdefault((table, next(filter(None, match.groups()), "")), number)
    return found
