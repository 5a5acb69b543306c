"""What can be compared, and what a name means."""

from __future__ import annotations

import pytest
from msgspec import structs

from data.errors import WrongUseError
from data.ledger import LibraryContents
from data.plans import Plan
from data.query import parse
from data.sides import SideKind, comparables, draft_name, find_comparable, version_before
from data.snapshot import Snapshot
from tests.data.records import (
    OPS_CHANGES,
    OPS_READS,
    RIVAL,
    customers,
    definition,
    delegation,
    gold,
    known,
    published,
    subscription,
)

PROD, LAB = subscription("Prod", "fabrikam"), subscription("Lab", "adatum")
HELD, TEMPLATE = definition(PROD, gold("1.2.0")), definition(LAB, offer_name="Own template")
FOREIGN = definition(LAB, gold("9.0.0"), name="rival", managing=RIVAL)
LEFT = definition(PROD, gold("0.9.0"), name="left over")
DRAFT = Plan("d1", "Gold next", version="2.0.0", authorizations=(OPS_READS, OPS_CHANGES))
SNAPSHOT = Snapshot(
    known(
        [PROD, LAB],
        [HELD, TEMPLATE, FOREIGN, LEFT],
        [delegation(HELD), delegation(HELD, "rg", name="2"), *map(delegation, (TEMPLATE, FOREIGN))],
        plan_versions=published("1.3.0", authorizations=(OPS_CHANGES,)),
        customers=customers(fabrikam="Fabrikam", adatum="Adatum"),
    ),
    LibraryContents(plans=(DRAFT,)),
)


def test_drafts_versions_and_definitions_each_once() -> None:
    rows = comparables(SNAPSHOT).rows
    assert [(each.kind, each.name) for each in rows] == [
        (SideKind.DRAFT, "Gold next 2.0.0 (draft)"),
        (SideKind.VERSION, "managed-ops/gold 1.3.0"),
        (SideKind.VERSION, "managed-ops/gold 1.2.0"),
        (SideKind.DEFINITION, "Adatum · Lab · Own template"),
        (SideKind.DEFINITION, "Fabrikam · Prod · managed-ops/gold 1.2.0"),
    ]
    assert rows[0].side.entries == (OPS_READS, OPS_CHANGES)
    assert rows[1].side.entries == (OPS_CHANGES,)
    assert rows[3].side.title == "Adatum · Lab · Own template"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("managed-ops/gold 1.2.0", "managed-ops/gold 1.2.0"),
        ("contoso.managed-ops.gold.1.3.0", "managed-ops/gold 1.3.0"),
        ("gold 1.3.0", "managed-ops/gold 1.3.0"),
        ("adatum", "Adatum · Lab · Own template"),
        ("d1", "Gold next 2.0.0 (draft)"),
        (HELD.key.upper(), "Fabrikam · Prod · managed-ops/gold 1.2.0"),
    ],
)
def test_a_name_an_id_or_words_find_it(text: str, name: str) -> None:
    assert find_comparable(SNAPSHOT, text).name == name


def test_what_finds_nothing_or_too_much_is_said() -> None:
    with pytest.raises(WrongUseError, match='Nothing is called "platinum"'):
        find_comparable(SNAPSHOT, "platinum")
    with pytest.raises(WrongUseError, match=r"managed-ops/gold 1\.3\.0; .*Write more of the name"):
        find_comparable(SNAPSHOT, "gold")


def test_they_are_filtered_by_kind_and_number() -> None:
    rows = comparables(SNAPSHOT)
    assert len(rows.select(parse("kind:definition"))) == 2
    assert len(rows.select(parse("authorizations:>1"))) == 1


def test_a_draft_without_a_name_has_one() -> None:
    assert draft_name(Plan("1")) == "draft without a name 1.0.0"
    assert draft_name(Plan("1", plan_id="gold")) == "gold 1.0.0"


GOLD_DRAFT = Plan("d2", "Gold", "managed-ops", "gold", publisher_id="contoso")


@pytest.mark.parametrize(
    ("version", "before"),
    [
        ("2.0.0", "managed-ops/gold 1.3.0"),
        ("1.3.0", "managed-ops/gold 1.2.0"),
        ("1.10.0", "managed-ops/gold 1.3.0"),
        ("0.1.0", None),
        ("next", None),
    ],
)
def test_the_version_before_is_the_highest_below(version: str, before: str | None) -> None:
    found = version_before(structs.replace(GOLD_DRAFT, version=version), SNAPSHOT)
    assert (found.title if found else None) == before


def test_a_lower_draft_of_the_same_plan_is_before_too() -> None:
    lower = structs.replace(GOLD_DRAFT, id="d3", version="1.9.0")
    snapshot = Snapshot(SNAPSHOT.known, LibraryContents(plans=(lower,)))
    found = version_before(structs.replace(GOLD_DRAFT, version="2.0.0"), snapshot)
    assert found
    assert found.title == "Gold 1.9.0"
