"""Authorizations from pasted lines, in any sensible order of their columns.

What a cell is follows from the heading above it or else from what it says: an object id, a role,
"Active", "Permanent" or "Eligible", a duration, whether MFA is needed, a display name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from msgspec import structs

from data.editing.table import Column, Line, headings, lines_of
from data.entering import read_duration
from data.entries import Entry, EntryKind
from data.models import Authorization, EligibleAuthorization
from data.plans import guid_problem
from data.roles import role_named, similar_roles
from data.words import plural

_MOST_LINES = 500
"""More than any plan has, and few enough to be read while somebody waits."""
_MOST_CELLS = 8
"""More than there are columns."""
_SHOWN = 60
_KINDS = {
    "active": EntryKind.PERMANENT,
    "permanent": EntryKind.PERMANENT,
    "eligible": EntryKind.ELIGIBLE,
}
_MFA = {
    **dict.fromkeys(("azure", "mfa", "azure mfa", "yes", "true", "required", "on"), "Azure"),
    **dict.fromkeys(("none", "no mfa", "no", "false", "not required", "off"), "None"),
}
_ABSENT = ("", "-", "–", "—", "n/a")
_ROLE_PATH = "/roledefinitions/"

Cells = dict[Column, str]


class LineProblem(NamedTuple):
    """A line that could not be read."""

    line: int
    """Its number, from 1."""
    text: str
    why: str
    """One sentence."""
    is_taken: bool = False
    """Whether it gave an authorization all the same, and only a part was left out."""

    @property
    def words(self) -> str:
        """The problem with the line's number."""
        return f"Line {self.line}: {self.why}"


class Pasted(NamedTuple):
    """What was read from pasted lines."""

    entries: tuple[Entry, ...]
    problems: tuple[LineProblem, ...]
    """Lines without an authorization, or of which a part was left out."""


class _UnreadableError(Exception):
    """Says why a line cannot be read."""


def read_lines(text: str, known: Mapping[str, str]) -> Pasted:
    """Read pasted lines as authorizations.

    Args:
        text: Lines, or rows of a table with or without headings.
        known: The names of known principals by their ids, in lower case: a name stands for its
            id, and an id without a name gets one.
    """
    entries: list[Entry] = []
    problems: list[LineProblem] = []
    columns: tuple[Column | None, ...] = ()
    for count, line in enumerate(lines_of(text)):
        if count == _MOST_LINES:
            why = f"Only the first {plural(_MOST_LINES, 'line')} were read: paste the rest anew."
            problems.append(LineProblem(line.number, line.text, why))
            break
        if found := headings(line.cells):
            columns = found
            continue
        before = len(entries)
        try:
            told = _told(line, columns)
            entries.append(_entry(told, known))
            _say_left_out(told)
        except _UnreadableError as error:
            problems.append(LineProblem(line.number, line.text, str(error), len(entries) > before))
    return Pasted(tuple(entries), tuple(problems))


def _told(line: Line, columns: Sequence[Column | None]) -> Cells:
    if not line.cells:
        raise _UnreadableError("It is too long to be an authorization.")
    if not columns:
        return _by_content([each for each in line.cells if each not in _ABSENT])
    if any(line.cells[len(columns) :]):
        raise _UnreadableError("It has more cells than the table has headings.")
    found: Cells = {}
    for column, cell in zip(columns, line.cells, strict=False):
        if column and cell not in _ABSENT:
            found.setdefault(column, cell)
    return found


def _by_content(cells: Sequence[str]) -> Cells:
    """Tell what each cell is by what it says."""
    if len(cells) > _MOST_CELLS:
        raise _UnreadableError("It has more cells than an authorization needs.")
    found: Cells = {}
    texts = []
    for cell in cells:
        column = _column_of(cell, found)
        if column and column not in found:
            found[column] = cell
        else:
            texts.append(cell)
    if texts and Column.ROLE not in found and (role := _role_among(texts)):
        found[Column.ROLE] = role
        texts.remove(role)
    for text in texts:
        if "@" in text or text.startswith("/"):
            raise _UnreadableError(f"{_quoted(text)}: {guid_problem(text)}")
    if texts:
        found[Column.NAME] = texts.pop(0)
    if texts:
        raise _UnreadableError(f"It cannot be told what {_quoted(texts[0])} is.")
    return found


