from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.known import SeenVersion, Stale
from data.listings import (
    CUSTOMERS,
    SCOPES,
    VERSIONS,
    first_seen,
    state_words,
    version_note,
    version_order,
)
from data.models import Authorization
from data.plan_listings import AUTHORIZATIONS, PLANS, AuthorizationRow
from data.plans import Plan
from data.query import Listing, Query, Rows, Sort, mistakes, parse
from data.rows import Shown
from data.snapshot import Snapshot
from tests.data.records import (
    BEFORE,
    BOSS,
    CONTRIBUTOR,
    FIRST,
    GOLD,
    MSP,
    NIGHT_ON_CALL,
    NOW,
    OPS,
    OPS_CHANGES,
    OPS_READS,
    READER,
    RIVAL,
    asked,
    customers,
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

UAA = role_id("User Access Administrator")
DELETE = role_id("Managed Services Registration assignment Delete Role")

PROD, NET = subscription("Retail-Prod", "fabrikam"), subscription("Retail-Net", "fabrikam")
MAIN, LAB = subscription("Main", "litware"), subscription("Lab", "tailspin")
EAST = subscription("East", "tailspin")
OLD = definition(PROD, gold("1.9.0"), authorizations=[OPS_READS, OPS_CHANGES])
GROUPS = definition(NET, gold("1.10.0"), eligible=(NIGHT_ON_CALL,))
UNREAD = definition(MAIN, gold("1.9.0", preview=True))
TEMPLATE = definition(
    LAB,
    authorizations=[Authorization(OPS, UAA, "Operations", (DELETE,))],
    offer_name="Lab support",
)
LEFT_OVER = definition(EAST, gold("1.0.0"))
FOREIGN = definition(EAST, name="rival's", managing=RIVAL, offer_name="Rival's care")

SNAPSHOT = Snapshot(
    known(
        [PROD, NET, MAIN, LAB, EAST],
        [OLD, GROUPS, UNREAD, TEMPLATE, LEFT_OVER, FOREIGN],
        [
            delegation(OLD),
            delegation(GROUPS, "rg-net"),
            delegation(UNREAD),
            delegation(TEMPLATE),
            delegation(FOREIGN, "rg-theirs"),
        ],
        told=meta(stale=(Stale(MAIN.subscription_id, "Azure did not answer.", BEFORE),)),
        customers=customers(fabrikam="Fabrikam Retail", litware="Litware", tailspin="Tailspin"),
        plan_versions=published("1.9.0", "1.10.0", authorizations=(OPS_READS,)),
        plans=[asked(seen={"1.9.0": FIRST, "1.10.0": BEFORE, "1.0.0": FIRST})],
    )
)
NAMES = {
    OLD.key: "prod",
    GROUPS.key: "net",
    UNREAD.key: "main",
    TEMPLATE.key: "lab",
    LEFT_OVER.key: "east",
    FOREIGN.key: "theirs",
}
EVERY = {"prod", "net", "main", "lab", "east", "theirs"}


def scopes(query: str) -> set[str]:
    rows = SNAPSHOT.scopes
    found = [rows.rows[at].definition for at in rows.select(parse(query))]
    return {NAMES[each.key] for each in found if each}


def names(query: str) -> set[str]:
    rows = SNAPSHOT.customers
    return {rows.rows[at].name for at in rows.select(parse(query)) if not rows.rows[at].is_all}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role:contributor", {"prod", "net"}),
        (f"role:{CONTRIBUTOR.upper()}", {"prod", "net"}),
        ('role:"registration assignment delete"', {"lab"}),
        ("-role:reader", {"lab"}),
        ("state:pending", {"prod", "main"}),
        ("state:behind", {"prod", "main"}),
        ('state:"1 behind"', {"prod"}),
        ("state:stale", {"main"}),
        ("state:current", {"net"}),
        ("state:template", {"lab"}),
        ("state:foreign", {"theirs"}),
        ('state:"other provider"', {"theirs"}),
        ("state:nothing", {"east"}),
        ('state:"no delegation"', {"east"}),
        ("state:unknown", set()),
        ("version:<1.10.0", {"prod", "main", "east"}),
        ("version:<1.2.0", {"east"}),
        ("version:>=1.10.0", {"net"}),
        ("version:1.9", {"prod", "main"}),
        ("scope:rg", {"net", "theirs"}),
        ("scope:group", {"net", "theirs"}),
        ("scope:subscription", {"prod", "main", "lab"}),
        ("scope:rg -state:foreign", {"net"}),
        ("name:rg-net", {"net"}),
        (f"principal:{OPS}", EVERY),
        (f"principal:{BOSS}", {"net"}),
        ("principal:lead", {"net"}),
        (BOSS.upper(), {"net"}),
        (BOSS[9:20], {"net"}),
        ("offer:template", {"lab", "theirs"}),
        ('offer:"lab support"', {"lab"}),
        ("offer:managed-ops/gold", {"prod", "net", "main", "east"}),
        ("offer:managed-ops-preview", {"main"}),
        ("contoso.managed-ops.gold.1.9.0", {"prod"}),
        ("customer:litware", {"main"}),
        (f"tenant:{guid('litware')}", {"main"}),
        (f"subscription:{PROD.subscription_id}", {"prod"}),
        (PROD.subscription_id, {"prod"}),
        (delegation(GROUPS, "rg-net").id, {"net"}),
        ("fabrikam rg-net", {"net"}),
        ("fabrikam rg-none", set()),
    ],
)
def test_filters_of_delegated_scopes(query: str, found: set[str]) -> None:
    assert scopes(query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role:contributor", {"Fabrikam Retail"}),
        ("state:pending", {"Fabrikam Retail", "Litware"}),
        ("state:current", set()),
        ("state:stale", {"Litware"}),
        ('state:"1 behind"', {"Fabrikam Retail"}),
        ("version:<1.2.0", {"Tailspin"}),
        ("version:1.10.0", {"Fabrikam Retail"}),
        ("scope:rg", {"Fabrikam Retail", "Tailspin"}),
        ("scope:nothing", {"Tailspin"}),
        ("scopes:>1", {"Fabrikam Retail"}),
        ("scopes:<2", {"Litware", "Tailspin"}),
        ("scopes:=1", {"Litware", "Tailspin"}),
        ("-scopes:>1", {"Litware", "Tailspin"}),
        (f"principal:{BOSS}", {"Fabrikam Retail"}),
        (BOSS, {"Fabrikam Retail"}),
        ("offer:preview", {"Litware"}),
        ("rg-net", {"Fabrikam Retail"}),
        (MAIN.subscription_id, {"Litware"}),
        ("tenant:" + guid("tailspin"), {"Tailspin"}),
        ("retail", {"Fabrikam Retail"}),
        ("all customers", set()),
    ],
)
def test_filters_of_customers(query: str, found: set[str]) -> None:
    assert names(query) == found


