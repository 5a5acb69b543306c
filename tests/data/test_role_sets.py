"""Sets of authorizations that are used again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from data.editing.edits import Edits
from data.entries import Entry, entries_of
from data.ledger import LibraryContents, RoleSet
from data.models import Authorization, EligibleAuthorization
from data.plans import Plan
from data.role_sets import Suggestion, apply, from_entries, missing, suggested_role_sets
from data.snapshot import Snapshot
from tests.data.editing.test_operations import ENTRIES, PLANS
from tests.data.records import (
    CONTRIBUTOR,
    NIGHT,
    NIGHT_ON_CALL,
    OPS,
    OPS_CHANGES,
    OPS_READS,
    READER,
    RIVAL,
    definition,
    delegation,
    known,
    subscription,
)

SET = from_entries("Operations", [NIGHT_ON_CALL, OPS_READS, OPS_CHANGES])


def test_a_role_set_of_some_authorizations() -> None:
    assert (SET.name, SET.remark) == ("Operations", "")
    assert SET.authorizations == (OPS_READS, OPS_CHANGES)
    assert SET.eligible == (NIGHT_ON_CALL,)
    assert SET.id != from_entries("Operations", []).id


def test_a_plan_is_given_what_it_lacks() -> None:
    plan = Plan("1", "Gold", authorizations=(Authorization(OPS.upper(), READER, "Ours"),))
    assert missing(SET, plan) == (OPS_CHANGES, NIGHT_ON_CALL)
    found = apply(SET, plan)
    assert entries_of(found.plan) == (*plan.authorizations, OPS_CHANGES, NIGHT_ON_CALL)
    assert found.positions == (1, 2)
    edits = Edits(plan).apply(found)
    assert edits.next_undo == "added the role set Operations"
    assert edits.apply(apply(SET, edits.plan)) is edits


def test_a_role_to_activate_is_not_there_when_it_is_held_for_good() -> None:
    plan = Plan("1", authorizations=(Authorization(NIGHT, CONTRIBUTOR),))
    assert NIGHT_ON_CALL in missing(SET, plan)
    other = EligibleAuthorization(NIGHT, CONTRIBUTOR, "Other conditions")
    assert NIGHT_ON_CALL not in missing(SET, Plan("1", eligible=(other,)))


@given(PLANS, st.lists(ENTRIES, max_size=5))
def test_after_it_was_added_nothing_is_missing_and_nothing_is_lost(
    plan: Plan, entries: list[Entry]
) -> None:
    role_set = from_entries("", entries)
    found = apply(role_set, plan).plan
    assert missing(role_set, found) == ()
    assert found.authorizations[: len(plan.authorizations)] == plan.authorizations
    assert found.eligible[: len(plan.eligible)] == plan.eligible
    assert set(entries_of(found)) <= {*entries_of(plan), *entries}
    assert structs.replace(found, authorizations=(), eligible=()) == structs.replace(
        plan, authorizations=(), eligible=()
    )


def world(*role_sets: RoleSet) -> Snapshot:
    at = [subscription(name, f"tenant {name}") for name in ("a", "b", "c")]
    shouted = Authorization(OPS.upper(), READER.upper(), "OPS")
    held = [
        definition(at[0], name="1", authorizations=(OPS_READS, OPS_CHANGES)),
        definition(at[1], name="2", authorizations=(OPS_CHANGES, shouted)),
        definition(
            at[2], name="3", authorizations=(OPS_READS, OPS_CHANGES), eligible=(NIGHT_ON_CALL,)
        ),
        definition(at[2], name="4", authorizations=(OPS_READS,)),
    ]
    foreign = definition(at[0], name="5", managing=RIVAL, authorizations=(Authorization("x", "y"),))
    left_over = definition(at[0], name="6", authorizations=(Authorization("z", "y"),))
    delegations = [
        *(delegation(each, name=each.id) for each in [*held, foreign]),
        delegation(held[3], "rg", name="another"),
    ]
    return Snapshot(
        known(at, [*held, foreign, left_over], delegations), LibraryContents(role_sets=role_sets)
    )


def test_sets_of_live_definitions_are_suggested_the_most_used_first() -> None:
    assert suggested_role_sets(world()) == (
        Suggestion("Operations", (OPS_CHANGES, OPS_READS), 3),
        Suggestion("Night shift", (NIGHT_ON_CALL,), 1),
        Suggestion("Operations", (OPS_READS,), 1),
    )
    assert suggested_role_sets(Snapshot()) == ()


def test_what_the_library_has_is_not_suggested() -> None:
    named = Authorization(OPS, READER, "Called otherwise")
    both = from_entries("Both", [NIGHT_ON_CALL, named])
    assert suggested_role_sets(world(both)) == (
        Suggestion("Operations", (OPS_CHANGES, OPS_READS), 3),
    )


def test_a_principal_without_a_name_is_called_by_its_id() -> None:
    at = subscription("a", "a")
    held = definition(at, authorizations=(Authorization("Nameless", READER),))
    (found,) = suggested_role_sets(Snapshot(known([at], [held], [delegation(held)])))
    assert found == Suggestion("nameless", (Authorization("nameless", READER),), 1)
