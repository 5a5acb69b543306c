"""The library taken together by offer and plan."""

from __future__ import annotations

from msgspec.structs import replace

from data.ledger import LibraryContents
from data.library_groups import EVERYTHING, GROUPS, LibraryGroups, library_groups
from data.library_listings import library, look_up, place_words, published_words
from data.plans import Plan, new_plan
from data.query import Sort, parse
from data.snapshot import Snapshot
from tests.data.test_library_rows import DRAFT, KNOWN, OTHER, OURS, PLANS, SILVER, STANDARD


def groups(*plans: Plan) -> LibraryGroups:
    rows = library(Snapshot(KNOWN, LibraryContents(plans=plans)))
    return library_groups(rows.rows)


def shown(rows: LibraryGroups, query: str = "", sort: Sort | None = None) -> list[str]:
    return [rows.rows[at].title for at in rows.select(parse(query), sort)]


def test_offers_stand_before_their_plans() -> None:
    assert shown(groups(*PLANS)) == [
        "All plans",
        "managed-ops",
        "managed-ops/gold",
        "managed-ops/silver",
        "templates",
        "Standard",
    ]


def test_they_do_so_however_they_are_sorted() -> None:
    rows = groups(OURS, SILVER, replace(DRAFT, id="d2", plan_id="silver"), STANDARD)
    by_drafts = shown(rows, sort=Sort("drafts"))
    assert by_drafts[1:4] == ["managed-ops", "managed-ops/silver", "managed-ops/gold"]
    assert by_drafts[4:] == ["templates", "Standard"]
    assert shown(rows, sort=Sort("published"))[1:3] == ["managed-ops", "managed-ops/gold"]


def test_what_is_archived_altogether_shows_when_it_is_asked_for() -> None:
    rows = groups(*PLANS)
    assert "other-ops" not in shown(rows)
    assert shown(rows, "archived:yes") == ["other-ops", "other-ops/gold"]
    assert shown(groups(OTHER, replace(OTHER, id="o", archived=False)), "other")[-1] == (
        "other-ops/gold"
    )


def test_counts_and_the_latest_version() -> None:
    rows = groups(*PLANS)
    everything = rows.rows[rows.index[EVERYTHING]]
    assert everything.is_all
    assert (everything.drafts, everything.published, everything.archived) == (3, 3, 1)
    offer, gold = rows.rows[1:3]
    assert (offer.latest, gold.latest) == ("", "1.2.0")
    assert GROUPS.record(gold) == {
        "offer_id": "managed-ops",
        "plan_id": "gold",
        "name": "gold",
        "drafts": 1,
        "published": 3,
        "archived": 0,
        "latest": "1.2.0",
    }
    assert GROUPS.record(everything)["offer_id"] == ""


def test_what_has_no_ids_or_name_yet_has_a_group_of_its_own() -> None:
    empty = new_plan("")
    no_offer, no_plan = replace(OURS, id="a", offer_id=""), replace(OURS, id="b", plan_id="")
    rows = groups(empty, no_offer, no_plan)
    assert len(rows.index) == len(rows.rows), "every key is another one"
    titles = shown(rows)
    assert {"(no name)", "(no offer id)", "managed-ops/(no plan id)"} <= set(titles)


def test_words_of_a_row() -> None:
    rows = library(Snapshot(KNOWN, LibraryContents(plans=PLANS))).rows
    assert [place_words(row) for row in rows][:1] == ["managed-ops/gold"]
    assert "Standard · template" in map(place_words, rows)
    assert {published_words(row) for row in rows} == {"", "seen in Azure"}


def test_lint_looks_as_long_as_there_is_time() -> None:
    rows = library(Snapshot(KNOWN, LibraryContents(plans=PLANS))).rows
    assert look_up(rows, 0) == rows
    assert not any(row.is_checked for row in rows)
    assert not look_up(rows)
    assert all(row.is_checked for row in rows)
