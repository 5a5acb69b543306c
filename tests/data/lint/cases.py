"""For each rule a plan on which it fires, and one that comes close on which it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from data.lint.subject import Context, PrincipalKind
from data.models import Approver, Authorization, Definition, EligibleAuthorization
from data.plans import Plan, Visibility
from data.roles import DELETE_ROLE, USER_ACCESS_ADMINISTRATOR
from tests.data.lint.examples import (
    BACKUP,
    GOOD,
    LOG_ANALYTICS,
    MACHINES,
    NIGHT_BACKS_UP,
    NIGHT_READS,
    OPS_ENDS,
    OWNER,
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
PUBLIC = replace(GOOD, visibility=Visibility.PUBLIC, audience=())
FORTY_FIVE = tuple(replace(GOOD, id=f"p{at}", plan_id=f"p{at}") for at in range(45))
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
    "publisher-id-missing": Case(
        replace(GOOD, publisher_id=""), "publisher_id", "is missing", TEMPLATE
    ),
    "publisher-id-form": Case(
        replace(GOOD, publisher_id="Northwind Ltd"),
        "publisher_id",
        '"Northwind Ltd". Only letters',
        replace(GOOD, publisher_id="North.wind-1_2"),
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
        gives(MACHINES),
        "authorizations[3].role_id",
        "Virtual Machine Contributor",
        gives(CONTRIBUTOR),
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
    "public-plan": Case(
        PUBLIC,
        "visibility",
        "offered to everybody",
        replace(TEMPLATE, visibility=Visibility.PUBLIC),
    ),
    "private-after-public": Case(
        GOOD,
        "visibility",
        "was published as a public one",
        PUBLIC,
        Context(was_public=True),
    ),
    "audience-missing": Case(
        replace(GOOD, audience=()),
        "audience",
        "no audience",
        replace(GOOD, audience=()),
        Context(),
        Context(is_published=True),
    ),
    "audience-not-guid": Case(
        replace(GOOD, audience=(PROD.subscription_id, "prod@fabrikam.com")),
        "audience[1]",
        '"prod@fabrikam.com". This is no id of a subscription',
        replace(GOOD, audience=(PROD.subscription_id.upper(),)),
    ),
    "audience-of-public-plan": Case(
        replace(PUBLIC, audience=(PROD.subscription_id,)),
        "audience",
        "an audience of 1",
        replace(GOOD, audience=(PROD.subscription_id,)),
    ),
    "audience-long": Case(
        replace(GOOD, audience=tuple(guid(f"{at}") for at in range(10_001))),
        "audience",
        "10,001 subscriptions, over 10,000",
        replace(GOOD, audience=tuple(guid(f"{at}") for at in range(10))),
    ),
    "too-many-private-plans": Case(
        GOOD,
        "visibility",
        "46 private plans",
        GOOD,
        Context(plans=(GOOD, *FORTY_FIVE)),
        Context(
            plans=(
                GOOD,
                *FORTY_FIVE[4:],
                replace(GOOD, version="1.0.0"),
                replace(FORTY_FIVE[0], archived=True),
                replace(FORTY_FIVE[1], offer_id="other"),
                replace(FORTY_FIVE[2], visibility=Visibility.PUBLIC),
                replace(FORTY_FIVE[3], plan_id=""),
            )
        ),
    ),
    "public-plan-per-customer": Case(
        PUBLIC,
        "authorizations",
        "Managed operations: the same roles for other principals",
        GOOD,
        Context(plans=(PUBLIC, SILVER)),
    ),
    "public-plan-differs-by-customer": Case(
        PUBLIC,
        "authorizations",
        f"{PROD.tenant_id}, {LAB.tenant_id} have"
        if PROD.tenant_id < LAB.tenant_id
        else f"{LAB.tenant_id}, {PROD.tenant_id} have",
        PUBLIC,
        Context(
            definitions=(LIVE, live(LAB, authorizations=renamed(TEMPLATE, OPS, guid("x")))),
        ),
        Context(definitions=(LIVE, live(LAB))),
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
