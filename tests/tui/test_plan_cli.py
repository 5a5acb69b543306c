"""The commands about plans: what they print, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.formats.plain import to_yaml
from data.store.profile import Profile
from tests.data.formats.making import assignment, definition, given, template
from tests.data.lint.examples import GOOD
from tests.tui.running import Run, assert_one_sentence


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A template, without its parameters."""
    file = tmp_path / "main.json"
    file.write_text(json.dumps(template(definition(), assignment())))
    return file


def test_a_template_is_imported_with_the_parameters_beside_it(
    run: Run, main: Path, home: Path
) -> None:
    beside = main.with_name("main.parameters.json")
    beside.write_text(json.dumps(given()))
    dry = run("plan", "import", str(main), "--dry-run")
    assert (dry.returncode, Profile(root=home).library.contents().plans) == (0, ())
    done = run("plan", "import", str(main))
    assert done.returncode == 0
    assert "Operations: Reader (permanent)" in done.stdout
    assert f"Parameters from {beside}." in done.stderr
    assert "Kept as a draft: Watch and fix 1.0.0." in done.stderr
    (plan,) = Profile(root=home).library.contents().plans
    assert plan.name == "Watch and fix"


def test_what_is_left_open_exits_with_1(run: Run, main: Path, home: Path) -> None:
    done = run("plan", "import", str(main), "-p", "offer=Mine", "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["definitions"][0]["plan"]["name"] == "Mine"
    assert [each["name"] for each in found["asked"]] == ["text", "tenant", "entries", "onCall"]
    assert Profile(root=home).library.contents().plans[0].name == "Mine"
    assert_one_sentence(run("plan", "import", str(main), "-p", "offer"), 2, "NAME=VALUE")


def test_files_that_cannot_be_read(run: Run, tmp_path: Path, main: Path) -> None:
    assert_one_sentence(
        run("plan", "import", str(tmp_path / "no.json")), 5, "Cannot read", "no.json"
    )
    broken = tmp_path / "broken.json"
    broken.write_text('{"a": 1,}')
    words = ("broken.json, line 1, column 8", "comma")
    assert_one_sentence(run("plan", "import", str(broken)), 5, *words)
    good = tmp_path / "good.yaml"
    good.write_text(to_yaml(GOOD), encoding="utf-8")
    both = run("plan", "lint", str(broken), str(good), "--json")
    assert both.returncode == 5
    assert [each["file"] for each in json.loads(both.stdout)["failed"]] == [str(broken)]
    assert all(word in both.stderr for word in words)
    alone = run("plan", "lint", str(broken))
    assert_one_sentence(alone, 5, *words)
    strange = tmp_path / "strange.yaml"
    strange.write_text("not: a plan\n")
    assert_one_sentence(run("plan", "lint", str(strange)), 5, "lightkeeper_plan: 1")
    other = run("plan", "import", str(main), str(main))
    assert_one_sentence(other, 2, "The second file is a template")


def test_lint_tells_place_reason_and_remedy(run: Run, main: Path, tmp_path: Path) -> None:
    values = given(tenant="contoso")
    main.with_name("main.parameters.json").write_text(json.dumps(values))
    done = run("plan", "lint", str(main))
    assert done.returncode == 1
    assert f"{main}: $.resources[0] managing_tenant_id: error tenant-not-guid: " in done.stdout
    assert "    Fix: " in done.stdout
    assert "https://learn.microsoft.com/" in done.stdout
    assert "1 error" in done.stderr
    found = json.loads(run("plan", "lint", str(main), "--json").stdout)
    assert {"file", "definition", "rule", "severity", "place", "message", "why", "fix", "link"} == (
        found["findings"][0].keys()
    )
    good = tmp_path / "good.yaml"
    good.write_text(to_yaml(GOOD), encoding="utf-8")
    fine = run("plan", "lint", str(good))
    assert (fine.returncode, fine.stdout) == (0, "")
    assert "0 errors, 0 warnings, 0 hints." in fine.stderr


def test_of_what_is_open_lint_says_so(run: Run, main: Path, tmp_path: Path) -> None:
    done = run("plan", "lint", str(main))
    assert (done.returncode, done.stdout) == (1, "")
    assert "parts left open, so that nothing could be checked" in done.stderr
    values = tmp_path / "values.json"
    values.write_text(json.dumps(given()))
    told = run("plan", "lint", str(main), "--parameters", str(values))
    assert "no-delete-role" in told.stdout
    none = tmp_path / "none.json"
    none.write_text('{"hello": "world"}')
    assert run("plan", "lint", str(none)).returncode == 1


def test_the_same_plan_has_no_twin(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(to_yaml(GOOD), encoding="utf-8")
    assert "Kept as a draft" in run("plan", "import", str(file)).stderr
    assert "There already" in run("plan", "import", str(file)).stderr
    file.write_text(to_yaml(GOOD).replace("Managed operations", "Renamed"), encoding="utf-8")
    assert "Replaced the draft: Renamed 1.1.0." in run("plan", "import", str(file)).stderr
    assert [each.name for each in Profile(root=home).library.contents().plans] == ["Renamed"]


def test_a_plan_goes_out_and_comes_back(run: Run, home: Path, tmp_path: Path) -> None:
    profile = Profile(root=home)
    profile.library.save(GOOD)
    printed = run("plan", "export", "managed")
    assert (printed.returncode, printed.stdout) == (0, to_yaml(GOOD))
    file = tmp_path / "plan.json"
    assert run("plan", "export", "managed", "-o", str(file)).returncode == 0
    assert json.loads(file.read_text())["name"] == GOOD.name
    assert_one_sentence(run("plan", "export", "managed", "-o", str(file)), 5, "--force")
    assert_one_sentence(run("plan", "export", "managed", "-o", str(tmp_path)), 5, "is a folder")
    profile.library.delete(GOOD)
    assert run("plan", "import", str(file)).returncode == 0
    (plan,) = profile.library.contents().plans
    assert (plan.id, plan.authorizations) == (GOOD.id, GOOD.authorizations)
    assert_one_sentence(run("plan", "export", "silver"), 2, '"silver" is no plan of profile')


def test_plans_and_roles_are_listed_without_a_sync(run: Run, home: Path) -> None:
    Profile(root=home).library.save(GOOD)
    assert "Managed operations" in run("list", "plans").stdout
    (plan,) = json.loads(run("list", "plans", "--filter", "state:draft", "--json").stdout)["rows"]
    assert (plan["version"], plan["state"], plan["findings"]["error"]) == ("1.1.0", "draft", 0)
    done = run("list", "roles", "--filter", "verdict:limited", "--json")
    (role,) = json.loads(done.stdout)["rows"]
    assert role["name"] == "User Access Administrator"
