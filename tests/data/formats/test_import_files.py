"""Files on disk: what they hold, in words, with the parameters that stand beside them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from data.errors import PlainError, StoreError
from data.formats.given import value_problem, with_values
from data.formats.import_text import Tone, description
from data.formats.imported import AskedParameter, Kind
from data.formats.json_text import NotJsonError
from data.formats.plain import to_json, to_yaml
from data.formats.plain_tree import PlanFileError
from data.lint.imported import is_checked, lint_imported
from data.lint.subject import Context
from data.lint.text import finding_lines, summary
from data.store.import_files import folder_rows, load, parameters_beside
from tests.data.formats.making import VALUES, assignment, definition, given, nested, read, template
from tests.data.lint.examples import GOOD

WHOLE = template(definition(), assignment())
ACCOUNT = {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2021-04-01", "name": "logs"}


def write(path: Path, document: Any) -> Path:
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def said(document: Any, parameters: Any = None, tone: Tone | None = None) -> list[str]:
    lines = description(read(document, parameters))
    return [each.text.strip() for each in lines if tone is None or each.tone is tone]


# In words


def test_a_template_is_described() -> None:
    found = said(WHOLE, given())
    assert found[:2] == ["This is an ARM template.", "Watch and fix"]
    assert "Operations: Reader (permanent)" in found
    assert "Delegates: the subscription that it is deployed to" in found
    assert any(
        each.startswith("Night shift: Contributor (eligible); duration: 4 hours") for each in found
    )
    assert said(WHOLE, given(), Tone.OPEN) == []


def test_a_group_a_plan_and_a_condition_are_told() -> None:
    plan = {"publisher": "contoso", "product": "ops", "name": "gold", "version": "1.2.0"}
    inside = nested(assignment(), resourceGroup="rg-net")
    found = said(template(definition(plan=plan), inside), given())
    assert "Delegates: resource group rg-net" in found
    assert "Marketplace plan: contoso.ops.gold.1.2.0" in found
    off = said(template(definition(condition=False)), given())
    assert "Watch and fix (ruled out by a condition)" in off


def test_what_is_left_open_is_told_once() -> None:
    found = said(WHOLE, None, Tone.OPEN)
    assert found == [
        "offer (string)",
        "text (string)",
        "tenant (string)",
        "entries (array)",
        "onCall (array)",
    ]
    part = said(template(definition(name="[reference('x').y]")), given(), Tone.OPEN)
    assert len(part) == 1
    assert part[0].startswith("$.resources[0].name: ")


def test_other_resources_are_named_and_nothing_at_all_is_said() -> None:
    found = said(template(definition(), ACCOUNT), given())
    assert "Left alone: 1 other resource" in found
    assert "Microsoft.Storage/storageAccounts logs  $.resources[1]" in found
    assert "No plan was found in it." in said({"hello": "world"}, tone=Tone.OPEN)


# From disk


def test_the_parameter_file_beside_a_template(tmp_path: Path) -> None:
    whole = write(tmp_path / "main.json", WHOLE)
    assert parameters_beside(whole) is None
    beside = write(tmp_path / "main.parameters.json", given())
    assert parameters_beside(whole) == beside
    assert parameters_beside(beside) is None
    (found,) = load(whole, beside).definitions
    assert found.plan.name == "Watch and fix"


def test_values_come_before_those_of_the_file(tmp_path: Path) -> None:
    whole = write(tmp_path / "main.json", WHOLE)
    beside = write(tmp_path / "main.parameters.json", given())
    values = {"OFFER": "Mine", "entries": json.dumps(VALUES["entries"] * 2)}
    (found,) = load(whole, beside, values).definitions
    assert (found.plan.name, len(found.plan.authorizations)) == ("Mine", 2)
    bare = load(whole, None, {"offer": "Mine"})
    assert bare.definitions[0].plan.name == "Mine"
    assert [each.name for each in bare.asked] == ["text", "tenant", "entries", "onCall"]


def test_a_value_is_json_or_a_text() -> None:
    assert with_values(None, {}) is None
    told = with_values(
        b'{"parameters": {"A": {"value": 1}, "b": {"value": 2}}}', {"a": "[1, 2", "c": "3"}
    )
    assert told
    assert json.loads(told) == {
        "parameters": {"b": {"value": 2}, "a": {"value": "[1, 2"}, "c": {"value": 3}}
    }


@pytest.mark.parametrize("written", [to_yaml, to_json])
def test_a_plan_of_our_own(written: Any, tmp_path: Path) -> None:
    found = load(write(tmp_path / "plan.txt", written(GOOD)))
    assert found.kind is Kind.PLAN
    assert found.definitions[0].plan == GOOD


def test_what_cannot_be_read_names_the_file(tmp_path: Path) -> None:
    broken = write(tmp_path / "broken.json", '{"a": 1,}')
    with pytest.raises(NotJsonError, match=r"broken\.json, line 1, column 8: a comma"):
        load(broken)
    odd = write(tmp_path / "odd.yaml", "lightkeeper_plan: 1\nnmae: x\n")
    with pytest.raises(PlanFileError, match=r"odd\.yaml: Line 2: nmae: .*Is name meant\?"):
        load(odd)
    whole = write(tmp_path / "main.json", WHOLE)
    with pytest.raises(NotJsonError, match="The parameter file, line 1"):
        load(whole, broken)
    with pytest.raises(StoreError, match=r"Cannot read .*nothing\.json"):
        load(tmp_path / "nothing.json")
    with pytest.raises(StoreError, match="is a folder"):
        load(tmp_path)
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(StoreError, match="is no file that can be read"):
        load(tmp_path / "pipe.json")


def test_a_file_that_is_no_template_by_its_size(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        os.truncate(file.fileno(), 9_000_000)
    with pytest.raises(StoreError, match="9 megabytes"):
        load(large)


def test_a_folder_shows_what_may_be_imported(tmp_path: Path) -> None:
    for name in ("b.json", "A.yaml", "notes.md", ".hidden.json", "x\x1b[31m.json"):
        write(tmp_path / name, "{}")
    (tmp_path / "sub").mkdir()
    (tmp_path / "lost.json").symlink_to(tmp_path / "nowhere")
    rows = folder_rows(tmp_path)
    assert [row.name for row in rows] == [
        "..", "sub", "A.yaml", "b.json", "lost.json", "x\ufffd[31m.json",
    ]  # fmt: skip
    assert rows[0].path == tmp_path.parent
    assert [row.is_folder for row in rows[:3]] == [True, True, False]
    assert folder_rows(Path("/"))[0].name != ".."
    with pytest.raises(StoreError, match="Cannot read"):
        folder_rows(tmp_path / "nothing")


# What Azure would not take


@pytest.mark.parametrize(
    ("declared", "value", "why"),
    [
        ({"type": "string", "maxLength": 3}, "long", "at most 3 long"),
        ({"type": "string", "minLength": 5}, "long", "at least 5 long"),
        ({"type": "int", "minValue": 2}, 1, "at least 2"),
        ({"type": "int", "maxValue": 2}, 3, "at most 2"),
        ({"type": "int"}, "abc", "a whole number"),
        ({"type": "int"}, True, "a whole number"),
        ({"type": "bool"}, "yes", "true or false"),
        ({"type": "array"}, "[{", "a list"),
        ({"type": "object"}, [], "of type object"),
        ({"type": "string", "allowedValues": ["gold", "silver"]}, "bronze", "one of gold, silver"),
        ({"type": "string", "allowedValues": ["gold", "silver"]}, "gold", ""),
        ({"type": "string", "maxLength": 4, "minLength": 4}, "long", ""),
        ({"type": "array", "maxLength": 1}, [1], ""),
        ({"$ref": "#/definitions/entries"}, [1], ""),
        ({"type": "int"}, None, ""),
    ],
)
def test_a_value_is_held_against_its_parameter(declared: Any, value: Any, why: str) -> None:
    document = template(definition(), parameters={**template()["parameters"], "extra": declared})
    found = {each.path: each.why for each in read(document, given(extra=value)).unresolved}
    told = found.get("$.parameters.extra", "")
    assert told == (f"the value must be {why}" if why else "")


def test_a_parameter_that_there_is_not_is_told() -> None:
    found = read(WHOLE, given(tennant="x")).unresolved
    assert [(each.path, each.why) for each in found] == [
        ("$.parameters.tennant", "the template has no such parameter")
    ]


def test_what_is_asked_comes_with_what_the_template_says_of_it() -> None:
    told = {"type": "string", "allowedValues": ["a", "b"], "metadata": {"description": "Which"}}
    document = template(definition(), parameters={"kind": told})
    (asked,) = read(document).asked
    assert (asked.name, asked.type, asked.description, asked.allowed) == (
        "kind", "string", "Which", ("a", "b"),
    )  # fmt: skip
    assert value_problem(asked, "a") == ""
    assert value_problem(asked, "c") == "the value must be one of a, b"
    assert value_problem(AskedParameter("n", "int"), "7") == ""
    assert value_problem(AskedParameter("n", "int"), "x") == "the value must be a whole number"
    assert value_problem(AskedParameter("n", "string"), "7") == ""


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("authorizations", "all of them", "here must be a list of authorizations"),
        ("registrationDefinitionName", 42, "here must be a text"),
        ("managedByTenantId", {}, "here must be a text"),
        ("authorizations", [VALUES["entries"][0], "hello"], "this is no authorization"),
    ],
)
def test_what_is_of_another_kind_is_named(field: str, value: Any, why: str) -> None:
    body = definition()
    body["properties"][field] = value
    found = [each for each in read(template(body), given()).unresolved if each.why == why]
    assert len(found) == 1
    assert found[0].path.startswith(f"$.resources[0].properties.{field}")


# Lint of it


def rules(document: Any, parameters: Any = None) -> set[str]:
    ((_, found),) = lint_imported(read(document, parameters), lambda plan: Context())
    return {each.rule for each in found}


def test_of_what_is_open_no_rule_speaks() -> None:
    assert rules(WHOLE) == set()
    told = rules(WHOLE, given())
    assert told
    assert "no-delete-role" in {*told, *rules(WHOLE, given(onCall=[]))}


def test_of_a_field_that_is_open_no_rule_speaks_and_of_the_others_they_do() -> None:
    owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
    body = definition()
    body["properties"] |= {
        "authorizations": [{"principalId": "[parameters('nobody')]", "roleDefinitionId": owner}],
        "eligibleAuthorizations": [],
    }
    imported = read(template(body), given())
    ((_, found),) = lint_imported(imported, lambda plan: Context())
    told = {each.place: each.rule for each in found}
    assert told["authorizations[0].role_id"] == "role-owner"
    assert "authorizations[0].principal_id" not in told
    assert "no-delete-role" in told.values()
    assert is_checked(imported)
    assert not is_checked(read(WHOLE))
    assert not is_checked(read({"hello": "world"}))


def test_of_what_a_part_of_a_file_lacks_no_rule_speaks() -> None:
    alone = {"parameters": {"mspOfferName": {"value": "Mine"}}}
    assert rules(alone) == set()
    assert "no-permanent-authorization" in rules(template(definition()), given(entries=[]))


def test_findings_in_words() -> None:
    ((_, found),) = lint_imported(read(WHOLE, given(tenant="contoso")), lambda plan: Context())
    lines = list(finding_lines(found))
    assert lines[0][1].startswith("✗ ")
    assert lines[0][1].endswith(f"[{found[0].rule}]")
    assert lines[1] == (None, f"  {found[0].fix}")
    assert summary(found).startswith("1 error")
    assert summary(()) == "nothing found"


def test_every_error_is_a_plain_one() -> None:
    assert issubclass(NotJsonError, PlainError)
    assert issubclass(PlanFileError, PlainError)
