"""Findings as the editor lists them."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from data.finding_listings import finding_rows
from data.lint.accepting import accept
from data.lint.engine import lint
from data.lint.rule import Severity
from data.plans import Plan
from tests.data.editing.test_operations import PLANS
from tests.data.records import OPS_CHANGES

DAY = date(2026, 11, 22)
PLAN = Plan("1", "Gold", "our-offer", "gold", version="next", authorizations=(OPS_CHANGES,))


@given(PLANS)
def test_each_finding_has_a_row_of_its_own_the_gravest_first(plan: Plan) -> None:
    found = lint(plan)
    rows = finding_rows(plan, found).rows
    assert sorted(each.finding.message for each in rows) == sorted(each.message for each in found)
    assert len({(each.finding.rule, each.finding.place) for each in rows}) == len(rows)
    order = [list(Severity).index(each.finding.severity) for each in rows]
    assert order == sorted(order)


def test_an_authorization_is_named_where_it_is_meant() -> None:
    rows = finding_rows(PLAN, lint(PLAN)).rows
    assert {"version", "Operations: Contributor"} <= {each.where for each in rows}


def test_what_was_accepted_stands_last_with_its_reason() -> None:
    found = lint(PLAN)
    warning = next(each for each in found if each.severity is not Severity.ERROR)
    plan = accept(PLAN, warning, "customers asked for it", DAY)
    *others, last = finding_rows(plan, lint(plan)).rows
    assert (last.state, last.accepted) == ("accepted", "customers asked for it")
    assert not any(each.accepted for each in others)
