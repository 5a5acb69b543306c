"""Customers that should be there: how far they are."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.emulator.world import World
from data.expected import Arrival, Found, find
from data.known import Known, Stale
from data.ledger import ExpectedCustomer
from data.models import MarketplacePlan
from data.snapshot import Snapshot
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
INVITED = date(2026, 11, 10)
SYNC_DAY = date.fromisoformat(NOW[:10])
SILVER = MarketplacePlan("contoso", "managed-ops", "silver", "1.0.0")
PREVIEW = gold("1.3.0", preview=True)


class Scope(NamedTuple):
    """A subscription of Fabrikam's, and what is on it."""

    plan: MarketplacePlan | None = None
    managing: str = MSP
    state: str = "Succeeded"
    delegated: bool = True
    stale: bool = False
    shown: bool = True
    """Whether Azure shows the definition."""


ON_GOLD = Scope(gold("1.3.0"))


def seen(*scopes: Scope) -> Known:
    subscriptions, definitions, delegations, stale = [], [], [], []
    for at, scope in enumerate(scopes):
        sub = subscription(f"subscription {at}", "fabrikam")
        rests = definition(sub, scope.plan, managing=scope.managing)
        subscriptions.append(sub)
        definitions += [rests] if scope.shown else []
        delegations += [delegation(rests, state=scope.state)] if scope.delegated else []
        stale += [Stale(sub.subscription_id, "refused")] if scope.stale else []
    return known(subscriptions, definitions, delegations, told=meta(stale=tuple(stale)))


def found(*scopes: Scope, synced_at: str = NOW, **fields: Any) -> Found:
    fields = {"plan": GOLD, "invited_on": INVITED, **fields}
    rows = Snapshot(seen(*scopes)).scopes_of(FAB).rows
    return find(ExpectedCustomer(FAB, "Fabrikam", **fields), rows, synced_at)


@pytest.mark.parametrize(
    ("scopes", "arrival"),
    [
        ([], Arrival.NOTHING_VISIBLE),
        ([Scope(gold("1.3.0"), RIVAL)], Arrival.NOTHING_VISIBLE),
        ([Scope(gold("1.3.0"), delegated=False)], Arrival.NOTHING_VISIBLE),
        ([Scope(delegated=False, shown=False, stale=True)], Arrival.NOTHING_VISIBLE),
        ([Scope(gold("1.3.0"), state="Failed")], Arrival.FAILED),
        ([Scope()], Arrival.NO_PLAN),
        ([Scope(), Scope(shown=False)], Arrival.NO_PLAN),
        ([Scope(SILVER)], Arrival.OTHER_PLAN),
        ([Scope(SILVER), Scope()], Arrival.OTHER_PLAN),
        ([Scope(PREVIEW)], Arrival.OTHER_PLAN),
        ([ON_GOLD], Arrival.DELEGATED),
        ([Scope(gold("odd"))], Arrival.DELEGATED),
        ([Scope(gold("1.3.0"), stale=True)], Arrival.DELEGATED),
        ([Scope(SILVER), Scope(), ON_GOLD], Arrival.DELEGATED),
        ([Scope(gold("1.3.0"), state="Failed"), ON_GOLD], Arrival.DELEGATED),
        # It is delegated, and nothing says that it is under another plan.
        ([Scope(shown=False)], Arrival.DELEGATED),
    ],
)
def test_how_far_it_is(scopes: list[Scope], arrival: Arrival) -> None:
    assert found(*scopes).arrival is arrival


@pytest.mark.parametrize(
    ("invited", "synced_at", "arrival"),
    [
        (None, NOW, Arrival.NOT_INVITED),
        (None, "", Arrival.NOT_INVITED),
        (INVITED, "", Arrival.INVITED),
        (SYNC_DAY, NOW, Arrival.INVITED),
        (date(2026, 12, 1), NOW, Arrival.INVITED),
        (date(2026, 11, 21), NOW, Arrival.NOTHING_VISIBLE),
    ],
)
def test_nothing_visible_takes_a_sync_on_a_later_day(
    invited: date | None, synced_at: str, arrival: Arrival
) -> None:
    assert found(invited_on=invited, synced_at=synced_at).arrival is arrival


def test_who_may_come_by_any_plan_or_none_is_there_when_anything_is_delegated() -> None:
    for scope in (ON_GOLD, Scope(SILVER), Scope()):
        assert found(scope, plan=None).arrival is Arrival.DELEGATED
    assert found(plan=None).arrival is Arrival.NOTHING_VISIBLE


def test_it_is_there_also_when_nobody_noted_an_invitation() -> None:
    assert found(ON_GOLD, invited_on=None).arrival is Arrival.DELEGATED


def test_what_is_there_is_named() -> None:
    there = found(Scope(SILVER), Scope(SILVER), Scope(), Scope(PREVIEW), Scope(state="Failed"))
    assert there.plans == (GOLD._replace(preview=True), SILVER.key)
    assert len(there.scopes) == 4
    assert found(Scope(state="Failed")) == Found(Arrival.FAILED)


SCOPES = st.lists(
    st.builds(
        Scope,
        st.sampled_from([None, gold("1.3.0"), SILVER, PREVIEW]),
        st.sampled_from([MSP, MSP, RIVAL]),
        st.sampled_from(["Succeeded", "Succeeded", "Failed", "Updating"]),
        st.booleans(),
        st.booleans(),
        st.just(True),
    ),
    max_size=4,
)


@given(SCOPES, st.sampled_from([None, GOLD, SILVER.key]))
def test_delegated_exactly_when_there_is_what_was_expected(scopes: list[Scope], plan: Any) -> None:
    ours = [each for each in scopes if each.managing == MSP and each.delegated]
    good = [each.plan and each.plan.key for each in ours if each.state != "Failed"]
    there = found(*scopes, plan=plan)
    assert (there.arrival is Arrival.DELEGATED) == (plan in good or (plan is None and bool(good)))
    assert (there.arrival is Arrival.NOTHING_VISIBLE) == (not ours)
    assert (there.arrival is Arrival.FAILED) == (bool(ours) and not good)
    assert set(there.plans) == {each for each in good if each}


@pytest.mark.parametrize(
    ("case", "arrival"),
    [
        ("newest", Arrival.DELEGATED),
        ("one behind", Arrival.DELEGATED),
        ("failed", Arrival.DELEGATED),
        ("preview", Arrival.OTHER_PLAN),
        ("private plan", Arrival.OTHER_PLAN),
        ("template", Arrival.NO_PLAN),
        ("refused", Arrival.NOTHING_VISIBLE),
        ("leftover only", Arrival.NOTHING_VISIBLE),
    ],
)
def test_customers_of_the_sample_azure(
    world_known: tuple[World, Known], case: str, arrival: Arrival
) -> None:
    world, all_ = world_known
    wanted = MarketplacePlan("northwindmsp", "managed-ops", "gold", "")
    expected = ExpectedCustomer(world.cases[case], case, wanted.key, invited_on=date(2020, 1, 1))
    rows = Snapshot(all_).scopes_of(world.cases[case]).rows
    assert find(expected, rows, all_.meta.synced_at).arrival is arrival


@pytest.fixture
def world_known(world: World, synced: Sync) -> tuple[World, Known]:
    return world, synced()
