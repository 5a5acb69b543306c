"""Deployments to a subscription, over HTTPS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from data.emulator.entities import Subscription
from data.emulator.ids import guid_of
from data.emulator.people import MANAGING_TENANT
from data.emulator.world import World
from data.formats.exports import export
from data.formats.format import Format
from data.formats.identity import Target
from data.formats.text_functions import guid
from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan
from data.roles import DELETE_ROLE, OWNER, READER
from tests.data.emulator.asking import Answer, Asker
from tests.data.records import CONTRIBUTOR

VERSION = "2025-04-01"
OPS, NIGHT, BOSS = (guid_of(each) for each in ("ops", "night", "boss"))
PLAN = Plan(
    id="1",
    name="Watch and fix",
    managing_tenant_id=MANAGING_TENANT,
    description="[We] watch",
    version="1.2.0",
    authorizations=(
        Authorization(OPS, READER, "Operations"),
        Authorization(OPS, DELETE_ROLE, "Operations"),
    ),
)
ELIGIBLE = replace(
    PLAN,
    eligible=(
        EligibleAuthorization(
            NIGHT, CONTRIBUTOR, "Night shift", "Azure", "PT4H", (Approver(BOSS, "Lead"),)
        ),
    ),
)
OFFERED = replace(PLAN, publisher_id="contoso", offer_id="managed-ops", plan_id="gold")


@pytest.fixture
def held(world: World) -> Subscription:
    """A subscription with two groups that delegates nothing yet."""
    made = Subscription(
        guid_of("fresh"), "Fresh", world.cases["eligible"], groups=["rg-net", "rg-db"]
    )
    world.add_subscription(made)
    return made


def body(plan: Plan = PLAN, target: Target | None = None) -> dict[str, Any]:
    template, parameters = export(plan, Format.ARM, target or Target()).files
    return {
        "location": "West Europe",
        "properties": {
            "mode": "Incremental",
            "template": json.loads(template.text),
            "parameters": json.loads(parameters.text)["parameters"],
        },
    }


def path(held: Subscription, name: str = "delegate") -> str:
    return f"{held.path}/providers/Microsoft.Resources/deployments/{name}"


def deploy(asker: Asker, held: Subscription, content: Any, name: str = "delegate") -> Answer:
    """Deploy, and return how it ended."""
    accepted = asker.ask("PUT", path(held, name), VERSION, content)
    assert accepted.status in (200, 201), accepted.body
    assert accepted.body["properties"]["provisioningState"] == "Accepted"
    status = asker.follow(accepted.headers["Azure-AsyncOperation"])
    assert status.body["status"] in ("Succeeded", "Failed")
    return asker.get(path(held, name), VERSION)


def refused(answer: Answer) -> dict[str, Any]:
    """The refusal that a failed deployment tells, out of all that it is wrapped in."""
    properties = answer.body["properties"]
    assert properties["provisioningState"] == "Failed"
    assert properties["error"]["code"] == "DeploymentFailed"
    (detail,) = properties["error"]["details"]
    found: dict[str, Any] = json.loads(detail["message"])["error"]
    return found


@pytest.mark.parametrize("plan", [PLAN, ELIGIBLE, OFFERED])
@pytest.mark.parametrize("groups", [(), ("rg-net",), ("RG-NET", "rg-db")])
def test_what_we_export_is_deployed(
    asker: Asker, held: Subscription, plan: Plan, groups: tuple[str, ...]
) -> None:
    found = deploy(asker, held, body(plan, Target(groups)))
    assert found.body["properties"]["provisioningState"] == "Succeeded"
    assert found.body["properties"]["outputs"]["mspOfferName"]["value"] == plan.name
    (definition,) = held.definitions.values()
    assert definition.name == guid("Watch and fix")
    assert (definition.offer_name, definition.description) == (plan.name, "[We] watch")
    assert len(definition.authorizations) == 2
    assert len(definition.eligible) == len(plan.eligible)
    assert (definition.plan or {}).get("product", "") == plan.offer_id
    scopes = [each.scope for each in held.assignments.values()]
    wanted = ["rg-net", "rg-db"][: len(groups)]
    assert scopes == ([f"{held.path}/resourceGroups/{each}" for each in wanted] or [held.path])
    assert {each.state for each in held.assignments.values()} == {"Succeeded"}
    assert held.managed_by == [MANAGING_TENANT]


def test_the_same_again_changes_what_is_there(asker: Asker, held: Subscription) -> None:
    target = Target(("rg-net", "rg-db"))
    deploy(asker, held, body(PLAN, target))
    deploy(asker, held, body(ELIGIBLE, target), "again")
    (definition,) = held.definitions.values()
    assert len(definition.eligible) == 1
    assert len(held.assignments) == 2
    moved = body(replace(PLAN, managing_tenant_id=guid_of("rival")))
    error = refused(deploy(asker, held, moved))
    assert error["code"] == "RegistrationDefinitionInvalidUpdate"


def test_a_second_delegation_of_one_scope_is_refused(asker: Asker, held: Subscription) -> None:
    deploy(asker, held, body())
    content = body()
    content["properties"]["template"]["variables"]["assignmentName"] = guid_of("other")
    error = refused(deploy(asker, held, content))
    assert error["code"] == "MultipleRegistrationAssignmentsNotAllowed"


def test_what_managed_services_refuse_fails_the_deployment(
    asker: Asker, held: Subscription
) -> None:
    owner = replace(PLAN, authorizations=(Authorization(OPS, OWNER, "Operations"),))
    answer = deploy(asker, held, body(owner))
    assert refused(answer)["code"] == "InvalidRegistrationDefinitionCreateRequest"
    assert not held.definitions
    assert answer.body["properties"]["outputResources"] == []


def test_validation_stores_nothing(asker: Asker, held: Subscription) -> None:
    answer = asker.ask("POST", f"{path(held)}/validate", VERSION, body())
    assert answer.status == 200
    assert answer.body["properties"]["provisioningState"] == "Succeeded"
    assert len(answer.body["properties"]["validatedResources"]) == 2
    assert not held.definitions
    assert asker.get(path(held), VERSION).code == "DeploymentNotFound"


def test_deployments_are_listed_told_and_forgotten(asker: Asker, held: Subscription) -> None:
    deploy(asker, held, body(PLAN, Target(("rg-net",))))
    (row,) = asker.all(path(held).rpartition("/")[0], VERSION)
    assert (row["name"], row["location"]) == ("delegate", "westeurope")
    steps = asker.all(f"{path(held)}/operations", VERSION)
    kinds = [each["properties"]["targetResource"]["resourceType"] for each in steps]
    assert [each.rpartition("/")[2] for each in kinds] == [
        "registrationDefinitions",
        "registrationAssignments",
        "deployments",
    ]
    (nested,) = asker.all(
        f"{held.path}/resourceGroups/rg-net/providers/Microsoft.Resources/deployments", VERSION
    )
    assert nested["properties"]["provisioningState"] == "Succeeded"
    assert asker.ask("HEAD", path(held), VERSION).status == 204
    gone = asker.ask("DELETE", path(held), VERSION)
    assert (gone.status, asker.follow(gone.headers["Location"]).status) == (202, 204)
    assert asker.ask("DELETE", path(held), VERSION).status == 204
    assert held.definitions


def changed(**changes: Any) -> dict[str, Any]:
    content = body(PLAN, Target(("rg-net",)))
    content["properties"] |= changes
    return content


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ({"properties": {}}, "LocationRequired", ""),
        ({"location": "x"}, "InvalidRequestContent", ""),
        (changed(mode="Complete"), "InvalidDeploymentMode", ""),
        (changed(template=None), "InvalidTemplate", "no template"),
        (changed(parameters={"strange": {"value": 1}}), "InvalidTemplate", "strange"),
        (changed(parameters={"rgName": {"value": 1}}), "InvalidTemplate", "rgName"),
        (changed(parameters={"rgName": {"value": "none"}}), "ResourceGroupNotFound", "none"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_at_once(
    asker: Asker, held: Subscription, content: Any, code: str, words: str
) -> None:
    for method, tail in (("PUT", ""), ("POST", "/validate")):
        answer = asker.ask(method, f"{path(held)}{tail}", VERSION, content)
        assert (400 <= answer.status < 500, answer.code) == (True, code)
        assert words.lower() in answer.body["error"]["message"].lower()


def test_a_template_with_holes_is_refused(asker: Asker, held: Subscription) -> None:
    content = body()
    template = content["properties"]["template"]
    del template["parameters"]["managedByTenantId"]["defaultValue"]
    del content["properties"]["parameters"]["managedByTenantId"]
    answer = asker.ask("PUT", path(held), VERSION, content)
    assert answer.code == "InvalidTemplate"
    assert "managedByTenantId" in answer.body["error"]["message"]
    content = body()
    content["properties"]["template"]["variables"]["definitionName"] = "[reference('x')]"
    assert asker.ask("PUT", path(held), VERSION, content).code == "InvalidTemplate"
    content = body()
    content["properties"]["template"]["resources"].append(
        {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2022-09-01", "name": "x"}
    )
    assert asker.ask("PUT", path(held), VERSION, content).code == "InvalidTemplateDeployment"


def test_who_may_not_read_may_not_deploy(asker: Asker, held: Subscription) -> None:
    held.refused = True
    assert asker.ask("PUT", path(held), VERSION, body()).code == "AuthorizationFailed"


def test_a_deployment_registers_the_provider(asker: Asker, held: Subscription) -> None:
    held.registered = False
    found = deploy(asker, held, body())
    assert found.body["properties"]["provisioningState"] == "Succeeded"
    assert held.registered


def test_published_templates_are_deployed(asker: Asker, held: Subscription, shared: Path) -> None:
    """Those that come with parameters, under the role rules of today."""
    folder = shared / "templates/Azure__Azure-Lighthouse-samples"
    eligible = folder / "delegated-resource-management-eligible-authorizations/subscription"
    for name in ("subscription", "subscription-managing-tenant-approvers"):
        parameters = json.loads((eligible / f"{name}.parameters.json").read_bytes())
        content = {
            "location": "westeurope",
            "properties": {
                "mode": "Incremental",
                "template": json.loads((eligible / f"{name}.json").read_bytes()),
                "parameters": parameters["parameters"],
            },
        }
        answer = asker.ask("PUT", path(held, name), VERSION, content)
        assert answer.status == 201, answer.body
        found = asker.get(path(held, name), VERSION).body["properties"]
        assert found["provisioningState"] in ("Succeeded", "Failed")


def shape(value: Any) -> Any:
    """The names and kinds of what an object holds, without its values."""
    if isinstance(value, dict):
        return {name: type(each).__name__ for name, each in value.items()}
    return type(value).__name__


def test_the_answers_have_the_recorded_shape(
    asker: Asker, held: Subscription, shared: Path
) -> None:
    file = shared / "recordings/azure-cli/test_subscription_level_deployment.excerpt.yaml"
    recorded = [
        (each["request"]["method"], each["response"]["status"]["code"], each["response"])
        for each in yaml.safe_load(file.read_bytes())["interactions"]
    ]
    validated, accepted, running, ended, shown, _, _, steps = recorded
    answer = asker.ask("POST", f"{path(held)}/validate", VERSION, body())
    assert (answer.status, "POST") == (validated[1], validated[0])
    real = json.loads(validated[2]["body"])
    assert shape(real["properties"]).items() <= shape(answer.body["properties"]).items()
    answer = asker.ask("PUT", path(held), VERSION, body())
    assert (answer.status, "PUT") == (accepted[1], accepted[0])
    for name in accepted[2]["headers"]:
        assert name == "x-ms-ratelimit-remaining-subscription-writes" or answer.headers[name]
    real = json.loads(accepted[2]["body"])
    assert real["properties"]["provisioningState"] == "Accepted"
    status = asker.follow(answer.headers["Azure-AsyncOperation"])
    assert status.body == json.loads(ended[2]["body"])
    assert shape(status.body) == shape(json.loads(running[2]["body"]))
    real, ours = json.loads(shown[2]["body"]), asker.get(path(held), VERSION).body
    assert shape(real).items() <= shape(ours).items()
    assert shape(real["properties"]).items() <= shape(ours["properties"]).items()
    real = json.loads(steps[2]["body"])["value"][0]["properties"]
    ours = asker.all(f"{path(held)}/operations", VERSION)[0]["properties"]
    assert set(real) - set(ours) <= {"trackingId", "serviceRequestId"}
    assert shape(real["targetResource"]) == shape(ours["targetResource"])
