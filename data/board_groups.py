"""The rows of the update board taken together: by plan, or by customer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from data.listings import count, version_order
from data.models import version_number
from data.query import Field, Listing, Rows, collation
from data.rows import Shown
from data.update_row import UpdateRow

EVERYTHING = "*"
"""The key of the group that holds every row."""
BAR_CELLS = 12
_BLOCKS = " ▏▎▍▌▋▊▉█"
_SHADES = "█▓▒░"


class By(StrEnum):
    """What the rows are taken together by."""

    PLAN = "plan"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Group:
    """Some rows of the board under one name."""

    key: str
    name: str
    rows: tuple[UpdateRow, ...]

    @property
    def is_all(self) -> bool:
        """Whether this stands for all rows."""
        return self.key == EVERYTHING

    @cached_property
    def customers(self) -> int:
        """How many customers are in it."""
        return len({each.tenant_id for each in self.rows})

    @cached_property
    def behind(self) -> int:
        """How many of its rows have an update pending, stale ones included."""
        return sum(each.is_behind for each in self.rows)

    @cached_property
    def spread(self) -> tuple[tuple[str, int], ...]:
        """How many customers have a scope on each version, the newest version first."""
        found = Counter(version for each in self.rows for version in each.versions)
        newest = sorted(found, key=version_order, reverse=True)
        return tuple((version, found[version]) for version in newest)

    @cached_property
    def distances(self) -> Mapping[str, int]:
        """How many versions each accepted version is behind; far, where that cannot be told."""
        return {
            scope.version: scope.status.behind if version_number(scope.version) else len(_SHADES)
            for row in self.rows
            for scope in row.scopes
            if scope.version
        }

    @cached_property
    def states(self) -> Mapping[Shown, int]:
        """How many rows show each state, without those that none shows."""
        found = Counter(each.shown for each in self.rows)
        return {state: found[state] for state in Shown if found[state]}


def groups(rows: Sequence[UpdateRow], by: By) -> Rows[Group]:
    """Return the groups, after the one that stands for all rows."""
    held: dict[str, list[UpdateRow]] = defaultdict(list)
    for row in rows:
        held[_key(row, by)].append(row)
    found = [Group(key, _name(held[key][0], by), tuple(held[key])) for key in held]
    found.sort(key=lambda each: (-each.behind if by is By.PLAN else 0, collation(each.name)))
    title = "All plans" if by is By.PLAN else "All customers"
    return Rows(GROUPS, [Group(EVERYTHING, title, tuple(rows)), *found], pinned=1)


def bar(part: int, whole: int, cells: int = BAR_CELLS) -> str:
    """Return a bar of block characters that fills a part of so many cells."""
    eighths = round(cells * 8 * part / whole) if whole else 0
    eighths = max(1, eighths) if part else 0
    full, rest = divmod(eighths, 8)
    return "█" * full + (_BLOCKS[rest] if rest else "")


def _key(row: UpdateRow, by: By) -> str:
    if by is By.CUSTOMER:
        return row.tenant_id
    return row.group


def _name(row: UpdateRow, by: By) -> str:
    return row.customer if by is By.CUSTOMER else row.offer


def spread_bar(group: Group, cells: int = BAR_CELLS) -> str:
    """Return a bar of the versions, the newest first; empty for all plans together.

    Whoever is on the latest version is darkest, the others lighter the further behind they are.
    """
    whole = sum(customers for _, customers in group.spread)
    if group.is_all or not whole:
        return ""
    drawn, passed = "", 0
    for version, customers in group.spread:
        passed += customers
        shade = _SHADES[min(group.distances.get(version, 0), len(_SHADES) - 1)]
        drawn += shade * (round(cells * passed / whole) - len(drawn))
    return drawn


def _spread_text(group: Group) -> str:
    return "" if group.is_all else ", ".join(f"{each} × {n}" for each, n in group.spread)


def _record(group: Group) -> Mapping[str, Any]:
    return {
        "name": group.name,
        "key": group.key,
        "customers": group.customers,
        "behind": group.behind,
        "versions": dict(group.spread),
    }


def _searched(group: Group) -> Iterable[str]:
    yield from (group.name, group.key)
    yield from (each.customer for each in group.rows)
    yield from (each.offer for each in group.rows)


GROUPS: Listing[Group] = Listing(
    name="groups",
    key=lambda group: group.key,
    search=lambda group: "\n".join(dict.fromkeys(_searched(group))),
    record=_record,
    fields=(
        Field("name", "Name", lambda group: group.name),
        Field(
            "behind",
            "Behind",
            lambda group: str(group.behind),
            lambda group: -group.behind,
            number=count,
        ),
        Field(
            "customers",
            "Customers",
            lambda group: str(group.customers),
            lambda group: group.customers,
            number=count,
        ),
        Field("versions", "Customers on each version", _spread_text),
    ),
)
