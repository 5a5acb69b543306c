"""What a sync left: whole, whatever happens to the process or to the files."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from data.errors import StoreError
from data.known import Known
from data.store.cache import PAGE_ROWS, Cache
from data.store.storage import NewerSchemaError
from tests.data.arbitrary import records
from tests.data.keeping import (
    crash_everywhere,
    known,
    largest_file,
    mode,
    names,
    never,
    python,
    read_only,
    run,
    said,
    scratch,
    tree,
    umask,
)


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch() as made:
        yield made / "cache"


def cache(folder: Path) -> Cache:
    """A cache that has nothing to report."""
    return Cache(folder, never)


def sets(folder: Path) -> list[Path]:
    """The folders of the sets, the current one first."""
    current = str(json.loads((folder / "current.json").read_bytes())["content"]["current"])
    found = [each for each in folder.iterdir() if each.is_dir()]
    return sorted(found, key=lambda each: each.name != current)


def load(folder: Path) -> tuple[Known | None, list[str]]:
    """What is loaded, and what is reported meanwhile."""
    reports: list[str] = []
    return Cache(folder, reports.append).load(), reports


# Round trips


@settings(derandomize=True, deadline=None, max_examples=60)
@given(records(Known))
def test_what_is_committed_is_loaded(anything: Known) -> None:
    with scratch() as made:
        cache(made / "cache").commit(anything)
        assert cache(made / "cache").load() == anything


@pytest.mark.parametrize("rows", [0, 1, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 1, 2 * PAGE_ROWS + 1])
def test_pages(folder: Path, rows: int) -> None:
    cache(folder).commit(known(count=rows))
    assert cache(folder).load() == known(count=rows)
    (current,) = sets(folder)
    pages = sorted(each for each in current.iterdir() if "subscription" in each.name)
    counts = [len(json.loads(each.read_bytes())["content"]) for each in pages]
    assert len(counts) == -(-rows // PAGE_ROWS)
    assert sum(counts) == rows
    assert all(count == PAGE_ROWS for count in counts[:-1])


def test_there_is_nothing_at_first(folder: Path) -> None:
    assert cache(folder).load() is None
    assert not folder.exists()
    folder.mkdir()
    assert cache(folder).load() is None
    assert names(folder) == set()


def test_only_the_owner_can_read(folder: Path) -> None:
    with umask(0):
        for name in "abc":
            cache(folder).commit(known(name))
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert len(files) > 4
    assert {mode(each) for each in files} == {0o600}
    assert {mode(each) for each in (folder, *sets(folder))} == {0o700}


# What a commit leaves


def test_a_commit_replaces_the_set_and_keeps_the_one_before(folder: Path) -> None:
    for number, name in enumerate("abcd"):
        cache(folder).commit(known(name))
        assert cache(folder).load() == known(name)
        assert len(sets(folder)) == min(number + 1, 2)
    shutil.rmtree(sets(folder)[0])
    assert load(folder)[0] == known("c")


def test_one_object_may_commit_again_and_again(folder: Path) -> None:
    kept = cache(folder)
    for name in "abc":
        kept.commit(known(name))
        assert kept.load() == known(name)


STEPS = """
from tests.data.keeping import known
from data.store.cache import Cache
def prepare(folder):
    for name in ("older", "old"):
        Cache(folder).commit(known(name, 2))
def act(folder):
    Cache(folder).commit(known("new", 3))
"""


def test_a_crash_at_any_line_of_a_commit_leaves_a_whole_cache() -> None:
    with scratch() as made:
        left = crash_everywhere(STEPS, made)
        found = [cache(each).load() for each in left]
        assert found[0] == known("old", 2)
        assert found[-1] == known("new", 3)
        replaced = found.index(known("new", 3))
        assert found == [known("old", 2)] * replaced + [known("new", 3)] * (len(left) - replaced)
        rubbish = 0
        for each in left:
            rubbish += len(names(each)) > 4
            cache(each).commit(known("next"))
            files = {"current.json", "current.previous.json"}
            assert names(each) == files | {one.name for one in sets(each)}
            assert len(sets(each)) == 2
        assert rubbish > 10


COMMITTING = """
import sys
from pathlib import Path
from tests.data.keeping import known
from data.store.cache import Cache
cache = Cache(Path(sys.argv[1]))
number, last = 0, int(sys.argv[2])
print("committing", flush=True)
while number != last:
    number += 1
    cache.commit(known(str(number % 50), 1 + 60 * (number % 50)))
