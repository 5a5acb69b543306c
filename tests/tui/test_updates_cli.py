"""The commands around updates: what they print, and their exit codes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from data.board import told_today
from data.emulator.serve import Running
from data.known import Known
from data.ledger import ExpectedCustomer, RecordedVersion
from data.models import PlanKey
from data.plans import Plan
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.tui.running import Run, assert_one_sentence


@pytest.fixture
def kept(home: Path, sample: Known) -> Profile:
    """The sample in the cache of the default profile."""
    profile = Profile(root=home)
    profile.cache.commit(sample)
    return profile


def test_the_diffs_of_all_who_are_behind(run: Run, kept: Profile) -> None:
    done = run("updates", "diff", "--filter", "fabrikam")
    assert done.returncode == 1
    assert done.stdout.startswith(
        "# Fabrikam Retail\n\n## managed-ops/gold 1.2.0 → managed-ops/gold 1.10.0\n"
    )
    found = json.loads(run("updates", "diff", "--json").stdout)["diffs"]
    assert len({each["customer"] for each in found}) == 20
    assert {"change", "who", "role", "kind", "fields", "risks"} <= found[0]["changes"][0].keys()
    nobody = run("updates", "diff", "--filter", "state:current")
    assert (nobody.returncode, nobody.stdout) == (0, "Nobody is behind.\n")


def test_who_is_behind_by_a_number_alone_is_told_too(run: Run, kept: Profile) -> None:
    kept.library.save(RecordedVersion(PlanKey("northwindmsp", "server-care", "basic"), "1.1.0"))
    done = run("updates", "diff", "--filter", "server-care")
    assert done.returncode == 1
    assert "What it changes is not known, only its number." in done.stdout
    found = json.loads(run("updates", "diff", "--filter", "server-care", "--json").stdout)
    assert [each["changes"] for each in found["diffs"]] == [None]


def test_a_filter_is_no_all_clear_by_mistake(run: Run, kept: Profile) -> None:
    for command in (("list", "updates"), ("updates", "diff"), ("updates", "note")):
        done = run(*command, "--filter", "state:banana")
        assert_one_sentence(done, 2, "There is no state banana")
    none = run("updates", "diff", "--filter", "nobody-is-called-so")
    assert "No row of the board matches." in none.stderr


def test_the_diff_of_any_two(run: Run, kept: Profile) -> None:
    kept.library.save(Plan("d", "Next gold", version="2.0.0"))
    done = run("updates", "diff", "managed-ops/gold 1.2.0", "next")
    assert done.returncode == 1
    assert done.stdout.startswith("## managed-ops/gold 1.2.0 → Next gold 2.0.0 (draft)\n")
    same = run("updates", "diff", "managed-ops/gold 1.2.0", "managed-ops/gold 1.2.0")
    assert same.returncode == 0
    assert "No differences; unchanged: 9." in same.stdout
    assert_one_sentence(run("updates", "diff", "gold"), 2, "Name two things")
    assert_one_sentence(run("updates", "diff", "gold", "soc"), 2, "may be any of these")
    assert_one_sentence(run("updates", "diff", "platinum", "soc"), 2, 'called "platinum"')


def test_impact(run: Run, kept: Profile) -> None:
    done = run("updates", "impact", "managed-ops/gold 1.10.0")
    assert done.returncode == 0
    assert "It reaches 13 customers" in done.stdout
    kept.library.save(Plan("d", "Next gold", "managed-ops", "gold", version="2.0.0"))
    assert "reaches 31 customers" in run("updates", "impact", "next").stdout
    done = run("updates", "impact", "Fabrikam ERP")
    assert_one_sentence(done, 2, "neither a plan version nor a draft")


def test_one_note_is_printed(run: Run, kept: Profile) -> None:
    done = run("updates", "note", "--filter", "fabrikam", "--format", "txt")
    assert done.returncode == 1
    assert done.stdout.startswith("Managed Operations: version 1.10.0 waits for you\n")
    assert_one_sentence(run("updates", "note"), 2, "20 rows", "--filter")
    nobody = run("updates", "note", "--filter", "state:current")
    assert (nobody.returncode, nobody.stdout, nobody.stderr) == (0, "", "Nobody is behind.\n")


def test_notes_to_all_go_to_a_folder(run: Run, kept: Profile, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    done = run("updates", "note", "-o", str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Wrote 20 notes to {folder}." in done.stderr
    assert len(list(folder.glob("*.md"))) == 20
    assert_one_sentence(run("updates", "note", "-o", str(folder)), 5, "20 files", "--force")
    assert run("updates", "note", "-o", str(folder), "--force").returncode == 1
    (tmp_path / "file").write_text("")
    done = run("updates", "note", "-o", str(tmp_path / "file"))
    assert_one_sentence(done, 5, "Cannot make the folder")


def test_a_text_of_ones_own(run: Run, kept: Profile, tmp_path: Path) -> None:
    own = tmp_path / "config" / "lightkeeper" / "customer-note.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Hello $customer: $latest", encoding="utf-8")
    config = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = run("updates", "note", "--filter", "fabrikam", "--format", "txt", **config)
    assert done.stdout == "Hello Fabrikam Retail: 1.10.0\n"
    own.write_text("$nothing", encoding="utf-8")
    done = run("updates", "note", "--filter", "fabrikam", "--format", "txt", **config)
    assert_one_sentence(done, 2, "There is no $nothing")


def test_expected_customers_are_listed(run: Run, kept: Profile) -> None:
    kept.library.save(ExpectedCustomer("t", "Contoso", invited_on=date(2026, 11, 1)))
    done = run("list", "expected", "--json")
    (row,) = json.loads(done.stdout)["rows"]
    assert (row["name"], row["arrival"]) == ("Contoso", "nothing visible yet")


def test_a_sync_notes_who_accepted(run: Run, azure: Running, at: Sequence[str], home: Path) -> None:
    assert run("sync", *at).returncode == 3
    profile = Profile(root=home)
    known = profile.cache.load()
    assert known
    row = next(
        row
        for row in Snapshot(known).update_board.rows
        if row.customer == "Fabrikam Retail" and row.is_behind
    )
    entry = told_today(row, date(2026, 11, 20))
    assert entry
    profile.library.save(entry)
    for subscription in azure.world.of_tenant(row.tenant_id):
        for definition in subscription.definitions.values():
            if definition.plan:
                definition.plan = {**definition.plan, "version": row.latest}
    done = run("sync", *at, "--json")
    (accepted,) = json.loads(done.stdout)["newly_accepted"]
    assert accepted["tenant_id"] == row.tenant_id
    assert "Accepted since the last sync: 1 update." in done.stderr
    assert profile.library.contents().rollout[0].accepted_on
