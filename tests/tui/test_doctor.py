"""The command that says what works here: fine when all is well, and each fault by its name."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from data.emulator.serve import Running
from data.store.profile import Profile
from tests.data.records import RIVAL
from tests.tui.running import Run

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def kept(run: Run, at: Sequence[str], home: Path) -> Profile:
    """A profile that was synced, in the folder of a program that a test starts."""
    assert "60 customers" in run("sync", *at).stdout
    return Profile(root=home)


def checks(done: Done) -> dict[str, dict[str, Any]]:
    assert "Traceback" not in done.stderr
    return {each["name"]: each for each in json.loads(done.stdout)["checks"]}


def wrong(done: Done) -> list[str]:
    """The names of what does not work, which the exit code must tell."""
    found = [name for name, each in checks(done).items() if each["state"] == "failed"]
    assert done.returncode == (1 if found else 0)
    assert all(checks(done)[name]["fix"].endswith((".", "?", "]")) for name in found)
    return found


@pytest.mark.usefixtures("kept")
def test_all_is_well(run: Run, at: Sequence[str], azure: Running) -> None:
    done = run(*at, "doctor")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "All that is needed works."
    assert {each[0] for each in lines[:-1]} == {"✓"}
    found = checks(run(*at, "doctor", "--json"))
    assert "60 customers, synced" in found["cache"]["words"]
    assert "of 60 customers to be read" in found["resource manager"]["words"]
    assert azure.tenant in found["tenant"]["words"]


def test_the_demo_is_healthy(run: Run) -> None:
    done = run("doctor", "--profile", "demo", AZURE_TENANT_ID="", AZURE_CLIENT_SECRET="")
    assert done.returncode == 0, done.stdout
    assert "There was no sync yet." in done.stdout, "which is no fault"
    assert "of 60 customers to be read" in done.stdout


def test_no_sign_in(run: Run, at: Sequence[str], tmp_path: Path) -> None:
    done = run(*at, "doctor", "--json", AZURE_CLIENT_SECRET="", PATH=str(tmp_path))
    assert wrong(done) == ["sign-in"]
    assert "az login" in checks(done)["sign-in"]["fix"]
    assert "tenant" not in checks(done), "which nobody can know"


def test_a_wrong_secret_is_not_told(run: Run, at: Sequence[str]) -> None:
    done = run(*at, "doctor", "--json", AZURE_CLIENT_SECRET="canary-4711")
    assert wrong(done) == ["sign-in"]
    assert "canary" not in done.stdout + done.stderr


@pytest.mark.usefixtures("kept")
def test_the_wrong_tenant(run: Run, at: Sequence[str]) -> None:
    done = run(*at, "doctor", "--json", LIGHTKEEPER_TENANT=RIVAL)
    assert wrong(done) == ["sign-in"], "this one has no application of ours"
    assert RIVAL in json.dumps(checks(done))


def test_the_cache_of_another_tenant(run: Run, at: Sequence[str], kept: Profile) -> None:
    known = kept.cache.load()
    assert known
    other = replace(known, meta=replace(known.meta, managing_tenant_id=RIVAL))
    kept.cache.commit(other)
    done = run(*at, "doctor", "--json")
    assert wrong(done) == ["tenant"]
    assert RIVAL in checks(done)["tenant"]["words"]


def test_an_azure_that_cannot_be_reached(run: Run) -> None:
    done = run("--arm-url", "https://localhost:1", "doctor", "--json")
    assert wrong(done) == ["address"]
    assert "Cannot reach https://localhost:1" in checks(done)["address"]["words"]


def test_a_resource_graph_that_refuses_is_no_fault(
    run: Run, at: Sequence[str], azure: Running
) -> None:
    azure.world.behaviour.graph = "refused"
    done = run(*at, "doctor", "--json")
    assert wrong(done) == []
    assert checks(done)["Resource Graph"]["state"] == "warning"
    assert "Reader auto" in checks(done)["Resource Graph"]["fix"]


def test_a_damaged_cache(run: Run, at: Sequence[str], kept: Profile) -> None:
    for page in kept.folder.glob("cache/*/customers-000.json"):
        page.write_bytes(page.read_bytes()[:-9])
    done = run(*at, "doctor", "--json")
    assert wrong(done) == ["cache"]
    assert "customers-000.json" in checks(done)["cache"]["words"]


def test_a_cache_of_which_nobody_knows_the_newest(
    run: Run, at: Sequence[str], kept: Profile
) -> None:
    (kept.folder / "cache" / "current.json").write_text("[]")
    done = run(*at, "doctor", "--json")
    assert wrong(done) == ["cache"]
    assert (kept.folder / "cache" / "current.json").read_text() == "[]", "nothing is changed"


def test_a_damaged_library(run: Run, at: Sequence[str], kept: Profile) -> None:
    (kept.folder / "library.json").write_text("{")
    before = sorted(each.name for each in kept.folder.iterdir())
    done = run(*at, "doctor", "--json")
    assert wrong(done) == ["library"]
    assert "library.json does not parse." in checks(done)["library"]["words"]
    assert sorted(each.name for each in kept.folder.iterdir()) == before, "nothing is changed"


@pytest.mark.parametrize("what", ["sync", "library"])
def test_a_held_lock(what: str, run: Run, at: Sequence[str], kept: Profile) -> None:
    with kept.writing(what):
        done = run(*at, "doctor", "--json")
    assert wrong(done) == [f"{what} lock"]
    assert f"process {os.getpid()}" in checks(done)[f"{what} lock"]["words"]


def test_somebody_who_edits_is_no_fault(run: Run, at: Sequence[str], kept: Profile) -> None:
    lock = kept.edit()
    try:
        done = run(*at, "doctor", "--json")
    finally:
        lock.release()
    assert wrong(done) == []
    assert checks(done)["editor"]["state"] == "warning"


def test_bad_settings(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "profiles.toml").write_text("[default]\nclouud = 'public'\n")
    done = run("doctor", "--json")
    assert wrong(done) == ["profile"]
    assert "line 2" in checks(done)["profile"]["words"]
    assert "address" not in checks(done), "Azure is not asked while nobody knows which"


def test_a_file_of_certificates_that_is_not_there(run: Run, at: Sequence[str]) -> None:
    done = run(*at, "doctor", "--json", REQUESTS_CA_BUNDLE="/no/such.pem")
    assert "certificates" in wrong(done)
    assert "REQUESTS_CA_BUNDLE names /no/such.pem" in checks(done)["certificates"]["words"]


def test_the_password_of_a_proxy_is_not_told(run: Run, at: Sequence[str]) -> None:
    proxies = {"HTTPS_PROXY": "http://me:canary@proxy:8080", "ALL_PROXY": "me:canary@proxy"}
    done = run(*at, "doctor", "--json", NO_PROXY="localhost", **proxies)
    assert "HTTPS_PROXY=http://proxy:8080, ALL_PROXY=proxy" in checks(done)["proxy"]["words"]
    assert "canary" not in done.stdout + done.stderr


def test_a_folder_that_others_may_read(run: Run, at: Sequence[str], kept: Profile) -> None:
    kept.folder.chmod(0o755)
    done = run(*at, "doctor", "--json")
    assert wrong(done) == []
    assert checks(done)["folder"]["fix"] == f"Run chmod 700 {kept.folder}."


def test_redacted(
    run: Run, at: Sequence[str], kept: Profile, azure: Running, tmp_path: Path
) -> None:
    with kept.writing("sync"):
        done = run(*at, "doctor", "--redact", HOME=str(tmp_path))
    assert "this machine" in done.stdout
    assert "~/lightkeeper" in done.stdout
    assert not (kept.folder / "redaction.key").exists(), "nothing is changed"
    canaries = [azure.tenant, str(tmp_path), socket.gethostname()]
    assert [each for each in canaries if each in done.stdout] == []
