"""What it takes to publish a plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from data.checklist import (
    JUDGED,
    ItemState,
    NotByHandError,
    progress_words,
    states,
    ticked,
)
from data.checklist_items import ITEMS, Group
from data.ledger import Checklist, LibraryContents, RecordedVersion, RolloutEntry, Tick
from data.plans import Plan
from data.snapshot import Snapshot
from tests.data.lint.examples import GOOD
from tests.data.records import (
    GOLD,
    RIVAL,
    asked,
    definition,
    delegation,
    gold,
    guid,
    known,
    published,
    subscription,
)

PLAN = replace(GOOD, publisher_id="contoso", version="1.3.0")
DAY, LATER = date(2026, 11, 20), date(2026, 11, 24)
PROD, LAB, TEST = (subscription(each, each) for each in ("prod", "lab", "test"))
OLD, OLDER, NEW = (
    definition(at, gold(version), name=version)
    for at, version in ((PROD, "1.2.0"), (LAB, "1.1.0"), (TEST, "1.3.0"))
)
FOREIGN = definition(TEST, gold("1.0.0"), name="rival", managing=RIVAL)


def world(*versions: str, **library: Any) -> Snapshot:
    read = asked(seen={"1.2.0": "2026-10-01T08:00:00Z", "1.3.0": "2026-11-21T08:00:00Z"})
    there = known(
        [PROD, LAB, TEST],
        [OLD, OLDER, NEW, FOREIGN],
        [delegation(each) for each in (OLD, OLDER, NEW, FOREIGN)],
        plan_versions=published(*versions),
        plans=(read,),
    )
    return Snapshot(there, LibraryContents(**library))


def told(*customers: str, version: str = "1.3.0") -> tuple[RolloutEntry, ...]:
    return tuple(RolloutEntry(guid(each), GOLD, version, DAY) for each in customers)


def state(id: str, snapshot: Snapshot, plan: Plan = PLAN) -> ItemState:
    return next(each for each in states(plan, snapshot) if each.item.id == id)


def test_the_items_stand_in_the_order_of_the_work_and_say_what_to_do() -> None:
    groups = [list(Group).index(each.group) for each in ITEMS]
    assert groups == sorted(groups)
    assert set(groups) == set(range(len(Group)))
    assert len({each.id for each in ITEMS}) == len(ITEMS)
    assert all(each.words and not each.words.endswith(".") for each in ITEMS)
    assert all(each.limits.endswith(".") for each in ITEMS if each.limits)
    assert {each.id for each in ITEMS} >= JUDGED.keys()


def test_nothing_is_done_at_first_but_what_the_program_sees() -> None:
    found = states(PLAN, Snapshot())
    assert [each.item for each in found] == list(ITEMS)
    assert {each.item.id for each in found if each.is_done} == {"lint"}
    assert {each.item.id for each in found if not each.by_hand} == {"lint", "live", "customers"}
    assert all(bool(each.reason) is not each.by_hand for each in found)


# By hand


def test_a_tick_has_its_day_and_goes_again() -> None:
    kept = ticked(PLAN, Snapshot(), "account", DAY)
    assert kept == Checklist("managed-ops", (Tick("account", DAY),))
    snapshot = Snapshot(library=LibraryContents(checklists=(Checklist("other"), kept)))
    assert (state("account", snapshot).is_done, state("account", snapshot).on) == (True, DAY)
    assert ticked(PLAN, snapshot, "account", LATER).ticks == (Tick("account", LATER),)
    assert ticked(PLAN, snapshot, "legal", LATER).ticks == (
        Tick("account", DAY),
        Tick("legal", LATER),
    )
    assert ticked(PLAN, snapshot, "account", None) == Checklist("managed-ops")
    assert not state("account", snapshot, replace(PLAN, offer_id="another")).is_done


def test_what_is_done_for_each_version_is_done_anew_for_the_next() -> None:
    kept = ticked(PLAN, Snapshot(), "certified", DAY)
    assert kept.ticks == (Tick("certified", DAY, "gold 1.3.0"),)
    snapshot = Snapshot(library=LibraryContents(checklists=(kept,)))
    assert state("certified", snapshot).is_done
    assert not state("certified", snapshot, replace(PLAN, version="1.4.0")).is_done
    assert not state("certified", snapshot, replace(PLAN, plan_id="silver")).is_done


def test_what_is_done_for_a_plan_holds_for_its_versions() -> None:
    kept = ticked(PLAN, Snapshot(), "audience", DAY)
    assert kept.ticks == (Tick("audience", DAY, "gold"),)
    snapshot = Snapshot(library=LibraryContents(checklists=(kept,)))
    assert state("audience", snapshot, replace(PLAN, version="1.4.0")).is_done
    assert not state("audience", snapshot, replace(PLAN, plan_id="silver")).is_done


@pytest.mark.parametrize("id", sorted(JUDGED))
def test_what_the_program_sees_cannot_be_ticked(id: str) -> None:
    with pytest.raises(NotByHandError, match="Lightkeeper sees by itself"):
        ticked(PLAN, Snapshot(), id, DAY)
    by_hand = Checklist("managed-ops", (Tick(id, DAY), Tick(id, DAY, "gold 1.3.0")))
    snapshot = world(checklists=(by_hand,))
    assert state(id, snapshot) == state(id, world())


def test_what_no_item_is_called_is_not_ticked() -> None:
    with pytest.raises(KeyError):
        ticked(PLAN, Snapshot(), "dinner", DAY)


# What the program sees


def test_errors_of_lint_are_seen() -> None:
    assert state("lint", Snapshot()).reason.startswith("Lint: ")
    wrong = state("lint", Snapshot(), replace(PLAN, version="next"))
    assert (wrong.is_done, wrong.reason[:13]) == (False, "Lint: 1 error")


def test_a_version_that_is_listed_need_not_rise_above_itself() -> None:
    listed = [
        Snapshot(known(plan_versions=published("1.2.0", each))) for each in ("1.3.0", "1.4.0")
    ]
    assert [state("lint", each).is_done for each in listed] == [True, False]


def test_a_version_is_live_when_azure_lists_it() -> None:
    live = state("live", world("1.2.0", "1.3.0"))
    assert (live.is_done, live.on) == (True, date(2026, 11, 21))
    assert live.reason == "Azure lists gold 1.3.0."
    assert state("live", world("1.2.0")) == ItemState(
        live.item, False, None, "Azure does not list gold 1.3.0."
    )
    by_hand = world("1.2.0", versions=(RecordedVersion(GOLD, "1.3.0", DAY),))
    assert not state("live", by_hand).is_done
    assert "recorded as published" in state("live", by_hand).reason
    assert not state("live", world("1.3.0"), replace(PLAN, plan_id="silver")).is_done
    assert not state("live", world("1.3.0"), replace(PLAN, version="next")).is_done


def test_customers_of_earlier_versions_are_told_or_not() -> None:
    early = state("customers", world("1.2.0", rollout=told("prod", "lab")))
    assert (early.is_done, early.reason) == (
        False,
        "There is nothing to tell before the version is live.",
    )
    some = state("customers", world("1.3.0", rollout=told("prod")))
    assert (some.is_done, some.reason) == (
        False,
        "1 customer of 2 on earlier versions must be told.",
    )
    everyone = state("customers", world("1.3.0", rollout=told("prod", "lab")))
    assert (everyone.is_done, everyone.on) == (True, DAY)
    other = state("customers", world("1.3.0", rollout=told("prod", "lab", version="1.2.0")))
    assert other.reason == "2 customers of 2 on earlier versions must be told."
    first = replace(PLAN, version="1.1.0")
    assert state("customers", world("1.1.0"), first).reason == (
        "No customer is on an earlier version."
    )


# In words


def test_progress_in_words() -> None:
    found = states(PLAN, Snapshot())
    assert progress_words(found) == (
        f"1 of {len(ITEMS)} items done. Next: A Partner Center account, enrolled in the commercial "
        "marketplace."
    )
    done = [ItemState(each.item, True) for each in found]
    assert progress_words(done) == f"All {len(ITEMS)} items done."


@given(st.lists(st.sampled_from([each.id for each in ITEMS if each.id not in JUDGED])))
def test_any_ticks_are_there_each_once(ids: list[str]) -> None:
    snapshot = Snapshot()
    for id in ids:
        kept = ticked(PLAN, snapshot, id, DAY)
        snapshot = Snapshot(library=LibraryContents(checklists=(kept,)))
    done = [each.item.id for each in states(PLAN, snapshot) if each.by_hand and each.is_done]
    assert sorted(done) == sorted(set(ids))
