from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from data import marks
from data.diff import Difference, diff
from data.entries import Entry, Side, holding
from data.marks import MARKS, Mark, Severity, in_order
from data.models import Approver, Authorization, EligibleAuthorization
from data.roles import DELETE_ROLE, catalogue
from tests.data.entry_sets import CUSTOM, UAA, side, sides
from tests.data.records import (
    BOSS,
    CONTRIBUTOR,
    NIGHT,
    NIGHT_ON_CALL,
    OPS,
    OPS_CHANGES,
    OPS_READS,
    READER,
    guid,
    role_id,
)

BACKUP = role_id("Backup Contributor")
OWNER = role_id("Owner")
NIGHT_READS = Authorization(NIGHT, READER, "Night shift")
DELETES = Authorization(BOSS, DELETE_ROLE, "Shift lead")
ASSIGNS = Authorization(OPS, UAA, "Operations", (READER,))


def ops(role: str) -> Authorization:
    return Authorization(OPS, role, "Operations")


def on_call(**fields: object) -> EligibleAuthorization:
    return replace(NIGHT_ON_CALL, **fields)


def marked(before: list[Entry], after: list[Entry]) -> set[str]:
    """Every mark; somebody stays who reads, so that this is no matter."""
    stays = Authorization(guid("audit"), READER, "Audit")
    found = diff(side(stays, *before), side(stays, *after))
    return {each.id for each in found.marks}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [ops(READER)], set()),
        ([], [ops(role_id("Monitoring Reader"))], set()),
        # Write
        ([], [OPS_CHANGES], {"gains-write"}),
        ([OPS_READS], [OPS_READS, OPS_CHANGES], {"gains-write"}),
        ([OPS_READS], [OPS_CHANGES], {"gains-write"}),
        ([ops(BACKUP)], [OPS_CHANGES], set()),
        ([ops(BACKUP)], [ops(BACKUP), OPS_CHANGES], set()),
        ([OPS_CHANGES], [replace(OPS_CHANGES, display_name="Day shift")], set()),
        ([DELETES, OPS_CHANGES], [DELETES, OPS_CHANGES, ops(DELETE_ROLE)], set()),
        ([OPS_CHANGES], [OPS_CHANGES, replace(OPS_CHANGES, principal_id=BOSS)], {"gains-write"}),
        # Access management
        ([OPS_READS], [OPS_READS, ASSIGNS], {"gains-access"}),
        ([ASSIGNS], [ASSIGNS, ops(role_id("Locks Contributor"))], {"gains-write"}),
        ([OPS_CHANGES], [OPS_CHANGES, ops(OWNER)], {"gains-access"}),
        ([ASSIGNS], [replace(ASSIGNS, delegated_role_ids=(READER, BACKUP))], {"assigns-more"}),
        ([ASSIGNS], [replace(ASSIGNS, delegated_role_ids=(BACKUP,))], {"assigns-more"}),
        ([ASSIGNS], [replace(ASSIGNS, delegated_role_ids=(READER.upper(),))], set()),
        ([replace(ASSIGNS, delegated_role_ids=(READER, BACKUP))], [ASSIGNS], set()),
        ([ASSIGNS], [replace(ASSIGNS, principal_id=OPS.upper(), display_name="Day")], set()),
        # Unknown roles
        ([OPS_READS], [OPS_READS, ops(CUSTOM)], {"unknown-role"}),
        ([ops(CUSTOM)], [ops(CUSTOM), OPS_CHANGES], {"gains-write"}),
        ([ops(CUSTOM)], [replace(ops(CUSTOM), display_name="Day shift")], set()),
        ([ops(CUSTOM)], [ops(CUSTOM.upper()), ops(CUSTOM)], set()),
        # Permanent
        ([NIGHT_READS, on_call()], [NIGHT_READS, OPS_READS, on_call()], set()),
        (
            [NIGHT_READS, on_call()],
            [NIGHT_READS, Authorization(NIGHT, CONTRIBUTOR)],
            {"becomes-permanent"},
        ),
        (
            [NIGHT_READS, on_call()],
            [NIGHT_READS, on_call(), Authorization(NIGHT, CONTRIBUTOR)],
            {"becomes-permanent"},
        ),
        (
            [NIGHT_READS, on_call()],
            [NIGHT_READS, on_call(), Authorization(NIGHT, BACKUP)],
            {"becomes-permanent"},
        ),
        ([Authorization(NIGHT, CONTRIBUTOR), NIGHT_READS], [on_call(), NIGHT_READS], set()),
        (
            [Authorization(NIGHT, BACKUP), NIGHT_READS, on_call()],
            [Authorization(NIGHT, BACKUP), NIGHT_READS, Authorization(NIGHT, CONTRIBUTOR)],
            {"becomes-permanent"},
        ),
        (
            [Authorization(NIGHT, BACKUP), NIGHT_READS, on_call()],
            [Authorization(NIGHT, role_id("Virtual Machine Contributor")), NIGHT_READS, on_call()],
            set(),
        ),
        # Conditions of an activation
        ([NIGHT_READS, on_call()], [NIGHT_READS, on_call(mfa="None")], {"mfa-dropped"}),
        ([NIGHT_READS, on_call()], [NIGHT_READS, on_call(mfa="azure")], set()),
        ([NIGHT_READS, on_call(mfa="None")], [NIGHT_READS, on_call()], set()),
        ([NIGHT_READS, on_call()], [NIGHT_READS, on_call(), on_call(mfa="None")], {"mfa-dropped"}),
        ([NIGHT_READS, on_call()], [NIGHT_READS, on_call(approvers=())], {"approval-dropped"}),
        ([NIGHT_READS, on_call(approvers=())], [NIGHT_READS, on_call()], set()),
        (
            [NIGHT_READS, on_call()],
            [NIGHT_READS, on_call(approvers=(Approver(BOSS), Approver(OPS)))],
            {"new-approver"},
        ),
        (
            [NIGHT_READS, on_call(approvers=(Approver(BOSS), Approver(OPS)))],
            [NIGHT_READS, on_call(approvers=(Approver(BOSS.upper()),))],
            set(),
        ),
        (
            [NIGHT_READS, on_call()],
            [NIGHT_READS, on_call(max_duration="PT4H1M")],
            {"longer-activation"},
        ),
        ([NIGHT_READS, on_call()], [NIGHT_READS, on_call(max_duration="PT240M")], set()),
        ([NIGHT_READS, on_call()], [NIGHT_READS, on_call(max_duration="PT30M")], set()),
        ([NIGHT_READS, on_call()], [NIGHT_READS, on_call(max_duration="P1D")], set()),
        ([NIGHT_READS, on_call(max_duration="P1D")], [NIGHT_READS, on_call()], set()),
        # Where a role could be activated in several ways, the loosest counts
        (
            [NIGHT_READS, on_call(), on_call(mfa="None")],
            [NIGHT_READS, on_call(), on_call(mfa="None", max_duration="PT2H")],
            set(),
        ),
        (
            [NIGHT_READS, on_call(), on_call(approvers=())],
            [NIGHT_READS, on_call(), on_call(approvers=(), max_duration="PT2H")],
            set(),
        ),
        (
            [NIGHT_READS, on_call(), on_call(max_duration="PT1H")],
            [NIGHT_READS, on_call(), on_call(max_duration="PT3H")],
            set(),
        ),
        # Whoever activates a role needs another one that reads
        ([], [on_call()], {"gains-write", "cannot-activate"}),
        ([NIGHT_READS, on_call()], [on_call()], {"cannot-activate"}),
        ([on_call()], [on_call(display_name="Night")], set()),
        ([Authorization(NIGHT, CONTRIBUTOR)], [on_call()], {"cannot-activate"}),
        (
            [NIGHT_READS, on_call()],
            [Authorization(NIGHT, role_id("Monitoring Reader")), on_call()],
            set(),
        ),
        ([NIGHT_READS, on_call()], [Authorization(NIGHT, CUSTOM), on_call()], {"unknown-role"}),
        ([NIGHT_READS, on_call()], [NIGHT_READS], set()),
        # Losses
        ([OPS_READS], [], {"loses-all"}),
        ([OPS_READS, OPS_CHANGES], [OPS_READS], set()),
        ([OPS_READS, DELETES], [OPS_READS], {"loses-delete-role", "loses-all", "no-delete-role"}),
        (
            [OPS_READS, ops(DELETE_ROLE), DELETES],
            [OPS_READS, DELETES],
            {"loses-delete-role"},
        ),
        (
            [DELETES],
            [EligibleAuthorization(BOSS, DELETE_ROLE)],
            {"cannot-activate"},
        ),
    ],
)
def test_marks(before: list[Entry], after: list[Entry], expected: set[str]) -> None:
    assert marked(before, after) == expected


