"""The list of expected customers."""

from __future__ import annotations

from datetime import date

from data.clues import Verdict
from data.expected_listings import EXPECTED, causes, expected_rows
from data.ledger import ExpectedCustomer, LibraryContents
from data.query import Sort, parse
from data.snapshot import Snapshot
from tests.data.records import GOLD, definition, delegation, gold, guid, known, subscription

PROD = subscription("Prod", "fabrikam")
HERE = ExpectedCustomer(guid("fabrikam"), "Fabrikam", GOLD, invited_on=date(2026, 11, 1))
MISSING = ExpectedCustomer(
    guid("litware"), "Litware", None, (guid("s"),), date(2026, 11, 2), "signed"
)
HELD = definition(PROD, gold("1.2.0"))
SNAPSHOT = Snapshot(
    known([PROD], [HELD], [delegation(HELD)]), LibraryContents(expected=(HERE, MISSING))
)


def test_each_says_how_far_it_is() -> None:
    rows = expected_rows(SNAPSHOT)
    fields = EXPECTED.by_name
    told = [[fields[each].text(row) for each in fields] for row in rows.rows]
    assert told == [
        ["Fabrikam", guid("fabrikam"), "managed-ops/gold", "2026-11-01", "1", "delegated", ""],
        [
            "Litware",
            guid("litware"),
            "any plan",
            "2026-11-02",
            "0",
            "nothing visible yet",
            "signed",
        ],
    ]
    assert told[1][:2] == ["Litware", guid("litware")]
    assert rows.select(parse("state:delegated")) == [0]
    assert rows.select(parse("signed")) == rows.select(parse(guid("s"))) == [1]
    assert rows.select(parse(""), Sort("state")) == [1, 0], "who is missing stands first"


def test_as_a_record() -> None:
    assert EXPECTED.record(expected_rows(SNAPSHOT).rows[1]) == {
        "tenant_id": guid("litware"),
        "name": "Litware",
        "plan": "",
        "audience": [guid("s")],
        "invited_on": "2026-11-02",
        "remark": "signed",
        "arrival": "nothing visible yet",
        "scopes": [],
    }


def test_why_one_is_missing_rests_on_its_own_rows() -> None:
    assert [each.title for each in causes(SNAPSHOT, MISSING)][:2] == [
        "Accepted, but nothing delegated",
        "No role that reads",
    ]
    delegated = {each.title: each.verdict for each in causes(SNAPSHOT, HERE)}
    assert delegated["Delegated by a guest or a non-Owner"] is Verdict.UNLIKELY
    assert causes(Snapshot(), MISSING)[0].reason == "There was no sync yet."
