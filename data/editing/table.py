"""Pasted text as lines of cells: a spreadsheet's rows, CSV, a Markdown table, what az prints."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from data.clean import clean

_LONGEST = 2_000
"""Characters of a line; an authorization has fewer."""
_GUID = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_BULLET = re.compile(r"\s*(?:(?:[>*•‣–-]|\d{1,3}[.)])\s+)+")
_DASHES = re.compile("-{2,}")
_PIPE = re.compile(r"(?<!\\)\|")
_GAP = re.compile(rf"\s{{2,}}|\b({_GUID})\b")
_OF_RULES = frozenset(" \t|+:=-")
_AROUND = " \t`*\"'“”"
_AFTER_GUID, _BEFORE_GUID = "):,–- ", "(:,–- "


class Column(StrEnum):
    """What a cell says about an authorization."""

    PRINCIPAL = "principal"
    NAME = "display name"
    ROLE = "role"
    KIND = "access type"
    DURATION = "duration"
    MFA = "MFA"
    APPROVERS = "approvers"
    DELEGATED = "delegated roles"


_HEADINGS = {
    Column.PRINCIPAL: "principal principalid objectid principalobjectid id oid guid",
    Column.NAME: "name displayname principalname principaldisplayname principaliddisplayname who",
    Column.ROLE: "role rolename roledefinition roledefinitionid roledefinitionname roleid",
    Column.KIND: "type kind access accesstype assignmenttype",
    Column.DURATION: "duration maximumduration maxduration maximumactivationduration "
    "activationduration",
    Column.MFA: "mfa multifactorauth multifactorauthentication multifactorauthprovider requiremfa",
    Column.APPROVERS: "approver approvers",
    Column.DELEGATED: "delegatedroles delegatedroledefinitionids assignableroles",
}
_COLUMNS = {word: column for column, words in _HEADINGS.items() for word in words.split()}
_FEWEST = 2
"""Headings that make a line the head of a table."""


class Line(NamedTuple):
    """A line with something in it."""

    number: int
    """In the whole text, from 1."""
    text: str
    cells: tuple[str, ...]
    """None where the line is too long to be an authorization."""


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a text as cells, each cleaned; rules and empty lines are left out."""
    raw = text.splitlines()
    starts: list[int] = []
    for number, each in enumerate(raw, 1):
        if not each.strip():
            starts = []
        elif len(each) > _LONGEST:
            yield Line(number, clean(each[:_LONGEST]), ())
        elif not _OF_RULES.issuperset(each):
            starts = starts or _starts(raw[number] if number < len(raw) else "")
            cut = _sliced(each, starts) if starts else _cells(each)
            yield Line(number, clean(each), tuple(clean(cell.strip(_AROUND)) for cell in cut))


def headings(cells: Sequence[str]) -> tuple[Column | None, ...]:
    """Return what each column is about, by its heading; nothing when the line is no head."""
    found = tuple(_COLUMNS.get(re.sub(r"[\W_]", "", each.casefold())) for each in cells)
    return found if sum(each is not None for each in found) >= _FEWEST else ()


def _starts(below: str) -> list[int]:
    """Return where the columns of az's tables start, by the dashes below their heads."""
    if not set(" -").issuperset(below):
        return []
    found = [each.start() for each in _DASHES.finditer(below)]
    return found if len(found) >= _FEWEST else []


def _sliced(line: str, starts: Sequence[int]) -> list[str]:
    return [line[one:other] for one, other in zip(starts, [*starts[1:], None], strict=True)]


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return _separated(line, "\t")
    line = _BULLET.sub("", line, count=1)
    if "|" in line:
        return [each.replace("\\|", "|") for each in _PIPE.split(line.strip().strip("|"))]
    for separator in ";,":
        if separator in line:
            return _separated(line, separator)
    cut = (each or "" for each in _GAP.split(line))
    return [each.lstrip(_AFTER_GUID).rstrip(_BEFORE_GUID) for each in cut]


def _separated(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