def _column_of(cell: str, found: Cells) -> Column | None:
    if not guid_problem(cell):
        is_role = role_named(cell) or Column.PRINCIPAL in found
        return Column.ROLE if is_role else Column.PRINCIPAL
    if _ROLE_PATH in cell.casefold():
        return Column.ROLE
    if cell.casefold() in _KINDS:
        return Column.KIND
    if cell.casefold() in _MFA:
        return Column.MFA
    if read_duration(cell):
        return Column.DURATION
    return Column.PRINCIPAL if cell.startswith("/") else None


def _role_among(texts: Sequence[str]) -> str:
    """Return the text that names a role, or was meant to; empty when none was."""
    exact = [each for each in texts if role_named(each)]
    near = exact or [each for each in texts if similar_roles(each)]
    return near[-1] if near else texts[-1] if len(texts) > 1 else ""


def _entry(cells: Cells, known: Mapping[str, str]) -> Entry:
    principal = _principal(cells, known)
    name = cells.get(Column.NAME) if Column.PRINCIPAL in cells else ""
    name = name or known.get(principal, "")
    role, kind = _role(cells), _kind(cells)
    lasts = cells.get(Column.DURATION, "")
    duration = read_duration(lasts)
    if lasts and not duration:
        raise _UnreadableError(f"{_quoted(lasts)} is no duration such as 4 hours or PT4H.")
    mfa = _mfa(cells)
    is_eligible = bool(duration) or mfa == "Azure"
    if kind is EntryKind.PERMANENT and is_eligible:
        raise _UnreadableError("A permanent authorization has neither a duration nor MFA.")
    if kind is EntryKind.ELIGIBLE or is_eligible:
        entry = EligibleAuthorization(principal, role, name, mfa)
        return structs.replace(entry, max_duration=duration) if duration else entry
    return Authorization(principal, role, name)


def _principal(cells: Cells, known: Mapping[str, str]) -> str:
    """Return the object id that a line gives, or that belongs to the name in it."""
    told = cells.get(Column.PRINCIPAL) or cells.get(Column.NAME, "")
    problem = guid_problem(told)
    if not problem:
        return told.lower()
    wanted = told.casefold()
    owners = [id for id, name in known.items() if name.casefold() == wanted and name]
    if len(owners) == 1:
        return owners[0]
    if owners:
        ids = ", ".join(sorted(owners))
        raise _UnreadableError(f"Several principals are called {_quoted(told)}: {ids}.")
    if not told:
        raise _UnreadableError("No object id (a GUID) of a user, group or service principal.")
    names = {name.casefold(): name for name in known.values() if name}
    meant = [names[each] for each in get_close_matches(wanted, names, 3)]
    raise _UnreadableError(f"{_quoted(told)}: {problem}{_perhaps(meant)}")


def _role(cells: Cells) -> str:
    told = cells.get(Column.ROLE, "")
    if not told:
        name = cells.get(Column.NAME)
        where = f" in {_quoted(name)}; part cells by tabs or commas" if name else ""
        raise _UnreadableError(f"No role{where}: a name such as Reader, or its GUID.")
    told = told.rpartition("/")[2] if _ROLE_PATH in told.casefold() else told
    if not guid_problem(told):
        return told.lower()
    if role := role_named(told):
        return role.id
    why = f"No built-in role is called {_quoted(told)}."
    raise _UnreadableError(f"{why}{_perhaps(similar_roles(told))}")


def _kind(cells: Cells) -> EntryKind | None:
    told = cells.get(Column.KIND, "")
    if told and told.casefold() not in _KINDS:
        raise _UnreadableError(f"{_quoted(told)} is neither Active (Permanent) nor Eligible.")
    return _KINDS.get(told.casefold())


def _mfa(cells: Cells) -> str:
    told = cells.get(Column.MFA, "None")
    if told.casefold() not in _MFA:
        raise _UnreadableError(f"{_quoted(told)} says nothing about MFA: write Azure or None.")
    return _MFA[told.casefold()]


def _say_left_out(cells: Cells) -> None:
    for column in (Column.APPROVERS, Column.DELEGATED):
        if column in cells:
            raise _UnreadableError(f"Its {column} were left out: add them in the form.")


def _quoted(text: str) -> str:
    return f'"{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"}"'


def _perhaps(names: Sequence[str]) -> str:
    return f" Did you mean {' or '.join(names)}?" if names else ""
