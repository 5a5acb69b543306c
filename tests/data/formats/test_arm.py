from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from msgspec.structs import replace

from data.errors import PlainError
from data.formats.arm import NoParametersError, read_template
from data.formats.imported import Imported, Kind, UnresolvedPart
from data.formats.json_text import NotJsonError
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan
from tests.data.formats.making import (
    ASSIGNMENTS,
    DEFINITIONS,
    DEPLOYMENTS,
    ON_CALL,
    OPS_READS,
    assignment,
    definition,
    escaped,
    given,
    nested,
    policy,
    read,
    template,
)
from tests.data.records import BOSS, CONTRIBUTOR, MSP, NIGHT, OPS, READER, guid

PLAN = Plan(
    id="",
    name="Watch and fix",
    description="We watch, and fix",
    managing_tenant_id=MSP,
    authorizations=(Authorization(OPS, READER, "Operations"),),
    eligible=(
        EligibleAuthorization(
            NIGHT, CONTRIBUTOR, "Night shift", "Azure", "PT4H", (Approver(BOSS, "Shift lead"),)
        ),
    ),
)
NAME = str(uuid.uuid5(uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830"), "Watch and fix"))


def fields(found: Imported) -> set[str]:
    """The fields of the plan that are left open."""
    return {each.field for each in found.unresolved if each.field}


def reasons(found: Imported) -> dict[str, str]:
    return {each.path: each.why for each in found.unresolved}


def test_a_template_with_its_parameter_file() -> None:
    found = read(template(definition(), assignment()), given())
    assert found.kind is Kind.TEMPLATE
    (one,) = found.definitions
    assert one.plan == PLAN
    assert (one.place, one.api_version, one.name) == ("$.resources[0]", "2022-10-01", NAME)
    (scope,) = found.assignments
    assert (scope.definition, scope.of_group, scope.deployed) == (0, False, True)
    assert (found.unresolved, found.others, found.asked) == ((), (), ())


@pytest.mark.parametrize(
    "version",
    [
        "2018-06-01-preview",
        "2019-04-01-preview",
        "2019-06-01",
        "2019-09-01",
        "2020-02-01-preview",
        "2022-01-01-preview",
        "2022-10-01",
    ],
)
def test_every_api_version(version: str) -> None:
    found = read(template(definition(apiVersion=version), assignment(apiVersion=version)), given())
    assert found.definitions[0].plan == PLAN
    assert found.definitions[0].api_version == found.assignments[0].api_version == version


def test_without_a_parameter_file_the_parameters_are_asked_for() -> None:
    found = read(template(definition(), assignment()))
    assert [(each.name, each.type) for each in found.asked] == [
        ("offer", "string"),
        ("text", "string"),
        ("tenant", "string"),
        ("entries", "array"),
        ("onCall", "array"),
    ]
    assert found.definitions[0].plan == Plan(id="")
    assert fields(found) == {
        "name",
        "description",
        "managing_tenant_id",
        "authorizations",
        "eligible",
    }
    path = "$.resources[0].properties.managedByTenantId"
    assert UnresolvedPart(path, "the parameter tenant has no value", "managing_tenant_id") in (
        found.unresolved
    )
    # Its name is unknown, but the same unknown on both sides.
    assert found.assignments[0].definition == 0
    assert found.assignments[0].definition_id == ""


def test_defaults_and_what_is_declared_in_another_way() -> None:
    document = template(
        definition(),
        parameters={
            "offer": {"type": "string", "defaultValue": "[concat('Watch', variables('rest'))]"},
            "Text": {"$ref": "#/definitions/sentence"},
            "tenant": {"type": "string", "nullable": True},
            "entries": {"type": "array", "defaultValue": [OPS_READS]},
        },
        variables={"rest": " and fix"},
    )
    found = read(document)
    plan = found.definitions[0].plan
    assert (plan.name, plan.authorizations) == (PLAN.name, PLAN.authorizations)
    assert [(each.name, each.type) for each in found.asked] == [("Text", "sentence")]
    assert fields(found) == {"description", "eligible"}
    over = read(document, {"OFFER": {"value": "Mine"}, "TEXT": {"value": "t"}})
    assert (over.definitions[0].plan.name, over.asked) == ("Mine", ())


def test_a_value_in_a_key_vault_is_left_open() -> None:
    file = given()
    file["parameters"]["tenant"] = {"reference": {"keyVault": {"id": "/x"}, "secretName": "y"}}
    found = read(template(definition()), file)
    assert replace(found.definitions[0].plan, managing_tenant_id=MSP) == PLAN
    assert reasons(found) == {
        "$.parameters.tenant.reference": "the parameter tenant is held in a key vault"
    }


def test_what_is_resolved_beside_an_unresolved_part_stays() -> None:
    entries = [
        OPS_READS | {"principalIdDisplayName": "[uniqueString('a')]"},
        "[parameters('nobody')]",
        OPS_READS | {"roleDefinitionId": "[variables('role')]"},
    ]
    on_call = ON_CALL | {
        "justInTimeAccessPolicy": {
            "multiFactorAuthProvider": "[parameters('nobody')]",
            "managedByTenantApprovers": ["[parameters('nobody')]", {"principalId": BOSS}],
        }
    }
    whole = ON_CALL | {"justInTimeAccessPolicy": "[parameters('nobody')]"}
    properties = definition()["properties"] | {
        "authorizations": entries,
        "eligibleAuthorizations": [on_call, whole],
    }
    found = read(template(definition(properties=properties), variables={"role": READER}), given())
    plan = found.definitions[0].plan
    assert plan.authorizations == (
        Authorization(OPS, READER),
        Authorization(OPS, READER, "Operations"),
    )
    assert plan.eligible == (
        EligibleAuthorization(NIGHT, CONTRIBUTOR, "Night shift", "", "PT8H", (Approver(BOSS),)),
        EligibleAuthorization(NIGHT, CONTRIBUTOR, "Night shift", "", ""),
    )
    base = "$.resources[0].properties"
    policy_path = f"{base}.eligibleAuthorizations[0].justInTimeAccessPolicy"
    assert list(reasons(found)) == [
        f"{base}.authorizations[0].principalIdDisplayName",
        f"{base}.authorizations[1]",
        f"{policy_path}.multiFactorAuthProvider",
        f"{policy_path}.managedByTenantApprovers[0]",
        f"{base}.eligibleAuthorizations[1].justInTimeAccessPolicy",
    ]
    assert fields(found) == {"authorizations", "eligible"}


def test_members_are_found_in_any_case() -> None:
    text = json.dumps(template(definition(), assignment()))
    for name in ("resources", "type", "properties", "managedByTenantId", "authorizations", "name"):
        text = text.replace(f'"{name}":', f'"{name.upper()}":')
    entry = {key.lower(): each for key, each in OPS_READS.items()}
    found = read(json.loads(text), given(entries=[entry]))
    assert found.definitions[0].plan == PLAN
    assert found.assignments[0].definition == 0


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            {"publisher": "contoso", "product": "ops", "name": "gold", "version": "1.2.0"},
            ("contoso", "ops", "gold", "1.2.0"),
        ),
        ("[if(false(), variables('none'), json('null'))]", ("", "", "", "1.0.0")),
        (
            "[createObject('publisher', 'contoso', 'name', parameters('text'))]",
            ("contoso", "", "We watch, and fix", ""),
        ),
        ("[parameters('nobody')]", ("", "", "", "")),
        (
            {"publisher": "contoso", "product": "ops", "version": "[parameters('nobody')]"},
            ("contoso", "ops", "", ""),
        ),
    ],
)
def test_the_marketplace_plan(block: Any, expected: tuple[str, ...]) -> None:
    found = read(template(definition(plan=block)), given())
    plan = found.definitions[0].plan
    assert (plan.publisher_id, plan.offer_id, plan.plan_id, plan.version) == expected
    if block == "[parameters('nobody')]":
        assert fields(found) == {"publisher_id", "offer_id", "plan_id", "version"}


