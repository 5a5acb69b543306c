"""Principals of the library and those that were seen."""

from __future__ import annotations

from data.editing.pasting import read_lines
from data.ledger import KnownPrincipal, LibraryContents
from data.lint.around import context_of
from data.lint.engine import lint
from data.lint.subject import PrincipalKind
from data.models import Authorization
from data.plans import Plan
from data.principals import PRINCIPALS, PrincipalRow, known_names, principal_kinds, principals
from data.query import Sort, parse
from data.snapshot import Snapshot
from tests.data.records import (
    BOSS,
    CONTRIBUTOR,
    NIGHT,
    NIGHT_ON_CALL,
    OPS,
    OPS_CHANGES,
    OPS_READS,
    READER,
    RIVAL,
    definition,
    delegation,
    gold,
    guid,
    known,
    published,
    subscription,
)

PROD, LAB = subscription("Prod", "fabrikam"), subscription("Lab", "contoso")
HELD = definition(PROD, gold("1.2.0"), authorizations=(OPS_READS, OPS_CHANGES))
OTHER = definition(
    LAB,
    name="other",
    authorizations=(Authorization(OPS.upper(), READER, "Ops"),),
    eligible=(NIGHT_ON_CALL,),
)
FOREIGN = definition(PROD, name="rival", managing=RIVAL, authorizations=(Authorization("x", "y"),))
LEFT_OVER = definition(PROD, name="left over", authorizations=(Authorization("left", "y"),))
NEW = Authorization(guid("new"), READER)
DRAFT = Plan("d", "Next", authorizations=(OPS_READS, NEW))
KEPT = (
    KnownPrincipal(NIGHT.upper(), "On call", PrincipalKind.GROUP, "phone first"),
    KnownPrincipal(guid("unseen"), "Somebody"),
)
SNAPSHOT = Snapshot(
    known(
        [PROD, LAB],
        [HELD, OTHER, FOREIGN, LEFT_OVER],
        [
            delegation(HELD),
            delegation(HELD, "rg", name="2"),
            delegation(OTHER),
            delegation(FOREIGN),
        ],
        plan_versions=published("1.2.0", authorizations=(OPS_READS,)),
    ),
    LibraryContents(plans=(DRAFT,), principals=KEPT),
)


def row(id: str) -> PrincipalRow:
    rows = principals(SNAPSHOT)
    return rows.rows[rows.index[id]]


def kept(text: str) -> list[str]:
    rows = principals(SNAPSHOT)
    return [rows.rows[at].principal_id for at in rows.select(parse(text))]


def test_those_of_the_library_and_all_that_were_seen_by_name() -> None:
    named = [(each.principal_id, each.name) for each in principals(SNAPSHOT).rows]
    assert named == [
        (NIGHT, "On call"),
        (OPS, "Operations"),
        (BOSS, "Shift lead"),
        (guid("unseen"), "Somebody"),
        (guid("new"), ""),
    ]
    assert principals(Snapshot()).rows == []


def test_where_one_was_seen_and_what_it_is_called_and_holds() -> None:
    ops = row(OPS)
    assert ops.names == (("Operations", 3), ("Ops", 1))
    assert ops.roles == (CONTRIBUTOR, READER)
    assert [each.scope for each in ops.scopes] == ["Lab", "Prod", "Prod / rg"]
    assert ops.plans == (DRAFT,)
    assert ops.seen == "3 delegations, 1 plan, 1 version"
    assert (ops.kept, ops.kind, ops.remark) == (None, None, "")
    night = row(NIGHT)
    assert (night.names, night.kind) == ((("Night shift", 1),), PrincipalKind.GROUP)
    assert (night.seen, night.remark) == ("1 delegation", "phone first")
    boss = row(BOSS)
    assert (boss.roles, boss.names) == ((), (("Shift lead", 1),))
    assert (row(guid("unseen")).seen, row(guid("new")).seen) == ("", "1 plan")


def test_one_is_found_by_a_name_or_a_part_of_the_id() -> None:
    assert kept("call") == kept("NIGHT") == kept("phone") == kept(NIGHT[:6].upper()) == [NIGHT]
    assert kept("ops") == [OPS]
    assert kept("role:contrib") == [NIGHT, OPS]
    assert kept("kind:group") == [NIGHT]
    assert kept("used:>1") == [OPS]
    assert kept("kept:yes") == [NIGHT, guid("unseen")]
    assert kept("plan:next") == [OPS, guid("new")]
    rows = principals(SNAPSHOT)
    assert rows.rows[rows.select(parse(""), Sort("used"))[0]].principal_id == OPS
    assert rows.rows[rows.select(parse(""), Sort("role"))[0]].principal_id == OPS


def test_what_columns_and_scripts_are_told() -> None:
    told = [each.text(row(OPS)) for each in PRINCIPALS.fields]
    assert told == ["Operations", "", "Contributor, Reader", "3", OPS, ""]
    assert [each.text(row(guid("new"))) for each in PRINCIPALS.fields][:4] == [
        *("(no name)", "", "Reader", "")
    ]
    assert PRINCIPALS.record(row(NIGHT)) == {
        "principal_id": NIGHT,
        "name": "On call",
        "kind": "group",
        "remark": "phone first",
        "names": {"Night shift": 1},
        "roles": ["Contributor"],
        "delegations": [delegation(OTHER).key],
        "plans": [],
        "versions": [],
    }


def test_names_stand_for_ids_where_lines_are_pasted() -> None:
    names = known_names(principals(SNAPSHOT).rows)
    assert guid("new") not in names
    assert read_lines(f"on call,Reader\n{OPS},Reader", names).entries == (
        Authorization(NIGHT, READER, "On call"),
        OPS_READS,
    )


def test_lint_knows_the_kinds_of_the_library() -> None:
    robot = KnownPrincipal(NIGHT, kind=PrincipalKind.SERVICE_PRINCIPAL)
    assert principal_kinds([*KEPT, robot]) == {NIGHT: PrincipalKind.SERVICE_PRINCIPAL}
    plan = Plan("1", authorizations=(OPS_READS,), eligible=(NIGHT_ON_CALL,))
    found = lint(plan, context_of(Snapshot(library=LibraryContents(principals=(robot,)))))
    assert "eligible-service-principal" in {each.rule for each in found}
    assert "eligible-service-principal" not in {each.rule for each in lint(plan)}
