"""Each rule fires on one plan and keeps silent on another that comes close."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from data import roles
from data.lint.engine import RULES, lint, lint_definition
from data.lint.rule import Severity
from data.lint.subject import Context, PrincipalKind
from data.models import Approver, Authorization, Definition, EligibleAuthorization, MarketplacePlan
from data.plans import Plan
from data.roles import CATALOGUE_DATE, DELETE_ROLE, USER_ACCESS_ADMINISTRATOR
from tests.data.lint.examples import (
    BACKUP,
    GOOD,
    LOG_ANALYTICS,
    MACHINES,
    NIGHT_BACKS_UP,
    NIGHT_READS,
    OPS_ENDS,
    OWNER,
    ROBOT,
    ROBOT_ASSIGNS,
    TEMPLATE,
    activates,
    adding,
    gives,
    without,
)
from tests.data.records import (
    BOSS,
    CONTRIBUTOR,
    MSP,
    NIGHT,
    OPS,
    READER,
    RIVAL,
    definition,
    guid,
    role_id,
    subscription,
)

CUSTOM = guid("a custom role")
LOCKS = role_id("Locks Contributor")
SIGNER = "6cef56e8-d556-48e5-a04f-b8e64114680f"
PROD, LAB = subscription("prod", "fabrikam"), subscription("lab", "litware")


def kinds(**fields: PrincipalKind) -> Context:
    return Context(principal_kinds={guid(who): kind for who, kind in fields.items()})


def live(at: Any = PROD, name: str = "definition", **fields: Any) -> Definition:
    """A live definition that came by the template of the good plan, unless told otherwise."""
    fields.setdefault("authorizations", TEMPLATE.authorizations)
    fields.setdefault("eligible", TEMPLATE.eligible)
    fields.setdefault("customer_tenant_id", at.tenant_id)
    fields.setdefault("offer_name", TEMPLATE.name)
    return definition(at, name=name, **fields)


def renamed(plan: Plan, old: str, new: str) -> tuple[Authorization, ...]:
    """The plan's entries, with another principal in the place of one."""
    return tuple(
        replace(each, principal_id=new) if each.principal_id == old else each
        for each in plan.authorizations
    )


class Case(NamedTuple):
    fires: Plan | Definition
    place: str
    says: str
    silent: Plan | Definition
    knowing: Context = Context()
    silent_knowing: Context | None = None


LIVE = live()
SILVER = replace(GOOD, id="2", plan_id="silver", authorizations=renamed(GOOD, OPS, guid("x")))
REFUSED_AT_TEN = tuple(Approver(guid(f"approver {at}"), f"Approver {at}") for at in range(11))
TWENTY = tuple(Authorization(guid(f"{at}"), READER, f"Reader {at}") for at in range(20))