def test_one_group_by_a_nested_deployment() -> None:
    document = template(definition(), nested(assignment(), resourceGroup="rg-[x]"))
    (scope,) = read(document, given()).assignments
    assert (scope.definition, scope.of_group, scope.resource_group) == (0, True, "rg-[x]")
    assert scope.place == "$.resources[1].properties.template.resources[0]"
    assert read(document, given()).others == ()


def test_a_group_that_is_unknown_is_no_subscription() -> None:
    document = template(definition(), nested(assignment(), resourceGroup="[parameters('group')]"))
    document["parameters"]["group"] = {"type": "string"}
    found = read(document, given())
    (scope,) = found.assignments
    assert (scope.of_group, scope.resource_group) == (True, "")
    assert reasons(found) == {"$.resources[1].resourceGroup": "the parameter group has no value"}


def test_another_subscription() -> None:
    other = nested(assignment(), scope="inner", subscriptionId="s2", location="westeurope")
    other["properties"]["template"]["resources"][0]["properties"] = {
        "registrationDefinitionId": f"[subscriptionResourceId('{DEFINITIONS}', 'n')]"
    }
    (scope,) = read(template(other), given()).assignments
    assert (scope.of_group, scope.subscription_id, scope.definition) == (False, "s2", None)
    assert scope.definition_id == f"/subscriptions/s2/providers/{DEFINITIONS}/n"


