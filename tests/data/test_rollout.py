"""Rollout: who was told, who accepted, who fell back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from data.emulator.world import World
from data.known import Stale
from data.ledger import RolloutEntry
from data.models import MarketplacePlan, PlanKey
from data.rollout import (
    Holdings,
    Stage,
    has_accepted,
    holdings,
    progress,
    tell,
    with_accepted,
)
from data.snapshot import Snapshot
from data.updates import State
from tests.conftest import Sync
from tests.data.records import (
    GOLD,
    MSP,
    NOW,
    RIVAL,
    definition,
    delegation,
    gold,
    guid,
    known,
    meta,
    subscription,
)

FAB = guid("fabrikam")
ANY_GOLD, ANY_PREVIEW = gold(""), gold("", preview=True)
TODAY = date(2026, 11, 22)
SYNCED = date.fromisoformat(NOW[:10])


@dataclass(frozen=True)
class Scope:
    """A subscription of a customer, and what is delegated on it."""

    version: str
    customer: str = "fabrikam"
    stale: bool = False
    managing: str = MSP
    delegated: bool = True
    plan: MarketplacePlan | None = ANY_GOLD
    """Without its version; nothing for a template."""


def held(*scopes: Scope | str) -> Holdings:
    """What customers hold, from a snapshot of these scopes; a text is a version of Fabrikam's."""
    subscriptions, definitions, delegations, stale = [], [], [], []
    for at, each in enumerate(scopes):
        scope = Scope(each) if isinstance(each, str) else each
        sub = subscription(f"subscription {at}", scope.customer)
        plan = scope.plan and MarketplacePlan(
            scope.plan.publisher, scope.plan.product, scope.plan.name, scope.version
        )
        subscriptions.append(sub)
        definitions.append(definition(sub, plan, managing=scope.managing))
        if scope.delegated:
            delegations.append(delegation(definitions[-1]))
        if scope.stale:
            stale.append(Stale(sub.subscription_id, "refused"))
    told = meta(stale=tuple(stale))
    found = Snapshot(known(subscriptions, definitions, delegations, told=told))
    return holdings(found.scopes.rows)


def entry(version: str = "1.3.0", plan: PlanKey = GOLD, **fields: Any) -> RolloutEntry:
    return RolloutEntry(FAB, plan, version, **fields)


OLD_STALE = Scope("1.2.0", stale=True)
NEW_STALE = Scope("1.3.0", stale=True)
PREVIEW = GOLD._replace(preview=True)


@pytest.mark.parametrize(
    "scopes",
    [
        ("1.3.0",),
        ("1.10.0",),
        ("1.3.0", "2.0.0", "1.3.1"),
        ("1.3.0", NEW_STALE),
        # What is not this customer's, of this plan, or of us says nothing about it.
        ("1.3.0", Scope("1.2.0", "litware")),
        ("1.3.0", Scope("1.2.0", managing=RIVAL)),
        ("1.3.0", Scope("1.2.0", delegated=False)),
        ("1.3.0", Scope("", plan=None)),
        ("1.3.0", Scope("1.2.0", plan=ANY_PREVIEW)),
        ("1.3.0", Scope("1.2.0", plan=MarketplacePlan("contoso", "managed-ops", "silver", ""))),
    ],
)
def test_accepted_when_all_of_the_customers_scopes_on_the_plan_are_there(
    scopes: tuple[Scope | str, ...],
) -> None:
    assert has_accepted(entry(), held(*scopes))


@pytest.mark.parametrize(
    "scopes",
    [
        (),
        ("1.2.0",),
        ("1.2.9", "1.3.0"),
        ("1.3.0", "1.9"),
        ("1.3.0-beta",),
        # Stale rows prove nothing.
        (NEW_STALE,),
        ("1.3.0", OLD_STALE),
        (Scope("1.3.0", "litware"),),
        (Scope("1.3.0", managing=RIVAL),),
        (Scope("1.3.0", delegated=False),),
        (Scope("1.3.0", plan=ANY_PREVIEW),),
        (Scope("", plan=None),),
    ],
)
def test_not_accepted_when_any_is_below_or_there_is_no_telling(
    scopes: tuple[Scope | str, ...],
) -> None:
    assert not has_accepted(entry(), held(*scopes))


def test_a_malformed_version_is_reached_only_by_itself() -> None:
    assert has_accepted(entry("2.0"), held("2.0"))
    assert not has_accepted(entry("2.0"), held("2.0", "2.0.0"))
    assert not has_accepted(entry("2.0"), held("3.0.0"))


