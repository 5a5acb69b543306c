from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from data.ledger import LibraryContents, RecordedVersion
from data.lint.around import context_of, context_of_plan
from data.lint.engine import lint
from data.models import PlanKey
from data.plans import Plan, Visibility
from data.snapshot import Snapshot
from tests.data.lint.examples import GOOD
from tests.data.records import (
    GOLD,
    asked,
    definition,
    delegation,
    gold,
    known,
    meta,
    published,
    subscription,
)

PROD = subscription("prod", "fabrikam")
LIVE, LEFT_OVER = definition(PROD, gold("1.0.0")), definition(PROD, name="left over")
KNOWN = known([PROD], [LIVE, LEFT_OVER], [delegation(LIVE), delegation(LIVE, "rg", name="rg")])
OURS = replace(GOOD, publisher_id="Contoso", offer_id="managed-ops", plan_id="gold")


def test_definitions_are_those_that_a_delegation_rests_on() -> None:
    found = context_of(Snapshot(KNOWN, LibraryContents(plans=(OURS,))))
    assert found.definitions == (LIVE,)
    assert found.plans == (OURS,)
    assert not found.national_cloud


@pytest.mark.parametrize(
    ("portal", "is_national"),
    [
        ("https://portal.azure.com", False),
        ("https://portal.azure.us", True),
        ("https://portal.azure.cn/", True),
        ("https://localhost:8443/portal", False),
        ("", False),
    ],
)
def test_the_cloud_is_told_by_its_portal(portal: str, is_national: bool) -> None:
    there = known(told=meta(portal_url=portal))
    assert context_of(Snapshot(there)).national_cloud is is_national


@pytest.mark.parametrize(
    ("plan", "last"),
    [
        (OURS, "1.10.0"),
        (replace(OURS, publisher_id=""), "1.10.0"),
        (replace(OURS, publisher_id="rival"), ""),
        (replace(OURS, plan_id="silver"), "2.0.0"),
        (Plan("1"), ""),
    ],
)
def test_what_is_published_of_a_plan(plan: Plan, last: str) -> None:
    silver = RecordedVersion(PlanKey("contoso", "managed-ops", "silver"), "2.0.0", date(2026, 1, 1))
    snapshot = Snapshot(
        known(
            plan_versions=published("1.9.0", "1.10.0") + published("3.0.0", preview=True),
            plans=(asked(),),
        ),
        LibraryContents(versions=(silver,)),
    )
    assert GOLD in snapshot.evidence
    found = context_of_plan(plan, snapshot)
    assert (found.last_published, found.is_published) == (last, bool(last))


@pytest.mark.parametrize(
    ("plan", "publisher"),
    [
        (replace(OURS, publisher_id=""), "contoso"),
        (replace(OURS, publisher_id="", plan_id="silver"), "rival"),
        (replace(OURS, publisher_id="", plan_id="new"), ""),
    ],
)
def test_who_published_a_plan(plan: Plan, publisher: str) -> None:
    silver = RecordedVersion(PlanKey("rival", "managed-ops", "silver"), "2.0.0", date(2026, 1, 1))
    both = Snapshot(KNOWN, LibraryContents(versions=(silver,)))
    assert context_of_plan(plan, both).publisher_id == publisher
    assert context_of_plan(plan, Snapshot(KNOWN)).publisher_id == "contoso", "we know no other"


def test_a_version_that_only_a_customer_accepted_is_no_published_one() -> None:
    assert context_of_plan(OURS, Snapshot(KNOWN)).last_published == ""


def test_an_empty_cache_makes_no_finding() -> None:
    assert lint(GOOD, context_of_plan(GOOD, Snapshot())) == ()


@pytest.mark.parametrize(
    ("earlier", "was_public"),
    [
        (replace(OURS, id="0", version="1.0.0", visibility=Visibility.PUBLIC), True),
        (
            replace(OURS, id="0", version="1.0.0", visibility=Visibility.PUBLIC, publisher_id=""),
            True,
        ),
        (replace(OURS, id="0", version="1.0.0"), False),
        (replace(OURS, id="0", version="1.0.1", visibility=Visibility.PUBLIC), False),
        (
            replace(OURS, id="0", version="1.0.0", visibility=Visibility.PUBLIC, plan_id="silver"),
            False,
        ),
        (replace(OURS, version="1.0.0", visibility=Visibility.PUBLIC), False),
    ],
)
def test_a_plan_was_public_when_a_published_version_of_it_is(
    earlier: Plan, was_public: bool
) -> None:
    snapshot = Snapshot(KNOWN, LibraryContents(plans=(earlier, OURS)))
    assert context_of_plan(OURS, snapshot).was_public is was_public


def test_what_is_live_is_found_once_for_all_libraries() -> None:
    snapshot = Snapshot(KNOWN)
    later = snapshot.with_library(LibraryContents(versions=(RecordedVersion(GOLD, "1.3.0"),)))
    assert later.live is not snapshot.live
    again = snapshot.with_library(LibraryContents(versions=(RecordedVersion(GOLD, "1.4.0"),)))
    assert context_of(again).live is context_of(snapshot).live is snapshot.live
    assert context_of_plan(OURS, again).live is snapshot.live
