"""Arbitrary good plans lint clean; each of the usual mistakes in one is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.lint.engine import RULES, lint
from data.lint.rule import Severity
from data.lint.subject import Context
from data.plan_states import NotReadyError, mark_ready
from data.plans import Plan
from tests.data.lint.mutations import MUTATIONS, good_plans


def found(plan: Plan, context: Context) -> set[str]:
    return {each.rule for each in lint(plan, context) if each.severity is not Severity.HINT}


@given(good_plans())
def test_a_good_plan_is_clean(plan: Plan) -> None:
    assert found(plan, Context()) == set()


@pytest.mark.parametrize("name", MUTATIONS)
@settings(max_examples=10)
@given(data=st.data())
def test_a_mistake_in_a_good_plan_is_found(name: str, data: st.DataObject) -> None:
    mutation = MUTATIONS[name]
    mutated = mutation.apply(data.draw(good_plans()), data.draw)
    rules = found(mutated, mutation.knowing)
    assert mutation.rule in rules
    assert rules - {mutation.rule} <= mutation.also


_SEVERITIES = {each.id: each.severity for each in RULES}
ERRORS = [name for name, each in MUTATIONS.items() if _SEVERITIES[each.rule] is Severity.ERROR]


@pytest.mark.parametrize("name", ERRORS)
@settings(max_examples=3)
@given(data=st.data())
def test_a_draft_with_any_error_is_never_ready(name: str, data: st.DataObject) -> None:
    mutation = MUTATIONS[name]
    mutated = mutation.apply(data.draw(good_plans()), data.draw)
    with pytest.raises(NotReadyError) as refused:
        mark_ready(mutated, lint(mutated, mutation.knowing))
    errors = [each for each in lint(mutated, mutation.knowing) if each.severity is Severity.ERROR]
    assert errors[0].message in str(refused.value)
    assert errors[0].fix in str(refused.value), "it says what to do"


@pytest.mark.parametrize("name", [name for name, each in MUTATIONS.items() if each.also])
def test_every_companion_that_is_expected_turns_up(name: str) -> None:
    mutation = MUTATIONS[name]
    seen: set[str] = set()

    @settings(max_examples=60)
    @given(st.data())
    def look(data: st.DataObject) -> None:
        mutated = mutation.apply(data.draw(good_plans()), data.draw)
        seen.update(found(mutated, mutation.knowing))

    look()
    assert seen == {mutation.rule} | mutation.also
