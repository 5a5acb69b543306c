from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from data.formats.arm import read_template
from data.formats.plain import to_yaml
from data.store.profile import Profile
from tests.data.lint.examples import GOOD
from tests.tui.running import Run, assert_one_sentence
from tui.plan_export import export_plan


def test_a_template_with_what_belongs_to_it(run: Run, home: Path, tmp_path: Path) -> None:
    Profile(root=home).library.save(GOOD)
    file, beside = tmp_path / "gold.json", tmp_path / "gold.parameters.json"
    command = ["plan", "export", "managed", "--format", "arm", "--group", "rg-a", "-o", str(file)]
    done = run(*command)
    assert (done.returncode, done.stdout) == (0, "")
    assert str(beside) in done.stderr
    found = read_template(file.read_bytes(), beside.read_bytes())
    assert [each.resource_group for each in found.assignments] == ["rg-a"]
    beside.write_text("mine")
    file.unlink()
    assert_one_sentence(run(*command), 5, "--force")
    assert beside.read_text() == "mine"
    assert not file.exists()
    assert run(*command, "--force").returncode == 0
    assert json.loads(beside.read_text())["parameters"]["rgName"] == {"value": "rg-a"}


def test_what_is_in_a_file_is_written_too(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = replace(GOOD, version="soon")
    file = tmp_path / "plan.yaml"
    file.write_text(to_yaml(bad), encoding="utf-8")
    profile = Profile(root=home)
    name = str(file)
    assert not export_plan(profile, name, None, (), None, marketplace=True, force=False)
    out, err = capsys.readouterr()
    assert out == to_yaml(bad)
    assert "1 error" in err
    assert profile.library.contents().plans == ()


def test_mistakes_are_told_in_one_sentence(run: Run, home: Path) -> None:
    Profile(root=home).library.save(GOOD)
    wrong = run("plan", "export", "managed", "--format", "arm", "--group", "a/b")
    assert_one_sentence(wrong, 2, "no resource group")
    assert_one_sentence(run("plan", "export", "managed", "--group", "a"), 2, "--group")
