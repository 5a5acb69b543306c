"""What one key does about a finding, and what it leaves to people."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from data.lint.engine import RULES, lint
from data.lint.fixes import fix
from data.lint.mending import Fix
from data.lint.rule import Finding, Severity
from data.lint.subject import Context, PrincipalKind
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan
from data.roles import DELETE_ROLE, USER_ACCESS_ADMINISTRATOR
from tests.data.lint.cases import CASES, TWENTY, kinds
from tests.data.lint.examples import (
    BACKUP,
    GOOD,
    LOG_ANALYTICS,
    NIGHT_BACKS_UP,
    NIGHT_READS,
    OPS_ENDS,
    OWNER,
    ROBOT,
    ROBOT_ASSIGNS,
    activates,
    adding,
    gives,
    without,
)
from tests.data.lint.mutations import MUTATIONS, good_plans
from tests.data.records import BOSS, CONTRIBUTOR, MSP, NIGHT, OPS, READER

NOTHING_KNOWN = Context()
ROLES = "/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/"


def fixes(plan: Plan, rule: str, context: Context = NOTHING_KNOWN) -> list[Fix | None]:
    return [fix(plan, each, context) for each in lint(plan, context) if each.rule == rule]


def mended(plan: Plan, rule: str, context: Context = NOTHING_KNOWN) -> Plan:
    """The plan after the first finding of a rule is fixed."""
    found = fixes(plan, rule, context)[0]
    assert found
    return found.plan


def errors(findings: tuple[Finding, ...]) -> Counter[tuple[str, str]]:
    return Counter((e.rule, e.message) for e in findings if e.severity is Severity.ERROR)


def check(plan: Plan, context: Context) -> set[str]:
    """Fix each finding by itself; return the rules of those that a key mends."""
    before, rules = lint(plan, context), set()
    for finding in before:
        if found := fix(plan, finding, context):
            after = lint(found.plan, context)
            assert finding not in after
            assert not errors(after) - errors(before)
            assert fix(found.plan, finding, context) is None
            assert found.words.endswith(".")
            rules.add(finding.rule)
    return rules


@pytest.mark.parametrize("name", MUTATIONS)
@settings(max_examples=10)
@given(data=st.data())
def test_a_fix_mends_a_mistake_and_makes_none(name: str, data: st.DataObject) -> None:
    mutation, other = MUTATIONS[name], MUTATIONS[data.draw(st.sampled_from(sorted(MUTATIONS)))]
    plan = mutation.apply(data.draw(good_plans()), data.draw)
    check(plan, mutation.knowing)
    check(other.apply(plan, data.draw), mutation.knowing)


@settings(max_examples=60)
@given(st.data())
def test_fixing_all_that_can_be_fixed_comes_to_an_end(data: st.DataObject) -> None:
    plan = data.draw(good_plans())
    for name in data.draw(st.lists(st.sampled_from(sorted(MUTATIONS)), max_size=4)):
        plan = MUTATIONS[name].apply(plan, data.draw)
    for _ in range(60):
        found = next(filter(None, (fix(plan, each) for each in lint(plan))), None)
        if found is None:
            return
        plan = found.plan
    pytest.fail("there was always one more fix")


@pytest.mark.parametrize("rule", [rule for rule, each in CASES.items() if type(each.fires) is Plan])
def test_examples_of_all_rules(rule: str) -> None:
    fires = CASES[rule].fires
    assert isinstance(fires, Plan)
    check(fires, CASES[rule].knowing)


# The delete role and Reader


def test_the_delete_role_goes_to_whoever_holds_most() -> None:
    holds_two = adding(
        Authorization(OPS, READER, "Operations"),
        Authorization(OPS, CONTRIBUTOR, "Operations"),
        to=without(OPS_ENDS),
    )
    assert mended(holds_two, "no-delete-role").authorizations[-1] == OPS_ENDS
    first = without(OPS_ENDS)
    found = fixes(first, "no-delete-role")[0]
    assert found
    assert found.plan.authorizations[-1] == Authorization(NIGHT, DELETE_ROLE, "Night shift")
    assert found.words == (
        "Give Night shift Managed Services Registration assignment Delete Role permanently."
    )


def test_a_group_comes_before_a_user_and_no_robot_is_given_anything() -> None:
    plan = adding(
        Authorization(ROBOT, READER, "Robot"),
        Authorization(ROBOT, BACKUP, "Robot"),
        Authorization(OPS, READER, "Operations"),
        to=without(OPS_ENDS),
    )
    known = kinds(robot=PrincipalKind.SERVICE_PRINCIPAL, night=PrincipalKind.USER)
    assert mended(plan, "no-delete-role", known).authorizations[-1].principal_id == OPS
    group = kinds(robot=PrincipalKind.SERVICE_PRINCIPAL, night=PrincipalKind.GROUP)
    assert mended(plan, "no-delete-role", group).authorizations[-1].principal_id == NIGHT
    only = replace(GOOD, authorizations=(ROBOT_ASSIGNS,))
    assert fixes(only, "no-delete-role") == [None]
    pasted = replace(GOOD, authorizations=(Authorization("ops@northwind.com", READER, "O"),))
    assert fixes(pasted, "no-delete-role") == [None]


def test_reader_goes_to_whoever_holds_most() -> None:
    plan = without(NIGHT_READS)
    assert mended(plan, "no-reader").authorizations[-1] == Authorization(OPS, READER, "Operations")


def test_whoever_activates_is_given_reader() -> None:
    plan = adding(NIGHT_BACKS_UP, to=without(NIGHT_READS))
    assert mended(plan, "eligible-without-reader").authorizations[-1] == NIGHT_READS
    activates_reader = replace(
        without(NIGHT_READS), eligible=(replace(NIGHT_BACKS_UP, role_id=READER),)
    )
    assert fixes(activates_reader, "eligible-without-reader") == [None]


def test_nothing_is_given_where_the_plan_is_full() -> None:
    full = replace(GOOD, authorizations=(*TWENTY[1:], ROBOT_ASSIGNS))
    assert fixes(full, "no-delete-role") == [None]
    assert fixes(replace(full, publisher_id="", offer_id="", plan_id=""), "no-delete-role") != [
        None
    ]


# What is there twice


def test_of_duplicates_the_first_stays() -> None:
    later = Authorization(NIGHT.upper(), READER, "Again")
    plan = adding(later, NIGHT_READS, NIGHT_READS)
    found = fixes(plan, "duplicate-authorization")
    assert [each and each.plan for each in found] == [GOOD, GOOD, GOOD]
    assert found[0]
    assert found[0].words == "Leave one entry that gives Night shift Reader, the first."
    both = adding(EligibleAuthorization(NIGHT, READER, "Night shift"))
    assert mended(both, "duplicate-authorization") == GOOD


def test_a_duplicate_that_may_assign_more_is_left_to_people() -> None:
    more = Authorization(ROBOT, USER_ACCESS_ADMINISTRATOR, "Robot", (BACKUP, CONTRIBUTOR))
    assert fixes(adding(more), "duplicate-authorization") == [None]
    less = replace(more, delegated_role_ids=(BACKUP.upper(),))
    assert mended(adding(less), "duplicate-authorization") == GOOD


# Eligible


@pytest.mark.parametrize(
    ("duration", "rule", "within"),
    [
        ("PT29M", "duration-range", "PT30M"),
        ("-PT4H", "duration-range", "PT30M"),
        ("P1D", "duration-range", "PT8H"),
        ("4h", "duration-form", "PT4H"),
        ("4 Hours", "duration-form", "PT4H"),
        ("1h30", "duration-form", "PT1H30M"),
        ("4:00", "duration-form", "PT4H"),
        (" pt45m ", "duration-form", "PT45M"),
        ("90 min", "duration-form", "PT90M"),
    ],
)
def test_durations(duration: str, rule: str, within: str) -> None:
    assert mended(activates(max_duration=duration), rule) == activates(max_duration=within)


@pytest.mark.parametrize("duration", ["", "8", "PT", "a day", "9h", "5 minutes", "4h5h"])
def test_durations_that_may_mean_anything_are_left_to_people(duration: str) -> None:
    assert fixes(activates(max_duration=duration), "duration-form") == [None]


@pytest.mark.parametrize("field", ["max_duration", "mfa"])
def test_policies_of_one_role_stay_alike(field: str) -> None:
    wrong = {"max_duration": "PT9H", "mfa": "Yes"}[field]
    rule = {"max_duration": "duration-range", "mfa": "mfa-value"}[field]
    one = replace(NIGHT_BACKS_UP, **{field: wrong})
    plan = replace(GOOD, eligible=(one, replace(one, principal_id=OPS)))
    after = mended(plan, rule)
    assert len({getattr(each, field) for each in after.eligible}) == 1
    assert fixes(after, rule) == []


@pytest.mark.parametrize(
    ("said", "value"),
    [("Yes", "Azure"), (" azure", "Azure"), ("Required", "Azure"), ("FALSE", "None"), ("", None),
     ("sms", None)],
)  # fmt: skip
def test_mfa(said: str, value: str | None) -> None:
    expected = activates(mfa=value) if value else None
    assert [each and each.plan for each in fixes(activates(mfa=said), "mfa-value")] == [expected]


# Delegated roles


def test_delegated_roles() -> None:
    reader = gives(READER, BACKUP, CONTRIBUTOR)
    assert mended(reader, "delegated-roles-elsewhere") == gives(READER)
    uaa = USER_ACCESS_ADMINISTRATOR
    assert mended(
        gives(uaa, OWNER, BACKUP, OWNER.upper()), "delegated-role-manages-access"
    ) == gives(uaa, BACKUP)
    assert mended(gives(uaa, LOG_ANALYTICS, BACKUP), "delegated-role-refused") == gives(uaa, BACKUP)
    assert fixes(gives(uaa, LOG_ANALYTICS), "delegated-role-refused") == [None]
    assert mended(gives(READER, LOG_ANALYTICS), "delegated-role-refused") == gives(READER)


# Fields


@pytest.mark.parametrize(
    "pasted",
    [
        f"{{{OPS.upper()}}}",
        f" {OPS} ",
        f'"{OPS}"',
        OPS.replace("-", ""),
        f"/groups/{OPS}",
        f"https://graph.microsoft.com/v1.0/servicePrincipals/{OPS}/",
    ],
)
def test_object_ids_that_were_pasted_with_more(pasted: str) -> None:
    plan = replace(
        GOOD,
        authorizations=(replace(OPS_ENDS, principal_id=pasted), *GOOD.authorizations[1:]),
        eligible=activates(approvers=(Approver(pasted, "Ops"),)).eligible,
    )
    approved = activates(approvers=(Approver(OPS, "Ops"),))
    found = fixes(plan, "principal-not-guid")
    assert [each and each.plan for each in found] == [approved, approved]


@pytest.mark.parametrize(
    "pasted", ["ops@northwind.com", f"/subscriptions/{OPS}", f"{OPS} {NIGHT}", "", OPS[:-1]]
)
def test_what_is_no_object_id_is_left_to_people(pasted: str) -> None:
    plan = adding(Authorization(pasted, READER, "Operations"))
    assert fixes(plan, "principal-not-guid") == [None]


@pytest.mark.parametrize(
    "pasted", [ROLES + READER, f"{{{READER}}}", " reader ", READER.upper() + "\n"]
)
def test_roles_that_were_pasted_with_more(pasted: str) -> None:
    assert mended(gives(pasted), "role-not-guid") == gives(READER)


def test_delegated_roles_by_name() -> None:
    plan = gives(USER_ACCESS_ADMINISTRATOR, "Backup Contributor", READER)
    found = fixes(plan, "role-not-guid")[0]
    assert found
    assert found.plan == gives(USER_ACCESS_ADMINISTRATOR, BACKUP, READER)
    assert found.words == f"Write the id {BACKUP} of Backup Contributor."


@pytest.mark.parametrize(
    "role",
    ["Owner", ROLES + OWNER, "User Access Administrator", "Log Analytics Contributor", "x"],
)
def test_a_role_that_would_be_refused_is_left_to_people(role: str) -> None:
    assert fixes(gives(role), "role-not-guid") == [None]


@pytest.mark.parametrize(
    ("field", "value", "rule", "within"),
    [
        ("managing_tenant_id", f"{{{MSP.upper()}}}", "tenant-not-guid", MSP),
        ("managing_tenant_id", f"https://sts.windows.net/{MSP}/", "tenant-not-guid", MSP),
        ("audience", (f"/subscriptions/{OPS}", f" {NIGHT}"), "audience-not-guid", (OPS, NIGHT)),
        ("version", "v1.2", "version-form", "1.2.0"),
        ("offer_id", " Managed Ops", "offer-id-form", "managed-ops"),
        ("offer_id", "Équipe.Nuit", "offer-id-form", "equipe-nuit"),
        ("plan_id", "Gold", "plan-id-form", "gold"),
    ],
)
def test_fields_of_the_plan(field: str, value: Any, rule: str, within: Any) -> None:
    assert mended(replace(GOOD, **{field: value}), rule) == replace(GOOD, **{field: within})


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("managing_tenant_id", "northwind.com", "tenant-not-guid"),
        ("audience", ("fabrikam",), "audience-not-guid"),
        ("version", "next", "version-form"),
        ("offer_id", "a" * 51, "offer-id-form"),
        ("plan_id", "", "plan-id-form"),
        ("name", "", "name-missing"),
    ],
)
def test_fields_that_are_left_to_people(field: str, value: Any, rule: str) -> None:
    assert fixes(replace(GOOD, **{field: value}), rule) == [None]


def test_a_version_is_raised_above_the_published_one() -> None:
    published = Context(last_published="1.9.3")
    assert mended(GOOD, "version-not-above", published) == replace(GOOD, version="1.10.0")
    low = replace(GOOD, version="v1")
    assert fixes(low, "version-form", published) == [None]


def test_a_name_is_taken_from_elsewhere_in_the_plan() -> None:
    lead, boss = Approver(OPS.upper()), Approver(BOSS)
    plan = activates(display_name=" ", approvers=(lead, boss))
    found = fixes(plan, "display-name-missing")
    after = activates(display_name="Night shift", approvers=(lead, boss))
    named = activates(display_name=" ", approvers=(Approver(lead.principal_id, "Operations"), boss))
    assert [each and each.plan for each in found] == [after, named, None]


# As a whole


def test_what_is_mended_already_is_not_mended_again() -> None:
    plan = adding(NIGHT_READS, OPS_ENDS)
    first, second = [each for each in lint(plan) if each.rule == "duplicate-authorization"]
    found = fix(plan, first)
    assert found
    assert fix(found.plan, first) is None
    # The other one stands elsewhere now; its old place is none
    assert fix(found.plan, second) is None
    assert mended(found.plan, "duplicate-authorization") == GOOD


@pytest.mark.parametrize("rule", ["publisher-id-missing", "publisher-id-form"])
def test_a_publisher_that_is_known_is_taken(rule: str) -> None:
    wrong = CASES[rule].fires
    assert isinstance(wrong, Plan)
    assert fixes(wrong, rule) == [None]
    assert mended(wrong, rule, Context(publisher_id="northwind")) == GOOD


def test_all_else_is_left_to_people() -> None:
    known = {each.id for each in RULES}
    fixable = {
        "principal-not-guid", "role-not-guid", "tenant-not-guid", "audience-not-guid",
        "publisher-id-missing", "publisher-id-form",
        "version-form", "version-not-above", "offer-id-form", "plan-id-form",
        "display-name-missing", "no-delete-role", "no-reader", "eligible-without-reader",
        "duplicate-authorization", "duration-range", "duration-form", "mfa-value",
        "delegated-roles-elsewhere", "delegated-role-manages-access", "delegated-role-refused",
    }  # fmt: skip
    assert fixable <= known
    for rule in known - fixable - {"role-custom", "role-changed"}:
        fires = CASES[rule].fires
        if isinstance(fires, Plan):
            assert set(fixes(fires, rule, CASES[rule].knowing)) == {None}