def many_groups() -> dict[str, Any]:
    groups = "parameters('groups')"
    loop = {"name": "groups", "count": f"[length({groups})]"}
    name = f"guid({groups}[copyIndex()].rg)"
    return template(
        definition(f"[{name}]", copy=loop),
        nested(assignment(name), resourceGroup=f"[{groups}[copyIndex()].rg]", copy=loop),
        parameters=template()["parameters"] | {"groups": {"type": "array"}},
    )


def test_many_groups_by_a_loop() -> None:
    names = ["rg-net", "rg-app", "rg-data"]
    found = read(many_groups(), given(groups=[{"rg": each} for each in names]))
    assert [each.plan for each in found.definitions] == [PLAN] * 3
    assert len({each.name for each in found.definitions}) == 3
    assert [(each.definition, each.resource_group) for each in found.assignments] == list(
        enumerate(names)
    )
    assert found.unresolved == ()


def test_many_groups_that_are_not_given() -> None:
    found = read(many_groups(), given())
    (one,), (scope,) = found.definitions, found.assignments
    assert one.plan == PLAN
    assert (scope.definition, scope.of_group, scope.resource_group) == (0, True, "")
    assert reasons(found)["$.resources[0].copy.count"] == "the parameter groups has no value"
    assert [each.name for each in found.asked] == ["groups"]


@pytest.mark.parametrize("count", [801, -1, "three", 10**30])
def test_a_loop_beyond_what_azure_takes(count: object) -> None:
    found = read(template(definition(copy={"name": "loop", "count": count})), given())
    assert len(found.definitions) == 1
    assert "loop" in reasons(found)["$.resources[0].copy.count"]


def test_nested_deployments_see_their_own_names_or_the_outer_ones() -> None:
    inner = nested(definition("[parameters('offer')]"), scope="inner", parameters={"offer": "In"})
    inner["properties"]["template"]["variables"] = {"tenant": "t"}
    (one,) = read(template(inner), given()).definitions
    assert (one.plan.name, one.plan.description) == ("In", "")
    for scope in ("outer", ""):
        outer = nested(definition(), scope=scope, parameters={"offer": "In"})
        assert read(template(outer), given()).definitions[0].plan == PLAN


def test_deployments_within_deployments_pass_values_on() -> None:
    innermost = nested(
        assignment(
            properties={"registrationDefinitionId": "[parameters('id')]"},
            name="[parameters('name')]",
        ),
        scope="inner",
        parameters={"id": "[parameters('id')]", "name": "n"},
        resourceGroup="rg-net",
    )
    middle = nested(
        innermost,
        scope="inner",
        parameters={"id": f"[subscriptionResourceId('{DEFINITIONS}', guid(parameters('offer')))]"},
    )
    found = read(template(definition(), middle), given())
    (scope,) = found.assignments
    assert (scope.definition, scope.resource_group) == (0, "rg-net")
    # The subscription is unknown, which does not matter: the definition was found.
    assert (scope.definition_id, found.unresolved) == ("", ())


def test_a_value_that_is_passed_on_is_unresolved_where_it_stands() -> None:
    inner = nested(definition("n"), scope="inner", parameters={"offer": "[parameters('nobody')]"})
    found = read(template(inner), given())
    path = "$.resources[0].properties.parameters.offer.value"
    assert UnresolvedPart(path, "the template declares no parameter nobody", "name") in (
        found.unresolved
    )


def test_resources_within_one_another_end_before_python_does() -> None:
    document = definition()
    for _ in range(60):
        document = {"type": "A.B/c", "name": "n", "resources": [document]}
    assert read(template(document), given()).definitions[0].plan == PLAN


def test_a_linked_template_is_named() -> None:
    link = {"templateLink": {"uri": "https://contoso.example/lighthouse.json"}}
    found = read(template(definition(), nested() | {"properties": link}), given())
    assert [each.type for each in found.others] == [DEPLOYMENTS]
    path = "$.resources[1].properties.templateLink"
    why = "a linked template is not read: https://contoso.example/lighthouse.json"
    assert reasons(found) == {path: why}


def test_symbolic_names_as_bicep_builds_them() -> None:
    document = template(
        languageVersion="2.0",
        resources={
            "plan-a": definition(),
            "assigned": assignment(dependsOn=["plan-a"]),
            "known": {"existing": True, "type": "A.B/c", "apiVersion": "1", "name": "n"},
        },
    )
    found = read(document, given())
    assert [each.place for each in found.definitions] == ["$.resources.plan-a"]
    assert found.assignments[0].definition == 0
    assert [(each.type, each.name) for each in found.others] == [("A.B/c", "n")]


