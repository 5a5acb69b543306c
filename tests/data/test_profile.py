"""One profile's folder, and who may write to it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.changes import ADDED, Change
from data.errors import StoreError
from data.plans import Plan
from data.store.profile import HeldError, Profile
from tests.data.keeping import known, mode, names, never, python, said, scratch, tell, tree, umask

HOLDING = """
import sys
from pathlib import Path
from data.store.profile import Profile
with Profile("test", root=Path(sys.argv[1])).writing(sys.argv[2]):
    print("holding", flush=True)
    sys.stdin.readline()
print("let go", flush=True)
"""


@pytest.fixture
def profile() -> Iterator[Profile]:
    with scratch() as root:
        yield Profile("test", root=root, report=never)


def root(profile: Profile) -> Path:
    return profile.folder.parents[1]


def fill(profile: Profile) -> None:
    profile.cache.commit(known())
    profile.history.append([Change("2026-11-02T08:00:00Z", ADDED, "tenant")])
    profile.library.save(Plan("1"))
    profile.library.save(Plan("2"))


# Names


@pytest.mark.parametrize("name", ["default", "contoso-msp", "A.b_c-9", "x", "0", "x" * 64])
def test_names(tmp_path: Path, name: str) -> None:
    profile = Profile(name, root=tmp_path)
    profile.cache.commit(known())
    assert profile.folder == tmp_path / "profiles" / name
    assert names(tmp_path / "profiles") == {name}


TRICKS = [
    *("", ".", "..", "../x", "x/../..", "/etc", "a/b", "a\\b", "C:x", "~", "-x", "_x", ".hidden"),
    *("x\n", "\nx", "x\0", " x", "x ", "ü", "٣", "x" * 65, "x" * 5000, "*", "$HOME"),
]


@pytest.mark.parametrize("name", TRICKS)
def test_names_that_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a profile: use letters"):
        Profile(name, root=tmp_path)
    assert names(tmp_path) == set()


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=70) | st.from_regex(r"[a-z./\\]{1,6}"))
def test_a_folder_is_always_right_below_the_others(name: str) -> None:
    above = Path("/above")
    try:
        folder = Profile(name, root=above).folder
    except ValueError:
        return
    assert Path(os.path.normpath(folder)).parent == above / "profiles"
    assert folder.name == name


def test_nothing_is_made_by_naming_or_reading(profile: Profile) -> None:
    assert profile.cache.load() is None
    assert profile.history.months() == []
    assert profile.library.contents().plans == ()
    profile.wipe(library=True)
    assert names(root(profile)) == set()


def test_the_users_data_folder_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = Profile().folder
    assert folder.is_relative_to(tmp_path)
    assert folder.parts[-3:] == ("lightkeeper", "profiles", "default")


# The lock


def test_a_held_lock_says_who_holds_it(profile: Profile) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    with python(HOLDING, root(profile), "sync") as child:
        assert said(child) == "holding"
        with pytest.raises(HeldError) as refused, profile.writing("sync"):
            raise AssertionError("two hold the lock")
        found = re.search(
            rf"\(process {child.pid} on {re.escape(socket.gethostname())}, since ([^)]+)\)",
            str(refused.value),
        )
        assert found
        assert before <= datetime.fromisoformat(found[1]) <= before + timedelta(minutes=1)
        assert "writing to profile test (sync)" in str(refused.value)
        tell(child)
        assert said(child) == "let go"
    with profile.writing("sync"):
        pass


def test_a_library_that_is_held_is_refused_after_a_while_and_can_be_read(profile: Profile) -> None:
    profile.library.save(Plan("1"))
    with python(HOLDING, root(profile), "library") as child:
        assert said(child) == "holding"
        with pytest.raises(HeldError, match=rf"process {child.pid} .*\(library\)"):
            profile.library.save(Plan("2"))
        assert profile.library.contents().plans == (Plan("1"),)


WAITING = """
import sys
from pathlib import Path
from data.store.profile import Profile
sys.stdin.readline()
print("waiting", flush=True)
with Profile("test", root=Path(sys.argv[1])).writing("library", 30):
    print("holding", flush=True)
