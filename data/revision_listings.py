"""What the list of a plan's earlier states shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import to_builtins

from data.plan_changes import change_words
from data.query import Field, Listing, Rows
from data.revisions import Revision


@dataclass(frozen=True)
class StateRow:
    """An earlier state of a plan."""

    revision: Revision
    words: str
    """What changed since the state before."""


def state_rows(revisions: Sequence[Revision]) -> Rows[StateRow]:
    """Return the states of a plan, the newest first.

    Args:
        revisions: The states, the oldest first.
    """
    rows = [
        StateRow(each, change_words(before.plan, each.plan) if before else "the first that is kept")
        for before, each in zip([None, *revisions], revisions, strict=False)
    ]
    return Rows(REVISIONS, rows[::-1])


def _record(row: StateRow) -> Mapping[str, Any]:
    found: Mapping[str, Any] = to_builtins(row.revision)
    return {**found, "changed": row.words}


REVISIONS: Listing[StateRow] = Listing(
    name="revisions",
    key=lambda row: row.revision.at,
    search=lambda row: "\n".join((row.revision.mark, row.words, row.revision.plan.version)),
    record=_record,
    fields=(
        Field("at", "When", lambda row: row.revision.at[:19].replace("T", " ")),
        Field("version", "Version", lambda row: row.revision.plan.version),
        Field("mark", "Mark", lambda row: row.revision.mark),
        Field("changed", "What changed", lambda row: row.words),
    ),
)
