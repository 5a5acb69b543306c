"""What the checklist of a plan shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.checklist import ItemState
from data.checklist_items import Group
from data.query import Field, Listing, Rows

_ORDER = {group: at for at, group in enumerate(Group)}


def checklist_rows(found: Sequence[ItemState]) -> Rows[ItemState]:
    """Return the items of a checklist, in the order of the work."""
    return Rows(CHECKLIST, found)


def done_words(state: ItemState) -> str:
    """Say whether an item is done, and since when."""
    if not state.is_done:
        return "open"
    return state.on.isoformat() if state.on else "done"


def _by(state: ItemState) -> str:
    return "hand" if state.by_hand else "itself"


def _record(state: ItemState) -> Mapping[str, Any]:
    return {
        "id": state.item.id,
        "group": state.item.group.value,
        "item": state.item.words,
        "limits": state.item.limits,
        "per": state.item.per.value,
        "done": state.is_done,
        "on": state.on.isoformat() if state.on else None,
        "by_hand": state.by_hand,
        "reason": state.reason,
    }


CHECKLIST: Listing[ItemState] = Listing(
    name="checklist",
    key=lambda state: state.item.id,
    search=lambda state: "\n".join((state.item.words, state.item.limits, state.reason)),
    record=_record,
    fields=(
        Field(
            "group", "Where", lambda state: state.item.group, lambda state: _ORDER[state.item.group]
        ),
        Field("item", "What", lambda state: state.item.words),
        Field("reason", "Seen by itself", lambda state: state.reason),
        Field("done", "Done", done_words, lambda state: (state.is_done, done_words(state))),
    ),
    hidden=(Field("by", "Judged", _by),),
)