def test_marks_stand_at_the_entry_that_they_are_about() -> None:
    found = diff(
        side(OPS_READS, NIGHT_READS, NIGHT_ON_CALL, DELETES),
        side(OPS_READS, OPS_CHANGES, on_call(mfa="None", max_duration="PT8H")),
    )
    assert {(each.who, each.role): [mark.id for mark in each.marks] for each in found.pairs} == {
        ("Operations", "Contributor"): ["gains-write"],
        ("Operations", "Reader"): [],
        ("Night shift", "Reader"): ["cannot-activate"],
        ("Night shift", "Contributor"): ["mfa-dropped", "longer-activation", "cannot-activate"],
        ("Shift lead", catalogue()[DELETE_ROLE].name): ["loses-delete-role", "loses-all"],
    }
    assert [each.id for each in found.general_marks] == ["no-delete-role"]
    assert [each.severity for each in found.marks] == [Severity.HIGH] * 3 + [Severity.MEDIUM] * 4


@pytest.mark.parametrize(
    ("left", "is_marked"),
    [
        ([], True),
        ([ops(BACKUP)], True),
        ([ASSIGNS], True),
        ([EligibleAuthorization(OPS, READER)], True),
        ([ops(READER)], False),
        ([ops(CONTRIBUTOR)], False),
        ([ops(CUSTOM)], False),
    ],
)
def test_nobody_is_left_who_reads(left: list[Entry], is_marked: bool) -> None:
    found = diff(side(NIGHT_READS), side(*left))
    assert (marks.NOBODY_READS in found.marks) is is_marked
    assert marks.NOBODY_READS not in diff(side(ops(CUSTOM)), side(ops(BACKUP))).marks