CASES: Mapping[str, Case] = {
    "name-missing": Case(replace(GOOD, name=" "), "name", "no name", GOOD),
    "name-too-long": Case(
        replace(GOOD, name="n" * 201), "name", "201", replace(TEMPLATE, name="n" * 201)
    ),
    "name-long": Case(
        replace(GOOD, name="n" * 51), "name", "51 characters", replace(GOOD, name="n" * 50)
    ),
    "description-too-long": Case(
        replace(GOOD, description="n" * 5001),
        "description",
        "5,001",
        replace(GOOD, description="n" * 5000),
    ),
    "description-long": Case(
        replace(GOOD, description="n" * 3001),
        "description",
        "3,001",
        replace(GOOD, description="n" * 3000),
    ),
    "offer-id-form": Case(
        replace(GOOD, offer_id="Managed Ops"), "offer_id", '"Managed Ops". Only lower', TEMPLATE
    ),
    "plan-id-form": Case(replace(GOOD, plan_id=""), "plan_id", "Required", TEMPLATE),
    "version-form": Case(
        replace(GOOD, version="1.1"), "version", '"1.1". Three', replace(TEMPLATE, version="1.1")
    ),
    "version-not-above": Case(
        GOOD,
        "version",
        "1.1.0 is not above 1.1.0",
        GOOD,
        Context(last_published="1.1.0"),
        Context(last_published="1.0.99"),
    ),
    "tenant-not-guid": Case(
        replace(GOOD, managing_tenant_id="northwind.com"),
        "managing_tenant_id",
        '"northwind.com" is no tenant id',
        GOOD,
    ),
    "tenant-is-customer": Case(
        GOOD,
        "managing_tenant_id",
        MSP,
        GOOD,
        Context(customer_tenant_id=MSP.upper()),
        Context(customer_tenant_id=RIVAL),
    ),
    "principal-not-guid": Case(
        activates(approvers=(Approver("boss@northwind.com", "Shift lead"),)),
        "eligible[0].approvers[0].principal_id",
        'Shift lead: "boss@northwind.com". This is an e-mail address',
        activates(approvers=(Approver(BOSS.upper(), "Shift lead"),)),
    ),
    "role-not-guid": Case(
        gives("reader"), "authorizations[3].role_id", f"Reader; its id is {READER}", gives(READER)
    ),
    "display-name-missing": Case(
        activates(display_name=" "), "eligible[0].display_name", NIGHT, GOOD
    ),
    "role-owner": Case(gives(OWNER), "authorizations[3].role_id", "Owner", gives(CONTRIBUTOR)),
    "role-data-actions": Case(
        gives(LOG_ANALYTICS.upper()),
        "authorizations[3].role_id",
        "Log Analytics Contributor has data actions",
        gives(role_id("Monitoring Contributor")),
    ),
    "role-restricted-actions": Case(
        gives(LOCKS), "authorizations[3].role_id", "Locks Contributor", gives(CONTRIBUTOR)
    ),
    "role-unknown": Case(
        gives(CUSTOM), "authorizations[3].role_id", f"{CUSTOM} is not in", gives("no role id")
    ),
    "role-deprecated": Case(gives(SIGNER), "authorizations[3].role_id", "AcrImageSigner", GOOD),
    "role-lists-keys": Case(
        gives(MACHINES), "authorizations[3].role_id", "Virtual Machine Contributor", GOOD
    ),
    "role-very-broad": Case(
        gives(CONTRIBUTOR), "authorizations[3].role_id", "Contributor", gives(MACHINES)
    ),
    "permanent-high-privilege": Case(
        gives(CONTRIBUTOR),
        "authorizations[3].role_id",
        "Operations holds Contributor permanently",
        activates(role_id=CONTRIBUTOR),
    ),
    "uaa-without-delegated-roles": Case(
        gives(USER_ACCESS_ADMINISTRATOR),
        "authorizations[3].delegated_role_ids",
        "Operations may assign no role",
        GOOD,
    ),
    "delegated-roles-elsewhere": Case(
        gives(READER, BACKUP),
        "authorizations[3].delegated_role_ids",
        "Operations holds Reader",
        GOOD,
    ),
    "delegated-role-manages-access": Case(
        gives(USER_ACCESS_ADMINISTRATOR, BACKUP, OWNER.upper()),
        "authorizations[3].delegated_role_ids[1]",
        "Owner",
        GOOD,
    ),
    "delegated-role-refused": Case(
        gives(USER_ACCESS_ADMINISTRATOR, LOG_ANALYTICS),
        "authorizations[3].delegated_role_ids[0]",
        "Log Analytics Contributor cannot be assigned: it has data actions",
        gives(USER_ACCESS_ADMINISTRATOR, CONTRIBUTOR),
    ),
    "eligible-manages-access": Case(
        activates(role_id=USER_ACCESS_ADMINISTRATOR),
        "eligible[0].role_id",
        "User Access Administrator",
        activates(role_id=CONTRIBUTOR),
    ),
    "eligible-service-principal": Case(
        GOOD,
        "eligible[0].principal_id",
        "Night shift",
        GOOD,
        kinds(night=PrincipalKind.SERVICE_PRINCIPAL),
        kinds(robot=PrincipalKind.SERVICE_PRINCIPAL),
    ),
    "approver-service-principal": Case(
        GOOD,
        "eligible[0].approvers[0].principal_id",
        "Shift lead",
        GOOD,
        kinds(boss=PrincipalKind.SERVICE_PRINCIPAL),
        kinds(boss=PrincipalKind.USER),
    ),
    "duration-form": Case(
        activates(max_duration="4 hours"),
        "eligible[0].max_duration",
        '"4 hours" of Night shift',
        activates(max_duration="PT1H30M0S"),
    ),
    "duration-range": Case(
        activates(max_duration="PT8H1M"),
        "eligible[0].max_duration",
        "8 hours 1 minute",
        activates(max_duration="PT30M"),
    ),
    "mfa-value": Case(activates(mfa="Yes"), "eligible[0].mfa", '"Yes"', activates(mfa="none")),
    "too-many-approvers": Case(
        activates(approvers=REFUSED_AT_TEN),
        "eligible[0].approvers",
        "11 approvers",
        activates(approvers=REFUSED_AT_TEN[1:]),
    ),
    "eligible-policies-differ": Case(
        adding(replace(NIGHT_BACKS_UP, principal_id=OPS, display_name="Day", mfa="None")),
        "eligible[1]",
        "Day activates Backup Contributor under another policy than Night shift",
        adding(
            replace(NIGHT_BACKS_UP, principal_id=OPS, display_name="Day", max_duration="PT240M")
        ),
    ),
    "approves-only-itself": Case(
        activates(approvers=(Approver(NIGHT.upper(), "Night shift"),)),
        "eligible[0].approvers",
        "Only Night shift",
        activates(approvers=(Approver(NIGHT, "Night shift"), Approver(BOSS, "Shift lead"))),
    ),
    "eligible-in-national-cloud": Case(
        GOOD,
        "eligible[0]",
        "Night shift is eligible for Backup Contributor",
        replace(GOOD, eligible=()),
        Context(national_cloud=True),
    ),
    "eligible-without-reader": Case(
        without(NIGHT_READS), "eligible[0]", "Night shift", activates(role_id=CONTRIBUTOR)
    ),
    "no-permanent-authorization": Case(
        replace(GOOD, authorizations=()), "authorizations", "no permanent", GOOD
    ),
    "too-many-authorizations": Case(
        adding(*TWENTY), "authorizations", "23 permanent", adding(*TWENTY, to=TEMPLATE)
    ),
    "too-many-with-eligible": Case(
        adding(*TWENTY[3:]),
        "eligible",
        "20 permanent and 1 eligible",
        adding(*TWENTY[4:]),
    ),
    "no-delete-role": Case(
        without(OPS_ENDS),
        "authorizations",
        "Nobody holds the Managed Services",
        adding(EligibleAuthorization(NIGHT, DELETE_ROLE, "Night shift"), to=without(OPS_ENDS)),
    ),
    "no-reader": Case(
        without(NIGHT_READS),
        "authorizations",
        "Nobody holds a role permanently that reads",
        adding(Authorization(OPS, CONTRIBUTOR, "Operations"), to=without(NIGHT_READS)),
    ),
    "duplicate-authorization": Case(
        adding(replace(NIGHT_READS, role_id=READER.upper(), display_name="Night")),
        "authorizations[3]",
        "Night has Reader already",
        gives(READER),
    ),
    "user-not-group": Case(
        GOOD,
        "authorizations[0].principal_id",
        "Operations",
        GOOD,
        kinds(ops=PrincipalKind.USER),
        kinds(ops=PrincipalKind.GROUP, boss=PrincipalKind.USER),
    ),
    "group-not-security": Case(
        GOOD,
        "eligible[0].approvers[0].principal_id",
        "Shift lead",
        GOOD,
        kinds(boss=PrincipalKind.MICROSOFT_365_GROUP),
        kinds(boss=PrincipalKind.GROUP),
    ),
    "principal-application": Case(
        GOOD,
        "authorizations[2].principal_id",
        "Robot",
        GOOD,
        kinds(robot=PrincipalKind.APPLICATION),
        kinds(robot=PrincipalKind.SERVICE_PRINCIPAL),
    ),
    "public-plan-per-customer": Case(
        GOOD,
        "authorizations",
        "Managed operations: the same roles for other principals",
        GOOD,
        Context(is_public=True, plans=(GOOD, SILVER)),
        Context(plans=(GOOD, SILVER)),
    ),
    "public-plan-differs-by-customer": Case(
        GOOD,
        "authorizations",
        f"{PROD.tenant_id}, {LAB.tenant_id} have"
        if PROD.tenant_id < LAB.tenant_id
        else f"{LAB.tenant_id}, {PROD.tenant_id} have",
        GOOD,
        Context(
            is_public=True,
            definitions=(LIVE, live(LAB, authorizations=renamed(TEMPLATE, OPS, guid("x")))),
        ),
        Context(is_public=True, definitions=(LIVE, live(LAB))),
    ),
    "same-principals-new-name": Case(
        replace(TEMPLATE, name="Managed operations 2027"),
        "name",
        f'"Managed operations" has the same principals: {PROD.tenant_id}',
        TEMPLATE,
        Context(definitions=(LIVE,)),
    ),
    "managing-tenant-differs": Case(
        GOOD,
        "managing_tenant_id",
        RIVAL,
        GOOD,
        Context(plans=(replace(GOOD, id="2", version="1.0.0", managing_tenant_id=RIVAL),)),
        Context(plans=(replace(GOOD, id="2", plan_id="silver", managing_tenant_id=RIVAL),)),
    ),
    "same-role-in-two-delegations": Case(
        LIVE,
        "authorizations[1]",
        'Night shift has Reader by "Backup care", too',
        LIVE,
        Context(
            definitions=(
                LIVE,
                live(name="other", offer_name="Backup care", authorizations=(NIGHT_READS,)),
            )
        ),
        Context(
            definitions=(
                LIVE,
                live(LAB, name="other", authorizations=(NIGHT_READS,)),
            )
        ),
    ),
    "several-offers": Case(
        LIVE,
        "name",
        'has "Backup care", too',
        LIVE,
        Context(definitions=(LIVE, live(offer_name="Backup care"))),
        Context(definitions=(LIVE, live(LAB, offer_name="Backup care"))),
    ),
}
"""Two rules more need a catalogue that a sync read; they have tests of their own."""

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
    context = Context(last_published="9.0.0", is_public=True, definitions=(here,))
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
