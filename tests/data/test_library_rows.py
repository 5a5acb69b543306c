"""The list of the library."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from data import library_rows
from data.drafts import next_draft
from data.ledger import LibraryContents, RecordedVersion
from data.library_listings import (
    LIBRARY,
    LibraryRows,
    findings_words,
    library,
    place_words,
    plan_words,
)
from data.lint.accepting import accept
from data.lint.engine import lint
from data.models import Authorization
from data.plan_states import TONES, PlanState, Publications
from data.plans import Plan, Visibility
from data.query import Sort, parse
from data.snapshot import Snapshot
from tests.data.lint.examples import GOOD, OPS_ENDS, OWNER, TEMPLATE, gives, without
from tests.data.records import (
    GOLD,
    MSP,
    OPS,
    READER,
    definition,
    delegation,
    gold,
    known,
    published,
    subscription,
)

DAY = date(2026, 11, 2)
OURS = replace(GOOD, id="p1", publisher_id="contoso", offer_id="managed-ops", plan_id="gold")
DRAFT = replace(
    OURS, id="p2", version="1.10.0", name="", saved_at="2026-11-22T08:30:00+00:00", offer_name="MS"
)
SILVER = replace(
    without(OPS_ENDS, of=OURS),
    id="p3",
    plan_id="silver",
    visibility=Visibility.PUBLIC,
    audience=(),
)
OTHER = replace(OURS, id="p4", offer_id="other-ops", archived=True)
STANDARD = replace(TEMPLATE, id="p5", name="Standard")
PROD, LAB = subscription("prod", "fabrikam"), subscription("lab", "litware")
HELD = [
    definition(PROD, gold("1.1.0"), authorizations=OURS.authorizations, eligible=OURS.eligible),
    definition(LAB, gold("1.0.0"), name="lab"),
]
KNOWN = known(
    [PROD, LAB],
    HELD,
    map(delegation, HELD),
    plan_versions=published(
        "1.2.0", offer_display_name="Managed services", authorizations=OURS.authorizations
    )
    + published("1.3.0", preview=True),
)
PLANS = (STANDARD, OTHER, SILVER, DRAFT, OURS)


def shown(*plans: Plan, versions: tuple[RecordedVersion, ...] = ()) -> LibraryRows:
    return library(Snapshot(KNOWN, LibraryContents(plans=plans, versions=versions)))


def cells(rows: LibraryRows, *names: str, query: str = "", sort: Any = None) -> list[list[str]]:
    fields = [LIBRARY.by_name[each] for each in names]
    picked = rows.select(parse(query), sort)
    return [[field.text(rows.rows[at]) for field in fields] for at in picked]


def test_drafts_and_versions_stand_by_offer_and_plan() -> None:
    assert cells(shown(*PLANS), "offer", "plan", "version", "state", "customers") == [
        ["managed-ops", "gold", "1.10.0", "draft", ""],
        ["managed-ops", "gold", "1.2.0", "published, seen in Azure", ""],
        ["managed-ops", "gold", "1.1.0", "published, seen in Azure", "1"],
        ["managed-ops", "gold", "1.0.0", "published, seen in Azure", "1"],
        ["managed-ops", "silver", "1.1.0", "draft", ""],
        ["template", "Standard", "1.1.0", "draft", ""],
    ]


def test_a_name_is_shown_where_only_it_tells_rows_apart() -> None:
    twin = replace(DRAFT, id="twin", name="Gold for banks")
    rows = shown(DRAFT, twin, SILVER).rows
    assert [place_words(row) for row in rows if row.plan.version == "1.10.0"] == [
        "managed-ops/gold",
        "managed-ops/gold · Gold for banks",
    ]
    alone = [row for row in rows if row.plan.plan_id == "silver"]
    assert [(place_words(row), plan_words(row)) for row in alone] == [
        ("managed-ops/silver", "silver")
    ]
    templates = shown(STANDARD, replace(STANDARD, id="p6")).rows
    assert place_words(templates[-1]) == "Standard · template"


def test_what_only_azure_shows_can_be_started_from() -> None:
    rows = shown(*PLANS).rows
    azure = [row for row in rows if not row.is_kept]
    assert [(row.key, row.plan.version) for row in azure] == [
        ("contoso.managed-ops.gold.1.2.0", "1.2.0"),
        ("contoso.managed-ops.gold.1.0.0", "1.0.0"),
    ]
    assert azure[0].plan.offer_name == "Managed services"
    assert azure[1].plan.authorizations == HELD[1].authorizations
    seen = Publications(seen=Snapshot(KNOWN).versions.rows)
    assert next_draft(azure[1].plan, seen).version == "1.3.0"
    assert {row.key for row in rows} >= {each.id for each in PLANS}
    # A version that we hold under other authorizations is another thing
    changed = replace(OURS, authorizations=gives(READER).authorizations)
    assert [row.words for row in shown(changed).rows if row.plan.version == "1.1.0"] == [
        "draft",
        "published, seen in Azure",
    ]


def test_a_recorded_version_is_published_by_hand() -> None:
    rows = shown(*PLANS, versions=(RecordedVersion(GOLD, "1.10.0", DAY),))
    assert cells(rows, "plan", "state", query="version:1.10.0") == [
        ["gold", "published 2026-11-02, by hand"]
    ]
    assert [row.plan for row in rows.rows if row.state is PlanState.PUBLISHED][:1] == [DRAFT]
    assert TONES[rows.rows[0].state] == "ok"


def test_what_is_put_away_is_shown_when_asked_for() -> None:
    rows = shown(*PLANS)
    assert cells(rows, "offer", "state", query="archived:yes") == [["other-ops", "archived, draft"]]
    assert len(cells(rows, "plan", query="archived:no")) == len(cells(rows, "plan")) == 6
    assert len(rows.rows) == 7


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("fabrikam", []),
        ("night kept:yes", ["p2", "p1", "p3", "p5"]),
        ("offer:ms", ["p2"]),
        ("state:hand", []),
        ("state:azure -kept:no", ["p1"]),
        ("kept:no", ["azure", "azure"]),
        ("visibility:public", ["p3"]),
        ("findings:error", ["p2"]),
        ("findings:no-delete-role plan:silver", ["p3"]),
        ("version:>1.2.0", ["p2"]),
        ("customers:>0", ["p1", "azure"]),
        ("role:reader plan:standard", ["p5"]),
        (f"principal:{OPS} plan:silver", []),
    ],
)
def test_filters(query: str, ids: list[str]) -> None:
    rows = shown(*PLANS)
    found = [rows.rows[at] for at in rows.select(parse(query))]
    assert [row.plan.id or "azure" for row in found] == ids


def test_what_lint_finds_is_counted() -> None:
    rows = {row.key: row for row in shown(*PLANS).rows}
    assert findings_words(rows["p2"]) == "1 error"
    assert findings_words(rows["p1"]) == ""
    assert [each.rule for each in rows["p5"].findings.open] == ["same-principals-new-name"]
    assert findings_words(rows["p3"]) == "2 warnings"
    first = rows["p3"].findings.open[0]
    accepted = accept(SILVER, first, "agreed", DAY)
    (row,) = shown(accepted).rows[-1:]
    assert findings_words(row) == "1 warning, 1 accepted"
    both = accept(accepted, rows["p3"].findings.open[1], "agreed", DAY)
    assert findings_words(shown(both).rows[-1]) == "2 accepted"


def test_the_worst_stand_first_when_sorted_by_findings() -> None:
    bad = replace(OURS, id="p6", version="2.0.0", authorizations=gives(OWNER).authorizations)
    rows = shown(*PLANS, bad)
    order = rows.select(parse("kept:yes"), Sort("findings", reverse=True))
    assert {rows.rows[at].key for at in order[:2]} == {"p2", "p6"}
    counts = [LIBRARY.by_name["findings"].key(rows.rows[at]) for at in order]
    assert counts == sorted(counts, reverse=True)
    assert counts[0][0] == 1


def test_published_versions_are_not_held_against_themselves() -> None:
    kept = replace(SILVER, id="p7", version="3.0.0", plan_id="gold", audience=())
    record = RecordedVersion(GOLD, "3.0.0", DAY)
    rows = {row.key: row for row in shown(OURS, kept, versions=(record,)).rows}
    assert rows["p7"].state is PlanState.PUBLISHED
    rules = {each.rule for row in rows.values() for each in row.findings.open}
    assert "version-not-above" not in rules
    later = replace(OURS, id="p8", version="3.0.1")
    found = {row.key: row for row in shown(later, kept, versions=(record,)).rows}["p8"].findings
    assert "private-after-public" in {each.rule for each in found.open}


def test_lint_runs_again_only_on_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Plan] = []

    def watched(plan: Plan, context: Any) -> Any:
        looked.append(plan)
        return lint(plan, context)

    monkeypatch.setattr(library_rows, "lint", watched)
    snapshot = Snapshot(KNOWN, LibraryContents(plans=PLANS))

    def look(at: Snapshot) -> set[str]:
        looked.clear()
        for row in library(at).rows:
            assert row.findings is row.findings
        return {each.id for each in looked}

    assert look(snapshot) >= {"p2", "p3", "p5"}
    assert look(snapshot) == set()
    described = replace(DRAFT, description="Night and day")
    later = snapshot.with_library(LibraryContents(plans=(*PLANS[:3], described, OURS)))
    assert look(later) == {"p2"}
    # What rules about other plans of the offer look at
    reader = Authorization(OPS, READER, "Operations")
    changed = replace(described, authorizations=(reader,))
    other = later.with_library(LibraryContents(plans=(*PLANS[:3], changed, OURS)))
    assert look(other) >= {"p1", "p2", "p3"}
    assert "p5" not in look(other)
    # Another sync
    assert look(Snapshot(known(), snapshot.library)) >= {"p5"}


def test_the_record_of_a_row() -> None:
    rows = shown(*PLANS)
    record = LIBRARY.record(rows.rows[rows.index["p3"]])
    assert record["findings"] == {"error": 0, "warning": 2, "hint": 0}
    assert (record["state"], record["visibility"], record["customers"]) == ("draft", "public", 0)
    azure = LIBRARY.record(next(row for row in rows.rows if not row.is_kept))
    assert (azure["id"], azure["visibility"], azure["state"]) == ("", "", "published")


def test_an_empty_library_is_empty() -> None:
    assert library(Snapshot()).rows == []
    assert [row.words for row in library(Snapshot(library=LibraryContents((Plan(MSP),)))).rows] == [
        "draft"
    ]
