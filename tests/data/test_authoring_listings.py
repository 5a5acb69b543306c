"""What the lists around the editor show: the checklist's items, role sets, kinds of principals."""

from __future__ import annotations

from datetime import date

import pytest

from data.checklist import states
from data.checklist_items import ITEMS
from data.checklist_listings import CHECKLIST, checklist_rows
from data.entering import kind_problem, read_kind
from data.ledger import Checklist, LibraryContents, Tick
from data.lint.subject import PrincipalKind
from data.query import Rows, Sort, parse
from data.role_set_listings import RoleSetRow, role_set_rows
from data.role_sets import from_entries
from data.snapshot import Snapshot
from tests.data.lint.examples import GOOD
from tests.data.records import (
    NIGHT_ON_CALL,
    OPS_CHANGES,
    OPS_READS,
    definition,
    delegation,
    known,
    subscription,
)

HERE = subscription("here", "customer")
HELD = definition(HERE, authorizations=(OPS_READS, OPS_CHANGES))
SET = from_entries("Night shift", [NIGHT_ON_CALL])


def test_items_of_the_checklist_are_filtered_and_sorted() -> None:
    ticks = Checklist(GOOD.offer_id, (Tick("legal", date(2026, 11, 20)),))
    found = checklist_rows(states(GOOD, Snapshot(library=LibraryContents(checklists=(ticks,)))))

    def ids(query: str, sort: Sort | None = None) -> list[str]:
        return [found.rows[at].item.id for at in found.select(parse(query), sort)]

    assert ids("") == [each.id for each in ITEMS]
    assert ids("done:2026") == ["legal"]
    assert ids("by:itself") == ["lint", "live", "customers"]
    assert ids("1280×720") == ["media"]
    assert set(ids("group:plan")) == {"plan-listing", "audience", "lint"}
    assert ids("", Sort("done", reverse=True))[0] in ("legal", "lint")
    record = CHECKLIST.record(found.rows[found.index["legal"]])
    assert (record["done"], record["on"], record["by_hand"]) == (True, "2026-11-20", True)
    assert CHECKLIST.record(found.rows[0])["on"] is None


def role_sets(*kept: RoleSetRow) -> Rows[RoleSetRow]:
    library = LibraryContents(role_sets=tuple(each.role_set for each in kept))
    return role_set_rows(Snapshot(known([HERE], [HELD], [delegation(HELD)]), library))


def test_kept_sets_stand_before_those_that_live_data_suggests() -> None:
    kept, found = role_sets(RoleSetRow(SET)).rows
    assert (kept.role_set, kept.is_kept, kept.source) == (SET, True, "kept")
    assert (found.role_set.name, found.is_kept, found.source) == (
        "Operations",
        False,
        "in 1 definition",
    )
    assert set(found.entries) == {OPS_READS, OPS_CHANGES}


def test_a_suggested_set_is_the_same_row_at_the_next_look() -> None:
    one, other = role_sets(), role_sets()
    assert one.index.keys() == other.index.keys()
    assert one.rows[0].role_set.id != other.rows[0].role_set.id, "each is a new record once kept"


def test_sets_are_found_by_role_and_by_who_is_in_them() -> None:
    found = role_sets(RoleSetRow(SET))

    def names(query: str) -> list[str]:
        return [found.rows[at].role_set.name for at in found.select(parse(query))]

    assert names("role:reader") == ["Operations"]
    assert names(NIGHT_ON_CALL.principal_id) == ["Night shift"]
    assert names("source:kept") == ["Night shift"]
    assert found.listing.record(found.rows[0])["eligible"] == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", None),
        ("g", PrincipalKind.GROUP),
        ("GROUP", PrincipalKind.GROUP),
        ("m", PrincipalKind.MICROSOFT_365_GROUP),
        ("service principal", PrincipalKind.SERVICE_PRINCIPAL),
        ("app", PrincipalKind.APPLICATION),
        ("team", None),
    ],
)
def test_a_kind_of_principal_is_named_by_its_beginning(
    text: str, kind: PrincipalKind | None
) -> None:
    assert read_kind(text) is kind
    assert bool(kind_problem(text)) is (text == "team")
