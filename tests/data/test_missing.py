"""Why a customer is missing: the causes in order, and what our own data says to each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from data.clues import Verdict
from data.emulator.world import World
from data.known import CustomerRead, Failure, Known, Stale
from data.ledger import ExpectedCustomer
from data.missing import Cause, why_missing
from data.models import Authorization, EligibleAuthorization, MarketplacePlan
from data.plans import Plan
from data.snapshot import Snapshot
from tests.conftest import Sync
from tests.data.records import (
    CONTRIBUTOR,
    GOLD,
    MSP,
    NIGHT_ON_CALL,
    OPS,
    OPS_READS,
    RIVAL,
    definition,
    delegation,
    gold,
    guid,
    known,
    meta,
    published,
    role_id,
    subscription,
)

FAB = guid("fabrikam")
AUDIENCE = subscription("retail", "fabrikam").subscription_id
NOTHING = "Accepted, but nothing delegated"
READS = "No role that reads"
TENANT = "Wrong tenant"
REFUSED = "Refused"
PROFILE = "Left out by the profile"
REGISTERED = "Resource provider not registered"
GUEST = "Delegated by a guest or a non-Owner"
ORDER = [NOTHING, READS, TENANT, REFUSED, PROFILE, REGISTERED, GUEST]
LIKELY, UNLIKELY, UNKNOWN = Verdict.LIKELY, Verdict.UNLIKELY, Verdict.UNKNOWN

FORBIDDEN = Failure(
    "Delegations of x", "Azure refuses us this.", "Ask.", "AuthorizationFailed (403)"
)
UNREGISTERED = Failure(
    "Delegations of x", "Not registered.", "Register.", "MissingSubscriptionRegistration (409)"
)
BROKEN = Failure("Delegations of x", "The connection failed.", "Check.", "Connection")
HELPDESK = Authorization(OPS, role_id("Support Request Contributor"), "Helpdesk")


def expected(**fields: Any) -> ExpectedCustomer:
    return ExpectedCustomer(
        FAB, **{"name": "Fabrikam", "plan": GOLD, "audience": (AUDIENCE,), **fields}
    )


def causes(found: Known, wanted: ExpectedCustomer | None = None, **more: Any) -> dict[str, Cause]:
    wanted = wanted or expected()
    rows = Snapshot(found).scopes_of(wanted.tenant_id).rows
    return {each.title: each for each in why_missing(wanted, found, rows, **more)}


def verdict(title: str, found: Known, wanted: ExpectedCustomer | None = None, **more: Any) -> Any:
    """The verdict on one cause; its reason is looked at where it says more."""
    return causes(found, wanted, **more)[title].verdict


def stale(failure: Failure, at: str = AUDIENCE) -> Known:
    """A customer of which one subscription is listed, and could not be read."""
    told = meta(stale=(Stale(at, failure.cause),), failures=(failure,))
    return known([subscription("retail", "fabrikam")], told=told)


def offered(*authorizations: Authorization, **fields: Any) -> Known:
    return known(plan_versions=published("1.3.0", authorizations=authorizations, **fields))


EMPTY = known()
LISTED = known([subscription("retail", "fabrikam")])


def test_the_causes_stand_in_order_each_with_its_check() -> None:
    for found in (EMPTY, LISTED, stale(FORBIDDEN), Known(meta(synced_at=""))):
        all_ = why_missing(expected(), found, Snapshot(found).scopes_of(FAB).rows)
        assert [each.title for each in all_] == ORDER
        for each in all_:
            for sentence in (each.what, each.check, each.reason):
                assert sentence.endswith(".")
            assert each.check.startswith(("Customer: ", "We: "))


def test_before_the_first_sync_nothing_is_known() -> None:
    found = causes(Known(meta(synced_at="")))
    assert {each.verdict for each in found.values()} == {UNKNOWN}
    assert {each.reason for each in found.values()} == {"There was no sync yet."}


def test_of_a_customer_that_shows_nothing_little_is_known() -> None:
    assert {title: each.verdict for title, each in causes(EMPTY).items()} == {
        NOTHING: UNKNOWN,
        READS: UNKNOWN,
        TENANT: UNKNOWN,
        REFUSED: UNLIKELY,
        PROFILE: UNLIKELY,
        REGISTERED: UNKNOWN,
        GUEST: UNKNOWN,
    }


def test_nothing_delegated() -> None:
    sub = subscription("retail", "fabrikam")
    idle = causes(known([sub], [definition(sub, gold("1.2.0"))]))[NOTHING]
    assert idle.verdict is LIKELY
    assert 'retail holds our definition "Managed operations"' in idle.reason
    assert verdict(NOTHING, known([sub], [definition(sub, managing=RIVAL)])) is UNLIKELY
    assert causes(LISTED)[NOTHING].reason == (
        "Azure lists its subscription retail, which takes a delegation."
    )


@pytest.mark.parametrize(
    "name",
    [
        "Reader",
        "Contributor",
        "Monitoring Reader",
        "Monitoring Contributor",
        "Monitoring Policy Contributor",
        "Resource Policy Contributor",
        "App Compliance Automation Administrator",
        "App Compliance Automation Reader",
        "Managed Application Contributor Role",
        "Managed Application Operator Role",
        "Managed Application Publisher Operator",
    ],
)
def test_a_role_that_reads_everything_makes_a_customer_visible(name: str) -> None:
    reads = Authorization(OPS, role_id(name).upper(), "Operations")
    found = causes(offered(HELPDESK, reads))[READS]
    assert found.verdict is UNLIKELY
    assert found.reason.startswith(f"managed-ops/gold 1.3.0 gives {name} to Operations;")


@pytest.mark.parametrize(
    "authorizations",
    [
        (),
        (HELPDESK,),
        (Authorization(OPS, role_id("Backup Contributor")), HELPDESK),
        # It reads everything, but only managed identities get anything from it.
        (Authorization(OPS, role_id("User Access Administrator"), "Operations", (CONTRIBUTOR,)),),
        (Authorization(OPS, role_id("Owner")),),
        (Authorization(OPS, guid("no such role")),),
    ],
)
def test_without_such_a_role_nobody_sees_it(authorizations: Iterable[Authorization]) -> None:
    found = causes(offered(*authorizations, eligible=(NIGHT_ON_CALL,)))[READS]
    assert found.verdict is LIKELY
    assert found.reason == "managed-ops/gold 1.3.0 gives nobody such a role for good."
    assert isinstance(NIGHT_ON_CALL, EligibleAuthorization)
    assert NIGHT_ON_CALL.role_id == CONTRIBUTOR


def test_the_newest_version_counts_and_the_library_where_azure_shows_none() -> None:
    both = known(
        plan_versions=(
            *published("1.9.0", authorizations=(OPS_READS,)),
            *published("1.10.0", authorizations=(HELPDESK,)),
        )
    )
    assert "managed-ops/gold 1.10.0" in causes(both)[READS].reason
    sub = subscription("shop", "litware")
    accepted = definition(sub, gold("1.2.0"), authorizations=(HELPDESK,))
    assert verdict(READS, known([sub], [accepted])) is LIKELY
    foreign = definition(sub, gold("1.2.0"), managing=RIVAL, authorizations=(HELPDESK,))
    assert verdict(READS, known([sub], [foreign])) is UNKNOWN
    drafts = (
        Plan("1", "", "managed-ops", "gold", version="1.0.0", authorizations=(HELPDESK,)),
        Plan("2", "", "managed-ops", "gold", version="2.0.0", authorizations=(OPS_READS,)),
        Plan("3", "", "managed-ops", "silver", version="9.0.0", authorizations=(HELPDESK,)),
    )
    kept = causes(EMPTY, plans=drafts)[READS]
    assert (kept.verdict, "managed-ops/gold 2.0.0" in kept.reason) == (UNLIKELY, True)
    assert verdict(READS, offered(HELPDESK), plans=drafts) is LIKELY
    assert verdict(READS, offered(HELPDESK), expected(plan=None)) is UNKNOWN
    assert verdict(READS, LISTED) is UNLIKELY
    assert verdict(READS, stale(FORBIDDEN)) is UNKNOWN


@pytest.mark.parametrize(
    ("found", "wanted", "reason"),
    [
        (EMPTY, ExpectedCustomer(MSP, "Us"), "This is our own tenant"),
        (
            known([subscription("retail", "litware")]),
            expected(),
            f"retail of the private audience belongs to tenant {guid('litware')}.",
        ),
        (
            known([subscription("shop", "litware")], customers=(CustomerRead("t9", " FABRIKAM"),)),
            expected(),
            "A customer of this name is there as tenant t9.",
        ),
        (
            known(plan_versions=published("1.3.0")),
            expected(),
            f"this profile reads {RIVAL}.",
        ),
    ],
)
def test_signs_of_a_wrong_tenant(found: Known, wanted: ExpectedCustomer, reason: str) -> None:
    if RIVAL in reason:
        found = Known(meta=_of(RIVAL), plan_versions=found.plan_versions)
    cause = causes(found, wanted)[TENANT]
    assert cause.verdict is LIKELY
    assert reason in cause.reason


def _of(managing: str) -> Any:
    told = meta()
    return type(told)(told.synced_at, told.first_synced_at, told.reader, managing)


def test_a_tenant_that_is_there_is_named_also_under_another_name() -> None:
    sub = subscription("retail", "fabrikam")
    there = known([sub], customers=(CustomerRead(FAB, "Fab Retail"), CustomerRead("x", "Fabrikam")))
    cause = causes(there)[TENANT]
    assert (cause.verdict, cause.reason) == (UNLIKELY, "The tenant is there, as Fab Retail.")
    assert "without a name" in causes(known([sub]))[TENANT].reason
    nameless = known(customers=(CustomerRead("x", ""),))
    assert verdict(TENANT, nameless, expected(name="")) is UNKNOWN


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("AuthorizationFailed (403)", LIKELY),
        ("HTTP (403)", LIKELY),
        ("SubscriptionNotFound (404)", LIKELY),
        ("InvalidAuthenticationTokenTenant (401)", LIKELY),
        ("Connection", UNKNOWN),
        ("TooManyRequests (429)", UNKNOWN),
        ("MissingSubscriptionRegistration (409)", UNKNOWN),
    ],
)
def test_refused(code: str, refused: Verdict) -> None:
    cause = causes(stale(Failure("Delegations", "It could not be read.", "Wait.", code)))[REFUSED]
    assert (cause.verdict, cause.reason) == (
        refused,
        f"retail: It could not be read. Code: {code}.",
    )


def test_refused_when_nothing_of_it_was_unread() -> None:
    assert verdict(REFUSED, LISTED) is UNLIKELY
    elsewhere = known(told=meta(stale=(Stale("other", FORBIDDEN.cause),), failures=(FORBIDDEN,)))
    assert verdict(REFUSED, elsewhere) is UNLIKELY
    assert verdict(REFUSED, known(told=meta(failures=(BROKEN,)))) is UNKNOWN
    # What is in its private audience is its own, listed or not.
    unlisted = known(told=meta(stale=(Stale(AUDIENCE, FORBIDDEN.cause),), failures=(FORBIDDEN,)))
    cause = causes(unlisted)[REFUSED]
    assert (cause.verdict, AUDIENCE in cause.reason) == (LIKELY, True)
    forgotten = known(told=meta(stale=(Stale(AUDIENCE, "An old reason."),)))
    assert causes(forgotten)[REFUSED].reason == f"{AUDIENCE}: An old reason."


def test_left_out_by_the_profile() -> None:
    other = expected(audience=())
    for left, wanted, found in (
        ({FAB}, other, EMPTY),
        ({AUDIENCE}, expected(), EMPTY),
        ({AUDIENCE}, other, LISTED),
    ):
        cause = causes(found, wanted, left_out=left)[PROFILE]
        assert (cause.verdict, next(iter(left)) in cause.reason) == (LIKELY, True)
    assert verdict(PROFILE, LISTED, other, left_out={"somebody else"}) is UNLIKELY


def test_not_registered() -> None:
    cause = causes(stale(UNREGISTERED))[REGISTERED]
    assert (cause.verdict, "Code: MissingSubscriptionRegistration (409)." in cause.reason) == (
        LIKELY,
        True,
    )
    assert verdict(REGISTERED, stale(FORBIDDEN)) is UNKNOWN
    assert verdict(REGISTERED, stale(BROKEN)) is UNKNOWN
    assert verdict(REGISTERED, LISTED) is UNLIKELY


def test_a_guest_or_a_non_owner() -> None:
    sub = subscription("retail", "fabrikam")
    rests = definition(sub, gold("1.3.0"))
    failed = known([sub], [rests], [delegation(rests, state="Failed")])
    cause = causes(failed)[GUEST]
    assert (cause.verdict, cause.reason) == (LIKELY, "retail: provisioning is Failed.")
    assert verdict(GUEST, known([sub], [rests], [delegation(rests)])) is UNLIKELY
    theirs = definition(sub, managing=RIVAL)
    assert verdict(GUEST, known([sub], [theirs], [delegation(theirs)])) is UNKNOWN


# The sample Azure


@pytest.mark.parametrize(
    ("case", "likely"),
    [
        ("refused", {REFUSED}),
        ("leftover only", {NOTHING}),
        ("failed", {GUEST}),
        ("newest", set()),
    ],
)
def test_what_the_sample_azure_lets_us_see(
    world: World, synced: Sync, case: str, likely: set[str]
) -> None:
    tenant = world.cases[case]
    wanted = ExpectedCustomer(
        tenant,
        world.tenants[tenant].name or "",
        MarketplacePlan("northwindmsp", "managed-ops", "gold", "").key,
        invited_on=date(2026, 1, 1),
    )
    found = causes(synced(), wanted)
    assert {title for title, each in found.items() if each.verdict is LIKELY} == likely


def test_an_unregistered_subscription_of_the_sample_azure(world: World, synced: Sync) -> None:
    for each in world.showing("newest"):
        each.registered = False
    wanted = ExpectedCustomer(world.cases["newest"], "", None)
    found = causes(synced("arm"), wanted)
    assert {title for title, each in found.items() if each.verdict is LIKELY} == {REGISTERED}


def test_a_customer_that_the_sample_azure_does_not_show_at_all(world: World, synced: Sync) -> None:
    tenant = world.cases["newest"]
    at = [each.id for each in world.of_tenant(tenant)]
    for each in at:
        del world.subscriptions[each.lower()]
    plan = MarketplacePlan("northwindmsp", "managed-ops", "gold", "").key
    wanted = ExpectedCustomer(tenant, world.tenants[tenant].name or "", plan, tuple(at))
    found = causes(synced(), wanted)
    assert {title: each.verdict for title, each in found.items()} == {
        NOTHING: UNKNOWN,
        READS: UNLIKELY,
        TENANT: UNKNOWN,
        REFUSED: UNLIKELY,
        PROFILE: UNLIKELY,
        REGISTERED: UNKNOWN,
        GUEST: UNKNOWN,
    }
    assert "gives Reader to" in found[READS].reason
