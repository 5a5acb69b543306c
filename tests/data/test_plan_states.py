"""What has become of a plan, and what may be done with it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from data.ledger import LibraryContents, RecordedVersion
from data.lint.engine import lint
from data.lint.rule import Severity
from data.models import PlanKey
from data.plan_states import (
    TONES,
    CannotPublishError,
    NotReadyError,
    PlanState,
    Publications,
    after_edit,
    edit_problem,
    fixed_fields,
    mark_ready,
    publish,
    publish_problem,
    ready_problem,
    state_of,
    state_words,
)
from data.plans import AcceptedFinding, Plan, Visibility
from data.snapshot import Snapshot
from tests.data.lint.examples import GOOD, OWNER, TEMPLATE, gives
from tests.data.lint.mutations import MUTATIONS, good_plans
from tests.data.records import (
    GOLD,
    OPS_READS,
    READER,
    asked,
    definition,
    delegation,
    gold,
    known,
    published,
    subscription,
)

DAY = date(2026, 11, 2)
OURS = replace(GOOD, publisher_id="Contoso", offer_id="managed-ops", plan_id="gold")
READY = replace(OURS, ready=True)
NONE = Publications()
BY_HAND = Publications([RecordedVersion(GOLD, "1.1.0", DAY)])


def seen(*versions: str, first: str = "2026-11-03T08:00:00+00:00", preview: bool = False,
         plan: Plan = OURS) -> Publications:  # fmt: skip
    """What Azure shows of the versions of a plan."""
    others = {"0.1.0": "2026-10-01T08:00:00+00:00"}
    shown = published(
        *versions, preview=preview, authorizations=plan.authorizations, eligible=plan.eligible
    )
    read = asked(seen=others | dict.fromkeys(versions, first), preview=preview)
    snapshot = Snapshot(known(plan_versions=shown, plans=(read,)))
    return Publications(seen=snapshot.versions.rows)


@pytest.mark.parametrize(
    ("plan", "publications", "state", "words"),
    [
        (OURS, NONE, PlanState.DRAFT, "draft"),
        (READY, NONE, PlanState.READY, "ready"),
        (READY, BY_HAND, PlanState.PUBLISHED, "published 2026-11-02, by hand"),
        (OURS, BY_HAND, PlanState.PUBLISHED, "published 2026-11-02, by hand"),
        (replace(OURS, publisher_id=""), BY_HAND, PlanState.PUBLISHED, "published 2026-11-02, by "
         "hand"),
        (replace(OURS, publisher_id="rival"), BY_HAND, PlanState.DRAFT, "draft"),
        (replace(OURS, version="1.2.0"), BY_HAND, PlanState.DRAFT, "draft"),
        (TEMPLATE, BY_HAND, PlanState.DRAFT, "draft"),
        (Plan(""), BY_HAND, PlanState.DRAFT, "draft"),
        (OURS, Publications([RecordedVersion(GOLD, "1.1.0")]), PlanState.PUBLISHED,
         "published, by hand"),
        (OURS, Publications([RecordedVersion(GOLD, "1.1.0", DAY, "", True)]),
         PlanState.PUBLISHED, "published 2026-11-02, seen in Azure"),
        (OURS, seen("1.1.0"), PlanState.PUBLISHED, "published 2026-11-03, seen in Azure"),
        (OURS, seen("1.1.0", first="2026-10-01T08:00:00+00:00"), PlanState.PUBLISHED,
         "published ≤ 2026-10-01, seen in Azure"),
        (OURS, seen("1.1.0", preview=True), PlanState.DRAFT, "draft"),
        (OURS, seen("1.1.0", plan=gives(READER)), PlanState.DRAFT, "draft"),
        (OURS, seen("1.1.0", plan=Plan("")), PlanState.PUBLISHED,
         "published 2026-11-03, seen in Azure"),
        (replace(OURS, archived=True), NONE, PlanState.ARCHIVED, "archived, draft"),
        (replace(READY, archived=True), BY_HAND, PlanState.ARCHIVED,
         "archived, published 2026-11-02, by hand"),
    ],
)  # fmt: skip
def test_states(plan: Plan, publications: Publications, state: PlanState, words: str) -> None:
    assert state_of(plan, publications) is state
    assert state_words(plan, publications) == words


def test_what_a_customer_accepted_is_published() -> None:
    at = subscription("prod", "fabrikam")
    held = definition(at, gold("1.1.0"), authorizations=OURS.authorizations, eligible=OURS.eligible)
    snapshot = Snapshot(known([at], [held], [delegation(held)]), LibraryContents())
    found = Publications(seen=snapshot.versions.rows)
    assert state_words(OURS, found) == "published, seen in Azure"
    assert found.numbers_of(OURS) == ["1.1.0"]


def test_what_was_recorded_by_hand_counts_whatever_azure_shows() -> None:
    rows = Snapshot(known(plan_versions=published("1.1.0"), plans=(asked(),))).versions.rows
    found = Publications([RecordedVersion(GOLD, "1.1.0", DAY)], rows)
    assert state_words(OURS, found) == "published 2026-11-02, by hand"
    odd = Publications([RecordedVersion(GOLD, "1.1")])
    assert state_of(OURS, odd) is PlanState.DRAFT
    assert state_of(replace(OURS, version="1.1"), odd) is PlanState.PUBLISHED
    assert odd.numbers_of(OURS) == []
    assert odd.has_any_of(OURS)


def test_every_state_has_a_tone() -> None:
    assert set(TONES) == set(PlanState)


def test_what_is_published_is_not_edited_and_its_ids_stay() -> None:
    later = replace(OURS, version="1.2.0")
    assert edit_problem(OURS, NONE) == edit_problem(later, BY_HAND) == ""
    assert edit_problem(replace(OURS, archived=True), BY_HAND) == edit_problem(OURS, BY_HAND)
    assert edit_problem(OURS, BY_HAND) == (
        "1.1.0 is published 2026-11-02, by hand. Start a new draft from it to change anything."
    )
    assert fixed_fields(OURS, NONE) == fixed_fields(replace(later, plan_id="silver"), BY_HAND) == {}
    assert set(fixed_fields(later, BY_HAND)) == {"publisher_id", "offer_id", "plan_id"}
    assert set(fixed_fields(later, seen("1.0.0"))) == {"publisher_id", "offer_id", "plan_id"}


@pytest.mark.parametrize("name", MUTATIONS)
@settings(max_examples=15)
@given(data=st.data())
def test_a_plan_with_any_error_cannot_be_ready(name: str, data: st.DataObject) -> None:
    mutation = MUTATIONS[name]
    plan = mutation.apply(data.draw(good_plans()), data.draw)
    findings = lint(plan, mutation.knowing)
    errors = [each for each in findings if each.severity is Severity.ERROR]
    if not errors:
        assert ready_problem(findings) == ""
        assert mark_ready(plan, findings).ready
        return
    # Nor is one whose error somebody put among the accepted ones
    forced = tuple(AcceptedFinding(each.rule, each.place, "so", DAY) for each in errors)
    with pytest.raises(NotReadyError) as caught:
        mark_ready(replace(plan, accepted=forced), findings)
    assert errors[0].message in str(caught.value)
    assert errors[0].fix in str(caught.value)


def test_the_words_count_the_errors() -> None:
    one = lint(gives(OWNER))
    assert ready_problem(one).startswith(
        "1 error stands in the way: The role is Owner. Give Contributor"
    )
    two = ready_problem(lint(replace(gives(OWNER), name="")))
    assert two.startswith("2 errors stand in the way: The plan has no name. Give the name that")
    assert "The role is Owner. Give Contributor" in two
    assert "more" not in two
    four = lint(replace(gives(OWNER, OWNER), name="", version="one"))
    errors = [each for each in four if each.severity is Severity.ERROR]
    assert ready_problem(four).endswith(f"And {len(errors) - 2} more.")


def test_what_two_errors_have_in_common_is_said_once() -> None:
    found = ready_problem(lint(gives(OWNER, OWNER)))
    assert found.count("The role is Owner.") == 1
    assert found.count("Give Contributor") == 1


@pytest.mark.parametrize(
    ("field", "value", "is_ready"),
    [
        ("saved_at", "2026-11-22", True),
        ("archived", True, True),
        ("accepted", (AcceptedFinding("name-long", "name", "so", DAY),), True),
        ("name", "Silver", False),
        ("visibility", Visibility.PUBLIC, False),
        ("authorizations", (), False),
        ("version", "1.2.0", False),
    ],
)
def test_an_edit_takes_the_mark_away(field: str, value: object, is_ready: bool) -> None:
    after = replace(READY, **{field: value})
    assert after_edit(READY, after) == replace(after, ready=is_ready)
    assert after_edit(OURS, READY) == READY


def test_a_plan_is_recorded_as_published() -> None:
    record = publish(READY, DAY, "with the new night shift")
    assert record == RecordedVersion(GOLD, "1.1.0", DAY, "with the new night shift")
    assert state_of(READY, Publications([record])) is PlanState.PUBLISHED
    named_so = replace(READY, offer_id="managed-preview")
    assert publish(named_so, DAY).plan == PlanKey("contoso", "managed-preview", "gold")


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (OURS, "ready"),
        (replace(TEMPLATE, ready=True), "by template"),
        (replace(READY, publisher_id=""), "publisher id"),
        (replace(READY, version="1.1"), "1.2.0"),
    ],
)
def test_what_cannot_be_published_says_why(plan: Plan, says: str) -> None:
    assert says in publish_problem(plan)
    with pytest.raises(CannotPublishError, match=says):
        publish(plan, DAY)


def test_authorizations_in_another_order_are_the_same() -> None:
    other = replace(OURS, authorizations=OURS.authorizations[::-1])
    assert state_of(other, seen("1.1.0")) is PlanState.PUBLISHED
    more = replace(OURS, authorizations=(*OURS.authorizations, OPS_READS))
    assert state_of(more, seen("1.1.0")) is PlanState.DRAFT
