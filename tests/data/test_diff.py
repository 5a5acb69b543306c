from __future__ import annotations

import random
from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from data.diff import Diff, Difference, FieldChange, diff
from data.entries import Entry, EntryField, Side, duration_minutes, duration_words
from data.models import Approver, Authorization, EligibleAuthorization
from tests.data.entry_sets import (
    CUSTOM,
    UAA,
    Plain,
    eligible,
    multiset,
    permanent,
    plain,
    side,
    sides,
)
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

ADDED, REMOVED, CHANGED, UNCHANGED = Difference
TWIN = Authorization(guid("twin"), READER, "Operations")
ASSIGNS = Authorization(OPS, UAA, "Operations", (READER, CONTRIBUTOR))

OPPOSITE = {ADDED: REMOVED, REMOVED: ADDED, CHANGED: CHANGED, UNCHANGED: UNCHANGED}
FIELDS = {
    "display_name": EntryField.NAME,
    "delegated_role_ids": EntryField.ROLES,
    "mfa": EntryField.MFA,
    "max_duration": EntryField.DURATION,
    "approvers": EntryField.APPROVERS,
}


def changes(before: Entry, after: Entry) -> list[tuple[str, str, str]]:
    """What is said to change from one entry to the other, which belong together."""
    (pair,) = diff(side(before), side(after)).pairs
    assert (pair.before, pair.after) == (before, after)
    return [(each.field.value, each.before, each.after) for each in pair.fields]


def what(found: Diff) -> list[tuple[str, str, str, str]]:
    return [(each.difference, each.who, each.role, each.kind) for each in found.pairs]


def applied(found: Diff, to: Side) -> Counter[Plain]:
    """Do to some entries what a diff says."""
    result = multiset(to.entries)
    for pair in found.pairs:
        if pair.difference is not UNCHANGED:
            result.subtract(multiset(filter(None, [pair.before])))
            result.update(multiset(filter(None, [pair.after])))
    assert min(result.values(), default=0) >= 0, "it takes away what is not there"
    return +result


def test_entries_come_go_and_stay() -> None:
    found = diff(side(OPS_READS, NIGHT_ON_CALL), side(OPS_READS, OPS_CHANGES))
    assert found.differs
    assert what(found) == [
        (REMOVED, "Night shift", "Contributor", "eligible"),
        (ADDED, "Operations", "Contributor", "permanent"),
        (UNCHANGED, "Operations", "Reader", "permanent"),
    ]
    assert [each.entry for each in found.only(ADDED)] == [OPS_CHANGES]
    assert [each.entry for each in found.only(REMOVED)] == [NIGHT_ON_CALL]
    assert found.only(CHANGED) == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            OPS_READS,
            replace(OPS_READS, display_name="Day shift"),
            [("display name", "Operations", "Day shift")],
        ),
        (OPS_READS, replace(OPS_READS, display_name=""), [("display name", "Operations", "none")]),
        (
            ASSIGNS,
            replace(ASSIGNS, delegated_role_ids=(READER, CUSTOM)),
            [("delegated roles", "Contributor, Reader", f"Reader, {CUSTOM}")],
        ),
        (
            ASSIGNS,
            replace(ASSIGNS, delegated_role_ids=()),
            [("delegated roles", "Contributor, Reader", "–")],
        ),
        (
            NIGHT_ON_CALL,
            replace(NIGHT_ON_CALL, max_duration="PT1H30M"),
            [("duration", "4 hours", "1 hour 30 minutes")],
        ),
        (
            NIGHT_ON_CALL,
            replace(NIGHT_ON_CALL, max_duration="P1D", mfa="None"),
            [("duration", "4 hours", "P1D"), ("MFA", "Azure", "none")],
        ),
        (
            NIGHT_ON_CALL,
            replace(NIGHT_ON_CALL, approvers=(Approver(BOSS, "Chief"), Approver(OPS, "Ann"))),
            [("approvers", "Shift lead", "Ann, Chief")],
        ),
        (
            NIGHT_ON_CALL,
            replace(NIGHT_ON_CALL, approvers=()),
            [("approvers", "Shift lead", "none")],
        ),
    ],
)
def test_each_field_is_told_in_words(
    before: Entry, after: Entry, expected: list[tuple[str, str, str]]
) -> None:
    assert changes(before, after) == expected
    assert changes(after, before) == [(field, now, was) for field, was, now in expected]


