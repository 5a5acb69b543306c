from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from data.formats.arm import read_template
from data.formats.exports import Export, export
from data.formats.format import Format
from data.formats.identity import Target, names_of
from data.formats.imported import Imported, as_drafts
from data.formats.text_functions import guid
from data.models import Authorization
from data.plans import Deployed, Plan
from tests.data.formats.arm_schemas import ArmSchemas
from tests.data.formats.making import assignment, definition, nested, read, template
from tests.data.formats.making import given as values
from tests.data.formats.planning import carried, groups, plans
from tests.data.records import MSP, NIGHT_ON_CALL, OPS_READS, READER, RIVAL

PLAN = Plan(
    "1",
    "Watch and fix",
    "managed-ops",
    "gold",
    MSP,
    "1.2.0",
    (OPS_READS,),
    (NIGHT_ON_CALL,),
    "We watch, and fix",
    "contoso",
)
SUBSCRIPTION, GROUP, GROUPS = Target(), Target(("rg-net",)), Target(("rg-net", "rg-db"))
TARGETS = [SUBSCRIPTION, GROUP, GROUPS, Target(marketplace=False)]


@cache
def _schemas(shared: Path) -> ArmSchemas:
    return ArmSchemas(shared / "arm-schemas")


def documents(found: Export) -> tuple[Any, Any]:
    template_, parameters = found.files
    assert (template_.ending, parameters.ending) == (".json", ".parameters.json")
    return json.loads(template_.text), json.loads(parameters.text)


def back(found: Export, *, with_parameters: bool = False) -> Imported:
    template_, parameters = (each.text.encode() for each in found.files)
    return as_drafts(read_template(template_, parameters if with_parameters else None))


def read_again(plan: Plan, target: Target) -> Plan:
    (only,) = back(export(plan, Format.ARM, target)).definitions
    return only.plan


@given(plan=plans(), into=groups)
def test_a_plan_comes_back_as_it_was(plan: Plan, into: tuple[str, ...]) -> None:
    found = export(plan, Format.ARM, Target(into))
    for with_parameters in (False, True):
        imported = back(found, with_parameters=with_parameters)
        assert not imported.unresolved
        assert not imported.others
        assert not imported.asked
        (only,) = imported.definitions
        assert carried(only.plan) == carried(plan)
        assert [each.resource_group for each in imported.assignments] == list(into or [""])


@given(plan=plans(), into=groups)
def test_the_same_plan_is_the_same_file(plan: Plan, into: tuple[str, ...]) -> None:
    first = export(plan, Format.ARM, Target(into))
    assert first == export(plan, Format.ARM, Target(into))
    assert first.files == export(read_again(plan, Target(into)), Format.ARM, Target(into)).files


@pytest.mark.parametrize("target", TARGETS)
def test_names_of_resources_stay_those_that_were_deployed(target: Target) -> None:
    names = [guid("of old"), guid("one"), guid("two")]
    deployed = tuple(
        Deployed(names[0], "Of old", MSP, name, group)
        for name, group in zip(names[1:], target.groups or ("",), strict=False)
    )
    plan = replace(PLAN, deployed=deployed)
    again = read_again(replace(plan, name="Another name"), target)
    assert {each.definition for each in again.deployed} == {names[0]}
    assert {each.assignment for each in again.deployed} == {each.assignment for each in deployed}
    assert again.name == "Another name"


def test_a_new_plan_is_named_as_microsofts_templates_name_theirs() -> None:
    document, _ = documents(export(PLAN, Format.ARM, SUBSCRIPTION))
    assert document["variables"]["definitionName"] == "[guid(parameters('mspOfferName'))]"
    assert names_of(PLAN).definition == guid("Watch and fix")
    assert {each.definition for each in read_again(PLAN, GROUPS).deployed} == {
        guid("Watch and fix")
    }


def test_groups_of_one_name_have_another_assignment_under_each_offer() -> None:
    one = read_again(PLAN, GROUP).deployed[0].assignment
    other = read_again(replace(PLAN, name="Another"), GROUP).deployed[0].assignment
    assert one != other