def test_counts_compare_as_numbers() -> None:
    many = [subscription(f"s{at}", f"t{at // 10}") for at in range(19)]
    held = [definition(each) for each in many]
    rows = Snapshot(known(many, held, map(delegation, held))).customers
    assert [rows.rows[at].delegated for at in rows.select(parse("scopes:>9"))] == [10]
    assert [rows.rows[at].delegated for at in rows.select(parse("scopes:<10"))] == [9]
    ordered = rows.select(Query(), Sort("scopes", reverse=True))
    assert [rows.rows[at].delegated for at in ordered] == [19, 10, 9]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1.10.0", "1.9.0"]),
        ("version:<1.10.0", ["1.9.0"]),
        ("note:latest", ["1.10.0"]),
        ("role:reader", ["1.10.0", "1.9.0"]),
        ("role:contributor", []),
        ("customers:>=1", ["1.10.0", "1.9.0"]),
        ("customers:>1", []),
        ("scopes:<2", ["1.10.0", "1.9.0"]),
        ("seen:>2026-11-10", ["1.10.0"]),
        ("seen:<2026-11-10", ["1.9.0"]),
        ("seen:2026-11-01", ["1.9.0"]),
        ("offer:gold 1.9", ["1.9.0"]),
    ],
)
def test_filters_of_versions(query: str, found: list[str]) -> None:
    rows = SNAPSHOT.versions_of(GOLD)
    assert [rows.rows[at].version for at in rows.select(parse(query))] == found


def test_a_role_that_may_be_passed_on_is_found_in_versions_too() -> None:
    listed = published("1.0.0", authorizations=TEMPLATE.authorizations)
    rows = Snapshot(known(plan_versions=listed)).versions
    assert rows.select(parse("role:delete")) == [0]
    assert rows.select(parse("role:contributor")) == []


def test_scopes_sort_by_what_matters() -> None:
    rows = SNAPSHOT.scopes

    def sort(field: str, reverse: bool = False) -> list[str]:
        found = [rows.rows[at].definition for at in rows.select(Query(), Sort(field, reverse))]
        return [NAMES[each.key] for each in found if each]

    assert sort("state") == ["main", "prod", "net", "lab", "theirs", "east"]
    assert sort("version")[-4:] == ["east", "prod", "main", "net"]
    assert set(sort("version")[:2]) == {"lab", "theirs"}
    assert sort("version", reverse=True)[0] == "net"
    by_id = sorted(rows.rows, key=lambda row: row.subscription.subscription_id)
    assert sort("subscription") == [NAMES[row.definition.key] for row in by_id if row.definition]


