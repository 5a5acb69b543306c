"""Earlier states of plans: which are kept, and the files that keep them."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from data.errors import StoreError
from data.plans import Plan
from data.revisions import MOST, Revision, moment_of, thinned
from data.store.profile import HeldError, Profile
from data.store.storage import NewerSchemaError
from tests.data.arbitrary import records
from tests.data.keeping import (
    crash_everywhere,
    largest_file,
    mode,
    names,
    never,
    python,
    said,
    scratch,
    umask,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ID = "8d4ff5c0-4e12-4a3c-a19c-d65c5ea9b2f1"


@pytest.fixture
def profile() -> Iterator[Profile]:
    with scratch() as root:
        yield Profile("test", root=root, report=never)


def plan(name: str, id: str = ID) -> Plan:
    return Plan(id, name)


def fill(profile: Profile, *plans: str, id: str = ID) -> None:
    """Keep states a minute apart, the last one now."""
    for at, name in enumerate(plans):
        profile.revisions.keep(plan(name, id), now=NOW - MINUTE * (len(plans) - 1 - at))


def kept(profile: Profile, id: str = ID, now: datetime = NOW) -> list[str]:
    return [each.plan.name for each in profile.revisions.of(id, now)]


def file(profile: Profile, id: str = ID) -> Path:
    return profile.folder / "revisions" / f"plan-{id}.jsonl"


# Which are worth keeping


def states(*ages: timedelta, marked: int = -1) -> list[Revision]:
    return [
        Revision((NOW - age).isoformat(), plan(str(at)), "why" if at == marked else "")
        for at, age in enumerate(ages)
    ]


def thin(*ages: timedelta, marked: int = -1) -> list[int]:
    return [int(each.plan.name) for each in thinned(states(*ages, marked=marked), NOW)]


def test_of_each_minute_the_last_state_is_kept() -> None:
    second = timedelta(seconds=1)
    assert thin(HOUR, 50 * second, 40 * second, 30 * second, second * 0) == [0, 3, 4]
    assert thin(HOUR, 50 * second, 40 * second, 30 * second, second * 0, marked=1) == [0, 1, 3, 4]


def test_after_a_day_of_each_hour_and_after_thirty_days_of_each_day() -> None:
    minutes = [10 * MINUTE * at for at in range(5, -1, -1)]
    assert thin(90 * DAY, *(2 * DAY - HOUR / 2 + each for each in minutes), 0 * DAY) == [0, 2, 6, 7]
    hours = [HOUR * at for at in range(11, -1, -1)]
    assert thin(90 * DAY, *(40 * DAY - 11 * HOUR + each for each in hours), 0 * DAY) == [0, 12, 13]


def test_the_first_the_last_and_marked_states_stay() -> None:
    ages = [50 * DAY + MINUTE * at for at in range(600, -1, -1)]
    assert thin(*ages, marked=7)[:2] == [0, 7]
    assert thin(*ages, marked=7)[-1] == 600
    assert thin() == []
    assert thin(DAY) == [0]


def test_no_more_than_some_hundred_states_are_kept() -> None:
    found = thin(*(MINUTE * at for at in range(1_000, -1, -1)), marked=5)
    assert len(found) == MOST + 3
    assert found[:2] == [0, 5]
    assert found[2:] == list(range(1_001 - MOST - 1, 1_001))


AGES = st.lists(
    st.integers(0, 100 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds)), max_size=60
)


@given(AGES, st.integers(-1, 59), st.integers(0, 60 * 24 * 3600))
def test_thinning_again_takes_what_later_thinning_takes(
    ages: list[timedelta], marked: int, later: int
) -> None:
    given = states(*sorted(ages, reverse=True), marked=marked)
    once = thinned(given, NOW)
    assert thinned(once, NOW) == once
    assert [each for each in given if each in once] == once
    assert not given or (once[0], once[-1]) == (given[0], given[-1])
    assert {each.at for each in given if each.mark} <= {each.at for each in once}
    then = NOW + timedelta(seconds=later)
    assert thinned(once, then) == thinned(given, then)


@pytest.mark.parametrize(
    ("at", "is_moment"),
    [
        *(("2026-11-25T12:00:00+00:00", True), ("2026-11-25T12:00:00.5Z", True)),
        *(("2026-11-25T12:00:00", False), ("2026-11-25", False), ("soon", False), ("", False)),
        *(("9999-12-31T23:59:59-12:00", False), ("0001-01-01T00:00:00+12:00", False)),
    ],
)
def test_what_is_a_moment(at: str, is_moment: bool) -> None:
    assert (moment_of(at) is not None) is is_moment


# Keeping, reading, marking, forgetting


def test_there_is_nothing_at_first(profile: Profile) -> None:
    assert profile.revisions.of(ID) == ()
    assert profile.revisions.read(ID, NOW.isoformat()) is None
    profile.revisions.forget(ID)
    assert not profile.folder.exists()


def test_each_state_is_there_with_its_time(profile: Profile) -> None:
    fill(profile, "a", "b", "c")
    found = profile.revisions.of(ID, NOW)
    assert [each.plan.name for each in found] == ["a", "b", "c"]
    assert [moment_of(each.at) for each in found] == [NOW - 2 * MINUTE, NOW - MINUTE, NOW]
    assert profile.revisions.read(ID, found[1].at) == plan("b")
    assert profile.revisions.read(ID, "2026-01-01T00:00:00+00:00") is None
    again = Profile("test", root=profile.folder.parents[1], report=never)
    assert again.revisions.of(ID, NOW) == found


def test_the_moment_is_that_of_the_call(profile: Profile) -> None:
    before = datetime.now(UTC)
    profile.revisions.keep(plan("a"))
    (found,) = profile.revisions.of(ID)
    assert before <= (moment_of(found.at) or before - DAY) <= datetime.now(UTC)


def test_a_state_that_is_there_already_is_not_written_again(profile: Profile) -> None:
    fill(profile, "a", "b")
    raw = file(profile).read_bytes()
    profile.revisions.keep(structs.replace(plan("b"), saved_at="later"), now=NOW + DAY)
    assert file(profile).read_bytes() == raw
    profile.revisions.keep(plan("a"), now=NOW + MINUTE)
    assert kept(profile, now=NOW + MINUTE) == ["a", "b", "a"]


def test_no_two_states_have_one_moment(profile: Profile) -> None:
    for name in "abc":
        profile.revisions.keep(plan(name), "why", now=NOW)
    profile.revisions.keep(plan("d"), "why", now=NOW - DAY)  # the clock was set back
    found = profile.revisions.of(ID, NOW)
    assert [each.plan.name for each in found] == ["a", "b", "c", "d"]
    assert [each.at for each in found] == sorted({each.at for each in found})


def test_marked_states_stay_and_may_go_again(profile: Profile) -> None:
    fill(profile, "a", "b", "c", "d")
    then = NOW + 90 * DAY
    profile.revisions.mark(ID, profile.revisions.of(ID, NOW)[1].at, "published 1.0.0")
    assert kept(profile, now=then) == ["a", "b", "d"]
    assert profile.revisions.of(ID, then)[1].mark == "published 1.0.0"
    profile.revisions.keep(plan("d"), "published 1.1.0", now=NOW + MINUTE)
    profile.revisions.keep(plan("e"), now=NOW + 2 * MINUTE)
    assert kept(profile, now=then) == ["a", "b", "d", "e"]
    profile.revisions.mark(ID, profile.revisions.of(ID, NOW)[1].at, "")
    assert kept(profile, now=then) == ["a", "d", "e"]


def test_a_state_that_is_gone_cannot_be_marked(profile: Profile) -> None:
    fill(profile, "a")
    with pytest.raises(StoreError, match="no longer kept"):
        profile.revisions.mark(ID, "2026-01-01T00:00:00+00:00", "why")


def test_each_plan_has_its_own(profile: Profile) -> None:
    fill(profile, "a", "b")
    fill(profile, "x", id="other")
    assert (kept(profile), kept(profile, "other")) == (["a", "b"], ["x"])
    profile.revisions.forget(ID)
    assert (kept(profile), kept(profile, "other")) == ([], ["x"])
    assert not file(profile).exists()
    assert file(profile, "other").exists()


@pytest.mark.parametrize(
    "id", ["", "..", "../../x", "/etc/passwd", "a/b", "A", "a\0b", "con", "x" * 500, "\ud800", "ü"]
)
def test_any_id_has_a_file_of_its_own_in_the_folder(profile: Profile, id: str) -> None:
    revisions = profile.revisions
    if id == "\ud800":
        with pytest.raises(StoreError, match="not valid Unicode"):
            revisions.keep(plan("a", id))
        assert revisions.of(id) == ()
        return
    revisions.keep(plan("a", id))
    revisions.keep(plan("b", "a"))
    assert [each.plan.name for each in revisions.of(id)] == ["a"]
    (other,) = names(profile.folder / "revisions") - {"plan-a.jsonl"}
    assert other.startswith("plan-")
    assert names(profile.folder) == {"revisions", "library.lock"}


def test_only_the_owner_can_read(profile: Profile) -> None:
    with umask(0):
        fill(profile, "a", "b")
        fill(profile, "a", id="other")
    assert mode(profile.folder / "revisions") == 0o700
    assert {mode(each) for each in (profile.folder / "revisions").iterdir()} == {0o600}


def test_wiping_takes_them_with_the_library_only(profile: Profile) -> None:
    fill(profile, "a")
    profile.wipe()
    assert kept(profile) == ["a"]
    profile.wipe(library=True)
    assert kept(profile) == []
    assert names(profile.folder) == {"sync.lock", "library.lock"}


# Size


def test_a_file_stays_small_while_saves_go_on_and_on(profile: Profile) -> None:
    most = 0
    for at in range(1_000):
        profile.revisions.keep(plan(str(at)), now=NOW + timedelta(seconds=10) * at)
        most = max(most, file(profile).read_bytes().count(b"\n"))
    assert most < 400
    then = NOW + timedelta(seconds=10) * 999
    found = kept(profile, now=then)
    assert (found[0], found[-1]) == ("0", "999")
    assert 166 <= len(found) <= 169


# Crashes, full disks, damage


def test_a_line_that_was_not_finished_is_no_state_and_goes_with_the_next(profile: Profile) -> None:
    fill(profile, "a", "b")
    whole = file(profile).read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(len(whole) + 1):
        file(profile).write_bytes(whole[:length])
        expected = ["a", "b"][: (length >= first - 1) + (length >= len(whole) - 1)]
        assert kept(profile) == expected
        profile.revisions.keep(plan("c"), now=NOW + MINUTE)
        assert kept(profile, now=NOW + MINUTE) == [*expected, "c"]
        assert file(profile).read_bytes().endswith(b"\n")
        assert all(json.loads(line) for line in file(profile).read_bytes().splitlines())


STEPS = f"""
import filelock, msgspec
from datetime import datetime, timedelta, UTC
from data.plans import Plan
from data.store import revisions
from data.store.profile import Profile
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
revisions._MOST_LINES = 5
def keep(folder, name, at):
    now = NOW + timedelta(minutes=at)
    Profile("test", root=folder).revisions.keep(Plan("{ID}", name), now=now)
