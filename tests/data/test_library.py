"""What people made here: precious."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import StoreError
from data.ledger import LibraryContents
from data.models import Authorization
from data.plans import Plan
from data.store.library import Library
from data.store.profile import Profile
from data.store.storage import DamagedFileError
from tests.data.arbitrary import records
from tests.data.keeping import largest_file, mode, names, never, python, said, scratch, tell, umask


@pytest.fixture
def profile() -> Iterator[Profile]:
    with scratch() as root:
        yield Profile("test", root=root, report=never)


def plan(
    number: int, name: str = "", offer_id: str = "", plan_id: str = "", version: str = "1.0.0"
) -> Plan:
    return Plan(str(number), name, offer_id, plan_id, version=version)


def ids(library: Library) -> list[str]:
    return [each.id for each in library.contents().plans]


def file(profile: Profile) -> Path:
    return profile.folder / "library.json"


def test_there_is_nothing_at_first(profile: Profile) -> None:
    assert profile.library.contents() == LibraryContents()
    profile.library.save()
    assert not profile.folder.exists()


def test_plans_are_saved_changed_and_deleted(profile: Profile) -> None:
    gold, silver = plan(1, name="Gold"), plan(2, name="Silver")
    profile.library.save(gold)
    profile.library.save(silver)
    assert profile.library.contents().plans == (gold, silver)
    changed = plan(1, name="Gold and more")
    profile.library.save(changed)
    assert profile.library.contents().plans == (changed, silver)
    assert profile.library.delete(plan(1)) == (changed,)
    assert profile.library.delete(plan(3)) == ()
    assert profile.library.contents().plans == (silver,)
    assert Profile("test", root=profile.folder.parents[1]).library.contents().plans == (silver,)


def test_what_was_emptied_stays_empty(profile: Profile) -> None:
    full = Plan(
        "1", "Gold", "offer", "gold", "tenant", "1.2.0", (Authorization("a", "b"),), saved_at="then"
    )
    profile.library.save(full)
    profile.library.save(Plan("1"))
    assert profile.library.contents().plans == (Plan("1"),)


def test_only_the_owner_can_read(profile: Profile) -> None:
    with umask(0):
        profile.library.save(plan(1))
        profile.library.save(plan(2))
    files = list(profile.folder.iterdir())
    assert {each.name for each in files} >= {"library.json", "library.previous.json"}
    assert {mode(each) for each in files} == {0o600}
    assert {mode(profile.folder), mode(profile.folder.parent)} == {0o700}


def test_sorted_by_offer_plan_and_version_as_a_number(profile: Profile) -> None:
    wanted = [
        plan(1, offer_id="a", plan_id="gold", version="next"),
        plan(2, offer_id="a", plan_id="gold", version="1.2.0"),
        plan(3, offer_id="a", plan_id="gold", version="1.10.0"),
        plan(4, offer_id="a", plan_id="silver", version="1.0.0"),
        plan(5, offer_id="b", plan_id="bronze", version="0.1.0"),
    ]
    for at in (3, 0, 4, 2, 1):
        profile.library.save(wanted[at])
    assert profile.library.contents().plans == tuple(wanted)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(records(Plan), max_size=6), st.data())
def test_any_plans_are_there_again(plans: list[Plan], data: st.DataObject) -> None:
    expected: dict[str, Plan] = {}
    with scratch() as root:
        library = Profile(root=root, report=never).library
        for each in plans:
            library.save(each)
            expected[each.id] = each
            if data.draw(st.booleans()):
                gone = data.draw(st.sampled_from(sorted(expected)))
                assert library.delete(Plan(gone)) == (expected.pop(gone),)
        assert {each.id: each for each in library.contents().plans} == expected


def test_a_row_that_is_no_plan_is_reported_and_stays(profile: Profile) -> None:
    reports: list[str] = []
    profile.library.save(plan(1))
    profile.library.save(plan(2))
    content = json.loads(file(profile).read_bytes())
    content["content"]["plans"]["1"]["name"] = 7
    file(profile).write_text(json.dumps(content))
    profile.report = reports.append
    assert ids(profile.library) == ["2"]
    (sentence,) = reports
    assert sentence.startswith("library.json holds something that cannot be read")
    profile.library.save(plan(3))
    assert json.loads(file(profile).read_bytes())["content"]["plans"]["1"]["name"] == 7
    profile.library.save(plan(1))
    profile.report = never
    assert ids(profile.library) == ["1", "2", "3"]


def test_a_damaged_library_falls_back_and_is_reported(profile: Profile) -> None:
    reports: list[str] = []
    profile.library.save(plan(1))
    profile.library.save(plan(2))
    file(profile).write_bytes(b"damaged")
    profile.report = reports.append
    profile.library.save(plan(3))
    assert len(reports) == 1
    assert ids(profile.library) == ["1", "3"]


def test_a_lost_library_is_said_once_and_a_new_one_begins(profile: Profile) -> None:
    profile.library.save(plan(1))
    file(profile).write_bytes(b"damaged")
    with pytest.raises(
        DamagedFileError, match=r"library\.json could not be read and was set aside"
    ):
        profile.library.contents()
    profile.library.save(plan(2))
    assert ids(profile.library) == ["2"]


def test_a_full_disk_is_said_with_the_librarys_name(profile: Profile) -> None:
    profile.library.save(plan(1))
    with (
        largest_file(10),
        pytest.raises(StoreError, match=r"Cannot write .*/library.*\.json: File"),
    ):
        profile.library.save(plan(2))
    assert ids(profile.library) == ["1"]
    assert not [each for each in names(profile.folder) if each.endswith(".tmp")]


SAVING = """
import sys
from pathlib import Path
from data.plans import Plan
from data.store.profile import Profile
library = Profile("test", root=Path(sys.argv[1])).library
print("ready", flush=True)
sys.stdin.readline()
for number in range(25):
    library.save(Plan(f"{sys.argv[2]} {number}"))
library.delete(Plan(f"{sys.argv[2]} 0"))
print("done", flush=True)
"""


def test_programs_that_save_at_once_lose_nothing(profile: Profile) -> None:
    root = profile.folder.parents[1]
    with python(SAVING, root, "one") as one, python(SAVING, root, "two") as two:
        assert [said(one), said(two)] == ["ready", "ready"]
        tell(one)
        tell(two)
        assert [said(one), said(two)] == ["done", "done"]
    wanted = {f"{name} {number}" for name in ("one", "two") for number in range(1, 25)}
    assert set(ids(profile.library)) == wanted
    assert len(ids(profile.library)) == len(wanted)
