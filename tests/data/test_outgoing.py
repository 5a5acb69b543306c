"""Files that a user asked for: nothing old is lost unasked, nothing new is left by a failure."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import StoreError
from data.store.outgoing import Outgoing, ThereAlreadyError, write_out
from tests.data.keeping import largest_file, mode, names, read_only, scratch, tree, umask


def refused(*files: Outgoing, replace: bool = False) -> str:
    """What is said, in one sentence; the folder is as it was."""
    folder = files[0].path.parent
    before = tree(folder) if folder.is_dir() else {}
    with pytest.raises(StoreError) as raised:
        write_out(files, replace=replace)
    assert (tree(folder) if folder.is_dir() else {}) == before
    sentence = str(raised.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "Errno" not in sentence
    return sentence


def files_in(folder: Path, *names: str, content: bytes = b"new") -> list[Outgoing]:
    return [Outgoing(folder / name, content) for name in names]


def test_files_are_written_for_their_owner_only(tmp_path: Path) -> None:
    with umask(0):
        write_out(files_in(tmp_path, "a", "b"), replace=False)
    assert tree(tmp_path) == {"a": b"new", "b": b"new"}
    assert {mode(each) for each in tmp_path.iterdir()} == {0o600}


def test_nothing_is_written_when_there_is_nothing_to_write() -> None:
    write_out([], replace=False)


def test_what_is_there_stays_unless_it_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"old")
    assert refused(*files_in(tmp_path, "a", "b")) == f"{tmp_path}/b is there already."
    write_out(files_in(tmp_path, "a", "b"), replace=True)
    assert tree(tmp_path) == {"a": b"new", "b": b"new"}
    several = f"2 files are there already, such as {tmp_path}/a."
    assert refused(*files_in(tmp_path, "a", "b", "c")) == several
    with pytest.raises(ThereAlreadyError) as raised:
        write_out(files_in(tmp_path, "c", "b", "a"), replace=False)
    assert raised.value.paths == (tmp_path / "b", tmp_path / "a")


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.binary(max_size=9)),
    st.dictionaries(st.sampled_from("abcdef"), st.binary(max_size=9)),
    st.booleans(),
)
@settings(max_examples=60)
def test_all_or_none(old: dict[str, bytes], new: dict[str, bytes], replace: bool) -> None:
    with scratch() as folder:
        for name, content in old.items():
            (folder / name).write_bytes(content)
        files = [Outgoing(folder / name, content) for name, content in new.items()]
        if replace or not old.keys() & new.keys():
            write_out(files, replace=replace)
            assert tree(folder) == old | new
        else:
            with pytest.raises(ThereAlreadyError) as raised:
                write_out(files, replace=replace)
            assert {each.name for each in raised.value.paths} == old.keys() & new.keys()
            assert tree(folder) == old


# Where no file can be


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for replace in (False, True):
        said = refused(*files_in(tmp_path, "a", "b"), replace=replace)
        assert said == f"{tmp_path}/b is a folder. Name a file in it."


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    said = refused(*files_in(tmp_path / "gone", "a"))
    assert said == f"There is no folder {tmp_path}/gone. Make it, or choose another."
    (tmp_path / "file").write_bytes(b"")
    assert "There is no folder" in refused(*files_in(tmp_path / "file", "a"))


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match="is no ordinary file"):
        write_out(files_in(tmp_path, "pipe"), replace=True)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    assert "File name too long" in refused(*files_in(tmp_path, "a", "n" * 300))
    write_out(files_in(tmp_path, "n" * 255), replace=False)


def test_one_name_for_two_files(tmp_path: Path) -> None:
    assert "Two files" in refused(*files_in(tmp_path, "a", "a"), replace=True)


# Links


def test_what_a_link_points_to_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    real = tmp_path / "repository" / "plan.yaml"
    real.write_bytes(b"old")
    link = tmp_path / "plan.yaml"
    link.symlink_to(real)
    assert refused(Outgoing(link, b"new")) == f"{link} is there already."
    write_out([Outgoing(link, b"new")], replace=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert names(real.parent) == {"plan.yaml"}
    assert "Two files" in refused(Outgoing(link, b""), Outgoing(real, b""), replace=True)


def test_a_link_to_nothing_decides_nothing(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    for replace in (False, True):
        with pytest.raises(StoreError, match="is a link to nothing"):
            write_out([Outgoing(link, b"new")], replace=replace)
    assert names(tmp_path) == {"link"}
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(StoreError, match="Cannot write"):
        write_out([Outgoing(link, b"new")], replace=True)


def test_a_folder_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_out(files_in(tmp_path / "link", "a"), replace=False)
    assert names(tmp_path / "real") == {"a"}


# Somebody else at the same time


def test_of_many_at_once_one_writes(tmp_path: Path) -> None:
    refusals: list[ThereAlreadyError] = []
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        try:
            write_out(files_in(tmp_path, "a", "b", content=b"%d" % number), replace=False)
        except ThereAlreadyError as error:
            refusals.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(refusals) == 7
    assert names(tmp_path) == {"a", "b"}
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("replace", [False, True])
def test_a_file_that_appears_meanwhile_stays(
    tmp_path: Path, replace: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def appearing(descriptor: int) -> None:
        (tmp_path / "b").write_bytes(b"theirs")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", appearing)
    with pytest.raises(ThereAlreadyError) as raised:
        write_out(files_in(tmp_path, "a", "b"), replace=replace)
    assert raised.value.paths == (tmp_path / "b",)
    assert tree(tmp_path) == {"b": b"theirs"}


def test_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*arguments: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    write_out(files_in(tmp_path, "a"), replace=False)
    assert refused(*files_in(tmp_path, "b", "a")) == f"{tmp_path}/a is there already."
    assert tree(tmp_path) == {"a": b"new"}


# No room, no right


@pytest.mark.parametrize("replace", [False, True])
def test_a_full_disk_loses_nothing_old_and_leaves_nothing_new(
    tiny_disk: Path, replace: bool
) -> None:
    old = "b" if replace else "other"
    (tiny_disk / old).write_bytes(b"o" * 10_000)
    large = Outgoing(tiny_disk / "c", b"n" * 60_000)
    said = refused(*files_in(tiny_disk, "a", "b"), large, replace=replace)
    assert said.startswith(f"Cannot write {tiny_disk}/c: No space left")
    write_out(files_in(tiny_disk, "a", "b"), replace=replace)
    assert (tiny_disk / "b").read_bytes() == b"new"


def test_a_file_that_grows_too_large_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    files = [*files_in(tmp_path, "a"), Outgoing(tmp_path / "b", b"n" * 5000)]
    with largest_file(4096):
        assert "File too large" in refused(*files, replace=True)


def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    with scratch() as folder:
        (folder / "a").write_bytes(b"old")
        with read_only(folder):
            assert "Permission denied" in refused(*files_in(folder, "a"), replace=True)
            assert "Permission denied" in refused(*files_in(folder, "b"))