def test_conditions_rule_out() -> None:
    document = template(
        definition(),
        assignment(condition="[empty(parameters('group'))]"),
        nested(
            assignment(),
            condition="[not(empty(parameters('group')))]",
            resourceGroup="[parameters('group')]",
        ),
        assignment(condition="[parameters('nobody')]"),
        parameters=template()["parameters"] | {"group": {"type": "string", "defaultValue": ""}},
    )
    whole = read(document, given())
    assert [each.deployed for each in whole.assignments] == [True, False, True]
    assert list(reasons(whole)) == ["$.resources[3].condition"]
    grouped = read(document, given(group="rg-net"))
    assert [each.deployed for each in grouped.assignments] == [False, True, True]
    assert grouped.assignments[1].resource_group == "rg-net"


def test_other_resources_are_named_and_left_alone() -> None:
    child = {"type": "locks", "name": "stay", "apiVersion": "1"}
    document = template(
        definition(),
        {"type": "Microsoft.Storage/storageAccounts", "name": "logs", "resources": [child]},
        nested({"type": "Microsoft.Authorization/roleAssignments", "name": "[guid('a')]"}),
        {"no": "type"},
    )
    document["resources"].append("no resource")
    assert [(each.type, each.place) for each in read(document, given()).others] == [
        ("Microsoft.Storage/storageAccounts/locks", "$.resources[1].resources[0]"),
        ("Microsoft.Storage/storageAccounts", "$.resources[1]"),
        (
            "Microsoft.Authorization/roleAssignments",
            "$.resources[2].properties.template.resources[0]",
        ),
        (DEPLOYMENTS, "$.resources[2]"),
        ("", "$.resources[3]"),
    ]


def test_a_policy_that_deploys_a_delegation() -> None:
    found = read({"properties": policy(definition(), assignment())}, given())
    assert found.kind is Kind.POLICY
    assert found.definitions[0].plan == PLAN
    assert (found.assignments[0].definition, found.assignments[0].of_group) == (0, False)
    asked = read(policy(definition(), assignment()))
    assert [each.name for each in asked.asked] == ["offer", "text", "tenant", "entries", "onCall"]
    assert fields(asked) >= {"name", "authorizations"}
    groups = read(policy(definition(), assignment(), scope="resourceGroup"), given())
    assert groups.assignments[0].of_group


def test_a_policy_within_a_template() -> None:
    properties = escaped(policy(definition(), assignment()))
    for name, each in properties["parameters"].items():
        each["defaultValue"] = f"[parameters('{name}')]"
    resource = {
        "type": "Microsoft.Authorization/policyDefinitions",
        "apiVersion": "2020-09-01",
        "name": "delegate",
        "properties": properties,
    }
    document = template(resource, level="managementGroup")
    found = read(document, given())
    assert found.definitions[0].plan == PLAN
    assert found.assignments[0].definition == 0
    assert (found.unresolved, found.others, found.asked) == ((), (), ())
    assert [each.name for each in read(document).asked] == list(template()["parameters"])


def test_a_policy_without_a_delegation_is_another_resource() -> None:
    resource = {
        "type": "Microsoft.Authorization/policyDefinitions",
        "name": "audit",
        "properties": {"policyRule": {"if": {}, "then": {"effect": "audit"}}},
    }
    found = read(template(resource, level="managementGroup"), given())
    assert [(each.name, each.place) for each in found.others] == [("audit", "$.resources[0]")]


def test_a_parameter_file_by_itself() -> None:
    file = {
        "mspOfferName": "Watch and fix",
        "mspOfferDescription": "We watch, and fix",
        "managedByTenantId": MSP,
        "authorizations": [OPS_READS],
        "eligibleAuthorizations": [ON_CALL],
        "rgName": "rg-net",
    }
    found = read(given(**file) | {"parameters": {n: {"value": v} for n, v in file.items()}})
    assert found.kind is Kind.PARAMETERS
    assert found.definitions[0].plan == PLAN
    assert "template" in found.unresolved[0].why
    assert read({"parameters": {"x": {"value": 1}}}).kind is Kind.PARAMETERS
    assert read({"parameters": {"x": {"value": 1}}}).definitions == ()


def test_the_files_in_the_wrong_order() -> None:
    with pytest.raises(NoParametersError, match="template first"):
        read(given(), template(definition()))
    with pytest.raises(NoParametersError, match="no parameters"):
        read(template(definition()), [1])


