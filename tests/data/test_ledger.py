"""Changes of what the library holds, as the program sees them before they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ledger import Kept, LibraryContents, are_equal, key_of, with_records, without
from data.plans import Plan
from data.store.profile import Profile
from tests.data.keeping import never, scratch
from tests.data.kept import ONE_OF_EACH, all_of
from tests.data.test_library_records import RECORDS

EVERYTHING = with_records(LibraryContents(), *ONE_OF_EACH)


def test_every_kind_has_its_place() -> None:
    assert set(all_of(EVERYTHING)) == set(ONE_OF_EACH)
    assert len({key_of(each) for each in ONE_OF_EACH}) == len(ONE_OF_EACH)


@pytest.mark.parametrize("record", ONE_OF_EACH, ids=lambda each: type(each).__name__)
def test_one_is_taken_out_and_the_others_stay(record: Kept) -> None:
    left = without(EVERYTHING, record)
    assert set(all_of(left)) == set(ONE_OF_EACH) - {record}
    assert without(left, record) == left
    assert with_records(left, record) == EVERYTHING


@given(st.lists(RECORDS, max_size=12), st.data())
def test_what_is_seen_is_what_is_written(records: list[Kept], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(records), max_size=3)) if records else []
    with scratch() as root:
        profile = Profile(root=root, report=never)
        profile.library.save(*records)
        profile.library.delete(*gone)
        written = profile.library.contents()
    seen = without(with_records(LibraryContents(), *records), *gone)
    assert set(all_of(seen)) == set(all_of(written))


def test_contents_are_equal_in_any_order() -> None:
    turned = with_records(LibraryContents(), *reversed(ONE_OF_EACH))
    two = with_records(turned, Plan("2"), Plan("1", "Gold"))
    assert are_equal(EVERYTHING, turned)
    assert not are_equal(EVERYTHING, two)
    assert are_equal(two, with_records(LibraryContents(), Plan("2"), *ONE_OF_EACH))


def test_a_record_keeps_its_place_when_it_changes() -> None:
    held = with_records(LibraryContents(), *(Plan(str(number)) for number in range(3)))
    changed = with_records(held, Plan("1", "changed"))
    assert [each.name for each in changed.plans] == ["", "changed", ""]