def test_what_the_same_words_would_hide_is_told_exactly() -> None:
    other = replace(NIGHT_ON_CALL, approvers=(Approver(OPS, "Shift lead"),), max_duration="PT240M")
    assert changes(NIGHT_ON_CALL, other) == [
        ("duration", '"PT4H"', '"PT240M"'),
        ("approvers", f"Shift lead ({BOSS})", f"Shift lead ({OPS})"),
    ]
    unnamed = replace(OPS_READS, display_name="")
    assert changes(unnamed, replace(OPS_READS, display_name="none")) == [
        ("display name", '""', '"none"')
    ]


def test_names_within_a_field_stand_in_their_order() -> None:
    names = ["Ann", "Ben", "Cem", "Dee", "Eve", "Fay"]
    approvers = tuple(Approver(guid(each), each) for each in reversed(names))
    told = changes(
        replace(NIGHT_ON_CALL, approvers=()), replace(NIGHT_ON_CALL, approvers=approvers)
    )
    assert told == [("approvers", "none", ", ".join(names))]


def test_a_change_of_kind_is_one_change_with_all_that_comes_with_it() -> None:
    standing = Authorization(NIGHT, CONTRIBUTOR, "Night watch")
    (pair,) = diff(side(standing), side(NIGHT_ON_CALL)).pairs
    assert (pair.difference, pair.kind) == (CHANGED, "permanent → eligible")
    assert pair.fields == (
        FieldChange(EntryField.KIND, "permanent", "eligible"),
        FieldChange(EntryField.NAME, "Night watch", "Night shift"),
        FieldChange(EntryField.DURATION, "–", "4 hours"),
        FieldChange(EntryField.MFA, "–", "Azure"),
        FieldChange(EntryField.APPROVERS, "–", "Shift lead"),
    )


def test_an_entry_finds_its_like_before_one_of_the_other_kind() -> None:
    standing = Authorization(NIGHT, CONTRIBUTOR, "Night shift")
    later = replace(NIGHT_ON_CALL, max_duration="PT2H")
    assert what(diff(side(NIGHT_ON_CALL), side(standing, later))) == [
        (CHANGED, "Night shift", "Contributor", "eligible"),
        (ADDED, "Night shift", "Contributor", "permanent"),
    ]


def test_repeated_entries_belong_together_by_position_after_those_that_are_equal() -> None:
    first, second, third = (replace(OPS_READS, display_name=each) for each in "ABC")
    pairs = diff(side(first, second), side(third, replace(third, display_name="D"))).pairs
    assert {(each.before, each.after and each.after.display_name) for each in pairs} == {
        (first, "C"),
        (second, "D"),
    }
    pairs = diff(side(first, second), side(second, third)).pairs
    assert {(each.before, each.after) for each in pairs} == {(second, second), (first, third)}


def test_equal_entries_apart_from_one_another_keep_their_position() -> None:
    first, second, *later = (replace(OPS_READS, display_name=each) for each in "ABCDE")
    pairs = diff(side(first, second, first), side(*later)).pairs
    assert {(each.before, each.after) for each in pairs} == set(
        zip((first, second, first), later, strict=True)
    )


def test_one_principal_in_two_spellings_is_one() -> None:
    loud = replace(OPS_READS, principal_id=OPS.upper())
    found = diff(side(OPS_READS, OPS_CHANGES), side(loud, OPS_CHANGES))
    assert what(found) == [
        (UNCHANGED, "Operations", "Contributor", "permanent"),
        (UNCHANGED, "Operations", "Reader", "permanent"),
    ]


def test_principals_of_one_name_are_told_apart() -> None:
    found = diff(side(OPS_READS), side(TWIN))
    assert {each.who for each in found.pairs} == {
        f"Operations ({OPS[:8]})",
        f"Operations ({guid('twin')[:8]})",
    }
    assert [each.difference for each in found.pairs].count(ADDED) == 1
    nameless = Authorization(guid("nobody"), READER)
    assert [each.who for each in diff(side(), side(nameless)).pairs] == [guid("nobody")]


def test_entries_stand_by_name_whatever_their_order_and_spelling() -> None:
    aide = Authorization(guid("aide"), role_id("Backup Reader"), "ärzte")
    zone = Authorization(guid("zone"), READER, "Zone")
    given = [zone, OPS_READS, aide, OPS_CHANGES]
    found = diff(side(), side(*given))
    assert [(each.who, each.role) for each in found.pairs] == [
        ("ärzte", "Backup Reader"),
        ("Operations", "Contributor"),
        ("Operations", "Reader"),
        ("Zone", "Reader"),
    ]
    assert diff(side(), side(*reversed(given))).pairs == found.pairs


def test_an_unknown_role_goes_by_its_id() -> None:
    (pair,) = diff(side(), side(Authorization(OPS, CUSTOM))).pairs
    assert pair.role == CUSTOM


