"""The hostile world on the command line: tables, JSON, CSV, and what goes to standard error."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from data.clean import clean
from data.emulator.serve import Running, running
from data.known import Known
from data.query import Rows
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.hostile.looking import cells, every_text, harm
from tests.hostile.payloads import LONG, PAYLOADS
from tests.hostile.world import Hostile

ROOT = Path(__file__).parents[2]
LISTS = ("customers", "delegations", "versions")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, sample: Known) -> Run:
    """Run the program on what was read of the hostile world."""
    Profile(root=tmp_path / "lightkeeper").cache.commit(sample)

    home = str(tmp_path)

    def started(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("lightkeeper"), *arguments],
            cwd=ROOT,
            env={**os.environ, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, **extra},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )

    return started


def rows_of(everything: Snapshot, what: str) -> Rows[Any]:
    lists: dict[str, Rows[Any]] = {
        "customers": everything.customers,
        "delegations": everything.scopes,
        "versions": everything.versions,
    }
    return lists[what]


def assert_quiet(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert harm(done.stdout.replace("\n", "")) == []


@pytest.mark.parametrize("what", LISTS)
def test_json_gives_back_every_text_whole(what: str, run: Run, everything: Snapshot) -> None:
    done = run("list", what, "--json")
    assert_quiet(done)
    rows = rows_of(everything, what)
    expected = [rows.listing.record(row) for row in rows.rows[rows.pinned :]]
    assert json.loads(done.stdout)["rows"] == expected


@pytest.mark.parametrize("what", LISTS)
def test_csv_has_the_texts_and_no_formula(what: str, run: Run, everything: Snapshot) -> None:
    done = run("list", what, "--csv")
    assert_quiet(done)
    found = list(csv.reader(io.StringIO(done.stdout)))
    rows = rows_of(everything, what)
    assert len(found) == 1 + len(rows.rows) - rows.pinned == done.stdout.count("\n")
    records = [rows.listing.record(row) for row in rows.rows[rows.pinned :]]
    for line, record in zip(found[1:], records, strict=True):
        for shown, value in zip(line, record.values(), strict=True):
            parts = shown.split(";")
            assert not any(part.lstrip().startswith(FORMULA) for part in parts), shown
            text = " ".join(value) if isinstance(value, list) else str(value)
            assert shown.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize("what", LISTS)
def test_the_table_has_one_aligned_line_for_each_row(
    what: str, run: Run, everything: Snapshot
) -> None:
    done = run("list", what)
    assert_quiet(done)
    rows = rows_of(everything, what)
    heading, *lines = done.stdout.splitlines()
    assert len(lines) == len(rows.rows) - rows.pinned
    assert max(map(cell_len, lines)) < 400
    starts = [heading.index(each.title) for each in rows.listing.fields if each.title]
    for line in lines:
        signs = cells(line)
        for start in starts[1:]:
            assert signs[start - 2 : start] in ([" ", " "], []), line


@pytest.mark.parametrize("payload", ["window title", "long wide"])
def test_a_name_is_found_by_the_filter(payload: str, run: Run, hostile: Hostile) -> None:
    tenant = hostile.tenant(payload)
    word = clean(PAYLOADS[payload]).split()[0][: LONG // 2]
    done = run("list", "customers", "--json", "--filter", f'name:"{word}"')
    assert tenant in {row["tenant_id"] for row in json.loads(done.stdout)["rows"]}
    assert done.stderr == ""


@pytest.mark.parametrize("name", ["C1 title", "long words"])
def test_a_filter_that_is_nonsense(name: str, run: Run) -> None:
    done = run("list", "customers", "--filter", f"nonsense:{PAYLOADS[name]}", "--json")
    assert done.returncode == 0
    assert harm(done.stderr.replace("\n", "")) == []
    assert done.stderr.count("\n") <= 1
    assert "There is no field nonsense" in done.stderr


def test_a_terminal_that_lacks_letters(run: Run, everything: Snapshot) -> None:
    for what, encoding in zip(LISTS, ("ascii", "cp1252", "cp437"), strict=True):
        assert run("list", what, PYTHONIOENCODING=encoding).returncode == 0
    done = run("list", "customers", "--json", PYTHONIOENCODING="ascii")
    found = [row["name"] for row in json.loads(done.stdout)["rows"]]
    assert found == [row.name for row in everything.customers.rows[1:]]


@pytest.fixture
def azure(hostile: Hostile) -> Iterator[Running]:
    """The hostile world, served."""
    with running(hostile.world) as served:
        yield served


def test_a_sync_names_what_it_could_not_read_in_a_line_each(run: Run, azure: Running) -> None:
    signed_in = {
        "AZURE_TENANT_ID": azure.tenant,
        "AZURE_CLIENT_ID": azure.client_id,
        "AZURE_CLIENT_SECRET": azure.client_secret,
    }
    at = ("--arm-url", azure.url, "--ca", str(azure.ca))
    done = run("sync", *at, "--json", **signed_in)
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert [text for text in every_text(report) if harm(text)] == []
    lines = done.stderr.splitlines()
    assert len(lines) == len(report["failures"]) > 10
    assert harm("".join(lines)) == []
    assert max(map(len, lines)) < 2_000, "names of any length are cut"
    assert max(len(each["what"]) for each in report["failures"]) > 9_000, "and whole in the JSON"
