"""Each rule fires on one plan and keeps silent on another that comes close."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from data import roles
from data.lint.engine import RULES, lint, lint_definition
from data.lint.rule import Severity
from data.lint.subject import Context, PrincipalKind
from data.models import Approver, Definition, MarketplacePlan
from data.plans import Plan
from data.roles import CATALOGUE_DATE
from tests.data.lint.cases import CASES, CUSTOM, LIVE, TWENTY, kinds, live
from tests.data.lint.examples import (
    BACKUP,
    GOOD,
    NIGHT_BACKS_UP,
    NIGHT_READS,
    OWNER,
    ROBOT,
    ROBOT_ASSIGNS,
    TEMPLATE,
    activates,
    adding,
    gives,
)
from tests.data.records import (
    CONTRIBUTOR,
    NIGHT,
    OPS,
    READER,
    RIVAL,
    subscription,
)

REFRESHED = ("role-custom", "role-changed")


@pytest.fixture(autouse=True)
def _shipped_roles() -> Iterator[None]:
    yield
    roles.use()


def looked_at(of: Plan | Definition, context: Context, rule: str) -> list[tuple[str, str]]:
    findings = lint(of, context) if isinstance(of, Plan) else lint_definition(of, context)
    return [(each.place, each.message) for each in findings if each.rule == rule]


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_fires(rule: str) -> None:
    case = CASES[rule]
    found = looked_at(case.fires, case.knowing, rule)
    assert [place for place, _ in found][:1] == [case.place]
    assert case.says in found[0][1]


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_keeps_silent(rule: str) -> None:
    case = CASES[rule]
    context = case.knowing if case.silent_knowing is None else case.silent_knowing
    assert looked_at(case.silent, context, rule) == []


def test_every_rule_has_its_examples() -> None:
    assert {each.id for each in RULES} == {*CASES, *REFRESHED}


def test_what_every_rule_says() -> None:
    assert len({each.id for each in RULES}) == len(RULES)
    for each in RULES:
        assert each.link.startswith("https://learn.microsoft.com/")
        for sentence in (each.why, each.fix):
            assert sentence[0].isupper()
            assert sentence.endswith(".")


def test_findings_stand_by_severity() -> None:
    found = lint(replace(gives(CONTRIBUTOR), name="", authorizations=gives(OWNER).authorizations))
    severities = [list(Severity).index(each.severity) for each in found]
    assert severities == sorted(severities)
    assert lint(GOOD) == lint(TEMPLATE) == lint_definition(LIVE) == ()


def test_a_role_that_azure_does_not_list_is_a_custom_one() -> None:
    day = "2026-11-25"
    without_backup = [each for id, each in roles.shipped().items() if id != BACKUP]
    roles.use(without_backup, f"{day}T08:00:00+00:00")
    assert looked_at(gives(CUSTOM), Context(), "role-custom") == [
        (
            "authorizations[3].role_id",
            f"{CUSTOM} is not among the built-in roles that Azure had on {day}.",
        ),
    ]
    assert looked_at(gives(CUSTOM), Context(), "role-unknown") == []
    # One that was there before is no custom role
    assert looked_at(GOOD, Context(), "role-changed") == [
        (place, "Backup Contributor changed: Azure does not list it any more.")
        for place in ("authorizations[2].delegated_role_ids[0]", "eligible[0].role_id")
    ]
    roles.use()
    assert looked_at(gives(CUSTOM), Context(), "role-custom") == []


def test_a_role_that_changed_since_the_shipped_catalogue() -> None:
    refused = replace(roles.shipped()[BACKUP], lighthouse="no", reasons=("data_actions",))
    assert looked_at(GOOD, Context(), "role-changed") == []
    roles.use([*roles.shipped().values(), refused], f"{CATALOGUE_DATE}T12:00:00+00:00")
    places = looked_at(GOOD, Context(), "role-changed")
    assert [place for place, _ in places] == [
        "authorizations[2].delegated_role_ids[0]",
        "eligible[0].role_id",
    ]
    assert "Backup Contributor changed: Lighthouse does not take it any more" in places[0][1]
    assert looked_at(gives(READER), Context(), "role-data-actions")[0][0] == "eligible[0].role_id"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "The role is missing."),
        (f"/providers/Microsoft.Authorization/roleDefinitions/{READER.upper()}", READER),
        ("CONTRIBUTOR", CONTRIBUTOR),
        ("Operations", '"Operations" is no role id.'),
    ],
)
def test_what_stands_in_the_place_of_a_role_id(value: str, says: str) -> None:
    ((_, message),) = looked_at(gives(value), Context(), "role-not-guid")
    assert says in message


@pytest.mark.parametrize(
    ("duration", "rule"),
    [
        ("PT30M", None),
        ("PT8H", None),
        ("PT480M", None),
        ("PT29M", "duration-range"),
        ("PT29M59S", "duration-range"),
        ("PT0M", "duration-range"),
        ("P1D", "duration-range"),
        ("-PT4H", "duration-range"),
        ("", "duration-form"),
        ("PT", "duration-form"),
        ("04:00:00", "duration-form"),
        ("P1M", "duration-form"),
    ],
)
def test_durations(duration: str, rule: str | None) -> None:
    found = [each.rule for each in lint(activates(max_duration=duration))]
    assert found == ([rule] if rule else [])


def test_a_strong_role_of_a_robot_or_in_a_national_cloud_cannot_be_eligible() -> None:
    robot = gives(CONTRIBUTOR, to=ROBOT)
    hint = "permanent-high-privilege"
    assert len(looked_at(robot, Context(), hint)) == 1
    assert looked_at(robot, kinds(robot=PrincipalKind.SERVICE_PRINCIPAL), hint) == []
    assert looked_at(robot, Context(national_cloud=True), hint) == []


def test_a_group_may_approve_its_own_members() -> None:
    itself = activates(approvers=(Approver(NIGHT, "Night shift"),))
    assert looked_at(itself, kinds(night=PrincipalKind.GROUP), "approves-only-itself") == []
    assert len(looked_at(itself, kinds(night=PrincipalKind.USER), "approves-only-itself")) == 1
    other = adding(replace(NIGHT_BACKS_UP, principal_id=OPS), to=itself)
    assert looked_at(other, Context(), "approves-only-itself") == []


def test_an_offer_under_another_managing_tenant_is_told_from_live_definitions() -> None:
    gold = MarketplacePlan("Northwind", "managed-ops-preview", "gold", "1.0.0")
    there = live(plan=gold, managing=RIVAL)
    rule = "managing-tenant-differs"
    assert len(looked_at(GOOD, Context(definitions=(there,)), rule)) == 1
    unknown_publisher = replace(GOOD, publisher_id="")
    assert looked_at(unknown_publisher, Context(definitions=(there,)), rule) == []
    assert looked_at(GOOD, Context(definitions=(live(managing=RIVAL),)), rule) == []


@pytest.mark.parametrize(
    ("plan", "there", "count"),
    [
        # An offer takes the place of a template, or of another offer, with the same principals
        (GOOD, live(), 1),
        (GOOD, live(plan=MarketplacePlan("northwind", "managed-ops", "gold", "1.0.0")), 0),
        (GOOD, live(plan=MarketplacePlan("northwind", "managed-ops", "silver", "1.0.0")), 0),
        (GOOD, live(plan=MarketplacePlan("northwind", "other-ops", "gold", "1.0.0")), 1),
        (TEMPLATE, live(plan=MarketplacePlan("northwind", "managed-ops", "gold", "1.0.0")), 1),
        (replace(TEMPLATE, name="New"), live(managing=RIVAL), 0),
        (replace(TEMPLATE, name="New"), live(authorizations=(NIGHT_READS,)), 0),
        (replace(TEMPLATE, name="New", authorizations=(), eligible=()), live(), 0),
    ],
)
def test_the_same_principals_under_a_new_name(plan: Plan, there: Definition, count: int) -> None:
    context = Context(definitions=(there,))
    assert len(looked_at(plan, context, "same-principals-new-name")) == count
    elsewhere = replace(context, customer_tenant_id=RIVAL)
    assert looked_at(plan, elsewhere, "same-principals-new-name") == []


def test_a_live_definition_is_not_held_to_what_only_partner_center_asks() -> None:
    gold = MarketplacePlan("Northwind", "Managed-Ops-preview", "Gold", "not a version")
    here = live(plan=gold, offer_name="n" * 300, description="n" * 6000)
    context = Context(last_published="9.0.0", was_public=True, definitions=(here,))
    assert lint_definition(here, context) == ()
    many = live(plan=gold, authorizations=adding(*TWENTY).authorizations)
    assert [each.rule for each in lint_definition(many)] == ["too-many-authorizations"]


def test_many_customers_are_counted() -> None:
    there = tuple(live(subscription(f"{at}", f"{at}")) for at in range(5))
    found = looked_at(
        replace(TEMPLATE, name="New"), Context(definitions=there), "same-principals-new-name"
    )
    assert [message.endswith(" and 2 more.") for _, message in found] == [True]


def test_robots_may_assign() -> None:
    assert ROBOT_ASSIGNS in GOOD.authorizations
    refused = {"uaa-without-delegated-roles", "delegated-role-refused"}
    assert not refused & {each.rule for each in lint(GOOD)}
