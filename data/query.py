"""Filter and sort: from rows and a query to the indices of the rows to show.

A query is plain words and ``field:value`` terms, all of which must hold. Words are looked up in a
row's whole text; ``field:value`` only in that field, as a part of it (``role:reader``), or
compared when it starts with ``<``, ``<=``, ``>``, ``>=`` or ``=`` (``version:<1.2.0``). A leading
``-`` or ``!`` turns a term round; quotes keep blanks (``role:"key vault"``). Parsing never fails.
"""

from __future__ import annotations

import operator
import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Order = Any
"""Whatever compares with its like: a text, a number, or a tuple of them."""

_TERM = re.compile(
    r'(?P<minus>[-!]?)(?:(?P<field>[A-Za-z]+):(?P<sign>[<>]=?|=)?)?(?P<value>"[^"]*"?|\S*)'
)
_STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")
"""Letters with a stroke, which are no letter with an accent to Unicode."""
_SIGNS = string.punctuation + string.whitespace
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


@dataclass(frozen=True)
class Field(Generic[Row]):
    """One thing that a row can show, be sorted by, be filtered by."""

    name: str
    """What the user types before the colon, and the key in JSON and CSV."""
    title: str
    """The column's heading."""
    text: Callable[[Row], str]
    """What a cell shows."""
    order: Callable[[Row], Order] | None = None
    """What rows are sorted by; the casefolded text when absent."""
    values: Callable[[Row], Iterable[str]] | None = None
    """What ``field:value`` looks in; the text when absent."""
    number: Callable[[str], Order | None] | None = None
    """How a value is read for ``<`` and ``>``; nothing when it cannot be compared."""
    choices: tuple[str, ...] = ()
    """The words that there are, where these are few."""
    test: Callable[[Row, str], bool] | None = None
    """How ``field:value`` is decided where the value is more than a part of a text."""

    def key(self, row: Row) -> Order:
        """Return what this row is sorted by."""
        return self.order(row) if self.order else collation(self.text(row))

    def look_in(self, row: Row) -> Iterable[str]:
        """Return the texts in which ``field:value`` looks."""
        return self.values(row) if self.values else (self.text(row),)


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """Everything that a list of one kind of rows needs to know about them."""

    name: str
    """One word for the list, as in ``lightkeeper list customers``."""
    key: Callable[[Row], str]
    """What identifies a row from one snapshot to the next."""
    fields: tuple[Field[Row], ...]
    search: Callable[[Row], str]
    """All the text in which plain words are looked up."""
    record: Callable[[Row], Mapping[str, Any]]
    """The row for scripts: plain values by stable names."""
    hidden: tuple[Field[Row], ...] = ()
    """Fields to filter by that no column shows."""

    @cached_property
    def by_name(self) -> Mapping[str, Field[Row]]:
        """The fields by the name that a user types."""
        return {each.name: each for each in (*self.fields, *self.hidden)}


@dataclass(frozen=True)
class Term:
    """One condition of a query."""

    value: str
    field: str = ""
    comparison: str = ""
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """A parsed filter text."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)


@dataclass(frozen=True)
class Sort:
    """By which field rows are sorted, and which way."""

    field: str
    reverse: bool = False


@dataclass
class Rows(Generic[Row]):
    """Rows of one listing with the search texts that they need, made when first asked for."""

    listing: Listing[Row]
    rows: Sequence[Row]
    pinned: int = 0
    """How many of the first rows stay on top, whatever the order; a filter hides them."""
    index: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.index = {self.listing.key(row): at for at, row in enumerate(self.rows)}

    @cached_property
    def haystacks(self) -> list[str]:
        """The folded search text of each row."""
        return [fold(self.listing.search(row)) for row in self.rows]

    def select(self, query: Query, sort: Sort | None = None) -> list[int]:
        """Return the indices of the rows that a query keeps, in the order asked for.

        Rows that compare equal stay in the order in which they were given.
        """
        kept = list(range(self.pinned, len(self.rows)))
        for term in query.terms:
            kept = _keep(self, kept, term)
        if sort and (by := self.listing.by_name.get(sort.field)):
            kept.sort(key=lambda at: by.key(self.rows[at]), reverse=sort.reverse)
        return kept if query else [*range(self.pinned), *kept]


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """Rows of a list as they were shown, and which they are."""

    title: str
    """What the rows are."""
    listing: Listing[Row]
    rows: Sequence[Row]
    total: int
    """How many there are without the filter."""
    query: str = ""
    """The filter as the user typed it."""


def unknown_fields(query: Query, listing: Listing[Any]) -> list[str]:
    """Return what stands before a colon and is no field of a list."""
    return [each.field for each in query.terms if each.field and each.field not in listing.by_name]


def mistakes(query: Query, listing: Listing[Any]) -> list[str]:
    """Return a sentence for each term that no row could ever match."""
    found = []
    for term in query.terms:
        by = listing.by_name.get(term.field)
        if by is None:
            continue
        value = fold(term.value)
        if term.comparison:
            if by.number and by.number(term.value) is None:
                found.append(f"{by.name}:{term.comparison} takes a number or version, not {value}.")
        elif by.choices and not any(
            value in fold(each) or fold(each) in value for each in by.choices
        ):
            found.append(f"There is no {by.name} {value}. There are: {', '.join(by.choices)}.")
    return found


def fold(text: str) -> str:
    """Return a text without case and accents, as it is looked up."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.translate(_STROKES))
        text = "".join(part for part in parts if not unicodedata.combining(part))
    return text.casefold()


def collation(text: str) -> str:
    """Return what names sort by: signs in front are left out as well."""
    folded = fold(text)
    return folded.lstrip(_SIGNS) or folded


def parse(text: str) -> Query:
    """Read a filter text; any text is a query."""
    terms = []
    for match in _TERM.finditer(text):
        if value := match["value"].strip('"'):
            terms.append(
                Term(
                    value=value,
                    field=(match["field"] or "").lower(),
                    comparison=match["sign"] or "",
                    negated=bool(match["minus"]),
                )
            )
    return Query(tuple(terms))


def _keep(rows: Rows[Row], kept: list[int], term: Term) -> list[int]:
    by = rows.listing.by_name.get(term.field)
    if by is None:
        # Not a field of this list: the colon was part of what the user looks for.
        word = fold(f"{term.field}:{term.comparison}{term.value}" if term.field else term.value)
        texts = rows.haystacks
        if term.negated:
            return [at for at in kept if word not in texts[at]]
        return [at for at in kept if word in texts[at]]
    test = _comparing(by, term) if term.comparison else _containing(by, term)
    return [at for at in kept if test(rows.rows[at]) is not term.negated]


def _containing(by: Field[Row], term: Term) -> Callable[[Row], bool]:
    wanted = fold(term.value)
    if test := by.test:
        return lambda row: test(row, term.value)
    return lambda row: any(wanted in fold(value) for value in by.look_in(row))


def _comparing(by: Field[Row], term: Term) -> Callable[[Row], bool]:
    read = by.number or fold
    compare, wanted = _COMPARE[term.comparison], read(term.value)

    def test(row: Row) -> bool:
        values = (read(value) for value in by.look_in(row))
        return any(value is not None and compare(value, wanted) for value in values)

    return test if wanted is not None else lambda row: False
