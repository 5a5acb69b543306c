"""What the latest version of a plan would change for a customer."""

from __future__ import annotations

from data.board import UpdateRow
from data.diff import Diff, diff
from data.entries import Side
from data.snapshot import Snapshot


def pending(snapshot: Snapshot, row: UpdateRow) -> list[Diff]:
    """Return the diff from each accepted version that is behind to the latest one.

    None where nothing is behind, or where only the number of the latest version is known.
    """
    latest = _latest(snapshot, row)
    if latest is None:
        return []
    behind = {
        each.version: each.definition
        for each in row.scopes
        if each.status.behind and each.definition
    }
    return [
        diff(Side(f"{row.offer} {version}", held.authorizations, held.eligible), latest)
        for version, held in sorted(behind.items())
    ]


def _latest(snapshot: Snapshot, row: UpdateRow) -> Side | None:
    """Return the latest version; the preview's audience may be offered what everybody is."""
    if row.plan is None or not row.behind:
        return None
    return snapshot.side(row.plan, row.latest) or snapshot.side(row.plan.ordinary, row.latest)
