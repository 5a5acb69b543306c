"""TinyDB on files that a crash cannot break."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage, Storage

from data.errors import StoreError
from data.store.files import write_atomic
from data.store.storage import (
    SCHEMA,
    AtomicStorage,
    DamagedFileError,
    NewerSchemaError,
    Tables,
)
from tests.data.keeping import (
    crash_everywhere,
    largest_file,
    mode,
    names,
    never,
    python,
    read_only,
    said,
    scratch,
    tell,
    tree,
    umask,
)

ONE: Tables = {"plans": {"1": {"name": "Gold"}}}
TWO: Tables = {"plans": {"1": {"name": "Gold"}, "2": {"name": "Silver"}}}
DAMAGED = [
    pytest.param(b"", id="empty"),
    pytest.param(b'{"schema":1,"content":{"plans":{"1":{"na', id="cut short"),
    pytest.param(b"\0" * 500, id="zeros"),
    pytest.param(b'{"schema":1,"content":{"plans":{"1":{"name":"\xff"}}}}', id="not UTF-8"),
    pytest.param(b'{"plans":{}}', id="no schema"),
    pytest.param(b'{"schema":"1","content":{}}', id="schema is no number"),
    pytest.param(b'{"schema":1,"content":[]}', id="no tables"),
    pytest.param(b'{"schema":1,"content":{"plans":[]}}', id="no table"),
    pytest.param(b'{"schema":1,"content":{"plans":{"1":7}}}', id="no document"),
    pytest.param(b'{"schema":1,"content":{"plans":{"one":{}}}}', id="no number of a document"),
    pytest.param(b'{"schema":1,"content":null}', id="nothing"),
    pytest.param(b'{"schema":1,"content":' + b'{"a":' * 100_000, id="too deep"),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch() as made:
        yield made


def storage(path: Path, report: Any = never, *, keep: bool = True) -> AtomicStorage[Tables]:
    return AtomicStorage(path, of=Tables, keep_previous=keep, report=report)


def two_versions(folder: Path) -> Path:
    path = folder / "library.json"
    storage(path).write(ONE)
    storage(path).write(TWO)
    return path


# Reading and writing


def test_what_is_written_is_read_back(folder: Path) -> None:
    path = folder / "library.json"
    assert storage(path).read() is None
    assert names(folder) == set()
    storage(path).write(ONE)
    assert storage(path).read() == ONE
    assert names(folder) == {"library.json"}
    storage(path).write(TWO)
    assert storage(path).read() == TWO
    assert names(folder) == {"library.json", "library.previous.json"}
    assert storage(folder / "library.previous.json").read() == ONE


def test_only_the_owner_can_read(folder: Path) -> None:
    with umask(0):
        path = two_versions(folder)
        path.write_bytes(b"damaged")
        storage(path, [].append).read()
    assert len(names(folder)) > 2
    assert {mode(each) for each in folder.iterdir()} == {0o600}


def test_without_a_previous_version_when_none_is_asked_for(folder: Path) -> None:
    path = folder / "page.json"
    storage(path, keep=False).write(ONE)
    storage(path, keep=False).write(TWO)
    assert names(folder) == {"page.json"}


def test_the_file_says_its_schema(folder: Path) -> None:
    path = two_versions(folder)
    assert json.loads(path.read_bytes()) == {"schema": SCHEMA, "content": TWO}


def test_half_a_character_is_refused_and_the_file_stays(folder: Path) -> None:
    path = two_versions(folder)
    before = tree(folder)
    with pytest.raises(StoreError, match=r"^Cannot write .*library\.json: 'half \\ud800' is not"):
        storage(path).write({"plans": {"1": {"name": "half \ud800"}}})
    assert tree(folder) == before


def test_a_full_disk_leaves_the_document_and_the_one_before(folder: Path) -> None:
    path = two_versions(folder)
    large: Tables = {"plans": {"1": {"name": "x" * 5000}}}
    with largest_file(4096), pytest.raises(StoreError, match=r"library\.json: File too large"):
        storage(path).write(large)
    assert storage(path).read() == TWO
    assert names(folder) == {"library.json", "library.previous.json"}
    path.write_bytes(b"")
    assert storage(path, [].append).read() in (ONE, TWO)


# TinyDB

KEYS = st.sampled_from("abc")
DOCUMENTS = st.fixed_dictionaries({"key": KEYS, "text": st.text(max_size=5)})
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["insert", "update", "upsert", "remove", "reopen"]), KEYS, DOCUMENTS),
    max_size=12,
)


def do(database: TinyDB, name: str, key: str, document: dict[str, str]) -> object:
    if name == "insert":
        return database.insert(document)
    if name == "update":
        return database.update({"text": document["text"]}, where("key") == key)
    if name == "upsert":
        return database.upsert(document, where("key") == key)
    return database.remove(where("key") == key)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(OPERATIONS)
def test_tinydb_does_the_same_as_in_memory(
    operations: list[tuple[str, str, dict[str, str]]],
) -> None:
    memory: Storage = MemoryStorage()  # type: ignore[no-untyped-call]
    expected = TinyDB(storage=lambda: memory)
    with scratch() as folder:
        path = folder / "library.json"
        database = TinyDB(path, storage=storage)
        for name, key, document in operations:
            if name == "reopen":
                database.close()
                database = TinyDB(path, storage=storage)
                expected = TinyDB(storage=lambda: memory)
            else:
                assert do(database, name, key, document) == do(expected, name, key, document)
            assert database.all() == expected.all()
            assert [each.doc_id for each in database] == [each.doc_id for each in expected]


def test_tables_keep_to_themselves(folder: Path) -> None:
    path = folder / "library.json"
    with TinyDB(path, storage=storage) as database:
        database.table("plans").insert({"name": "Gold"})
        database.table("notes").insert({"text": "call them"})
    with TinyDB(path, storage=storage) as database:
        assert database.tables() == {"plans", "notes"}
        database.drop_table("notes")
        assert database.table("plans").all() == [{"name": "Gold"}]


# A newer Lightkeeper

NEWER = b'{"schema":2,"content":["something","else"]}'


def test_a_newer_file_is_refused_and_left_as_it_is(folder: Path) -> None:
    path = two_versions(folder)
    path.write_bytes(NEWER)
    before = tree(folder)
    with pytest.raises(NewerSchemaError, match=r"library\.json was written by a newer Lightkeeper"):
        storage(path).read()
    with pytest.raises(NewerSchemaError):
        storage(path).write(ONE)
    with TinyDB(path, storage=storage) as database:
        for change in (lambda: database.insert({}), database.drop_tables, database.all):
            with pytest.raises(NewerSchemaError):
                change()
    assert tree(folder) == before


def test_a_newer_previous_version_is_left_as_it_is(folder: Path) -> None:
    path = two_versions(folder)
    path.write_bytes(b"damaged")
    (folder / "library.previous.json").write_bytes(NEWER)
    before = tree(folder)
    with pytest.raises(NewerSchemaError, match=r"library\.previous\.json was written by a newer"):
        storage(path).read()
    assert {key: tree(folder)[key] for key in before} == before


# Damage


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_set_aside_and_the_one_before_used(folder: Path, damage: bytes) -> None:
    path = two_versions(folder)
    path.write_bytes(damage)
    reports: list[str] = []
    assert storage(path, reports.append).read() == ONE
    (aside,) = folder.glob("library.json.damaged-*")
    assert aside.read_bytes() == damage
    (sentence,) = reports
    assert sentence.startswith("library.json could not be read")
    assert str(aside) in sentence
    assert "the version before it is in use" in sentence
    assert storage(path).read() == ONE
    storage(path).write(TWO)
    assert storage(path).read() == TWO


@pytest.mark.parametrize("damage", DAMAGED)
def test_two_damaged_versions_are_both_set_aside(folder: Path, damage: bytes) -> None:
    path = two_versions(folder)
    path.write_bytes(damage)
    (folder / "library.previous.json").write_bytes(b"damaged too")
    with pytest.raises(DamagedFileError) as refused:
        storage(path).read()
    asides = {each.read_bytes(): each for each in folder.glob("*.damaged-*")}
    assert asides.keys() == {damage, b"damaged too"}
    assert str(asides[damage]) in str(refused.value)
    assert storage(path).read() is None
    storage(path).write(ONE)
    storage(path).write(TWO)
    assert storage(path).read() == TWO
    assert {each.read_bytes() for each in folder.glob("*.damaged-*")} == asides.keys()


def test_a_damaged_first_version(folder: Path) -> None:
    path = folder / "library.json"
    path.write_bytes(b"damaged")
    with pytest.raises(DamagedFileError, match=r"library\.json could not be read"):
        storage(path).read()
    (aside,) = names(folder) - {".repair.lock"}
    assert (folder / aside).read_bytes() == b"damaged"
    assert storage(path).read() is None


def test_damage_twice_in_one_second_keeps_both(folder: Path) -> None:
    path = two_versions(folder)
    for damage in (b"one", b"two", b"three"):
        path.write_bytes(damage)
        assert storage(path, [].append).read() == ONE
    kept = {each.read_bytes() for each in folder.glob("*.damaged-*")}
    assert kept == {b"one", b"two", b"three"}


def test_a_write_that_has_not_read_does_not_lose_the_good_version(folder: Path) -> None:
    path = two_versions(folder)
    path.write_bytes(b"damaged")
    storage(path, [].append).write(TWO)
    assert storage(path).read() == TWO
    path.write_bytes(b"damaged again")
    assert storage(path, [].append).read() == ONE
    kept = {each.read_bytes() for each in folder.glob("*.damaged-*")}
    assert kept == {b"damaged", b"damaged again"}


def test_where_nothing_can_be_written_the_version_before_is_still_read() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = two_versions(Path(name))
        path.write_bytes(b"damaged")
        before = tree(path.parent)
        reports: list[str] = []
        with read_only(path.parent):
            assert storage(path, reports.append).read() == ONE
        assert tree(path.parent) == before
        (sentence,) = reports
        assert "the version before it is in use" in sentence
        assert "Permission denied" in sentence


STEPS = """
import filelock  # once, not after each fork
from data.store.storage import AtomicStorage, Tables
def storage(folder):
    return AtomicStorage(folder / "library.json", of=Tables, keep_previous=True)
