from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from data.formats.arm import read_template
from data.formats.format import Format, form_by_name, name_problem
from data.formats.plain import to_yaml
from data.known import Known
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


def test_a_plan_that_is_not_there(run: Run, home: Path, tmp_path: Path) -> None:
    nothing = run("plan", "export", "gold", "--profile", "nope")
    assert_one_sentence(nothing, 2, "Profile nope has no plan yet", "plan import")
    Profile(root=home).library.save(GOOD)
    for blank in ("", " "):
        assert_one_sentence(run("plan", "export", blank), 2, "is no plan of profile default")
    assert_one_sentence(run("plan", "export", "silver"), 2, "Managed operations 1.1.0 (1)")
    gone = str(tmp_path / "gone.yaml")
    assert_one_sentence(run("plan", "export", gone), 5, "Cannot read", gone)
    assert_one_sentence(run("plan", "export", str(tmp_path)), 5, "is a folder")


def test_a_plan_by_its_ids(home: Path, sample: Known, capsys: pytest.CaptureFixture[str]) -> None:
    profile = Profile(root=home)
    profile.cache.commit(sample)
    version = next(each for each in sample.plan_versions if not each.plan.key.preview)
    name = f"{version.plan.key.product}/{version.plan.name} {version.plan.version}"
    export_plan(profile, name, Format.JSON, (), None, marketplace=True, force=False)
    found = json.loads(capsys.readouterr().out)
    assert (found["offer_id"], found["plan_id"], found["version"]) == (
        version.plan.key.product,
        version.plan.name,
        version.plan.version,
    )
    mine = replace(GOOD, offer_id=version.plan.key.product, plan_id=version.plan.name)
    profile.library.save(mine)
    short = name.partition(" ")[0]
    export_plan(profile, short, Format.JSON, (), None, marketplace=True, force=False)
    assert json.loads(capsys.readouterr().out)["version"] == GOOD.version, "a draft comes first"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-o", "gold.pdf"), '"gold.pdf" does not say what to write'),
        (("-o", "gold"), "give --format"),
        (("-o", "-"), "Leave it out"),
        (("--format", "arm", "-o", "gold.tf"), "Let it end in .json, as ARM template does."),
    ],
)
def test_a_name_that_says_something_else_is_refused(
    run: Run, home: Path, arguments: tuple[str, ...], said: str
) -> None:
    Profile(root=home).library.save(GOOD)
    assert_one_sentence(run("plan", "export", "managed", *arguments), 2, said)


@pytest.mark.parametrize("form", Format)
def test_what_an_export_is_called_says_what_it_is(form: Format) -> None:
    name = f"gold-1.0.0{form.ending}"
    assert name_problem(form, name.upper()) == ""
    assert form_by_name(name) is (Format.JSON if form is Format.ARM else form)
    assert name_problem(form, "gold.pdf")