def test_marks_differ_in_id_and_words_and_stand_by_severity() -> None:
    assert len({each.id for each in MARKS}) == len({each.words for each in MARKS}) == len(MARKS)
    ranks = [list(Severity).index(each.severity) for each in MARKS]
    assert ranks == sorted(ranks)
    assert set(MARKS) == {each for each in vars(marks).values() if isinstance(each, Mark)}
    assert in_order([marks.LOSES_ALL, marks.MFA_DROPPED, marks.LOSES_ALL]) == (
        marks.MFA_DROPPED,
        marks.LOSES_ALL,
    )


@given(sides, sides)
def test_what_every_change_is_marked_with(a: Side, b: Side) -> None:
    found = diff(a, b)
    assert all(each.marks == () for each in found.only(Difference.UNCHANGED))
    for pair in found.pairs:
        ids = {each.id for each in pair.marks}
        principal, role = holding(pair.entry)
        has_gained = role not in roles_of(found.before, principal)
        is_new = pair.after is not None and has_gained
        assert ("unknown-role" in ids) is (is_new and role == CUSTOM)
        writes = role == CONTRIBUTOR and CONTRIBUTOR not in roles_of(found.before, principal)
        assert ("gains-write" in ids) is (is_new and writes)
        assert ("gains-access" in ids) is (is_new and role == UAA)
        is_gone = pair.before is not None and not roles_of(found.after, principal)
        assert ("loses-all" in ids) is is_gone
    assert ("no-delete-role" in {each.id for each in found.marks}) is (
        deletes(found.before) and not deletes(found.after)
    )


def roles_of(of: Side, principal: str) -> set[str]:
    return {each.role_id.lower() for each in of.entries if each.principal_id.lower() == principal}


def deletes(of: Side) -> bool:
    return any(each.role_id.lower() == DELETE_ROLE for each in of.entries)