def prepare(folder):
    folder.mkdir()
    storage(folder).write({"plans": {"1": {"name": "Gold"}}})
    storage(folder).write({"plans": {"2": {"name": "Silver"}}})
"""


def test_a_crash_at_any_line_of_a_write_leaves_the_old_or_the_new(folder: Path) -> None:
    steps = STEPS + "def act(folder): storage(folder).write({'plans': {'3': {'name': 'Bronze'}}})"
    left = crash_everywhere(steps, folder)
    found = [json.dumps(storage(each / "library.json").read()) for each in left]
    assert [name for name in ("Silver", "Bronze") if name in found[0]] == ["Silver"]
    assert "Bronze" in found[-1]
    assert len(set(found)) == 2
    for each in left:
        (each / "library.json").write_bytes(b"")
        recovered = storage(each / "library.json", [].append).read()
        assert "Gold" in str(recovered) or "Silver" in str(recovered)


def test_a_crash_at_any_line_of_a_recovery_loses_nothing(folder: Path) -> None:
    steps = STEPS.replace("def prepare", "def versions") + (
        "def prepare(folder):\n"
        "    versions(folder)\n"
        "    (folder / 'library.json').write_bytes(b'damaged')\n"
        "def act(folder): storage(folder).read()\n"
    )
    for each in crash_everywhere(steps, folder):
        assert "Gold" in str(storage(each / "library.json", [].append).read())
        assert b"damaged" in [aside.read_bytes() for aside in each.glob("*.damaged-*")]


def test_what_a_killed_write_left_is_swept_by_the_next_one(folder: Path) -> None:
    steps = STEPS + "def act(folder): storage(folder).write({'plans': {}})"
    rubbish = 0
    for each in crash_everywhere(steps, folder):
        left = names(each) - {"library.json", "library.previous.json"}
        rubbish += len(left)
        (each / ".other.json.0011aabb.tmp").write_bytes(b"somebody else's")
        storage(each / "library.json").write(TWO)
        assert names(each) == {
            "library.json",
            "library.previous.json",
            ".other.json.0011aabb.tmp",
        }
    assert rubbish > 0


# Two programs


def test_a_file_that_was_repaired_meanwhile_is_not_set_aside(folder: Path) -> None:
    path = two_versions(folder)
    path.unlink()
    os.mkfifo(path)
    read: list[Tables | None] = []
    reader = threading.Thread(target=lambda: read.append(storage(path).read()))
    reader.start()
    with path.open("wb") as pipe:  # returns when the reader has opened the damaged file
        write_atomic(path, b'{"schema":1,"content":{"plans":{"3":{"name":"Bronze"}}}}')
        pipe.write(b"damaged")
    reader.join()
    assert read == [{"plans": {"3": {"name": "Bronze"}}}]
    assert not list(folder.glob("*.damaged-*"))


READING = """
import sys
from pathlib import Path
from data.store.storage import AtomicStorage, Tables
reports = []
path = Path(sys.argv[1])
storage = AtomicStorage(path, of=Tables, keep_previous=True, report=reports.append)
print("ready", flush=True)
sys.stdin.readline()
print(storage.read() == {"plans": {"1": {"name": "Gold"}}}, len(reports))
"""


def test_of_programs_that_find_the_damage_at_once_one_repairs_it(folder: Path) -> None:
    path = two_versions(folder)
    path.write_bytes(b"damaged")
    with python(READING, path) as one, python(READING, path) as two, python(READING, path) as three:
        children = (one, two, three)
        assert [said(each) for each in children] == ["ready"] * 3
        for each in children:
            tell(each)
        answers = [said(each) for each in children]
    assert sorted(answers) == ["True 0", "True 0", "True 1"]
    assert [each.read_bytes() for each in folder.glob("*.damaged-*")] == [b"damaged"]
    assert storage(path).read() == ONE
