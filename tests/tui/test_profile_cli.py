"""The commands about profiles, and what a profile changes for the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.emulator.serve import Running
from tests.data.records import MSP, RIVAL
from tests.tui.running import Run, assert_one_sentence


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of profiles of a program that a test starts."""
    return tmp_path / "lightkeeper" / "profiles.toml"


def test_a_profile_is_made_shown_and_removed(run: Run, file: Path) -> None:
    nothing = run("profile", "list")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "profile add" in nothing.stderr
    added = run("profile", "add", "northwind", "--tenant", MSP.upper(), "--cloud", "china")
    assert (added.returncode, added.stdout) == (0, "")
    assert f"Added profile northwind to {file}." in added.stderr
    listed = run("profile", "list").stdout.splitlines()
    assert listed[1].split() == ["northwind", MSP, "china", "auto", "no"]
    shown = run("profile", "show", "northwind", "--json", LIGHTKEEPER_READER="arm")
    settings = {each["key"]: each for each in json.loads(shown.stdout)["settings"]}
    assert settings["tenant"] == {"key": "tenant", "value": MSP, "source": "profiles.toml, line 2"}
    assert settings["cloud"]["source"] == "profiles.toml, line 3"
    assert settings["reader"] == {"key": "reader", "value": "arm", "source": "LIGHTKEEPER_READER"}
    assert settings["sign_in"] == {"key": "sign_in", "value": "auto", "source": "by itself"}
    people = run("profile", "show", "northwind")
    assert f"{MSP}  profiles.toml, line 2" in people.stdout
    assert "profiles/northwind" in people.stderr
    assert run("profile", "remove", "northwind").returncode == 1, "nobody said yes"
    assert run("profile", "remove", "northwind", "--yes").returncode == 0
    assert json.loads(run("profile", "list", "--json").stdout) == {"profiles": []}


def test_mistakes_are_told_in_one_sentence(run: Run, file: Path) -> None:
    for arguments, words in (
        (("add", "a/b"), "cannot name a profile"),
        (("add", "a", "--tenant", "contoso.com"), "GUID"),
        (("add", "a", "--cloud", "china", "--arm-url", "https://x"), "both say"),
        (("show", "a"), "There is no profile a"),
        (("remove", "a", "--yes"), "There is no profile a"),
    ):
        assert_one_sentence(run("profile", *arguments), 2, words)
    assert not file.exists()
    file.parent.mkdir()
    file.write_text("[a]\ncluod = 'china'\n")
    for command in (("profile", "list"), ("sync", "--profile", "a"), ("sync",)):
        assert_one_sentence(run(*command), 2, f"{file}, line 2:", "Is cloud meant?")
    file.unlink()
    assert_one_sentence(run("sync", LIGHTKEEPER_CLOUD="moon"), 2, "LIGHTKEEPER_CLOUD")
    assert_one_sentence(run("sync", "--arm-url", "http://x"), 2, "--arm-url", "https")


def test_a_sync_goes_where_the_profile_says(run: Run, azure: Running) -> None:
    at = ("--arm-url", azure.url, "--ca", str(azure.ca))
    assert run("profile", "add", "sample", "--tenant", azure.tenant, *at).returncode == 0
    assert "60 customers" in run("sync", LIGHTKEEPER_PROFILE="sample").stdout
    (found,) = json.loads(run("profile", "list", "--json").stdout)["profiles"]
    assert (found["name"], found["arm_url"], found["kept"]) == ("sample", azure.url, True)
    assert run("list", "customers", "--profile", "sample").returncode == 0
    removed = run("profile", "remove", "sample", "--yes")
    assert "lightkeeper wipe --library --profile sample" in removed.stderr


def test_nobody_is_left(run: Run, azure: Running) -> None:
    at = ("--arm-url", azure.url, "--ca", str(azure.ca))
    customers = {each.tenant for each in azure.world.subscriptions.values()} - {azure.tenant}
    done = run("sync", *at, LIGHTKEEPER_LEAVE_OUT=",".join(customers))
    assert done.returncode == 0
    assert f"0 customers, 0 delegations, {len(customers)} left out by the profile." in done.stdout
    assert f"Nobody has delegated anything to tenant {azure.tenant}" in done.stderr


def test_a_profile_of_another_tenant_is_refused(run: Run, azure: Running) -> None:
    at = ("--arm-url", azure.url, "--ca", str(azure.ca))
    run("profile", "add", "rival", "--tenant", RIVAL, *at)
    assert_one_sentence(run("sync", "--profile", "rival"), 4, RIVAL)