def test_the_furthest_behind_comes_first_among_the_pending() -> None:
    held = [definition(PROD, gold("1.9.0")), definition(NET, gold("1.0.0"))]
    listed = published("1.0.0", "1.9.0", "1.10.0")
    read = Snapshot(known([PROD, NET], held, map(delegation, held), plan_versions=listed)).scopes
    order = read.select(Query(), Sort("state"))
    assert [read.rows[at].status.behind for at in order] == [2, 1]


def test_first_seen_sorts_by_day_not_by_how_it_is_written() -> None:
    rows = SNAPSHOT.versions_of(GOLD)
    assert [first_seen(row) for row in rows.rows] == ["2026-11-20", "≤ 2026-11-01"]
    order = rows.select(Query(), Sort("seen"))
    assert [rows.rows[at].version for at in order] == ["1.9.0", "1.10.0"]


def test_what_is_known_of_a_version_in_words() -> None:
    latest, older = SNAPSHOT.versions_of(GOLD, here="1.9.0").rows
    assert version_note(latest) == "latest"
    assert version_note(older) == "accepted here"
    assert version_note(replace(latest, published=False)) == "latest seen, not in marketplace"
    assert version_note(replace(older, here=False)) == ""
    assert first_seen(replace(older, seen=None)) == ""
    assert first_seen(replace(older, seen=SeenVersion("1.9.0", NOW), at_first_look=False)) == (
        "2026-11-22"
    )
    text = VERSIONS.by_name["authorizations"].text
    assert text(latest) == "1 permanent"
    assert text(replace(latest, eligible=(NIGHT_ON_CALL,) * 2)) == "1 permanent, 2 eligible"


@pytest.mark.parametrize(
    ("shown", "behind", "words"),
    [
        (Shown.PENDING, 2, "2 behind"),
        (Shown.PENDING, 0, "pending"),
        (Shown.STALE, 2, "stale"),
        (Shown.CURRENT, 0, "current"),
        (Shown.NOTHING, 0, "no delegation"),
        (Shown.FOREIGN, 0, "other provider"),
    ],
)
def test_states_in_words(shown: Shown, behind: int, words: str) -> None:
    assert state_words(shown, behind) == words


def test_cells_of_a_scope() -> None:
    cells = {
        NAMES[row.definition.key]: {each.name: each.text(row) for each in SCOPES.fields}
        for row in SNAPSHOT.scopes.rows
        if row.definition
    }
    assert cells["net"] == {
        "customer": "Fabrikam Retail",
        "name": "Retail-Net / rg-net",
        "scope": "resource group",
        "offer": "managed-ops/gold",
        "version": "1.10.0",
        "state": "current",
        "subscription": NET.subscription_id,
    }
    assert cells["main"]["offer"] == "managed-ops/gold (preview)"
    assert cells["lab"]["version"] == "–"


@given(st.lists(st.text("0129.b", max_size=6), max_size=6))
def test_versions_order_totally(texts: list[str]) -> None:
    order = sorted(texts, key=version_order)
    odd = [text for text in order if version_order(text)[0] == -1]
    assert order == [*order[: order.count("")], *odd, *order[order.count("") + len(odd) :]]
    assert all(not text for text in order[: order.count("")])
    numbers = [version_order(text)[1] for text in order if version_order(text)[0] == 0]
    assert numbers == sorted(numbers)


def records(listing: Listing[Any], rows: Sequence[Any]) -> list[dict[str, Any]]:
    found = [listing.record(row) for row in rows]
    return [json.loads(json.dumps(each)) for each in found]


def test_records_have_stable_names_and_plain_values() -> None:
    of_customers = records(CUSTOMERS, SNAPSHOT.customers.rows)
    of_scopes = records(SCOPES, SNAPSHOT.scopes.rows)
    of_versions = records(VERSIONS, SNAPSHOT.versions_of(GOLD).rows)
    for found, keys in [
        (
            of_customers,
            "tenant_id name azure_name former_name note scopes subscriptions state behind stale",
        ),
        (
            of_scopes,
            "tenant_id customer subscription_id subscription resource_group kind offer_name plan "
            "version latest source state behind stale provisioning_state delegation_id "
            "definition_id",
        ),
        (
            of_versions,
            "publisher product plan preview version first_seen published latest customers scopes "
            "permanent eligible",
        ),
    ]:
        assert {tuple(each) for each in found} == {tuple(keys.split())}


def test_the_record_of_a_customer() -> None:
    row = SNAPSHOT.customers.rows[SNAPSHOT.customers.index[guid("litware")]]
    assert CUSTOMERS.record(row) == {
        "tenant_id": guid("litware"),
        "name": "Litware",
        "azure_name": "Litware",
        "former_name": "",
        "note": "",
        "scopes": 1,
        "subscriptions": [MAIN.subscription_id],
        "state": "stale",
        "behind": 1,
        "stale": ["Azure did not answer."],
    }