def test_another_managing_tenant_makes_a_second_delegation() -> None:
    before = read_again(PLAN, SUBSCRIPTION)
    moved = export(replace(before, managing_tenant_id=RIVAL), Format.ARM, SUBSCRIPTION)
    assert "second delegation" in moved.notes[0]
    assert "another name" in moved.notes[1]
    renamed = replace(before, managing_tenant_id=RIVAL, name="Another")
    (note,) = export(renamed, Format.ARM, SUBSCRIPTION).notes
    assert "second delegation" in note
    assert read_again(renamed, SUBSCRIPTION).deployed[0].definition == guid("Another")


def test_other_groups_than_before_are_told() -> None:
    before = read_again(PLAN, GROUPS)
    assert export(before, Format.ARM, GROUPS).notes == ()
    new, left = export(before, Format.ARM, Target(("RG-NET", "rg-new"))).notes
    assert "rg-new" in new
    assert "rg-net" not in new.lower()
    assert "rg-db" in left
    whole = export(before, Format.ARM, SUBSCRIPTION).notes
    assert "the subscription" in whole[0]


def test_two_definitions_of_other_names_are_told() -> None:
    deployed = tuple(Deployed(guid(each), "Watch", MSP) for each in "ab")
    (note,) = export(replace(PLAN, deployed=deployed), Format.ARM, SUBSCRIPTION).notes
    assert guid("a") in note


def test_what_a_deployment_has_no_place_for_is_named() -> None:
    plan = replace(PLAN, publisher_id="", audience=("a",), offer_name="Northwind services")
    incomplete, others = export(plan, Format.ARM, SUBSCRIPTION).notes
    assert incomplete == "Left out: the plan of the marketplace (it lacks the publisher id)."
    assert others == "Left out, for it is no matter of a deployment: offer name, audience."
    (incomplete,) = export(replace(PLAN, version="", plan_id=""), Format.ARM, SUBSCRIPTION).notes
    assert "it lacks the plan id and the version" in incomplete
    assert not export(replace(PLAN, offer_name=PLAN.name), Format.ARM, SUBSCRIPTION).notes
    (told,) = export(PLAN, Format.ARM, Target(marketplace=False)).notes
    assert "as told" in told


def test_the_version_of_a_template_of_ours_is_the_plans() -> None:
    assert read_again(PLAN, Target(marketplace=False)).version == "1.2.0"
    foreign = template(definition(), contentVersion="3.4.5.0")
    assert read(foreign, values()).definitions[0].plan.version == "1.0.0"


def test_roles_have_their_names_in_the_file() -> None:
    delegating = Authorization(MSP, READER, "", (OPS_READS.role_id,))
    document, _ = documents(
        export(replace(PLAN, authorizations=(delegating,)), Format.ARM, SUBSCRIPTION)
    )
    assert document["metadata"]["roles"][READER] == "Reader"


def test_what_was_read_from_groups_goes_there_again() -> None:
    document = template(
        definition(),
        nested(
            assignment(name="[guid('a')]"),
            resourceGroup="rg-a",
        ),
    )
    plan = as_drafts(read(document, values())).definitions[0].plan
    assert plan.deployed == (
        Deployed(guid("Watch and fix"), "Watch and fix", MSP, guid("a"), "rg-a"),
    )
    assert read_again(plan, Target(("rg-a",))).deployed == plan.deployed


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, eligible=())])
def test_the_published_schemas_take_it(shared: Path, target: Target, plan: Plan) -> None:
    schemas = _schemas(shared)
    document, parameters = documents(export(plan, Format.ARM, target))
    assert schemas.problems(document) == []
    assert schemas.problems(parameters) == []
    document["resources"][0]["properties"].pop("managedByTenantId")
    assert schemas.problems(document)
    parameters["contentVersion"] = "1"
    assert schemas.problems(parameters)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans(), into=groups)
def test_the_values_have_the_published_shape(
    shared: Path, plan: Plan, into: tuple[str, ...]
) -> None:
    """With the expressions replaced by what they give, which the schema of a template skips."""
    schemas = _schemas(shared)
    document, parameters = documents(export(plan, Format.ARM, Target(into)))
    given_ = {name: each["value"] for name, each in parameters["parameters"].items()}
    properties = document["resources"][0]["properties"]
    for name in ("authorizations", "eligibleAuthorizations"):
        if name in properties:
            properties[name] = given_[name]
    assert schemas.problems(document) == []