"""


def check_whole(found: Known | None) -> int:
    """Every row carries the same number, and there are as many as it says."""
    assert found is not None
    number = int(found.subscriptions[0].name)
    assert found == known(str(number), 1 + 60 * number)
    return number


def kill_while_committing(folder: Path, seed: int) -> None:
    moment = random.Random(seed).uniform(0, 0.06)
    with python(COMMITTING, folder, -1) as child:
        assert said(child) == "committing"
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(moment)
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    check_whole(cache(folder).load())


def test_killed_at_random_moments_the_cache_is_whole(folder: Path) -> None:
    cache(folder).commit(known("0"))
    for seed in range(20):
        kill_while_committing(folder, seed)
    cache(folder).commit(known("0"))
    assert len(sets(folder)) == 2


@pytest.mark.large
@pytest.mark.timeout(600)
def test_killed_at_many_random_moments_the_cache_is_whole(tmp_path: Path) -> None:
    cache(tmp_path).commit(known("0"))
    for seed in range(20, 300):
        kill_while_committing(tmp_path, seed)


def test_a_commit_that_finds_no_room_changes_nothing_and_leaves_nothing(folder: Path) -> None:
    for name in "abc":
        cache(folder).commit(known(name))
    before = tree(folder)
    with largest_file(4096), pytest.raises(StoreError, match="File too large"):
        cache(folder).commit(known("d", 500))
    assert tree(folder) == before
    assert cache(folder).load() == known("c")


def test_a_commit_sweeps_before_it_writes(folder: Path) -> None:
    for name in "ab":
        cache(folder).commit(known(name))
    before = tree(folder)
    (folder / "20200101T000000-abcdef").mkdir()
    (folder / "20200101T000000-abcdef" / "definitions-000.json").write_bytes(b"of a dead commit")
    with largest_file(4096), pytest.raises(StoreError):
        cache(folder).commit(known("c", 500))
    assert tree(folder) == before


# Damage


def overwrite(path: Path) -> None:
    path.write_bytes(b'{"schema":1,"content"')


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def change_a_type(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"new"', b"7").replace(b'"graph"', b"7"))


@pytest.mark.parametrize("damage", [overwrite, cut, change_a_type, Path.unlink])
@pytest.mark.parametrize("file", ["manifest.json", "subscriptions-000.json"])
def test_a_damaged_set_falls_back_to_the_one_before(
    folder: Path, file: str, damage: object
) -> None:
    assert callable(damage)
    cache(folder).commit(known("old"))
    cache(folder).commit(known("new"))
    damage(sets(folder)[0] / file)
    for _ in range(2):
        found, reports = load(folder)
        assert found == known("old")
        (sentence,) = reports
        assert file in sentence
        assert "press r to sync" in sentence.lower()
    cache(folder).commit(known("newest"))
    assert cache(folder).load() == known("newest")


@pytest.mark.parametrize("damage", [overwrite, cut])
def test_a_damaged_pointer_falls_back_to_the_set_before(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    for name in ("older", "old", "new"):
        cache(folder).commit(known(name))
    damage(folder / "current.json")
    found, reports = load(folder)
    assert found == known("old")
    (sentence,) = reports
    assert "current.json could not be read" in sentence
    assert cache(folder).load() == known("old")
    cache(folder).commit(known("newest"))
    assert cache(folder).load() == known("newest")
    assert len(sets(folder)) == 2


def test_a_set_that_is_gone_falls_back_to_the_one_before(folder: Path) -> None:
    cache(folder).commit(known("old"))
    cache(folder).commit(known("new"))
    shutil.rmtree(sets(folder)[0])
    found, reports = load(folder)
    assert found == known("old")
    assert len(reports) == 1


def test_with_both_sets_damaged_there_is_nothing_and_both_are_reported(folder: Path) -> None:
    cache(folder).commit(known("old"))
    cache(folder).commit(known("new"))
    for each in sets(folder):
        overwrite(each / "subscriptions-000.json")
    found, reports = load(folder)
    assert found is None
    assert len(reports) == 2
    cache(folder).commit(known("newest"))
    assert cache(folder).load() == known("newest")


def test_a_damaged_first_pointer_leaves_nothing_but_a_report(folder: Path) -> None:
    cache(folder).commit(known("only"))
    overwrite(folder / "current.json")
    found, reports = load(folder)
    assert found is None
    assert len(reports) == 1
    cache(folder).commit(known("next"))
    assert cache(folder).load() == known("next")
    assert len(sets(folder)) == 1


def test_damage_where_nothing_can_be_written_falls_back_too() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        cache(folder).commit(known("old"))
        cache(folder).commit(known("new"))
        overwrite(sets(folder)[0] / "manifest.json")
        sets(folder)[0].chmod(0o500)
        before = tree(folder)
        with read_only(folder):
            found, reports = load(folder)
        assert found == known("old")
        assert len(reports) == 1
        assert tree(folder) == before


def test_a_newer_cache_is_refused_and_left_as_it_is(folder: Path) -> None:
    cache(folder).commit(known("old"))
    pointer = folder / "current.json"
    pointer.write_bytes(pointer.read_bytes().replace(b'"schema":1', b'"schema":2'))
    before = tree(folder)
    for act in (cache(folder).load, lambda: cache(folder).commit(known("new"))):
        with pytest.raises(NewerSchemaError, match=r"current\.json was written by a newer"):
            act()
    assert tree(folder) == before


@pytest.mark.parametrize("name", ["../../other/cache/{}", "{0}/../{0}", "/etc", "", ".."])
def test_a_pointer_cannot_lead_out_of_the_cache(tmp_path: Path, name: str) -> None:
    mine, other = tmp_path / "mine" / "cache", tmp_path / "other" / "cache"
    cache(other).commit(known("theirs"))
    cache(mine).commit(known("mine"))
    pointer = json.loads((mine / "current.json").read_bytes())
    pointer["content"]["current"] = name.format(sets(other)[0].name)
    (mine / "current.json").write_text(json.dumps(pointer))
    before = tree(other)
    found, reports = load(mine)
    assert found is None
    assert "current.json could not be read" in reports[0]
    Cache(mine, reports.append).commit(known("again"))
    assert tree(other) == before


def test_nothing_outside_the_folder_is_touched(tmp_path: Path) -> None:
    for name in ("cache", "cache.json", "current.json"):
        (tmp_path / f"other {name}").write_bytes(b"somebody else's")
    before = tree(tmp_path)
    for name in "abc":
        cache(tmp_path / "cache").commit(known(name))
    overwrite(sets(tmp_path / "cache")[0] / "manifest.json")
    overwrite(tmp_path / "cache" / "current.json")
    assert load(tmp_path / "cache")[0] == known("b")
    shutil.rmtree(tmp_path / "cache")
    assert tree(tmp_path) == before


# A reader beside a writer


def test_a_slow_reader_whose_set_is_swept_reads_the_newest(folder: Path) -> None:
    cache(folder).commit(known("old", PAGE_ROWS + 1))
    page = sets(folder)[0] / "subscriptions-000.json"
    content = page.read_bytes()
    page.unlink()
    os.mkfifo(page)
    found: list[Known | None] = []
    reader = threading.Thread(target=lambda: found.append(cache(folder).load()))
    reader.start()
    with page.open("wb") as pipe:  # returns when the reader has opened the first page
        cache(folder).commit(known("new"))
        cache(folder).commit(known("newest"))
        assert not page.exists()
        pipe.write(content)
    reader.join()
    assert found == [known("newest")]


def test_a_reader_beside_a_busy_writer_never_fails(folder: Path) -> None:
    cache(folder).commit(known("0"))
    seen = set()
    with python(COMMITTING, folder, 300) as child:
        while child.poll() is None:
            seen.add(check_whole(cache(folder).load()))
        assert child.returncode == 0
    assert len(seen) > 5
    assert check_whole(cache(folder).load()) == 300 % 50


# What loading imports

IMPORTS = """
import sys
from pathlib import Path
from data.store.profile import Profile
profile = Profile("test", root=Path(sys.argv[1]))
assert profile.cache.load() is not None
assert profile.library.contents().plans == ()
heavy = {"textual", "rich", "azure", "aiohttp", "trustme", "typer", "msal", "requests", "filelock"}
print(sorted(heavy & {each.split(".")[0] for each in sys.modules}))
"""


def test_loading_imports_neither_screen_nor_network(tmp_path: Path) -> None:
    cache(tmp_path / "profiles" / "test" / "cache").commit(known())
    assert run(IMPORTS, tmp_path) == "[]"
