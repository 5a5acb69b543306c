"""What changed at each sync, one file a month."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.changes import ADDED, GONE, Change
from data.errors import StoreError
from data.store.history import History
from data.store.storage import DamagedFileError
from tests.data.arbitrary import records
from tests.data.keeping import largest_file, mode, names, never, scratch, tree, umask

MONTHS = st.sampled_from(["2025-12", "2026-01", "2026-11"])


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch() as made:
        yield made / "history"


def history(folder: Path) -> History:
    return History(folder, never)


def change(at: str, tenant: str = "tenant", kind: str = ADDED) -> Change:
    return Change(at, kind, tenant)


OCTOBER, NOVEMBER = change("2026-10-31T23:59:59Z"), change("2026-11-01T00:00:00Z")
LATER = change("2026-11-30T23:59:59Z", kind=GONE)


def test_there_is_nothing_at_first(folder: Path) -> None:
    assert history(folder).months() == []
    assert history(folder).load("2026-11") == []
    history(folder).append([])
    assert not folder.exists()


def test_one_file_a_month(folder: Path) -> None:
    history(folder).append([NOVEMBER, OCTOBER])
    history(folder).append([LATER])
    assert history(folder).months() == ["2026-10", "2026-11"]
    assert history(folder).load("2026-10") == [OCTOBER]
    assert history(folder).load("2026-11") == [NOVEMBER, LATER]
    assert history(folder).load("2026-12") == []
    assert names(folder) == {"2026-10.json", "2026-11.json", "2026-11.previous.json"}


def test_only_the_owner_can_read(folder: Path) -> None:
    with umask(0):
        history(folder).append([OCTOBER])
        history(folder).append([NOVEMBER])
    assert mode(folder) == 0o700
    assert [mode(each) for each in folder.iterdir()] == [0o600] * 2


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.lists(st.lists(st.tuples(MONTHS, records(Change)), max_size=4), max_size=4))
def test_the_order_is_kept(syncs: list[list[tuple[str, Change]]]) -> None:
    appended: list[Change] = []
    with scratch() as made:
        for sync in syncs:
            found = [msgspec.structs.replace(each, at=month + each.at) for month, each in sync]
            history(made).append(found)
            appended += found
        months = sorted({each.at[:7] for each in appended})
        assert history(made).months() == months
        loaded = [each for month in months for each in history(made).load(month)]
    by_month = sorted(appended, key=lambda each: each.at[:7])
    assert loaded == by_month
    assert [month for month, _ in groupby(loaded, lambda each: each.at[:7])] == months


def test_a_damaged_month_falls_back_and_leaves_the_others(folder: Path) -> None:
    history(folder).append([OCTOBER])
    history(folder).append([NOVEMBER])
    history(folder).append([LATER])
    (folder / "2026-11.json").write_bytes(b"damaged")
    reports: list[str] = []
    assert History(folder, reports.append).load("2026-11") == [NOVEMBER]
    assert len(reports) == 1
    assert "2026-11.json could not be read" in reports[0]
    assert history(folder).months() == ["2026-10", "2026-11"]
    assert history(folder).load("2026-10") == [OCTOBER]


def test_a_lost_month_is_set_aside_and_the_next_sync_is_still_kept(folder: Path) -> None:
    history(folder).append([OCTOBER])
    history(folder).append([NOVEMBER])
    (folder / "2026-11.json").write_bytes(b"damaged")
    reports: list[str] = []
    History(folder, reports.append).append([LATER])
    (sentence,) = reports
    assert "2026-11.json could not be read and was set aside" in sentence
    assert history(folder).load("2026-11") == [LATER]
    assert history(folder).load("2026-10") == [OCTOBER]
    (aside,) = folder.glob("2026-11.json.damaged-*")
    assert aside.read_bytes() == b"damaged"


def test_a_lost_month_is_said_when_it_is_loaded(folder: Path) -> None:
    history(folder).append([OCTOBER])
    history(folder).append([NOVEMBER])
    (folder / "2026-11.json").write_bytes(b"damaged")
    with pytest.raises(DamagedFileError, match=r"2026-11\.json could not be read"):
        history(folder).load("2026-11")
    assert history(folder).months() == ["2026-10"]
    assert history(folder).load("2026-10") == [OCTOBER]


def test_a_row_that_is_no_change_is_reported_and_the_others_are_there(folder: Path) -> None:
    history(folder).append([NOVEMBER, LATER])
    path = folder / "2026-11.json"
    path.write_bytes(path.read_bytes().replace(f'"{GONE}"'.encode(), b"7"))
    reports: list[str] = []
    assert History(folder, reports.append).load("2026-11") == [NOVEMBER]
    assert len(reports) == 1
    assert reports[0].startswith("2026-11.json holds something that cannot be read")


def test_a_full_disk_leaves_the_month_as_it_was(folder: Path) -> None:
    history(folder).append([NOVEMBER])
    before = tree(folder)
    with largest_file(10), pytest.raises(StoreError, match=r"2026-11.*\.json: File too large"):
        history(folder).append([LATER])
    assert tree(folder) == before


@pytest.mark.parametrize("name", ["2026-11.previous.json", "notes.json", "2026-11.json.damaged-1"])
def test_other_files_are_no_months(folder: Path, name: str) -> None:
    history(folder).append([NOVEMBER])
    (folder / name).write_bytes(b"")
    assert history(folder).months() == ["2026-11"]


@pytest.mark.parametrize("month", ["../library", "", "2026-1", "2026-11.previous", "2026-11\n"])
def test_what_is_no_month_is_not_opened(folder: Path, month: str) -> None:
    folder.mkdir()
    (folder.parent / "library.json").write_bytes(b"precious")
    with pytest.raises(ValueError, match="is no month"):
        history(folder).load(month)
    assert tree(folder.parent) == {"history": None, "library.json": b"precious"}
