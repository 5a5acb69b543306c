"""Steps back and forth."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from data.editing.edits import Edits
from data.editing.operations import (
    Edited,
    Way,
    add,
    bump,
    delete,
    duplicate,
    move,
    of_kind,
    replace,
)
from data.entries import EntryKind, entries_of
from data.plan_versions import Part
from data.plans import Plan
from tests.data.editing.test_operations import ENTRIES, PLAN, PLANS, POSITIONS
from tests.data.records import OPS_READS

Do = Callable[[Edits], Edits]


def _replaced(edits: Edits, position: int, kind: EntryKind) -> Edits:
    there = entries_of(edits.plan)
    if not there:
        return edits
    at = position % len(there)
    return edits.apply(replace(edits.plan, at, of_kind(there[at], kind)))


ACTS: st.SearchStrategy[Do] = st.one_of(
    st.builds(lambda entry: lambda e: e.apply(add(e.plan, entry)), ENTRIES),
    st.builds(lambda at: lambda e: e.apply(delete(e.plan, at)), POSITIONS),
    st.builds(lambda at: lambda e: e.apply(duplicate(e.plan, at)), POSITIONS),
    st.builds(
        lambda at, way: lambda e: e.apply(move(e.plan, at, way)), POSITIONS, st.sampled_from(Way)
    ),
    st.builds(
        lambda at, kind: lambda e: _replaced(e, at, kind),
        st.integers(0, 20),
        st.sampled_from(EntryKind),
    ),
    st.builds(lambda part: lambda e: e.apply(bump(e.plan, part)), st.sampled_from(Part)),
    st.builds(
        lambda field, text: lambda e: e.type(field, text),
        st.sampled_from(["name", "offer_id", "version"]),
        st.text("ab1.", max_size=3),
    ),
    st.just(lambda e: e.settle()),
)
ANY: st.SearchStrategy[Do] = st.one_of(
    ACTS, st.just(lambda e: e.undo()), st.just(lambda e: e.redo())
)


def all_the_way(edits: Edits, step: Do) -> list[Edits]:
    """Every state from here until a step changes nothing more."""
    found = [edits]
    while (after := step(found[-1])) != found[-1]:
        found.append(after)
    return found


@given(PLANS, st.lists(ANY, max_size=30))
def test_any_edits_undone_are_the_start_and_redone_the_end(plan: Plan, acts: list[Do]) -> None:
    edits = Edits(plan)
    for act in acts:
        edits = act(edits)
    end = all_the_way(edits, Edits.redo)[-1]
    back = all_the_way(end, Edits.undo)
    assert back[-1].plan == plan
    assert not back[-1].can_undo
    forth = all_the_way(back[-1], Edits.redo)
    assert forth[-1].plan == end.plan
    assert not forth[-1].can_redo
    assert [each.plan for each in forth] == [each.plan for each in reversed(back)]
    assert forth[-1].done == end.done


@given(PLANS, st.lists(ACTS, max_size=15))
def test_each_step_changes_something_and_says_what(plan: Plan, acts: list[Do]) -> None:
    edits = Edits(plan)
    for act in acts:
        before, edits = edits, act(edits)
        assert before.plan == edits.plan or edits.next_undo or edits.plan == plan
    plans = [each.plan for each in all_the_way(edits, Edits.undo)]
    assert all(one != other for one, other in pairwise(plans))
    assert all(each.words for each in edits.done)


def test_what_would_be_taken_back_is_said() -> None:
    start = Edits(PLAN)
    assert (start.next_undo, start.next_redo, start.can_undo, start.can_redo) == (
        *("", ""),
        *(False, False),
    )
    edits = start.apply(add(PLAN, OPS_READS)).apply(bump(PLAN, Part.MINOR))
    assert edits.next_undo == "raised the version from 1.0.0 to 1.1.0"
    back = edits.undo()
    assert back.next_undo == "added Operations: Reader"
    assert back.next_redo == "raised the version from 1.0.0 to 1.1.0"
    assert back.can_redo
    assert start.undo() is start.redo() is start


def test_what_changes_nothing_is_no_step() -> None:
    edits = Edits(PLAN).apply(add(PLAN, OPS_READS)).undo()
    assert edits.apply(Edited(PLAN, (), "nothing")) is edits
    assert edits.type("name", "Gold") is edits
    assert edits.can_redo


def test_a_new_change_forgets_what_was_taken_back() -> None:
    edits = Edits(PLAN).apply(add(PLAN, OPS_READS)).undo().type("name", "Gold 2")
    assert not edits.can_redo


# Typing


def typed(edits: Edits, field: str, text: str) -> Edits:
    for length in range(1, len(text) + 1):
        edits = edits.type(field, text[:length])
    return edits


def test_text_typed_in_one_go_is_one_step() -> None:
    edits = typed(Edits(Plan("1")), "offer_id", "managed-ops")
    assert edits.plan.offer_id == "managed-ops"
    assert edits.next_undo == "changed the offer id"
    assert edits.undo() == Edits(Plan("1"), (), edits.done)
    assert edits.undo().redo().plan == edits.plan


def test_another_field_a_change_or_a_break_begins_another_step() -> None:
    edits = typed(typed(typed(Edits(Plan("1")), "name", "ab"), "offer_id", "cd"), "name", "ef")
    assert [each.words for each in edits.done] == [
        *("changed the name", "changed the offer id", "changed the name")
    ]
    assert edits.undo().plan == Plan("1", "ab", "cd")
    settled = typed(typed(Edits(Plan("1")), "name", "ab").settle(), "name", "ef")
    assert settled.undo().plan == Plan("1", "ab")
    changed = typed(Edits(Plan("1")), "name", "ab")
    changed = typed(changed.apply(add(changed.plan, OPS_READS)), "name", "ef")
    assert len(changed.done) == 3


def test_typing_after_a_step_was_taken_back_or_made_again_is_another_step() -> None:
    edits = typed(typed(Edits(Plan("1")), "name", "ab").settle(), "name", "cd")
    assert typed(edits.undo(), "name", "ef").undo().plan == Plan("1", "ab")
    assert typed(edits.undo().redo(), "name", "ef").undo().plan == Plan("1", "cd")


def test_text_typed_and_deleted_again_leaves_nothing_to_take_back() -> None:
    edits = typed(Edits(PLAN), "description", "ab").type("description", "")
    assert edits == Edits(PLAN)
    edits = edits.type("name", "Gold 2")
    assert edits.undo().plan == PLAN


def test_ten_thousand_steps_go_back_and_forth() -> None:
    edits = Edits(PLAN)
    for _ in range(10_000):
        edits = edits.apply(bump(edits.plan, Part.PATCH))
    back = all_the_way(edits, Edits.undo)[-1]
    assert back.plan == PLAN
    assert len(back.undone) == 10_000
