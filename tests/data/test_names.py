"""What lists call a customer that Azure renamed, until somebody knows of it."""

from __future__ import annotations

import pytest

from data.known import CustomerRead
from data.ledger import CustomerNote, LibraryContents
from data.names import EVERYBODY, display_names, former_name
from data.snapshot import Snapshot
from tests.data.records import guid, known, subscription

FABRIKAM = guid("fabrikam")
RENAMED = CustomerRead(FABRIKAM, "Fabrikam Retail", "Fabrikam")


@pytest.mark.parametrize(
    ("customer", "note", "name"),
    [
        (RENAMED, {}, "Fabrikam Retail (was Fabrikam)"),
        (RENAMED, {"confirmed": "Fabrikam Retail"}, "Fabrikam Retail"),
        (RENAMED, {"confirmed": "Fabrikam"}, "Fabrikam Retail (was Fabrikam)"),
        (RENAMED, {"confirmed": "Fab"}, "Fabrikam Retail (was Fab)"),
        (RENAMED, {"alias": "Fab"}, "Fab"),
        (CustomerRead(FABRIKAM, "Fabrikam", "Fabrikam"), {}, "Fabrikam"),
        (CustomerRead(FABRIKAM, "Fabrikam"), {}, "Fabrikam"),
        (CustomerRead(FABRIKAM, "", "Fabrikam"), {}, FABRIKAM),
        (CustomerRead(FABRIKAM, EVERYBODY), {}, f"{EVERYBODY} ({FABRIKAM[:8]})"),
    ],
)
def test_names(customer: CustomerRead, note: dict[str, str], name: str) -> None:
    noted = CustomerNote(FABRIKAM, **note)
    assert display_names([customer], [], lambda tenant: noted) == {FABRIKAM: name}


def test_a_row_tells_both_names_apart() -> None:
    content = known([subscription("prod", "fabrikam")], customers=(RENAMED,))
    row = Snapshot(content).customers.rows[1]
    assert (row.azure_name, row.former_name) == ("Fabrikam Retail", "Fabrikam")
    confirmed = LibraryContents(customers=(CustomerNote(FABRIKAM, confirmed="Fabrikam Retail"),))
    assert not Snapshot(content, confirmed).customers.rows[1].former_name
    assert former_name(RENAMED, CustomerNote(FABRIKAM)) == "Fabrikam"
