"""Where in a form a finding belongs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from data.entries import entries_of
from data.lint.engine import lint
from data.lint.places import FormPlace, by_field, form_place
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan
from tests.data.lint.cases import CASES
from tests.data.lint.examples import GOOD, OWNER, activates, gives
from tests.data.lint.mutations import MUTATIONS, good_plans
from tests.data.records import OPS


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("name", FormPlace("name")),
        ("authorizations", FormPlace("authorizations")),
        ("eligible", FormPlace("eligible")),
        ("audience[12]", FormPlace("audience", None, 12)),
        ("authorizations[2]", FormPlace("", 2)),
        ("authorizations[2].role_id", FormPlace("role_id", 2)),
        ("authorizations[0].delegated_role_ids", FormPlace("delegated_role_ids", 0)),
        ("authorizations[0].delegated_role_ids[1]", FormPlace("delegated_role_ids", 0, 1)),
        ("eligible[0]", FormPlace("", 3)),
        ("eligible[1].mfa", FormPlace("mfa", 4)),
        ("eligible[0].approvers[1].principal_id", FormPlace("approvers", 3, 1)),
    ],
)
def test_where_a_place_is_in_the_form(place: str, expected: FormPlace) -> None:
    assert form_place(GOOD, place) == expected


def test_findings_by_field() -> None:
    plan = replace(gives(OWNER), name="", eligible=activates(mfa="Yes").eligible)
    found = by_field(plan, lint(plan))
    assert {at: [each.rule for each in there] for at, there in found.items()} == {
        (None, "name"): ["name-missing"],
        (3, "role_id"): ["role-owner"],
        (4, "mfa"): ["mfa-value"],
    }


def in_form(plan: Plan, place: FormPlace) -> None:
    """Look the field up as a form would."""
    if place.entry is None:
        assert place.field in Plan.__struct_fields__
        if place.item is not None:
            assert getattr(plan, place.field)[place.item] is not None
        return
    entry = entries_of(plan)[place.entry]
    assert place.field in ("", *type(entry).__struct_fields__)
    if place.item is not None:
        assert isinstance(getattr(entry, place.field)[place.item], str | Approver)


@pytest.mark.parametrize("rule", [rule for rule, each in CASES.items() if type(each.fires) is Plan])
def test_the_places_of_all_rules_are_in_the_form(rule: str) -> None:
    case = CASES[rule]
    assert isinstance(case.fires, Plan)
    for each in lint(case.fires, case.knowing):
        in_form(case.fires, form_place(case.fires, each.place))


@pytest.mark.parametrize("name", MUTATIONS)
@settings(max_examples=10)
@given(data=st.data())
def test_the_places_of_mistakes_are_in_the_form(name: str, data: st.DataObject) -> None:
    plan = MUTATIONS[name].apply(data.draw(good_plans()), data.draw)
    findings = lint(plan, MUTATIONS[name].knowing)
    for each in findings:
        in_form(plan, form_place(plan, each.place))
    assert sum(map(len, by_field(plan, findings).values())) == len(findings)


def test_an_entry_is_counted_over_both_kinds() -> None:
    plan = Plan("1", authorizations=(Authorization(OPS, "x"),) * 2)
    plan = replace(plan, eligible=(EligibleAuthorization(OPS, "x"),))
    found = by_field(plan, lint(plan))
    assert {at for at, field in found if field == "role_id"} == {0, 1, 2}