def test_who_tests_the_preview_may_accept_it_or_go_on_to_the_ordinary_plan() -> None:
    wanted = entry(plan=PREVIEW)
    assert has_accepted(wanted, held(Scope("1.3.0", plan=ANY_PREVIEW)))
    assert has_accepted(wanted, held("1.3.0"))
    assert not has_accepted(wanted, held("1.3.0", Scope("1.2.0", plan=ANY_PREVIEW)))


def test_acceptance_is_noted_once_with_the_day_of_the_sync() -> None:
    open_, before = entry(), entry("1.2.0", accepted_on=date(2026, 1, 2))
    other = RolloutEntry(guid("litware"), GOLD, "1.3.0")
    (found,) = with_accepted([open_, before, other], held("1.3.0"), NOW)
    assert found == entry(accepted_on=SYNCED)
    assert with_accepted([found], held("1.3.0"), "2026-12-24T08:00:00+00:00") == []
    assert with_accepted([found], held("1.2.0"), "2026-12-24T08:00:00+00:00") == []


# What was said to the customer


def test_a_customer_is_told_once_and_reminded_after_that_in_whatever_order() -> None:
    first, second, third = date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 9)
    told = tell(entry(remark="by mail"), second)
    assert told == entry(remark="by mail", told_on=second)
    twice = tell(told, third)
    assert twice == entry(remark="by mail", told_on=second, reminded_on=(third,))
    assert tell(twice, third) == twice
    assert tell(twice, first) == entry(remark="by mail", told_on=first, reminded_on=(second, third))


@given(st.lists(st.dates(), min_size=1))
def test_the_days_stay_in_order(days: list[date]) -> None:
    found = entry()
    for day in days:
        found = tell(found, day)
    assert [found.told_on, *found.reminded_on] == sorted(set(days))


@pytest.mark.parametrize(
    ("noted", "stage", "since", "words"),
    [
        (entry(), Stage.NOT_TOLD, None, "Send the change note and record the day."),
        (entry(told_on=TODAY), Stage.TOLD, TODAY, "Wait; a reminder is due in 15 days."),
        (
            entry(told_on=TODAY - timedelta(14)),
            Stage.TOLD,
            TODAY - timedelta(14),
            "Wait; a reminder is due in 1 day.",
        ),
        (
            entry(told_on=TODAY - timedelta(15)),
            Stage.OVERDUE,
            TODAY,
            "Remind the customer, last told 15 days ago.",
        ),
        (
            entry(told_on=TODAY - timedelta(15), reminded_on=(TODAY - timedelta(14),)),
            Stage.REMINDED,
            TODAY - timedelta(14),
            "Wait; a reminder is due in 1 day.",
        ),
        (
            entry(told_on=date(2026, 1, 1), reminded_on=(date(2026, 2, 1), date(2026, 11, 1))),
            Stage.OVERDUE,
            date(2026, 11, 16),
            "Remind the customer, last told 21 days ago.",
        ),
        (entry(told_on=TODAY, accepted_on=TODAY), Stage.ACCEPTED, TODAY, "Nothing to do."),
    ],
)
def test_the_stages(noted: RolloutEntry, stage: Stage, since: date | None, words: str) -> None:
    found = progress(noted, held("1.2.9-x"), TODAY)
    assert (found.stage, found.since, found.next_step) == (stage, since, words)


def test_overdue_after_as_many_days_as_one_says() -> None:
    noted = entry(told_on=TODAY - timedelta(4))
    assert progress(noted, {}, TODAY, 3).stage is Stage.OVERDUE
    assert progress(noted, {}, TODAY, 4).stage is Stage.TOLD
    assert progress(entry(told_on=TODAY), {}, TODAY + timedelta(1), 0).stage is Stage.OVERDUE


def test_accepted_before_a_sync_noted_it() -> None:
    found = progress(entry(told_on=date(2026, 1, 1)), held("1.3.0"), TODAY)
    assert (found.stage, found.since) == (Stage.ACCEPTED, None)


def test_who_falls_back_below_is_reported_and_stays_noted_as_accepted() -> None:
    noted = entry(told_on=date(2026, 1, 1), accepted_on=date(2026, 2, 1))
    found = progress(noted, held("1.3.0", "1.2.0"), TODAY)
    assert (found.stage, found.since) == (Stage.FELL_BACK, date(2026, 2, 1))
    assert "lower version" in found.next_step
    assert with_accepted([noted], held("1.2.0"), NOW) == []
    # It takes a row of the last sync that says so: not a stale one, not one without a number.
    for unproven in (held(), held(OLD_STALE), held("1.3.0", OLD_STALE), held("next")):
        assert progress(noted, unproven, TODAY).stage is Stage.ACCEPTED
    assert progress(noted, held("1.3.0"), TODAY).stage is Stage.ACCEPTED


