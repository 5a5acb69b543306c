"""Files that survive a crash, and that only their owner can read."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import StoreError
from data.store.files import (
    append_synced,
    private_folder,
    read_bytes,
    set_aside,
    sweep,
    write_atomic,
)
from tests.data.keeping import (
    crash_everywhere,
    largest_file,
    mode,
    names,
    python,
    read_only,
    said,
    scratch,
    umask,
)

NOW = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


# Who can read


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_owner_can_read(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        folder = private_folder(tmp_path / "a" / "b" / "c")
        write_atomic(folder / "file", b"content")
    assert [mode(each) for each in (folder, folder.parent, folder.parent.parent)] == [0o700] * 3
    assert mode(folder / "file") == 0o600


def test_a_file_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(0o666)
    write_atomic(tmp_path / "file", b"new")
    assert mode(tmp_path / "file") == 0o600


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o750)
    (tmp_path / "there").chmod(0o750)
    assert private_folder(tmp_path / "there") == tmp_path / "there"
    assert mode(tmp_path / "there") == 0o750


def test_a_folder_that_cannot_be_made_is_named() -> None:
    with pytest.raises(StoreError, match="Cannot make the folder /proc/lightkeeper/a: "):
        private_folder(Path("/proc/lightkeeper/a"))


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match=f"Cannot make the folder {tmp_path}/file"):
        private_folder(tmp_path / "file")


# Content


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4))
def test_the_last_content_is_read_back(contents: list[bytes]) -> None:
    with scratch() as folder:
        for content in contents:
            write_atomic(folder / "file", content)
            assert read_bytes(folder / "file") == content
        assert names(folder) == {"file"}


def test_there_is_nothing_to_read(tmp_path: Path) -> None:
    assert read_bytes(tmp_path / "file") is None
    assert read_bytes(tmp_path / "folder" / "file") is None


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=f"Cannot read {tmp_path}: Is a directory"):
        read_bytes(tmp_path)


# Crashes

STEPS = """
from data.store.files import write_atomic
def prepare(folder):
    folder.mkdir()
    write_atomic(folder / "file", b"old" * 1000)
def act(folder):
    write_atomic(folder / "file", b"new" * 2000)
"""


def test_a_crash_at_any_line_leaves_the_old_or_the_new_content() -> None:
    with scratch() as folder:
        contents = [(each / "file").read_bytes() for each in crash_everywhere(STEPS, folder)]
    assert set(contents) == {b"old" * 1000, b"new" * 2000}
    assert contents == sorted(contents, reverse=True)
    assert contents[-1] == b"new" * 2000


WRITING = """
import sys
from pathlib import Path
from data.store.files import write_atomic
path = Path(sys.argv[1])
print("writing", flush=True)
number = 0
while True:
    number += 1
    write_atomic(path, b"%d\\n" % (number % 10) * (100_000 + 10_000 * (number % 10)))