def prepare(folder):
    folder.mkdir()
    for at in range(3 if folder.parent.name == "append" else 4):
        keep(folder, str(at), at)
    if folder.parent.name == "torn":
        with open(folder / "profiles/test/revisions/plan-{ID}.jsonl", "ab") as file:
            file.write(b'{{"schema":1,"conte')
def act(folder):
    keep(folder, "after", 9)
"""


@pytest.mark.parametrize("what", ["append", "torn", "compact"])
def test_a_crash_at_any_line_loses_no_earlier_state(what: str) -> None:
    with scratch() as root:
        (root / what).mkdir()
        left = crash_everywhere(STEPS, root / what)
        then = NOW + 10 * MINUTE
        found = [kept(Profile("test", root=each, report=never), now=then) for each in left]
        before = [str(at) for at in range(3 if what == "append" else 4)]
        assert all(each in (before, [*before, "after"]) for each in found)
        assert (found[0], found[-1]) == (before, [*before, "after"])
        for each in left:
            profile = Profile("test", root=each, report=never)
            profile.revisions.keep(plan("next"), now=then)
            assert kept(profile, now=then)[-1] == "next"


KEEPING = """
import sys
from pathlib import Path
from data.plans import Plan
from data.store.profile import Profile
revisions = Profile("test", root=Path(sys.argv[1])).revisions
number = 0
while True:
    revisions.keep(Plan(sys.argv[2], str(number), description="x" * 50_000), "each")
    print(number, flush=True)
    number += 1
