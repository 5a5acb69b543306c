from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from data.formats.arm_template import values_of
from data.formats.exports import export
from data.formats.format import Format
from data.formats.identity import Target, names_of
from data.formats.text_functions import guid
from data.plans import Deployed, Plan
from tests.data.formats.bicep_files import (
    Code,
    blocks,
    declared,
    parameters,
    parsed,
    type_problems,
    variables,
)
from tests.data.formats.planning import groups, plans
from tests.data.formats.test_arm_template import GROUPS, PLAN, SUBSCRIPTION, TARGETS
from tests.data.records import MSP

DEFINITION = "Microsoft.ManagedServices/registrationDefinitions@2022-10-01"
ASSIGNMENT = "Microsoft.ManagedServices/registrationAssignments@2022-10-01"


def written(plan: Plan, target: Target, name: str = "gold") -> dict[str, str]:
    return {each.ending: each.text for each in export(plan, Format.BICEP, target, name).files}


def filled(files: dict[str, str]) -> Any:
    """The definition with the values of the parameters in their places."""
    given_ = parameters(files[".bicepparam"])
    resource, body = blocks(files[".bicep"], "resource")["definition"]
    assert resource == DEFINITION
    properties = {
        name: given_[str(each)] if isinstance(each, Code) else each
        for name, each in body["properties"].items()
    }
    return {**body, "properties": properties}


@given(plan=plans(), into=groups)
def test_every_value_is_that_of_the_plan(plan: Plan, into: tuple[str, ...]) -> None:
    files = written(plan, Target(into))
    found, wanted = parameters(files[".bicepparam"]), values_of(plan, Target(into))
    wanted.pop("rgName", None)
    if into:
        wanted["resourceGroups"] = list(into)
    assert found == wanted
    assert set(declared(files[".bicep"])) == set(found)
    body = filled(files)
    assert body["properties"]["registrationDefinitionName"] == plan.name
    assert body.get("plan", {}).get("product", "") == plan.offer_id


@given(plan=plans(), into=groups)
def test_the_same_plan_is_the_same_files(plan: Plan, into: tuple[str, ...]) -> None:
    files = written(plan, Target(into))
    assert files == written(plan, Target(into))
    assert list(files) == [".bicep", *([".group.bicep"] if into else []), ".bicepparam"]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, eligible=())])
def test_microsofts_types_take_it(shared: Path, plan: Plan, target: Target) -> None:
    types = shared / "bicep-types"
    files = written(plan, target)
    body = filled(files)
    assert type_problems(types, DEFINITION, body) == []
    if target.groups:
        resource, inner = blocks(files[".group.bicep"], "resource")["assignment"]
    else:
        resource, inner = blocks(files[".bicep"], "resource")["assignment"]
    assert resource == ASSIGNMENT
    assert type_problems(types, ASSIGNMENT, inner) == []
    del body["properties"]["managedByTenantId"]
    body["properties"]["strange"] = "x"
    assert type_problems(types, DEFINITION, body) == [
        ".properties.managedByTenantId: missing",
        ".properties.strange: unknown",
    ]


def test_what_is_no_bicep_is_found() -> None:
    with pytest.raises(ValueError, match="no Bicep"):
        parsed("resource x 'y' = {\n  name 'z'\n}\n")


def test_the_files_name_one_another() -> None:
    files = written(PLAN, GROUPS, "it's mine")
    assert files[".bicepparam"].startswith("using './it\\'s mine.bicep'\n")
    path, params = blocks(files[".bicep"], "module")["assignments"]
    assert path == "./it's mine.group.bicep"
    assert params["scope"] == Code("resourceGroup(group)")


def test_resources_are_named_as_in_a_template() -> None:
    files = written(PLAN, SUBSCRIPTION)
    assert variables(files[".bicep"])["definitionName"] == Code("guid(mspOfferName)")
    assert names_of(PLAN).definition == guid(PLAN.name)
    deployed = (
        Deployed(guid("of old"), "Of old", MSP, guid("one"), "RG-net"),
        Deployed(guid("of old"), "Of old", MSP, guid("whole")),
    )
    kept = replace(PLAN, deployed=deployed)
    found = variables(written(kept, GROUPS)[".bicep"])
    assert found["definitionName"] == guid("of old")
    assert found["assignmentNames"] == {"rg-net": guid("one")}
    _, whole = blocks(written(kept, SUBSCRIPTION)[".bicep"], "resource")["assignment"]
    assert whole["name"] == guid("whole")


def test_roles_have_their_names_beside_them() -> None:
    text = written(PLAN, SUBSCRIPTION)[".bicepparam"]
    assert "roleDefinitionId: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' // Reader\n" in text


def test_a_name_ends_no_comment() -> None:
    files = written(replace(PLAN, name="One\nparam evil string"), SUBSCRIPTION)
    assert "evil" not in declared(files[".bicep"])
