"""The library's file: other versions of it, what is wrong in it, crashes, other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from data.errors import StoreError
from data.ledger import CustomerNote, ExpectedCustomer, Kept, LibraryContents, RecordedVersion
from data.plans import Plan
from data.store.library import Library
from data.store.profile import Profile
from data.store.storage import NewerSchemaError
from tests.data.keeping import crash_everywhere, largest_file, never, python, said, scratch, tell
from tests.data.kept import ONE_OF_EACH, all_of, change_content, content, file
from tests.data.records import GOLD


@pytest.fixture
def profile() -> Iterator[Profile]:
    with scratch() as root:
        yield Profile("test", root=root, report=never)


def test_a_file_from_before_these_kinds_opens(profile: Profile) -> None:
    profile.folder.mkdir(parents=True)
    old = {"schema": 1, "content": {"plans": {"7": {"id": "1", "name": "Gold"}}}}
    file(profile).write_text(json.dumps(old))
    assert profile.library.contents() == LibraryContents((Plan("1", "Gold"),))
    profile.library.save(*ONE_OF_EACH)
    assert all_of(profile.library.contents()) == ONE_OF_EACH


def test_what_only_a_newer_lightkeeper_knows_is_kept(profile: Profile) -> None:
    def enrich(content: dict[str, Any]) -> None:
        content["pins"] = {"1": {"tenant_id": "t1", "colour": "red"}}
        content["customers"]["1"]["owner"] = "Kim"
        content["plans"]["1"]["summary"] = "short"

    profile.library.save(*ONE_OF_EACH, CustomerNote("t5"))
    change_content(profile, enrich)
    assert all_of(profile.library.contents()) == (
        *ONE_OF_EACH[:4], CustomerNote("t5"), *ONE_OF_EACH[4:]
    )  # fmt: skip
    profile.library.save(CustomerNote("t1"), Plan("1"), RecordedVersion(GOLD, "1.4.0"))
    profile.library.delete(CustomerNote("t5"), *ONE_OF_EACH[4:])
    found = content(profile)
    assert found["pins"] == {"1": {"tenant_id": "t1", "colour": "red"}}
    assert found["customers"] == {"1": {"tenant_id": "t1", "owner": "Kim"}}
    assert found["plans"] == {"1": {"id": "1", "summary": "short"}}


def test_a_newer_schema_is_refused_and_left_alone(profile: Profile) -> None:
    profile.library.save(*ONE_OF_EACH)
    newer = file(profile).read_bytes().replace(b'"schema":1', b'"schema":2')
    file(profile).write_bytes(newer)
    for act in (
        profile.library.contents,
        lambda: profile.library.save(CustomerNote("t9")),
        lambda: profile.library.delete(CustomerNote("t1")),
    ):
        with pytest.raises(NewerSchemaError, match="newer Lightkeeper"):
            act()
    assert file(profile).read_bytes() == newer


@pytest.mark.parametrize(
    ("record", "broken"),
    [
        (ONE_OF_EACH[1], {"published_on": "yesterday"}),
        (ONE_OF_EACH[1], {"plan": ["contoso", "managed-ops"]}),
        (ONE_OF_EACH[2], {"reminded_on": ["2026-11-31"]}),
        (ONE_OF_EACH[2], {"tenant_id": 7}),
        (ONE_OF_EACH[3], {"alias": None}),
        (ONE_OF_EACH[4], {"plan_id": ["1"]}),
        (ONE_OF_EACH[5], {"audience": "s1"}),
        (ONE_OF_EACH[5], {"tenant_id": {}}),
        (ONE_OF_EACH[6], {"kind": "robot"}),
        (ONE_OF_EACH[7], {"eligible": [{"role_id": "r"}]}),
        (ONE_OF_EACH[8], {"ticks": [["account", "soon"]]}),
    ],
)
def test_a_row_that_is_no_record_is_reported_and_stays(
    profile: Profile, record: Kept, broken: dict[str, Any]
) -> None:
    reports: list[str] = []
    profile.library.save(*ONE_OF_EACH)
    table = next(name for name, rows in content(profile).items() if _only(rows) == _row(record))
    change_content(profile, lambda content: content[table]["1"].update(broken))
    rest = tuple(each for each in ONE_OF_EACH if each is not record)
    profile.report = reports.append
    assert all_of(profile.library.contents()) == rest
    (sentence,) = reports
    assert sentence.startswith("library.json holds something that cannot be read")
    kept = content(profile)[table]["1"]
    profile.library.delete(*ONE_OF_EACH)
    assert content(profile)[table] == {"1": kept}
    # What has the same key takes its place; what has no such key cannot.
    profile.library.save(record)
    rows = content(profile)[table]
    assert _row(record) in rows.values()
    assert (kept in rows.values()) == any(name in broken for name in ("plan", "tenant_id"))


def _row(record: Kept) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(msgspec.json.encode(record))
    return found


def _only(rows: dict[str, Any]) -> Any:
    (row,) = rows.values()
    return row


def test_a_key_that_stands_there_twice_is_brought_up_to_date_twice(profile: Profile) -> None:
    profile.library.save(CustomerNote("t1", "old"))
    twin = {"tenant_id": "t1", "alias": "old too"}
    change_content(profile, lambda content: content["customers"].update({"2": twin}))
    profile.library.save(CustomerNote("t1", "new"))
    assert profile.library.contents().customers == (CustomerNote("t1", "new"),) * 2
    assert profile.library.delete(CustomerNote("t1")) == (CustomerNote("t1", "new"),) * 2
    assert profile.library.contents().customers == ()


def test_text_that_no_file_can_hold_is_refused_and_changes_nothing(profile: Profile) -> None:
    profile.library.save(*ONE_OF_EACH)
    for record in (CustomerNote("t1", "\ud800"), CustomerNote("\udfff")):
        with pytest.raises(StoreError, match="not valid Unicode"):
            profile.library.save(Plan("2"), record)
    assert all_of(profile.library.contents()) == ONE_OF_EACH


# Crashes, full disks, other programs


def test_a_full_disk_leaves_all_as_it_was(profile: Profile) -> None:
    profile.library.save(*ONE_OF_EACH)
    with largest_file(10):
        with pytest.raises(StoreError, match=r"Cannot write"):
            profile.library.save(CustomerNote("t1"), Plan("2"))
        with pytest.raises(StoreError, match=r"Cannot write"):
            profile.library.delete(*ONE_OF_EACH)
    assert all_of(profile.library.contents()) == ONE_OF_EACH


STEPS = """
import filelock, msgspec, tinydb  # once, not after each fork
from data.ledger import CustomerNote, ExpectedCustomer
from data.plans import Plan
from data.store.profile import Profile
def library(folder):
    return Profile("test", root=folder).library
