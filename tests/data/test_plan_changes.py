"""What differs between two states of a plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from data.plan_changes import change_words, plan_changes
from data.plans import AcceptedFinding, Plan, Visibility
from data.query import parse
from data.revision_listings import state_rows
from data.revisions import Revision
from tests.data.editing.test_operations import PLANS
from tests.data.lint.examples import GOOD, NIGHT_READS, OPS_ENDS, ROBOT_ASSIGNS

ACCEPTED = AcceptedFinding("no-delete-role", "the plan", "agreed", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "nothing that shows"),
        ({"saved_at": "2026-11-22T09:00:00Z"}, "nothing that shows"),
        ({"version": "1.2.0"}, "version 1.1.0 → 1.2.0"),
        ({"name": "Other", "description": "Words"}, "plan name, description"),
        ({"visibility": Visibility.PUBLIC}, "visibility private → public"),
        ({"ready": True}, "ready no → yes"),
        ({"accepted": (ACCEPTED,)}, "accepted findings"),
        ({"authorizations": (OPS_ENDS, NIGHT_READS)}, "- Robot: User Access Administrator"),
        ({"authorizations": (OPS_ENDS,), "name": "Other"}, "plan name, -2 authorizations"),
        (
            {"authorizations": (NIGHT_READS, OPS_ENDS, ROBOT_ASSIGNS)},
            "the order of authorizations",
        ),
        (
            {
                "authorizations": (replace(OPS_ENDS, display_name="Ops"), NIGHT_READS),
                "eligible": (),
            },
            "-2 ~1 authorizations",
        ),
    ],
)
def test_what_changed_in_a_line(changes: dict[str, Any], words: str) -> None:
    assert change_words(GOOD, replace(GOOD, **changes)) == words


def test_fields_with_their_values() -> None:
    before = replace(GOOD, audience=())
    after = replace(before, name="", audience=("a", "b"), accepted=(ACCEPTED,))
    assert plan_changes(before, after) == (
        ("plan name", "Managed operations", "–"),
        ("audience", "–", "a, b"),
        ("accepted findings", "–", "no-delete-role: agreed"),
    )


@given(PLANS, PLANS)
def test_the_other_way_round_the_same_fields_differ(one: Plan, other: Plan) -> None:
    there, back = plan_changes(one, other), plan_changes(other, one)
    assert there == tuple(each._replace(before=each.after, after=each.before) for each in back)
    assert plan_changes(one, one) == ()


def test_states_stand_with_what_changed_the_newest_first() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    plans = [replace(GOOD, version=f"1.{at}.0") for at in range(1, 4)]
    states = [
        Revision((start + timedelta(days=at)).isoformat(), each, "agreed" if at == 1 else "")
        for at, each in enumerate(plans)
    ]
    found = state_rows(states)
    assert [row.words for row in found.rows] == [
        "version 1.2.0 → 1.3.0",
        "version 1.1.0 → 1.2.0",
        "the first that is kept",
    ]
    assert [found.rows[at].revision.mark for at in found.select(parse("mark:agreed"))] == ["agreed"]
    assert found.listing.record(found.rows[1])["changed"] == "version 1.1.0 → 1.2.0"
    assert state_rows(()).rows == []
