"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from data.emulator.serve import Running
from data.known import Known
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.tui.running import Run, assert_one_sentence


def test_sync_and_list(run: Run, at: Sequence[str], home: Path) -> None:
    done = run("sync", *at, "--json")
    assert done.returncode == 3, "three subscriptions are refused"
    report = json.loads(done.stdout)
    assert report["customers"] == 60
    assert len(report["failures"]) == 1, "one reason, one entry"
    assert done.stderr.count("\n") == 1
    known = Profile(root=home).cache.load()
    assert known is not None
    listed = json.loads(run("list", "customers", "--json").stdout)
    assert listed["synced_at"] == known.meta.synced_at
    assert len(listed["rows"]) == 60
    pending = json.loads(run("list", "delegations", "--filter", "state:pending", "--json").stdout)
    expected = [
        row.key
        for row in Snapshot(known).scopes.rows
        if row.delegation and row.status.state == "pending"
    ]
    assert [row["delegation_id"].lower() for row in pending["rows"]] == expected
    assert expected


def test_options_may_stand_before_the_command(run: Run, at: Sequence[str]) -> None:
    assert run("--profile", "other", *at, "sync", "--reader", "arm").returncode == 3
    assert run("list", "versions", "--profile", "other").returncode == 0
    assert_one_sentence(run("list", "versions"), 5, "no cache that can be read", "lightkeeper sync")


def test_csv_runs_no_formula(run: Run, home: Path, known_with_formula: Known) -> None:
    Profile(root=home).cache.commit(known_with_formula)
    rows = list(csv.DictReader(io.StringIO(run("list", "customers", "--csv").stdout)))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)"]


@pytest.fixture
def known_with_formula() -> Known:
    from data.known import CustomerRead, KnownMeta

    meta = KnownMeta("2026-11-22T09:00:00+00:00", "2026-11-22T09:00:00+00:00", "arm", "t")
    return Known(meta, customers=(CustomerRead("c", "=HYPERLINK(1)"),))


def test_list_for_people_is_aligned(run: Run, at: Sequence[str]) -> None:
    run("sync", *at)
    lines = run("list", "versions").stdout.splitlines()
    column = lines[0].index("Version")
    assert len(lines) > 10
    assert {line[column - 2 : column] for line in lines} == {"  "}


def test_not_signed_in(run: Run, at: Sequence[str]) -> None:
    done = run("sync", *at, AZURE_CLIENT_SECRET="wrong-canary")
    assert_one_sentence(done, 4, "az login")
    assert "wrong-canary" not in done.stderr


def test_without_az_and_without_variables(run: Run, at: Sequence[str]) -> None:
    done = run("sync", *at, AZURE_CLIENT_SECRET="", PATH="")
    assert_one_sentence(done, 4, "az login")


def test_nothing_there(run: Run) -> None:
    assert_one_sentence(run("sync", "--arm-url", "https://localhost:1"), 3, "Cannot reach")


def test_a_held_cache_says_who_holds_it(run: Run, at: Sequence[str], home: Path) -> None:
    with Profile(root=home).writing("sync"):
        assert_one_sentence(run("sync", *at), 5, f"process {os.getpid()}")


def test_a_dashboard_needs_a_terminal(run: Run) -> None:
    assert_one_sentence(run("demo"), 2, "needs a terminal")
    assert_one_sentence(run(), 2, "needs a terminal")


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "nonsense"),
        ("sync", "--reader", "guess"),
        ("--profile", "../x", "list", "customers"),
        ("list", "customers", "--json", "--csv"),
        ("emulator", "--customers", "0"),
        ("nonsense",),
    ],
)
def test_wrong_use(arguments: Sequence[str], run: Run) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_wipe_asks_and_leaves_the_library(run: Run, at: Sequence[str], home: Path) -> None:
    run("sync", *at)
    profile = Profile(root=home)
    from data.plans import Plan

    profile.library.save(Plan("p", "Gold"))
    assert run("wipe").returncode == 1, "nobody said yes"
    assert profile.cache.load() is not None
    done = run("wipe", "--yes")
    assert done.returncode == 0
    assert profile.cache.load() is None
    assert len(profile.library.contents().plans) == 1
    assert run("wipe", "--yes", "--library").returncode == 0
    assert profile.library.contents().plans == ()


def test_help_names_every_command(run: Run) -> None:
    text = run("--help").stdout
    for command in ("demo", "sync", "list", "emulator", "wipe"):
        assert f"\n  {command} " in text
    for command in ("demo", "sync", "list", "emulator", "wipe"):
        assert "Usage: lightkeeper" in run(command, "-h").stdout


def test_the_demo_takes_no_profile(run: Run) -> None:
    assert_one_sentence(run("--profile", "mine", "demo"), 2, "profile and an Azure of its own")


def test_a_mistyped_field_is_pointed_out(run: Run, at: Sequence[str]) -> None:
    run("sync", *at)
    done = run("list", "customers", "--filter", "update:behind", "--json")
    assert json.loads(done.stdout)["rows"] == []
    assert "There is no field update" in done.stderr


def test_list_updates_exits_with_1_when_somebody_is_behind(run: Run, at: Sequence[str]) -> None:
    run("sync", *at)
    done = run("list", "updates", "--json")
    assert done.returncode == 1
    rows = json.loads(done.stdout)["rows"]
    assert any(row["behind"] for row in rows)
    assert run("list", "updates", "--filter", "state:current").returncode == 0


def test_what_is_no_longer_visible_is_said(run: Run, at: Sequence[str], azure: Running) -> None:
    run("sync", *at)
    left = azure.world.showing("largest")
    gone = sum(len(each.assignments) for each in left)
    for each in left:
        del azure.world.subscriptions[each.id.lower()]
    done = run("sync", *at, "--json")
    assert json.loads(done.stdout)["no_longer_visible"] == gone > 0
    assert f"No longer visible, removed or out of our sight: {gone} delegations." in done.stderr
    assert json.loads(run("sync", *at, "--json").stdout)["no_longer_visible"] == 0


def test_no_secret_and_no_token_is_in_what_a_run_leaves(
    run: Run, azure: Running, tmp_path: Path
) -> None:
    azure.world.client_secret = "canary-b7e1-of-the-application"
    secret = {"AZURE_CLIENT_SECRET": azure.world.client_secret}
    at = ("--arm-url", azure.url, "--ca", str(azure.ca))
    runs = (
        run("sync", "--json", *at, **secret),
        run(*at, "doctor", "--json", **secret),
        run("sync", *at, AZURE_CLIENT_SECRET="canary-b7e1-that-is-wrong"),
    )
    assert [each.returncode for each in runs] == [3, 0, 4]
    said = [f"{each.stdout}{each.stderr}".encode() for each in runs]
    files = [each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()]
    assert len(files) > 5
    for content in (*said, *files):
        assert b"canary-b7e1" not in content
        assert b"eyJ" not in content, "every token begins so"