def test_a_mistake_names_the_file_that_it_is_in() -> None:
    good = json.dumps(template(definition())).encode()
    with pytest.raises(NotJsonError, match=r"^The file, line 1"):
        read_template(b"{", b"{")
    with pytest.raises(NotJsonError, match=r"^The parameter file, line 2"):
        read_template(good, b"{\n,}")
    assert issubclass(NotJsonError, PlainError)
    assert issubclass(NoParametersError, PlainError)


DEFINITION_ID = f"/subscriptions/{guid('shop')}/providers/{DEFINITIONS}/{guid('d')}"
LIVE = {
    "id": DEFINITION_ID,
    "name": guid("d"),
    "type": DEFINITIONS,
    "plan": {"publisher": "contoso", "product": "ops", "name": "gold", "version": "1.2.0"},
    "properties": {
        "registrationDefinitionName": "[Watch] and fix",
        "description": "We watch, and fix",
        "managedByTenantId": MSP,
        "authorizations": [OPS_READS],
        "eligibleAuthorizations": [ON_CALL],
        "provisioningState": "Succeeded",
    },
}
LIVE_PLAN = replace(
    PLAN,
    name="[Watch] and fix",
    publisher_id="contoso",
    offer_id="ops",
    plan_id="gold",
    version="1.2.0",
)


@pytest.mark.parametrize("document", [LIVE, [LIVE], {"value": [LIVE]}])
def test_what_azure_lists(document: Any) -> None:
    found = read(document)
    assert found.kind is Kind.LIVE
    assert [each.plan for each in found.definitions] == [LIVE_PLAN]
    assert found.definitions[0].name == guid("d")
    assert (found.unresolved, found.asked) == ((), ())


def test_assignments_that_azure_lists_with_their_definition() -> None:
    def assigned(scope: str, definition: Any) -> dict[str, Any]:
        properties = {"registrationDefinitionId": DEFINITION_ID.upper()}
        return {
            "id": f"/subscriptions/{guid('shop')}{scope}/providers/{ASSIGNMENTS}/{guid(scope)}",
            "properties": properties | {"registrationDefinition": definition},
        }

    found = read([assigned("", LIVE), assigned("/resourceGroups/rg-net", LIVE)])
    assert [each.plan for each in found.definitions] == [LIVE_PLAN]
    assert found.definitions[0].place == "$[0].properties.registrationDefinition"
    assert [
        (each.definition, each.of_group, each.resource_group, each.subscription_id)
        for each in found.assignments
    ] == [(0, False, "", guid("shop")), (0, True, "rg-net", guid("shop"))]
    alone = read([assigned("", None)])
    assert (alone.definitions, alone.assignments[0].definition) == ((), None)


@pytest.mark.parametrize(
    "document",
    [
        OPS_READS,
        [OPS_READS],
        {"authorizations": [OPS_READS]},
        {"properties": {"authorizations": [OPS_READS]}},
        {"type": DEFINITIONS, "properties": {"authorizations": [OPS_READS]}},
    ],
)
def test_a_fragment(document: Any) -> None:
    content = b"// a part\n" + json.dumps(document, indent=1).encode("utf-8-sig")[3:]
    found = read_template(content)
    assert found.kind is Kind.FRAGMENT
    assert found.definitions[0].plan.authorizations == PLAN.authorizations
    assert read([ON_CALL]).definitions[0].plan.eligible == PLAN.eligible


@pytest.mark.parametrize("document", [None, 1, "text", [], {}, [1], {"Name": "A role"}])
def test_other_json(document: Any) -> None:
    assert read(document) == Imported(Kind.OTHER)


def test_texts_are_cleaned() -> None:
    hostile = "Fabri\x1b[2Jkam\u202e\n"
    resource = definition(hostile, apiVersion=hostile, plan=dict.fromkeys(("publisher",), hostile))
    other = {"type": f"A.B/{hostile}", "name": hostile}
    entry = dict.fromkeys(OPS_READS, hostile)
    document = template(resource, other, nested(assignment(), resourceGroup=hostile))
    document["parameters"][hostile] = {"type": hostile}
    document["resources"].append(definition(f"[parameters('{hostile}')]"))
    found = read(document, given(offer=hostile, text=hostile, tenant=hostile, entries=[entry]))
    assert found.asked
    assert found.unresolved
    assert not {"\x1b", "\u202e", "\n", "\\u001b"} & set(repr(found).replace("\\x1b", "\x1b"))
    assert found.definitions[0].plan.name == "Fabri\ufffd[2Jkam\ufffd"