def test_the_record_of_a_scope() -> None:
    rows = SNAPSHOT.scopes
    found = SCOPES.record(rows.rows[rows.index[delegation(UNREAD).key]])
    assert found == {
        "tenant_id": guid("litware"),
        "customer": "Litware",
        "subscription_id": MAIN.subscription_id,
        "subscription": "Main",
        "resource_group": "",
        "kind": "subscription",
        "offer_name": "Managed operations",
        "plan": "contoso.managed-ops-preview.gold.1.9.0",
        "version": "1.9.0",
        "latest": "1.10.0",
        "source": "marketplace",
        "state": "stale",
        "behind": 1,
        "stale": "Azure did not answer.",
        "provisioning_state": "Succeeded",
        "delegation_id": delegation(UNREAD).id,
        "definition_id": UNREAD.id,
    }


def test_the_record_of_a_version() -> None:
    assert VERSIONS.record(SNAPSHOT.versions.rows[1]) == {
        "publisher": "contoso",
        "product": "managed-ops",
        "plan": "gold",
        "preview": False,
        "version": "1.9.0",
        "first_seen": FIRST,
        "published": True,
        "latest": False,
        "customers": 1,
        "scopes": 1,
        "permanent": 1,
        "eligible": 0,
    }


DRAFTS = [
    Plan("1"),
    Plan(
        "2",
        "Gold",
        "managed-ops",
        "gold",
        MSP,
        "1.10.0",
        (OPS_READS, TEMPLATE.authorizations[0]),
        saved_at="2026-11-22T08:30:00+00:00",
    ),
    Plan("3", "Silver", "managed-ops", "silver", MSP, "1.9.0", (OPS_READS,)),
]


def test_the_list_of_drafts() -> None:
    rows = Rows(PLANS, DRAFTS)
    assert [[field.text(plan) for field in PLANS.fields] for plan in DRAFTS[:2]] == [
        ["(no name)", "–/–", "1.0.0", "0", "3 to fix", ""],
        ["Gold", "managed-ops/gold", "1.10.0", "2", "complete", "2026-11-22 08:30"],
    ]
    assert rows.select(Query(), Sort("version", reverse=True)) == [1, 2, 0]
    assert rows.select(parse("version:>1.9.0")) == [1]
    assert rows.select(parse("authorizations:>0")) == [1, 2]
    assert rows.select(parse("authorizations:<10")) == [0, 1, 2]
    assert rows.select(parse("operations -silver")) == [1]
    assert rows.select(parse("state:complete")) == [1, 2]
    assert rows.select(parse("ready:yes")) == rows.select(parse("archived:yes")) == []
    assert rows.select(parse("visibility:private archived:no")) == [1, 2]


def test_the_list_of_a_drafts_authorizations() -> None:
    rows = [AuthorizationRow(at, entry) for at, entry in enumerate(DRAFTS[1].authorizations)]
    assert [[field.text(row) for field in AUTHORIZATIONS.fields] for row in rows] == [
        ["Operations", "Reader", "permanent", "", OPS],
        [
            "Operations",
            "User Access Administrator",
            "permanent",
            "may assign Managed Services Registration assignment Delete Role",
            OPS,
        ],
    ]
    assert Rows(AUTHORIZATIONS, rows).select(parse("access administrator")) == [1]
    assert set(Rows(AUTHORIZATIONS, rows).index) == {"0", "1"}


def test_records_of_drafts_name_every_field_even_an_empty_one() -> None:
    plans = records(PLANS, DRAFTS)
    assert {tuple(each) for each in plans} == {Plan.__struct_fields__}
    assert plans[0]["name"] == ""
    assert plans[1]["authorizations"][1]["delegated_role_ids"] == [DELETE]
    rows = [AuthorizationRow(at, entry) for at, entry in enumerate(DRAFTS[1].authorizations)]
    entries = records(AUTHORIZATIONS, rows)
    assert {tuple(each) for each in entries} == {Authorization.__struct_fields__}
    assert entries[0]["role_id"] == READER


def test_a_filter_that_no_row_can_match_is_told() -> None:
    def said(text: str) -> list[str]:
        return mistakes(parse(text), SCOPES)

    assert said("state:pend") == said("state:pending") == said("state:behind") == []
    assert said('state:"2 behind"') == said("state:stale -state:current") == []
    assert said("banana") == said("banana:x") == said("version:banana") == []
    (wrong,) = said("state:banana")
    assert wrong.startswith("There is no state banana. There are: behind, stale, pending,")
    assert said("version:>banana") == ["version:> takes a number or version, not banana."]
    assert said("version:>1.2.0 version:<=1.3.0") == []
