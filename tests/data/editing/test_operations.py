"""What can be done to a plan's authorizations and version."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from data.editing.operations import (
    Edited,
    Way,
    add,
    bump,
    delete,
    duplicate,
    entry_name,
    move,
    of_kind,
    replace,
)
from data.entries import Entry, EntryKind, entries_of
from data.models import Authorization, EligibleAuthorization, version_number
from data.plan_versions import Part
from data.plans import Plan
from tests.data.entry_sets import eligible, permanent
from tests.data.records import CONTRIBUTOR, NIGHT, NIGHT_ON_CALL, OPS, OPS_CHANGES, OPS_READS

ENTRIES = st.one_of(permanent, eligible)
PLANS = st.builds(
    Plan,
    st.just("1"),
    name=st.text(max_size=4),
    authorizations=st.lists(permanent, max_size=5).map(tuple),
    eligible=st.lists(eligible, max_size=5).map(tuple),
)
POSITIONS = st.sets(st.integers(0, 11), max_size=6)
PLAN = Plan("1", "Gold", authorizations=(OPS_READS, OPS_CHANGES), eligible=(NIGHT_ON_CALL,))
NIGHT_READS = EligibleAuthorization(NIGHT, OPS_READS.role_id, "Night shift")


def count(plan: Plan) -> Counter[Entry]:
    return Counter(entries_of(plan))


def at(edited: Edited) -> list[Entry]:
    return [entries_of(edited.plan)[each] for each in edited.positions]


# Adding, replacing, other kinds


def test_what_is_added_stands_behind_its_kind() -> None:
    found = add(PLAN, OPS_READS, NIGHT_READS)
    assert entries_of(found.plan) == (
        *(OPS_READS, OPS_CHANGES, OPS_READS),
        *(NIGHT_ON_CALL, NIGHT_READS),
    )
    assert found.positions == (2, 4)
    assert found.words == "added 2 authorizations"
    assert add(PLAN, OPS_READS).words == "added Operations: Reader"
    assert add(PLAN) == Edited(PLAN, (), "added 0 authorizations")


def test_an_entry_is_replaced_in_its_place() -> None:
    found = replace(PLAN, 0, OPS_CHANGES)
    assert entries_of(found.plan) == (OPS_CHANGES, OPS_CHANGES, NIGHT_ON_CALL)
    assert found.positions == (0,)
    assert found.words == "changed Operations: Reader"
    assert replace(PLAN, 2, NIGHT_READS).positions == (2,)


def test_an_entry_that_becomes_of_the_other_kind_moves_behind_that_kind() -> None:
    found = replace(PLAN, 0, of_kind(OPS_READS, EntryKind.ELIGIBLE))
    now = EligibleAuthorization(OPS, OPS_READS.role_id, "Operations", "None", "PT8H")
    assert entries_of(found.plan) == (OPS_CHANGES, NIGHT_ON_CALL, now)
    assert found.positions == (2,)
    assert found.words == "made Operations: Reader eligible"
    back = replace(found.plan, 2, of_kind(now, EntryKind.PERMANENT))
    assert entries_of(back.plan) == (OPS_CHANGES, OPS_READS, NIGHT_ON_CALL)
    assert back.positions == (1,)
    assert back.words == "made Operations: Reader permanent"


def test_another_kind_has_no_conditions_and_no_delegated_roles() -> None:
    manages = Authorization(OPS, CONTRIBUTOR, "Operations", (CONTRIBUTOR,))
    assert of_kind(manages, EntryKind.PERMANENT) is manages
    assert of_kind(manages, EntryKind.ELIGIBLE) == EligibleAuthorization(
        OPS, CONTRIBUTOR, "Operations"
    )
    assert of_kind(NIGHT_ON_CALL, EntryKind.PERMANENT) == Authorization(
        NIGHT, CONTRIBUTOR, "Night shift"
    )


def test_nothing_stands_behind_the_last() -> None:
    with pytest.raises(IndexError):
        replace(PLAN, 3, OPS_READS)


def test_an_entry_that_says_nothing_yet_has_a_name() -> None:
    assert entry_name(Authorization("", "")) == "somebody: no role"
    assert entry_name(Authorization(OPS, "own")) == f"{OPS}: own"


# Duplicating, deleting, moving


def test_a_copy_stands_behind_its_original() -> None:
    found = duplicate(PLAN, [2, 0])
    assert entries_of(found.plan) == (
        *(OPS_READS, OPS_READS, OPS_CHANGES),
        *(NIGHT_ON_CALL, NIGHT_ON_CALL),
    )
    assert found.positions == (1, 4)
    assert found.words == "duplicated 2 authorizations"


def test_what_is_deleted_leaves_the_cursor_beside_it() -> None:
    assert delete(PLAN, [0]) == Edited(
        structs.replace(PLAN, authorizations=(OPS_CHANGES,)), (0,), "deleted Operations: Reader"
    )
    last = delete(PLAN, [1, 2])
    assert (entries_of(last.plan), last.positions) == ((OPS_READS,), (0,))
    assert last.words == "deleted 2 authorizations"
    assert delete(PLAN, range(3)).positions == ()
    assert delete(PLAN, [7]).plan == PLAN


def test_several_move_within_their_kind_until_its_end() -> None:
    more = add(PLAN, NIGHT_READS).plan
    up = move(more, [1, 3], Way.UP)
    assert entries_of(up.plan) == (OPS_CHANGES, OPS_READS, NIGHT_READS, NIGHT_ON_CALL)
    assert up.positions == (0, 2)
    assert up.words == "moved 2 authorizations up"
    assert move(up.plan, up.positions, Way.UP).plan == up.plan
    down = move(up.plan, up.positions, Way.DOWN)
    assert (down.plan, down.positions) == (more, (1, 3))
    assert move(more, [2], Way.UP).plan == more
    assert move(PLAN, [0], Way.DOWN).words == "moved Operations: Reader down"


def test_a_block_moves_as_one_and_closes_up_at_the_end() -> None:
    plan = Plan("1", authorizations=tuple(Authorization(each, "") for each in "abcde"))
    names = [each.principal_id for each in move(plan, [2, 3], Way.UP).plan.authorizations]
    assert names == ["a", "c", "d", "b", "e"]
    names = [each.principal_id for each in move(plan, [0, 2], Way.UP).plan.authorizations]
    assert names == ["a", "c", "b", "d", "e"]
    names = [each.principal_id for each in move(plan, [2, 4], Way.DOWN).plan.authorizations]
    assert names == ["a", "b", "d", "c", "e"]


# Versions


@pytest.mark.parametrize(
    ("version", "part", "raised"),
    [
        ("1.2.3", Part.MAJOR, "2.0.0"),
        ("1.2.3", Part.MINOR, "1.3.0"),
        ("1.2.3", Part.PATCH, "1.2.4"),
        ("1.2.9", Part.PATCH, "1.2.10"),
        ("01.2.3", Part.MINOR, "1.3.0"),
        ("1.2", Part.MINOR, "1.3.0"),
        ("next", Part.MAJOR, "1.0.0"),
        ("1.2.999999999", Part.PATCH, "1.2.999999999"),
    ],
)
def test_a_part_of_the_version_is_raised(version: str, part: Part, raised: str) -> None:
    found = bump(Plan("1", version=version), part)
    assert found.plan == Plan("1", version=raised)
    words = f"raised the version from {version} to {raised}" if version != raised else ""
    assert (found.positions, found.words) == ((), words)


@given(st.tuples(*[st.integers(0, 10**9 - 2)] * 3), st.sampled_from(Part))
def test_a_raised_version_is_higher(numbers: tuple[int, int, int], part: Part) -> None:
    raised = bump(Plan("1", version=".".join(map(str, numbers))), part).plan.version
    assert (version_number(raised) or ()) > numbers


# Whatever is done


@given(PLANS, st.lists(ENTRIES, max_size=4))
def test_adding_adds_those_and_no_other(plan: Plan, entries: list[Entry]) -> None:
    found = add(plan, *entries)
    assert count(found.plan) == count(plan) + Counter(entries)
    assert Counter(at(found)) == Counter(entries)


@given(PLANS.filter(lambda plan: bool(entries_of(plan))), ENTRIES, st.data())
def test_replacing_exchanges_one(plan: Plan, entry: Entry, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(entries_of(plan)) - 1))
    found = replace(plan, position, entry)
    assert count(found.plan) + Counter([entries_of(plan)[position]]) == (
        count(plan) + Counter([entry])
    )
    assert at(found) == [entry]


@given(PLANS, POSITIONS)
def test_duplicating_and_deleting_touch_the_chosen(plan: Plan, positions: set[int]) -> None:
    chosen = Counter(each for at, each in enumerate(entries_of(plan)) if at in positions)
    copied = duplicate(plan, positions)
    assert count(copied.plan) == count(plan) + chosen
    assert Counter(at(copied)) == chosen
    assert delete(copied.plan, copied.positions).plan == plan
    assert count(delete(plan, positions).plan) == count(plan) - chosen


@given(PLANS, POSITIONS, st.sampled_from(Way))
def test_moving_keeps_all_and_the_order_of_the_others(
    plan: Plan, positions: set[int], way: Way
) -> None:
    found = move(plan, positions, way)
    assert count(found.plan) == count(plan)
    assert len(found.plan.authorizations) == len(plan.authorizations)
    there = entries_of(plan)
    assert at(found) == [each for at, each in enumerate(there) if at in positions]
    rest = [each for at, each in enumerate(there) if at not in positions]
    now = entries_of(found.plan)
    assert [each for at, each in enumerate(now) if at not in found.positions] == rest


@given(PLANS, st.lists(ENTRIES, max_size=2), POSITIONS, st.sampled_from(Way))
def test_nothing_but_the_entries_changes(
    plan: Plan, entries: list[Entry], positions: set[int], way: Way
) -> None:
    for found in (
        add(plan, *entries),
        duplicate(plan, positions),
        delete(plan, positions),
        move(plan, positions, way),
    ):
        assert structs.replace(found.plan, authorizations=(), eligible=()) == structs.replace(
            plan, authorizations=(), eligible=()
        )