def prepare(folder):
    folder.mkdir()
    library(folder).save(Plan("1"), CustomerNote("t1", "before"))
    library(folder).save(Plan("1", "before"), ExpectedCustomer("t2", "before"))
"""
BEFORE = (Plan("1", "before"), CustomerNote("t1", "before"), ExpectedCustomer("t2", "before"))


@pytest.mark.parametrize(
    ("act", "after"),
    [
        (
            "save(Plan('1', 'after'), Plan('2'), CustomerNote('t1', 'after'))",
            (Plan("1", "after"), Plan("2"), CustomerNote("t1", "after"), BEFORE[2]),
        ),
        pytest.param(
            "delete(Plan('1'), CustomerNote('t1'), ExpectedCustomer('t2', ''))",
            (),
            marks=pytest.mark.large,
        ),
    ],
    ids=["save", "delete"],
)
def test_a_crash_at_any_line_leaves_all_or_nothing_of_a_change(
    act: str, after: tuple[Kept, ...]
) -> None:
    with scratch() as root:
        left = crash_everywhere(f"{STEPS}\ndef act(folder): library(folder).{act}", root)
        found = [
            all_of(Profile("test", root=each, report=never).library.contents()) for each in left
        ]
        assert set(found) == {BEFORE, after}
        assert (found[0], found[-1]) == (BEFORE, after)
        for each in left:
            library = Profile("test", root=each, report=never).library
            library.save(CustomerNote("t3"))
            assert CustomerNote("t3") in library.contents().customers
            assert not list(each.rglob(".library*.json.*.tmp"))


WRITING = """
import sys
from pathlib import Path
from data.ledger import CustomerNote, ExpectedCustomer
from data.store.profile import Profile
library = Profile("test", root=Path(sys.argv[1])).library
mine = sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for number in range(25):
    # The two are one change: whoever reads must find both, with the same number.
    library.save(CustomerNote(mine, str(number)), ExpectedCustomer(mine, str(number)))
    library.save(CustomerNote(f"{mine} {number}"))
    if number % 2:
        assert library.delete(CustomerNote(f"{mine} {number}"))
print("done", flush=True)
"""


def test_programs_that_write_at_once_lose_nothing_and_show_no_half_of_a_change(
    profile: Profile,
) -> None:
    root = profile.folder.parents[1]
    names = ("one", "two")
    with python(WRITING, root, "one") as one, python(WRITING, root, "two") as two:
        assert [said(one), said(two)] == ["ready", "ready"]
        tell(one)
        tell(two)
        seen: set[tuple[str, str]] = set()
        while not all(("24", name) in seen for name in names):
            assert one.poll() in (None, 0)
            assert two.poll() in (None, 0)
            seen |= _pairs(profile.library, names)
        assert [said(one), said(two)] == ["done", "done"]
    wanted = {f"{name} {number}" for name in names for number in range(0, 25, 2)} | set(names)
    assert {each.tenant_id for each in profile.library.contents().customers} == wanted
    assert len(profile.library.contents().customers) == len(wanted)


def _pairs(library: Library, names: tuple[str, ...]) -> set[tuple[str, str]]:
    found = library.contents()
    notes = {(each.alias, each.tenant_id) for each in found.customers if each.tenant_id in names}
    assert notes == {(each.name, each.tenant_id) for each in found.expected}
    return notes