@pytest.mark.parametrize(
    ("iso", "minutes", "words"),
    [
        ("PT8H", 480, "8 hours"),
        ("PT1H", 60, "1 hour"),
        ("PT30M", 30, "30 minutes"),
        ("PT1M", 1, "1 minute"),
        ("PT2H1M", 121, "2 hours 1 minute"),
        ("PT90M", 90, "1 hour 30 minutes"),
        ("PT0M", 0, "0 minutes"),
        ("PT", None, "PT"),
        ("P1D", None, "P1D"),
        ("PT0.5H", None, "PT0.5H"),
        ("4 hours", None, "4 hours"),
        ("PT" + "9" * 5000 + "H", None, "PT" + "9" * 5000 + "H"),
        ("", None, "none"),
    ],
)
def test_durations(iso: str, minutes: int | None, words: str) -> None:
    assert duration_minutes(iso) == minutes
    assert duration_words(iso) == words


@given(sides, sides)
def test_it_differs_if_and_only_if_something_differs(a: Side, b: Side) -> None:
    assert diff(a, b).differs == (multiset(a.entries) != multiset(b.entries))


@given(sides, sides)
def test_applying_it_to_one_side_gives_the_other(a: Side, b: Side) -> None:
    assert applied(diff(a, b), a) == multiset(b.entries)


@given(sides)
def test_nothing_differs_from_itself(a: Side) -> None:
    found = diff(a, a)
    assert not found.differs
    assert not found.marks
    assert len(found.only(UNCHANGED)) == len(found.pairs) == len(a.entries)


@given(sides, st.randoms(use_true_random=False))
def test_order_and_letter_case_of_ids_mean_nothing(a: Side, chance: random.Random) -> None:
    def shuffled(entry: Entry) -> Entry:
        entry = replace(
            entry, principal_id=entry.principal_id.swapcase(), role_id=entry.role_id.swapcase()
        )
        if isinstance(entry, Authorization):
            roles = [each.swapcase() for each in entry.delegated_role_ids]
            return replace(entry, delegated_role_ids=tuple(chance.sample(roles, len(roles))))
        approvers = [
            replace(each, principal_id=each.principal_id.swapcase()) for each in entry.approvers
        ]
        return replace(entry, approvers=tuple(chance.sample(approvers, len(approvers))))

    other = side(*map(shuffled, chance.sample(a.entries, len(a.entries))))
    assert not diff(a, other).differs


@given(sides, sides)
def test_swapping_the_sides_turns_everything_round(a: Side, b: Side) -> None:
    def turned(found: Diff, swap: bool) -> Counter[tuple[object, ...]]:
        rows: Counter[tuple[object, ...]] = Counter()
        for pair in found.pairs:
            was, now = (each and plain(each) for each in (pair.before, pair.after))
            fields = tuple((each.field, each.before, each.after) for each in pair.fields)
            if swap:
                back = tuple((field, after, before) for field, before, after in fields)
                rows[OPPOSITE[pair.difference], now, was, back] += 1
            else:
                rows[pair.difference, was, now, fields] += 1
        return rows

    assert turned(diff(a, b), swap=True) == turned(diff(b, a), swap=False)


@given(st.one_of(st.tuples(permanent, permanent), st.tuples(eligible, eligible)))
def test_no_field_change_goes_unseen_and_no_other_is_told(both: tuple[Entry, Entry]) -> None:
    before, after = both
    after = replace(after, principal_id=before.principal_id, role_id=before.role_id)
    was, now = (dict(plain(each)[1]) for each in (before, after))
    expected = {FIELDS[name] for name in FIELDS if was.get(name) != now.get(name)}
    (pair,) = diff(side(before), side(after)).pairs
    assert {each.field for each in pair.fields} == expected
    assert all(each.before != each.after for each in pair.fields)
    assert pair.difference is (CHANGED if expected else UNCHANGED)


@given(sides, sides)
def test_nobody_loses_and_gains_the_same_role(a: Side, b: Side) -> None:
    found = diff(a, b)

    def held(difference: Difference) -> set[tuple[str, str]]:
        entries = [pair.entry for pair in found.only(difference)]
        return {(each.principal_id.lower(), each.role_id.lower()) for each in entries}

    assert not held(ADDED) & held(REMOVED)


def test_every_field_of_an_authorization_is_looked_at() -> None:
    names = {
        field.name
        for record in (Authorization, EligibleAuthorization)
        for field in msgspec.structs.fields(record)
    }
    assert names == {"principal_id", "role_id", *FIELDS}
