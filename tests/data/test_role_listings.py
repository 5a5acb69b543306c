"""The browser of roles: what it says of each, and who holds it."""

from __future__ import annotations

from msgspec.structs import replace

from data.ledger import LibraryContents
from data.plans import Plan
from data.query import Sort, parse
from data.role_listings import GONE, ROLES, RoleRow, role_rows
from data.roles import CATALOGUE_DATE, Permission, shipped, use
from data.snapshot import Snapshot
from tests.data.records import (
    CONTRIBUTOR,
    OPS_CHANGES,
    OPS_READS,
    READER,
    RIVAL,
    definition,
    delegation,
    gold,
    known,
    role_id,
    subscription,
)

PROD = subscription("Prod", "fabrikam")
HELD = definition(PROD, gold("1.2.0"), authorizations=(OPS_READS, OPS_CHANGES))
FOREIGN = definition(PROD, gold("1.2.0"), name="rival", managing=RIVAL)
DRAFT = Plan("d", "Next", authorizations=(OPS_READS,))
SNAPSHOT = Snapshot(
    known(
        [PROD],
        [HELD, FOREIGN],
        [delegation(HELD), delegation(HELD, "rg", name="2"), delegation(FOREIGN)],
    ),
    LibraryContents(plans=(DRAFT,)),
)


def row(id: str) -> RoleRow:
    rows = role_rows(SNAPSHOT)
    return rows.rows[rows.index[id]]


def kept(text: str) -> set[str]:
    rows = role_rows(SNAPSHOT)
    return {rows.rows[at].role.name for at in rows.select(parse(text))}


def test_every_role_with_its_verdict() -> None:
    assert len(role_rows(SNAPSHOT).rows) == len(shipped()) == 928
    assert (row(READER).verdict, row(READER).reason) == ("taken", "")
    owner, uaa = row(role_id("Owner")), row(role_id("User Access Administrator"))
    assert (owner.verdict, uaa.verdict) == ("refused", "limited")
    assert "Owner is never taken" in owner.reason
    assert "managed identities" in uaa.reason
    assert "reads all" in row(READER).flags
    assert "writes all" in row(CONTRIBUTOR).flags


def test_who_holds_it() -> None:
    reader, contributor = row(READER), row(CONTRIBUTOR)
    assert (len(reader.scopes), reader.plans) == (2, (DRAFT,))
    assert (len(contributor.scopes), contributor.plans) == (2, ())
    assert kept("used:>0") == {"Reader", "Contributor"}
    assert kept("plan:next") == {"Reader"}
    rows = role_rows(SNAPSHOT)
    first = rows.select(parse(""), Sort("used"))[:2]
    assert {rows.rows[at].role.name for at in first} == {"Reader", "Contributor"}


def test_it_is_filtered_by_what_it_says() -> None:
    assert "Log Analytics Contributor" in kept("verdict:refused log")
    assert "Reader" in kept("documented:yes")
    assert len(kept("documented:no")) + len(kept("documented:yes")) == 928
    assert kept("changed:yes") == set()
    record = ROLES.record(row(READER))
    assert (record["verdict"], record["plans"], len(record["delegations"])) == (
        "taken",
        ["Next"],
        2,
    )


def test_what_a_sync_read_is_compared_with_the_shipped_list() -> None:
    roles = dict(shipped())
    backup = role_id("Backup Contributor")
    del roles[backup]
    reader = replace(
        roles[READER],
        lighthouse="no",
        reasons=("data_actions",),
        permissions=(Permission(("*/read",), data_actions=("Microsoft.Storage/x/read",)),),
    )
    roles[READER] = reader
    use(roles.values(), f"{CATALOGUE_DATE}T09:00:00+00:00")
    assert kept("changed:yes") == {"Reader", "Backup Contributor"}
    assert row(backup).verdict == GONE
    assert (row(READER).verdict, len(row(READER).scopes)) == ("refused", 2)
    assert kept("action:storage") == {"Reader"}
    assert kept("action:Microsoft.Compute/virtualMachines/read") == {"Reader"}, "by its wildcard"
    assert kept("action:Microsoft.Compute/virtualMachines/write") == set()
