"""All kinds of records in the library: one way to save, find and delete them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ledger import (
    Checklist,
    CustomerNote,
    ExpectedCustomer,
    Kept,
    KnownPrincipal,
    LibraryContents,
    RecordedVersion,
    RoleSet,
    RolloutEntry,
    TemplateLink,
    published,
)
from data.models import PlanKey
from data.plans import Plan
from data.store.profile import Profile
from data.updates import LIBRARY, State, Status, gather, status
from tests.data.keeping import never, scratch
from tests.data.kept import ONE_OF_EACH, TODAY, all_of, file
from tests.data.records import GOLD, gold, guid

KEYS: Mapping[type, Callable[[Any], Hashable]] = {
    Plan: lambda each: each.id,
    RecordedVersion: lambda each: (each.plan, each.version),
    RolloutEntry: lambda each: (each.tenant_id, each.plan, each.version),
    CustomerNote: lambda each: each.tenant_id,
    TemplateLink: lambda each: (each.tenant_id, each.definition_key),
    ExpectedCustomer: lambda each: each.tenant_id,
    KnownPrincipal: lambda each: each.principal_id,
    RoleSet: lambda each: each.id,
    Checklist: lambda each: each.offer_id,
}


@pytest.fixture
def profile() -> Iterator[Profile]:
    with scratch() as root:
        yield Profile("test", root=root, report=never)


def whole(of: type[Kept]) -> st.SearchStrategy[Kept]:
    """Any record of a kind, each field filled in."""
    return st.builds(of, **{each.name: ... for each in msgspec.structs.fields(of)})


RECORDS: st.SearchStrategy[Kept] = st.one_of([whole(of) for of in KEYS])


def test_each_kind_is_saved_changed_and_deleted(profile: Profile) -> None:
    library = profile.library
    for record in ONE_OF_EACH:
        library.save(record)
    assert all_of(library.contents()) == ONE_OF_EACH
    changed: tuple[Kept, ...] = (
        Plan("1", "Gold and more"),
        RecordedVersion(GOLD, "1.3.0", remark="of Partner Center"),
        RolloutEntry("T1", GOLD, "1.3.0"),
        CustomerNote("T1", note="moved"),
        TemplateLink("T1", "", "2"),
        ExpectedCustomer("T2", "Litware Ltd", None),
        KnownPrincipal("P1", remark="moved"),
        RoleSet("1", "Operations and more"),
        Checklist("managed-ops"),
    )
    for at, record in enumerate(changed):
        library.save(record)
        assert all_of(library.contents()) == (*changed[: at + 1], *ONE_OF_EACH[at + 1 :])
    for at, record in enumerate(ONE_OF_EACH):
        assert library.delete(record) == (changed[at],)
        assert all_of(library.contents()) == changed[at + 1 :]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (RecordedVersion(GOLD, "1.3.0"), RecordedVersion(GOLD._replace(preview=True), "1.3.0")),
        (RecordedVersion(GOLD, "1.3.0"), RecordedVersion(GOLD, "1.3.1")),
        (RolloutEntry("t1", GOLD, "1.3.0"), RolloutEntry("t2", GOLD, "1.3.0")),
        (RolloutEntry("t1", GOLD, "1.3.0"), RolloutEntry("t1", GOLD, "1.4.0")),
        (RolloutEntry("t1", GOLD, "1.3.0"), RolloutEntry("t1", GOLD.ordinary, "1.30")),
        (TemplateLink("t1", "", "1"), TemplateLink("t1", "definition", "1")),
        (CustomerNote("t1"), ExpectedCustomer("t1", "")),
        (KnownPrincipal("t1"), RoleSet("t1")),
        (RoleSet("1"), Plan("1")),
        (Checklist("1"), Checklist("I")),
    ],
)
def test_records_with_other_keys_stand_beside_each_other(
    profile: Profile, one: Kept, other: Kept
) -> None:
    profile.library.save(one, other)
    assert set(all_of(profile.library.contents())) == {one, other}
    assert profile.library.delete(one) == (one,)
    assert all_of(profile.library.contents()) == (other,)


def test_ids_are_kept_in_the_form_that_compares_equal() -> None:
    tenant, at = guid("t").upper(), "/Subscriptions/S/resourceGroups/RG"
    link = TemplateLink(tenant, at, "Plan 1")
    assert (link.tenant_id, link.definition_key, link.plan_id) == (guid("t"), at.lower(), "Plan 1")
    expected = ExpectedCustomer(tenant, "Name", audience=(guid("s").upper(),))
    assert (expected.tenant_id, expected.name) == (guid("t"), "Name")
    assert expected.audience == (guid("s"),)
    assert KnownPrincipal(tenant).principal_id == guid("t")
    assert RolloutEntry(tenant, GOLD, "1").tenant_id == CustomerNote(tenant).tenant_id == guid("t")


@settings(max_examples=50)
@given(st.lists(RECORDS, max_size=12), st.data())
def test_any_records_are_there_again(records: list[Kept], data: st.DataObject) -> None:
    expected: dict[Hashable, Kept] = {}
    with scratch() as root:
        library = Profile(root=root, report=never).library
        while records:
            count = data.draw(st.integers(1, len(records)))
            batch, records = records[:count], records[count:]
            library.save(*batch)
            expected |= {(type(each), KEYS[type(each)](each)): each for each in batch}
            gone = data.draw(st.lists(st.sampled_from(list(expected)), max_size=2, unique=True))
            taken = library.delete(*(expected[key] for key in gone))
            assert set(taken) == {expected.pop(key) for key in gone}
        found = all_of(Profile(root=root, report=never).library.contents())
        assert {(type(each), KEYS[type(each)](each)): each for each in found} == expected
        assert len(found) == len(expected)


@given(st.lists(RECORDS, min_size=1, max_size=6), st.data())
def test_what_was_deleted_comes_back(records: list[Kept], data: st.DataObject) -> None:
    with scratch() as root:
        library = Profile(root=root, report=never).library
        library.save(*records)
        before = set(all_of(library.contents()))
        some = data.draw(st.lists(st.sampled_from(records), min_size=1))
        gone = library.delete(*some)
        assert gone
        assert set(all_of(library.contents())) == before - set(gone)
        library.save(*gone)
        assert set(all_of(library.contents())) == before


def test_many_records_of_several_kinds_are_one_write(profile: Profile) -> None:
    profile.library.save(ONE_OF_EACH[0])
    before = file(profile).read_bytes()
    profile.library.save(*ONE_OF_EACH)
    assert (profile.folder / "library.previous.json").read_bytes() == before
    after = file(profile).read_bytes()
    profile.library.delete(*ONE_OF_EACH)
    assert (profile.folder / "library.previous.json").read_bytes() == after
    assert profile.library.contents() == LibraryContents()


def test_deleting_what_is_not_there_writes_nothing(profile: Profile) -> None:
    profile.library.save(ONE_OF_EACH[3])
    profile.library.save(ONE_OF_EACH[4])
    before = {each.name: each.stat().st_mtime_ns for each in profile.folder.glob("*.json")}
    assert profile.library.delete(CustomerNote("t9"), Plan("9")) == ()
    after = {each.name: each.stat().st_mtime_ns for each in profile.folder.glob("*.json")}
    assert after == before
    assert len(after) == 2


def test_everything_is_loaded_by_one_read(profile: Profile) -> None:
    profile.library.save(*ONE_OF_EACH)
    raw = file(profile).read_bytes()
    file(profile).unlink()
    os.mkfifo(file(profile))  # who reads it a second time waits for ever
    found: list[LibraryContents] = []
    reader = threading.Thread(target=lambda: found.append(profile.library.contents()), daemon=True)
    reader.start()
    file(profile).write_bytes(raw)
    reader.join(timeout=20)
    assert [all_of(each) for each in found] == [ONE_OF_EACH]


def test_rows_of_five_thousand_customers_are_saved_and_replaced(profile: Profile) -> None:
    def rows(day: date) -> list[Kept]:
        return [
            record
            for at in range(5_000)
            for record in (
                CustomerNote(f"tenant {at}", f"alias {day}"),
                RolloutEntry(f"tenant {at}", GOLD, "1.2.0", day),
                RolloutEntry(f"tenant {at}", GOLD, "1.3.0", day, (day,)),
                ExpectedCustomer(f"tenant {at}", "name", GOLD, (f"sub {at}",), day),
                TemplateLink(f"tenant {at}", "", f"{day}"),
            )
        ]

    first, second = rows(TODAY), rows(date(2026, 12, 1))
    profile.library.save(*first)
    assert set(all_of(profile.library.contents())) == set(first)
    profile.library.save(*second)
    assert set(all_of(profile.library.contents())) == set(second)
    assert set(profile.library.delete(*first[:10])) == set(second[:10])
    assert set(all_of(profile.library.contents())) == set(second[10:])


# Recorded versions as evidence


def test_recorded_versions_are_evidence_unless_they_are_malformed(profile: Profile) -> None:
    silver = PlanKey("contoso", "managed-ops", "silver")
    recorded = [
        RecordedVersion(GOLD, "1.3.0"),
        RecordedVersion(GOLD, "1.10.0", seen_in_azure=True),
        RecordedVersion(GOLD, "2.0"),
        RecordedVersion(silver, "next"),
    ]
    profile.library.save(*recorded)
    versions = profile.library.contents().versions
    assert versions == tuple(recorded)
    assert published(versions) == {GOLD: ["1.3.0", "1.10.0"]}
    evidence = gather([], [], [], published(versions))
    assert status(gold("1.3.0"), evidence) == Status(State.PENDING, "1.10.0", 1, LIBRARY)
