"""Warnings and hints that somebody accepts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from data.formats.plain import to_yaml
from data.formats.plain_reader import read_plan
from data.lint.accepting import CannotAcceptError, accept, split, withdraw
from data.lint.engine import lint
from data.lint.rule import Finding, Severity
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import AcceptedFinding, Plan, Visibility
from data.roles import DELETE_ROLE, USER_ACCESS_ADMINISTRATOR
from tests.data.lint.examples import (
    BACKUP,
    GOOD,
    MACHINES,
    NIGHT_BACKS_UP,
    OPS_ENDS,
    OWNER,
    TEMPLATE,
    activates,
    adding,
    gives,
    without,
)
from tests.data.lint.mutations import MUTATIONS, good_plans
from tests.data.records import BOSS, CONTRIBUTOR, NIGHT, OPS, READER, guid

DAY = date(2026, 11, 22)
BROAD = gives(CONTRIBUTOR)
ENDLESS = without(OPS_ENDS)
UNNAMED = activates(display_name="")
NIGHT_ASSIGNS = gives(USER_ACCESS_ADMINISTRATOR, BACKUP, MACHINES, to=NIGHT)


def only(plan: Plan, rule: str) -> Finding:
    (found,) = [each for each in lint(plan) if each.rule == rule]
    return found


def open_rules(plan: Plan) -> set[str]:
    return {each.rule for each in split(plan, lint(plan)).open}


def accepted(plan: Plan, rule: str) -> Plan:
    return accept(plan, only(plan, rule), "agreed with the customer", DAY)


def test_an_accepted_finding_has_its_reason() -> None:
    finding = only(BROAD, "role-very-broad")
    plan = accept(BROAD, finding, " agreed\n ", DAY)
    found = split(plan, lint(plan))
    assert [(each.finding, each.by.reason, each.by.day) for each in found.accepted] == [
        (finding, "agreed", DAY)
    ]
    assert {each.rule for each in found.open} == {"permanent-high-privilege"}
    again = accept(plan, finding, "for the audit", DAY)
    assert [each.reason for each in again.accepted] == ["for the audit"]
    assert withdraw(again, finding) == BROAD
    assert split(BROAD, lint(BROAD)).open == lint(BROAD)


def test_an_error_is_never_accepted() -> None:
    plan = gives(OWNER)
    with pytest.raises(CannotAcceptError, match=r"cannot be accepted\. Give Contributor"):
        accept(plan, only(plan, "role-owner"), "please", DAY)
    about = accepted(gives(CONTRIBUTOR), "role-very-broad").accepted[0].about
    forced = AcceptedFinding("role-owner", about.replace(CONTRIBUTOR, OWNER), "please", DAY)
    assert "role-owner" in open_rules(replace(plan, accepted=(forced,)))


def test_a_reason_is_needed() -> None:
    with pytest.raises(CannotAcceptError, match="reason"):
        accept(BROAD, only(BROAD, "role-very-broad"), " \u200b", DAY)


@pytest.mark.parametrize(
    ("plan", "rule", "edit"),
    [
        (BROAD, "role-very-broad", {"authorizations": BROAD.authorizations[::-1]}),
        (BROAD, "role-very-broad", {"authorizations": BROAD.authorizations[1:], "name": "x"}),
        (
            BROAD,
            "role-very-broad",
            {
                "authorizations": (
                    Authorization(OPS.upper(), CONTRIBUTOR.upper(), "Ops"),
                    *GOOD.authorizations,
                )
            },
        ),
        (ENDLESS, "no-delete-role", {"authorizations": gives(MACHINES).authorizations[1:]}),
        (
            UNNAMED,
            "display-name-missing",
            {"eligible": (EligibleAuthorization(OPS, BACKUP, "O"), *UNNAMED.eligible)},
        ),
        (replace(GOOD, name="n" * 60), "name-long", {"version": "2.0.0", "authorizations": ()}),
        (replace(GOOD, visibility=Visibility.PUBLIC), "public-plan", {"name": "Silver"}),
    ],
)  # fmt: skip
def test_it_holds_over_unrelated_edits(plan: Plan, rule: str, edit: dict[str, Any]) -> None:
    after = replace(accepted(plan, rule), **edit)
    assert rule in {each.rule for each in lint(after)}
    assert rule not in open_rules(after)


ASSIGNS = gives(USER_ACCESS_ADMINISTRATOR, MACHINES, BACKUP)
NAMELESS = (Approver(BOSS), Approver(OPS, "Operations"))
REPEATED = adding(Authorization(OPS, DELETE_ROLE, "Operations"))


@pytest.mark.parametrize(
    ("plan", "rule", "edit"),
    [
        (
            BROAD,
            "role-very-broad",
            {"authorizations": (*GOOD.authorizations, Authorization(NIGHT, CONTRIBUTOR, "N"))},
        ),
        (
            BROAD,
            "role-very-broad",
            {
                "authorizations": GOOD.authorizations,
                "eligible": (replace(NIGHT_BACKS_UP, principal_id=OPS, role_id=CONTRIBUTOR),),
            },
        ),
        (
            replace(GOOD, name="n" * 60),
            "name-long",
            {"name": "n" * 61},
        ),
        (
            activates(approvers=(Approver(NIGHT, "Night"),)),
            "approves-only-itself",
            {"eligible": (replace(NIGHT_BACKS_UP, approvers=(Approver(NIGHT, "N"),) * 2),)},
        ),
        (
            activates(approvers=NAMELESS),
            "display-name-missing",
            {"eligible": activates(approvers=(Approver(guid("x")), NAMELESS[1])).eligible},
        ),
        (
            REPEATED,
            "duplicate-authorization",
            {"authorizations": gives(DELETE_ROLE, BACKUP).authorizations},
        ),
        (
            ASSIGNS,
            "role-lists-keys",
            {"authorizations": NIGHT_ASSIGNS.authorizations},
        ),
    ],
)  # fmt: skip
def test_it_ends_when_that_changes_which_it_is_about(
    plan: Plan, rule: str, edit: dict[str, Any]
) -> None:
    before = accepted(plan, rule)
    assert rule not in open_rules(before)
    after = replace(before, **edit)
    assert rule in open_rules(after)
    # and holds again when that is undone
    assert rule not in open_rules(replace(after, **{each: getattr(plan, each) for each in edit}))


def test_delegated_roles_may_change_places() -> None:
    after = replace(
        accepted(ASSIGNS, "role-lists-keys"),
        authorizations=gives(USER_ACCESS_ADMINISTRATOR, BACKUP, MACHINES).authorizations,
    )
    assert only(after, "role-lists-keys").place.endswith("[1]")
    assert "role-lists-keys" not in open_rules(after)


def test_two_findings_of_one_rule_are_accepted_one_by_one() -> None:
    plan = adding(Authorization(NIGHT, CONTRIBUTOR, "Night"), to=BROAD)
    first, second = [each for each in lint(plan) if each.rule == "role-very-broad"]
    found = split(accept(plan, second, "so", DAY), lint(plan))
    assert first in found.open
    assert [each.finding for each in found.accepted] == [second]


@pytest.mark.parametrize("name", MUTATIONS)
@settings(max_examples=5)
@given(data=st.data())
def test_whatever_is_accepted_stays_accepted_in_any_order(name: str, data: st.DataObject) -> None:
    mutation = MUTATIONS[name]
    plan = mutation.apply(data.draw(good_plans()), data.draw)
    # The order of duplicates tells which one is the second
    findings = [each for each in lint(plan, mutation.knowing)
                if each.rule != "duplicate-authorization"]  # fmt: skip
    wanted = [each for each in findings if each.severity is not Severity.ERROR]
    for each in wanted:
        plan = accept(plan, each, "so", DAY)
    other = replace(
        plan,
        authorizations=tuple(data.draw(st.permutations(plan.authorizations))),
        eligible=tuple(data.draw(st.permutations(plan.eligible))),
        description="Another",
    )
    for version in (plan, other, read_plan(to_yaml(other).encode())):
        after = split(version, lint(version, mutation.knowing))
        left = {each.rule for each in after.open if each.severity is not Severity.ERROR}
        assert left <= {"duplicate-authorization"}
        assert len(after.accepted) >= len({each.rule for each in wanted})


def test_a_template_is_accepted_like_an_offer() -> None:
    plan = replace(
        TEMPLATE, authorizations=(Authorization(OPS, READER, "Operations"),), eligible=()
    )
    assert "no-delete-role" not in open_rules(accepted(plan, "no-delete-role"))
