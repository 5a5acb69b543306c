"""What the latest version of a plan, or the standard of a template, would change for a customer."""

from __future__ import annotations

from collections.abc import Hashable

from data.diff import Diff, diff
from data.entries import Side, identity
from data.listings import version_order
from data.models import Definition
from data.rows import BEHIND, ScopeRow
from data.snapshot import Snapshot
from data.update_row import UpdateRow


def pending(snapshot: Snapshot, row: UpdateRow) -> list[Diff]:
    """Return the diff from each accepted state that is behind to the latest one, oldest first.

    None where nothing is behind, or where only the number of the latest version is known.
    """
    latest = _latest(snapshot, row)
    if latest is None:
        return []
    alike: dict[Hashable, Side] = {}
    for scope in sorted(row.scopes, key=lambda each: version_order(each.version)):
        if scope.state in BEHIND and scope.definition:
            side = _accepted(scope, scope.definition, row)
            alike.setdefault((side.title, frozenset(map(identity, side.entries))), side)
    return [diff(each, latest) for each in alike.values()]


def _accepted(scope: ScopeRow, definition: Definition, row: UpdateRow) -> Side:
    title = f"{row.offer} {scope.version}" if definition.plan else definition.offer_name
    return Side.of(title, definition)


def _latest(snapshot: Snapshot, row: UpdateRow) -> Side | None:
    """Return the latest version; the preview's audience may be offered what everybody is."""
    if row.standard:
        return Side.of(f"{row.standard.name} {row.standard.version}", row.standard)
    if row.plan is None or not row.behind:
        return None
    return snapshot.side(row.plan, row.latest) or snapshot.side(row.plan.ordinary, row.latest)