"""


def test_a_write_waits_for_another_program(profile: Profile) -> None:
    with python(WAITING, root(profile)) as child:
        with profile.writing("library"):
            tell(child)
            assert said(child) == "waiting"
            held = json.loads((profile.folder / "library.holder").read_bytes())
            assert held["pid"] == os.getpid()
        assert said(child) == "holding"


def test_the_parts_are_held_one_by_one(profile: Profile) -> None:
    with profile.writing("sync"), profile.writing("library"):
        assert names(profile.folder) == {
            *("sync.lock", "sync.holder"),
            *("library.lock", "library.holder"),
        }
    assert names(profile.folder) == {"sync.lock", "library.lock"}


def test_what_a_killed_program_held_is_free(profile: Profile) -> None:
    with python(HOLDING, root(profile), "sync") as child:
        assert said(child) == "holding"
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert names(profile.folder) == {"sync.lock", "sync.holder"}
        with profile.writing("sync"):
            held = json.loads((profile.folder / "sync.holder").read_bytes())
            assert held["pid"] == os.getpid()
    assert names(profile.folder) == {"sync.lock"}


def test_the_lock_is_free_after_a_failure(profile: Profile) -> None:
    with pytest.raises(RuntimeError, match="inside"), profile.writing("sync"):
        raise RuntimeError("inside")
    assert names(profile.folder) == {"sync.lock"}
    with profile.writing("sync"):
        pass


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"7", b"\xff", b'{"pid":1}'])
def test_a_holder_that_left_no_name(profile: Profile, content: bytes) -> None:
    with profile.writing("sync"):
        (profile.folder / "sync.holder").write_bytes(content)
        with pytest.raises(HeldError, match=r"\(which left no name\)"):
            profile.writing("sync").__enter__()


def test_only_the_owner_can_read(profile: Profile) -> None:
    with umask(0):
        fill(profile)
        with profile.writing("sync"), profile.writing("library"):
            everything = [profile.folder, *profile.folder.rglob("*")]
            assert {mode(each) for each in everything if each.is_dir()} == {0o700}
            assert {mode(each) for each in everything if each.is_file()} == {0o600}


def test_a_folder_that_cannot_be_made_is_said() -> None:
    stuck = Profile("test", root=Path("/proc/lightkeeper"))
    with pytest.raises(StoreError, match="Cannot make the folder"):
        stuck.writing("sync").__enter__()


def test_a_lock_that_cannot_be_made_is_said(profile: Profile) -> None:
    (profile.folder / "sync.lock").mkdir(parents=True)
    with pytest.raises(StoreError, match=rf"Cannot lock {profile.folder}: Is a directory"):
        profile.writing("sync").__enter__()


# The right to edit

EDITING = """
import sys
from pathlib import Path
from data.store.profile import Profile
lock = Profile("test", root=Path(sys.argv[1])).edit()
print("editing", flush=True)
sys.stdin.readline()
lock.release()
print("closed", flush=True)
sys.stdin.readline()
"""


def test_nobody_edits_at_first_and_asking_makes_nothing(profile: Profile) -> None:
    assert profile.editor() == ""
    assert not profile.folder.exists()


def test_who_edits_is_told_while_the_editor_is_open(profile: Profile) -> None:
    with python(EDITING, root(profile)) as child:
        assert said(child) == "editing"
        who = rf"process {child.pid} on {re.escape(socket.gethostname())}, since 2"
        assert re.match(who, profile.editor())
        with pytest.raises(HeldError, match=rf"\({who}.* is editing plans of profile test"):
            profile.edit()
        profile.library.save(Plan("1"))  # reading and writing go on
        profile.revisions.keep(Plan("1"))
        tell(child)
        assert said(child) == "closed"
        assert profile.editor() == ""
        lock = profile.edit()
        assert profile.editor().startswith(f"process {os.getpid()} ")
        lock.release()
    assert profile.editor() == ""


def test_what_a_killed_editor_held_is_free(profile: Profile) -> None:
    with python(EDITING, root(profile)) as child:
        assert said(child) == "editing"
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert (profile.folder / "editing.holder").exists()
        assert profile.editor() == ""
        profile.edit().release()


def test_another_thread_may_close_the_editor(profile: Profile) -> None:
    lock = profile.edit()
    with pytest.raises(HeldError, match=rf"process {os.getpid()} "):
        profile.edit()
    closing = threading.Thread(target=lock.release)
    closing.start()
    closing.join()
    assert profile.editor() == ""
    lock.release()
    profile.edit().release()


def test_asking_who_edits_keeps_nobody_from_editing(profile: Profile) -> None:
    profile.edit().release()
    stop = threading.Event()

    def ask() -> None:
        while not stop.wait(0.002):
            profile.editor()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(30):
            profile.edit().release()
    finally:
        stop.set()
        asking.join()


# Wiping


def test_wiping_leaves_the_library(profile: Profile) -> None:
    fill(profile)
    library = (profile.folder / "library.json").read_bytes()
    profile.wipe()
    assert profile.cache.load() is None
    assert profile.history.months() == []
    assert (profile.folder / "library.json").read_bytes() == library
    assert profile.library.contents().plans == (Plan("1"), Plan("2"))
    assert not (profile.folder / "cache").exists()
    assert not (profile.folder / "history").exists()


def test_wiping_takes_the_library_when_told_with_everything_of_it(profile: Profile) -> None:
    fill(profile)
    (profile.folder / "library.json").write_bytes(b"damaged")
    reports: list[str] = []
    profile.report = reports.append
    assert len(profile.library.contents().plans) == len(reports) == 1
    (profile.folder / ".library.json.00aa11bb.tmp").write_bytes(b"of a killed save")
    profile.wipe(library=True)
    left = {name for name in names(profile.folder) if not name.endswith(".lock")}
    assert left == set()
    assert profile.library.contents().plans == ()
    profile.library.save(Plan("3"))
    assert profile.library.contents().plans == (Plan("3"),)


def test_wiping_touches_no_other_profile(profile: Profile) -> None:
    other = Profile("other", root=root(profile))
    for each in (profile, other):
        fill(each)
    before = tree(other.folder)
    profile.wipe(library=True)
    assert tree(other.folder) == before


@pytest.mark.parametrize(("part", "library"), [("sync", False), ("sync", True), ("library", True)])
def test_wiping_is_refused_while_another_program_writes(
    profile: Profile, part: str, library: bool
) -> None:
    fill(profile)
    with python(HOLDING, root(profile), part) as child:
        assert said(child) == "holding"
        before = tree(profile.folder)
        with pytest.raises(HeldError, match=rf"process {child.pid} "):
            profile.wipe(library=library)
        assert {name: before[name] for name in before if "holder" not in name}.items() <= tree(
            profile.folder
        ).items()


def test_wiping_the_cache_needs_no_library(profile: Profile) -> None:
    fill(profile)
    with profile.writing("library"):
        profile.wipe()
    assert profile.cache.load() is None


def test_what_cannot_be_wiped_is_named(profile: Profile) -> None:
    fill(profile)
    history = profile.folder / "history"
    for each in history.iterdir():
        each.unlink()
    history.rmdir()
    history.write_bytes(b"a file")
    with pytest.raises(StoreError, match=rf"Cannot remove {history}: Not a directory"):
        profile.wipe()