VERSION = st.sampled_from(["1.2.0", "1.3.0", "1.10.0", "1.3", "next"])
SCOPES = st.lists(
    st.builds(
        Scope,
        VERSION,
        st.sampled_from(["fabrikam", "litware"]),
        st.booleans(),
        st.sampled_from([MSP, MSP, RIVAL]),
        st.sampled_from([True, True, False]),
        st.sampled_from([ANY_GOLD, ANY_GOLD, ANY_PREVIEW, None]),
    ),
    max_size=5,
)
DAYS = st.dates(date(2026, 9, 1), date(2026, 12, 31))


def _is_there(scope: Scope, tenant: str, plan: PlanKey) -> bool:
    ours = scope.managing == MSP and scope.delegated and guid(scope.customer) == tenant
    return ours and scope.plan is not None and scope.plan.key == plan


@given(SCOPES, st.sampled_from(["1.3.0", "1.10.0"]), st.sampled_from(["fabrikam", "litware"]))
def test_accepted_exactly_when_it_is_proven(
    scopes: list[Scope], version: str, customer: str
) -> None:
    wanted = RolloutEntry(guid(customer), GOLD, version)
    mine = [each for each in scopes if _is_there(each, guid(customer), GOLD)]
    enough = {"1.3.0": {"1.3.0", "1.10.0"}, "1.10.0": {"1.10.0"}}[version]
    proven = any(not each.stale for each in mine) and all(each.version in enough for each in mine)
    found = held(*scopes)
    assert has_accepted(wanted, found) == proven
    assert with_accepted([wanted], found, NOW) == (
        [RolloutEntry(guid(customer), GOLD, version, accepted_on=SYNCED)] if proven else []
    )


@given(st.lists(SCOPES, max_size=4), st.lists(DAYS, max_size=3))
def test_however_syncs_go_acceptance_is_noted_once_and_never_taken_back(
    syncs: Iterable[list[Scope]], told: list[date]
) -> None:
    noted = entry()
    for day in told:
        noted = tell(noted, day)
    for at, scopes in enumerate(syncs):
        before = noted
        for changed in with_accepted([before], held(*scopes), f"2026-12-0{at + 1}T00:00:00Z"):
            noted = changed
        assert before.accepted_on in (None, noted.accepted_on)
        stage = progress(noted, held(*scopes), TODAY).stage
        assert (noted.accepted_on is not None) == (stage in (Stage.ACCEPTED, Stage.FELL_BACK))
        assert (noted.told_on, noted.reminded_on) == (before.told_on, before.reminded_on)


def test_the_next_sync_finds_who_accepted_in_azure_and_who_fell_back(
    world: World, synced: Sync
) -> None:
    snapshot = Snapshot(synced())
    behind = [each for each in snapshot.scopes.rows if each.status.state is State.PENDING]
    entries = {
        RolloutEntry(each.tenant_id, each.definition.plan.key, each.status.latest, TODAY)
        for each in behind
        if each.definition and each.definition.plan
    }
    assert len(entries) > 5
    before = holdings(snapshot.scopes.rows)
    assert with_accepted(entries, before, NOW) == []

    mine = {each for each in entries if each.tenant_id == world.cases["far behind"]}
    (wanted,) = mine
    definitions = [each for sub in world.showing("far behind") for each in sub.definitions.values()]
    versions = [each.plan for each in definitions]
    for each in definitions:
        assert each.plan
        each.plan = {**each.plan, "version": wanted.version}
    snapshot = Snapshot(synced())
    (found,) = with_accepted(entries, holdings(snapshot.scopes.rows), snapshot.meta.synced_at)
    assert found == structs.replace(
        wanted, accepted_on=date.fromisoformat(snapshot.meta.synced_at[:10])
    )

    definitions[0].plan = versions[0]
    after = holdings(Snapshot(synced()).scopes.rows)
    assert with_accepted([found], after, NOW) == []
    assert progress(found, after, TODAY).stage is Stage.FELL_BACK
    others = entries - mine
    assert {progress(each, after, TODAY).stage for each in others} == {Stage.TOLD}