"""


def kill_while_writing(folder: Path, seed: int) -> None:
    """The file is checked to be whole, in content and in length."""
    moment = random.Random(seed).uniform(0, 0.03)
    with python(WRITING, folder / "file") as child:
        assert said(child) == "writing"
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(moment)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    content = read_bytes(folder / "file")
    if content is not None:
        assert content == content[:2] * (100_000 + 10_000 * int(content[:1]))


def test_killed_at_random_moments_the_file_is_whole(tmp_path: Path) -> None:
    for seed in range(20):
        kill_while_writing(tmp_path, seed)
    assert (tmp_path / "file").exists()


@pytest.mark.large
@pytest.mark.timeout(600)
def test_killed_at_many_random_moments_the_file_is_whole(tmp_path: Path) -> None:
    for seed in range(20, 500):
        kill_while_writing(tmp_path, seed)


def test_what_is_appended_stands_at_the_end_for_the_owner_only() -> None:
    with scratch() as folder, umask(0):
        append_synced(folder / "file", b"one\n")
        append_synced(folder / "file", b"two\n")
        assert read_bytes(folder / "file") == b"one\ntwo\n"
        assert mode(folder / "file") == 0o600


def test_nothing_of_it_stays_where_it_cannot_be_appended() -> None:
    with scratch() as folder:
        append_synced(folder / "file", b"one\n")
        with largest_file(6), pytest.raises(StoreError, match=r"Cannot write .*file: File too"):
            append_synced(folder / "file", b"two\n")
        assert read_bytes(folder / "file") == b"one\n"
        with read_only(folder), pytest.raises(StoreError, match="Cannot write"):
            append_synced(folder / "other", b"one\n")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file not closed
def test_an_interrupted_write_leaves_the_old_content_and_no_temporary_file() -> None:
    interrupted = 0
    with scratch() as folder:
        write_atomic(folder / "file", b"old")
        while _interrupted(folder / "file", interrupted + 1):
            interrupted += 1
            assert (folder / "file").read_bytes() == b"old"
            assert names(folder) == {"file"}
    assert interrupted > 3


def _interrupted(path: Path, at: int) -> bool:
    """Press ctrl+c at that line of what comes before the file is replaced."""
    seen = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal seen
        if "write_synced" in frame.f_code.co_name:
            seen += event == "line"
            if seen == at:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        write_atomic(path, b"new")
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


# No room, no right


def check_refused(path: Path, content: bytes) -> str:
    """The old content stays and nothing else; return what was said."""
    before, beside = path.read_bytes(), names(path.parent)
    with pytest.raises(StoreError) as refused:
        write_atomic(path, content)
    assert path.read_bytes() == before
    assert names(path.parent) == beside
    sentence = str(refused.value)
    assert sentence.startswith(f"Cannot write {path}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "Errno" not in sentence
    return sentence


def test_a_file_that_grows_too_large_leaves_the_old_one(tmp_path: Path) -> None:
    write_atomic(tmp_path / "file", b"old")
    with largest_file(4096):
        assert "File too large" in check_refused(tmp_path / "file", b"n" * 5000)


def test_a_full_disk_leaves_the_old_file(tiny_disk: Path) -> None:
    write_atomic(tiny_disk / "file", b"o" * 30_000)
    assert "No space left" in check_refused(tiny_disk / "file", b"n" * 60_000)
    write_atomic(tiny_disk / "file", b"n" * 20_000)
    assert (tiny_disk / "file").read_bytes() == b"n" * 20_000


def test_a_read_only_folder_leaves_the_old_file() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "file"
        write_atomic(path, b"old")
        with read_only(path.parent):
            assert "Permission denied" in check_refused(path, b"new")


def test_a_folder_in_the_files_place(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(StoreError, match="Is a directory"):
        write_atomic(tmp_path / "file", b"new")
    assert names(tmp_path) == {"file"}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"Cannot write .*gone/file: No such file"):
        write_atomic(tmp_path / "gone" / "file", b"new")


# Set aside


def test_files_set_aside_in_one_second_are_all_kept(tmp_path: Path) -> None:
    asides = []
    for content in (b"one", b"two", b"three"):
        write_atomic(tmp_path / "file.json", content)
        asides.append(set_aside(tmp_path / "file.json", content, NOW))
    assert [each.read_bytes() for each in asides] == [b"one", b"two", b"three"]
    assert asides[0] == tmp_path / "file.json.damaged-20261102T083000"
    assert (tmp_path / "file.json").read_bytes() == b"three"
    assert {mode(each) for each in tmp_path.iterdir()} == {0o600}


def test_only_this_files_rubbish_is_swept(tmp_path: Path) -> None:
    for name in (".file.json.00aa11bb.tmp", ".other.json.00aa11bb.tmp", "file.json", "x.tmp"):
        (tmp_path / name).write_bytes(b"")
    sweep(tmp_path / "file.json")
    assert names(tmp_path) == {".other.json.00aa11bb.tmp", "file.json", "x.tmp"}
