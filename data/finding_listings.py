"""What the list of findings in the plan editor shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from data.editing.operations import entry_name
from data.entries import entries_of
from data.lint.accepting import split
from data.lint.places import FormPlace, form_place
from data.lint.rule import Finding, Severity
from data.plans import Plan
from data.query import Field, Listing, Rows

_RANK = {severity: at for at, severity in enumerate(Severity)}
_ACCEPTED = len(_RANK)


class FindingRow(NamedTuple):
    """A finding, where it belongs, and whether somebody accepted it."""

    at: int
    """Its place among the findings."""
    finding: Finding
    place: FormPlace
    where: str
    """The authorization or field, in words."""
    accepted: str
    """Why it was accepted; empty while it is open."""

    @property
    def state(self) -> str:
        """Its severity, or that it was accepted."""
        return "accepted" if self.accepted else self.finding.severity.value


def finding_rows(plan: Plan, findings: Iterable[Finding]) -> Rows[FindingRow]:
    """Return the findings, the open ones first, the gravest of them on top."""
    found = split(plan, findings)
    pairs = [(each, "") for each in found.open]
    pairs += [(each.finding, each.by.reason) for each in found.accepted]
    rows = [_row(plan, at, finding, reason) for at, (finding, reason) in enumerate(pairs)]
    return Rows(FINDINGS, rows)


def _row(plan: Plan, at: int, finding: Finding, accepted: str) -> FindingRow:
    place = form_place(plan, finding.place)
    if place.entry is None:
        where = place.field.replace("_", " ")
    else:
        where = entry_name(entries_of(plan)[place.entry])
    return FindingRow(at, finding, place, where, accepted)


FINDINGS: Listing[FindingRow] = Listing(
    name="findings",
    key=lambda row: f"{row.finding.rule}/{row.finding.place}",
    search=lambda row: f"{row.finding.message}\n{row.finding.rule}\n{row.where}",
    record=lambda row: {**msgspec.to_builtins(row.finding), "accepted": row.accepted},
    fields=(
        Field(
            "state",
            "Severity",
            lambda row: row.state,
            lambda row: _ACCEPTED if row.accepted else _RANK[row.finding.severity],
        ),
        Field("message", "What", lambda row: row.finding.message),
        Field("where", "Where", lambda row: row.where),
        Field("rule", "Rule", lambda row: row.finding.rule),
        Field("reason", "Accepted because", lambda row: row.accepted),
    ),
)