"""


def test_what_a_killed_program_kept_is_there(profile: Profile) -> None:
    for last in (0, 3, 7):
        with python(KEEPING, profile.folder.parents[1], f"id-{last}") as child:
            while int(said(child)) < last:
                pass
            child.send_signal(signal.SIGKILL)
            child.wait()
        found = kept(profile, f"id-{last}", datetime.now(UTC))
        assert found == [str(at) for at in range(len(found))]
        assert len(found) > last


def test_a_full_disk_leaves_all_as_it_was(profile: Profile) -> None:
    fill(profile, "a", "b")
    raw = file(profile).read_bytes()
    with (
        largest_file(len(raw) + 20),
        pytest.raises(StoreError, match=r"Cannot write .*plan-8d4ff5c0.*jsonl: File too large"),
    ):
        profile.revisions.keep(plan("c"), now=NOW + MINUTE)
    assert file(profile).read_bytes() == raw


@pytest.mark.parametrize(
    "line",
    [
        *(b"damaged", b"{}", b"[]", b"\xff\xfe", b"null", b"[" * 100_000, b'{"schema":1}'),
        b'{"schema":1,"content":{"at":"soon","plan":{"id":"' + ID.encode() + b'"}}}',
        b'{"schema":1,"content":{"at":"2026-11-25T12:00:00Z","plan":{"id":"another"}}}',
        b'{"schema":1,"content":{"at":"2026-11-25T12:00:00Z","plan":{"id":7}}}',
    ],
)
def test_a_damaged_line_is_reported_and_stays(profile: Profile, line: bytes) -> None:
    fill(profile, "a", "b")
    one, two = file(profile).read_bytes().splitlines(keepends=True)
    file(profile).write_bytes(one + line + b"\n" + two)
    reports: list[str] = []
    profile.report = reports.append
    assert kept(profile) == ["a", "b"]
    assert reports == [
        f"plan-{ID}.jsonl holds 1 line that cannot be read; the other states of the plan are there."
    ]
    profile.revisions.keep(plan("c"), now=NOW)
    assert line in file(profile).read_bytes().splitlines()
    assert kept(profile)[-1] == "c"


def test_damaged_lines_are_set_aside_before_they_leave_the_file(profile: Profile) -> None:
    fill(profile, "a")
    with file(profile).open("ab") as end:
        end.write(b"damaged\n" * 400)
    profile.revisions.keep(plan("b"), now=NOW + MINUTE)
    assert kept(profile, now=NOW + MINUTE) == ["a", "b"]
    assert b"damaged" not in file(profile).read_bytes()
    (aside,) = file(profile).parent.glob("*.damaged-*")
    assert aside.read_bytes().count(b"damaged\n") == 400


def test_a_newer_schema_is_refused_and_left_alone(profile: Profile) -> None:
    fill(profile, "a")
    newer = file(profile).read_bytes().replace(b'"schema":1', b'"schema":2')
    file(profile).write_bytes(newer)
    acts: list[Any] = [
        lambda: profile.revisions.of(ID),
        lambda: profile.revisions.read(ID, ""),
        lambda: profile.revisions.keep(plan("b")),
        lambda: profile.revisions.mark(ID, "", "why"),
    ]
    for act in acts:
        with pytest.raises(NewerSchemaError, match="newer Lightkeeper"):
            act()
    assert file(profile).read_bytes() == newer


def test_a_folder_in_the_files_place_is_said(profile: Profile) -> None:
    file(profile).mkdir(parents=True)
    for act in (profile.revisions.of, profile.revisions.forget):
        with pytest.raises(StoreError, match=r"Cannot (read|remove)"):
            act(ID)
    with pytest.raises(StoreError, match="Cannot read"):
        profile.revisions.keep(plan("a"))


def test_another_program_that_writes_is_waited_for_and_named(profile: Profile) -> None:
    with profile.writing("library"), pytest.raises(HeldError, match="is writing to profile test"):
        profile.revisions.keep(plan("a"))


@given(st.binary(max_size=200), st.integers(0, 3))
def test_any_content_is_read_or_refused(content: bytes, after: int) -> None:
    reports: list[str] = []
    with scratch() as root:
        profile = Profile("test", root=root, report=never)
        fill(profile, "a", "b")
        lines = file(profile).read_bytes().splitlines(keepends=True)
        file(profile).write_bytes(b"".join([*lines[:after], content, *lines[after:]]))
        profile.report = reports.append
        assert len(kept(profile)) <= 2
        profile.revisions.keep(plan("c"), now=NOW)
        assert kept(profile)[-1] == "c"


@settings(max_examples=40)
@given(st.lists(records(Plan), max_size=8))
def test_any_plans_are_there_again(plans: list[Plan]) -> None:
    with scratch() as root:
        revisions = Profile(root=root, report=never).revisions
        wanted: dict[str, list[Plan]] = {}
        for at, each in enumerate(plans):
            revisions.keep(each, now=NOW + MINUTE * at)
            found = wanted.setdefault(each.id, [])
            if not found or structs.replace(found[-1], saved_at="") != structs.replace(
                each, saved_at=""
            ):
                found.append(each)
        for id, found in wanted.items():
            assert [each.plan for each in revisions.of(id, NOW + HOUR)] == found
