"""All templates that Microsoft and others published, against facts that a script read out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from data.entries import Entry
from data.formats.arm import read_template
from data.formats.imported import Imported, ImportedDefinition, Kind
from data.formats.json_text import NotJsonError
from data.models import EligibleAuthorization
from data.plans import Plan, guid_problem
from data.roles import DELETE_ROLE, role_name

SAMPLES = "templates/Azure__Azure-Lighthouse-samples"
ELIGIBLE = f"{SAMPLES}/delegated-resource-management-eligible-authorizations"
POLICY = f"{SAMPLES}/policy-delegate-management-groups/deployLighthouseIfNotExist"
MARKETPLACE = (
    f"{SAMPLES}/marketplace-delegated-resource-management/marketplaceDelegatedResourceManagement"
)
OTHER = "templates/paulfcollins__public-azure/Azure-Lighthouse/arm-templates"
PAIRS = {
    f"{ELIGIBLE}/rg/rg.json": f"{ELIGIBLE}/rg/rg.parameters.json",
    f"{ELIGIBLE}/subscription/subscription.json": (
        f"{ELIGIBLE}/subscription/subscription.parameters.json"
    ),
    f"{ELIGIBLE}/subscription/subscription-managing-tenant-approvers.json": (
        f"{ELIGIBLE}/subscription/subscription-managing-tenant-approvers.parameters.json"
    ),
    f"{SAMPLES}/delegated-resource-management/rg/multi-rg.json": (
        f"{SAMPLES}/delegated-resource-management/rg/multiple-rg.parameters.json"
    ),
    f"{SAMPLES}/delegated-resource-management/subscription/subscription.json": (
        f"{SAMPLES}/delegated-resource-management/subscription/subscription.parameters.json"
    ),
    f"{SAMPLES}/history/af43632f-multipleRgDelegatedResourceManagement.json": (
        f"{SAMPLES}/history/e80af3d7-multipleRgDelegatedResourceManagement.parameters.json"
    ),
    f"{MARKETPLACE}.json": f"{MARKETPLACE}.parameters.json",
    f"{POLICY}ManagementGroup.json": f"{POLICY}sManagementGroup.parameters.json",
    f"{OTHER}/DelegatedResourceManagement.json": (
        f"{OTHER}/DelegatedResourceManagement.parameters.json"
    ),
}
WITH_DEFINITIONS = ("template", "policy that deploys a delegation")


@pytest.fixture
def facts(shared: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((shared / "TEMPLATE-FACTS.json").read_bytes())
    assert len(found) == 40
    return found


def imported(shared: Path, name: str, parameters: str = "") -> Imported:
    file = (shared / parameters).read_bytes() if parameters else None
    return read_template((shared / name).read_bytes(), file)


def summary(entries: tuple[Entry, ...], *, eligible: bool = False) -> dict[str, Any]:
    """The same figures that the facts have."""
    roles = sorted({each.role_id for each in entries})
    is_guid = [not guid_problem(each) for each in roles]
    delegated: set[str] = set()
    for each in entries:
        delegated |= set(getattr(each, "delegated_role_ids", ()))
    found: dict[str, Any] = {
        "count": len(entries),
        "roleDefinitionIds": roles,
        "roles": sorted(role_name(each) for each in roles if not guid_problem(each)),
        "nonGuidRoleIds": [each for each, right in zip(roles, is_guid, strict=True) if not right],
        "distinctPrincipalIds": len({each.principal_id for each in entries}),
        "nonGuidPrincipalIds": sum(bool(guid_problem(each.principal_id)) for each in entries),
        "withoutDisplayName": sum(not each.display_name for each in entries),
        "hasAssignmentDeleteRole": DELETE_ROLE in roles,
    }
    if delegated:
        found["delegatedRoleDefinitionIds"] = sorted(delegated)
    if eligible:
        on_call = [each for each in entries if isinstance(each, EligibleAuthorization)]
        found["maximumActivationDurations"] = sorted({each.max_duration for each in on_call})
        found["multiFactorAuthProviders"] = sorted({each.mfa for each in on_call})
        found["approvers"] = sum(len(each.approvers) for each in on_call)
    return found


def known(expected: dict[str, Any]) -> dict[str, Any]:
    """The figures of the facts without those that are about roles and not about the file."""
    about_roles = {
        "unknownRoleIds",
        "owner",
        "userAccessAdministratorWithoutDelegatedRoles",
        "rolesWithDataActionsToday",
    }
    return {name: each for name, each in expected.items() if name not in about_roles}


def depth(place: str) -> int:
    """How many deployments stand around a place."""
    return place.count(".properties.template.") - place.count(".deployment.")


def check_definition(found: ImportedDefinition, expected: dict[str, Any], whole: Imported) -> None:
    open_fields = {each.field for each in whole.unresolved}
    assert found.api_version == expected["apiVersion"]
    assert depth(found.place) == expected["nestedDeployments"]
    for member, field in (
        ("registrationDefinitionName", "name"),
        ("managedByTenantId", "managing_tenant_id"),
    ):
        text = getattr(found.plan, field)
        if not expected[member].startswith("["):
            assert text.lower() == expected[member].lower()
        else:
            assert bool(text) != (field in open_fields), member
    for member, field in (
        ("authorizations", "authorizations"),
        ("eligibleAuthorizations", "eligible"),
    ):
        entries: tuple[Entry, ...] = getattr(found.plan, field)
        if "count" in (figures := expected.get(member, {})):
            assert summary(entries, eligible=field == "eligible") == known(figures)
        else:
            assert bool(entries) == bool(figures and field not in open_fields)
            assert member in expected or field not in open_fields


def check_template(found: Imported, expected: dict[str, Any]) -> None:
    assert len(found.definitions) == len(expected["definitions"])
    for definition, facts_ in zip(found.definitions, expected["definitions"], strict=True):
        check_definition(definition, facts_, found)
    assert len(found.assignments) == len(expected["assignments"])
    for assignment, facts_ in zip(found.assignments, expected["assignments"], strict=True):
        assert assignment.api_version == facts_["apiVersion"]
        assert depth(assignment.place) == facts_["nestedDeployments"]
        assert assignment.of_group == (facts_.get("deploymentScope", "same scope") != "same scope")
        assert assignment.definition == 0
    asked = {name for name, how in expected["parameters"].items() if how == "required"}
    assert {each.name for each in found.asked} == asked


def check_parameters(plan: Plan, expected: dict[str, Any]) -> None:
    for name in ("mspOfferName", "mspName", "registrationDefinitionName"):
        assert plan.name == expected.get(name, plan.name)
    assert plan.managing_tenant_id == expected["managedByTenantId"].lower()
    for member, field in (
        ("authorizations", "authorizations"),
        ("eligibleAuthorizations", "eligible"),
    ):
        if member in expected:
            entries: tuple[Entry, ...] = getattr(plan, field)
            assert summary(entries, eligible=field == "eligible") == known(expected[member])


def test_every_file_says_what_the_facts_say(shared: Path, facts: dict[str, dict[str, Any]]) -> None:
    kinds = []
    for name, expected in facts.items():
        kind = expected.get("kind")
        kinds.append(kind)
        if "trailing commas" in expected["parse"] or kind is None:
            with pytest.raises(NotJsonError) as caught:
                imported(shared, name)
            assert caught.value.cause
            continue
        found = imported(shared, name)
        if kind in WITH_DEFINITIONS:
            check_template(found, expected)
            assert found.kind is Kind.TEMPLATE
        elif kind == "parameters":
            assert found.kind is Kind.PARAMETERS
            if "managedByTenantId" in expected:
                check_parameters(found.definitions[0].plan, expected)
        else:
            assert (found.definitions, found.assignments) == ((), ())
            assert found.others or found.kind is Kind.OTHER
    assert {each: kinds.count(each) for each in kinds} == {
        "template": 18,
        "parameters": 13,
        "other": 3,
        "policy": 4,
        "policy that deploys a delegation": 1,
        None: 1,
    }


@pytest.mark.parametrize("name", PAIRS)
def test_a_template_with_its_parameters(
    shared: Path, facts: dict[str, dict[str, Any]], name: str
) -> None:
    found = imported(shared, name, PAIRS[name])
    assert (found.unresolved, found.asked) == ((), ())
    for definition in found.definitions:
        check_parameters(definition.plan, facts[PAIRS[name]])
        assert definition.plan.description
        assert not guid_problem(definition.name)
    assert [each.definition for each in found.assignments] == list(range(len(found.definitions)))
    assert all(each.deployed for each in found.definitions)
    assert all(each.deployed for each in found.assignments)


def test_groups_of_a_loop_and_of_a_parameter(shared: Path) -> None:
    def groups(name: str) -> list[str]:
        return [each.resource_group for each in imported(shared, name, PAIRS[name]).assignments]

    file = json.loads((shared / PAIRS[f"{ELIGIBLE}/rg/rg.json"]).read_bytes())
    assert groups(f"{ELIGIBLE}/rg/rg.json") == [file["parameters"]["rgName"]["value"]]
    many = f"{SAMPLES}/delegated-resource-management/rg/multi-rg.json"
    assert groups(many) == ["test", "test2", "test3"]


def test_the_marketplace_plan(shared: Path) -> None:
    content = (shared / f"{MARKETPLACE}.json").read_bytes()
    file = json.loads((shared / f"{MARKETPLACE}.parameters.json").read_bytes())

    def plan() -> Plan:
        return read_template(content, json.dumps(file).encode()).definitions[0].plan

    assert file["parameters"]["marketplaceOffer"]["value"] == "No"
    assert (plan().publisher_id, plan().offer_id, plan().plan_id) == ("", "", "")
    file["parameters"]["marketplaceOffer"]["value"] = "Yes"
    assert (plan().publisher_id, plan().offer_id, plan().plan_id, plan().version) == tuple(
        file["parameters"][f"marketplace{each}"]["value"]
        for each in ("PublisherId", "OfferId", "PlanId", "PlanVersion")
    )


def test_examples_of_the_documentation(shared: Path) -> None:
    pages = shared / "docs-examples"
    found = imported(
        pages, "create-eligible-authorizations-1.json", "create-eligible-authorizations-2.json"
    )
    plan = found.definitions[0].plan
    assert (plan.name, len(plan.authorizations), len(plan.eligible)) == (
        "Relecloud Managed Services",
        1,
        1,
    )
    assert (plan.eligible[0].mfa, plan.eligible[0].max_duration) == ("Azure", "PT8H")
    assert [each.display_name for each in plan.eligible[0].approvers] == ["PIM-Approvers"]
    usual = f"{SAMPLES}/delegated-resource-management/subscription/subscription.json"
    customer = read_template(
        (shared / usual).read_bytes(), (pages / "onboard-customer-1.json").read_bytes()
    )
    assert len(customer.definitions[0].plan.authorizations) == 5
    group = read_template(
        (shared / f"{POLICY}ManagementGroup.json").read_bytes(),
        (pages / "onboard-management-group-1.json").read_bytes(),
    )
    assert len(group.definitions[0].plan.authorizations) == 2
    assert len(group.definitions[0].plan.authorizations[1].delegated_role_ids) == 3
    alone = imported(pages, "deploy-policy-remediation-1.json")
    assert alone.kind is Kind.FRAGMENT
    assert len(alone.definitions[0].plan.authorizations[0].delegated_role_ids) == 2


@pytest.mark.parametrize("name", ["deploy-policy-remediation-2", "remove-delegation-1"])
def test_fragments_without_brackets_say_what_they_are(shared: Path, name: str) -> None:
    with pytest.raises(NotJsonError, match="a part of a file"):
        imported(shared, f"docs-examples/{name}.fragment.txt")


@pytest.mark.parametrize("name", ["AllowCertainManagingTenantIds_Deny", "Delegations_Audit"])
def test_policies_that_delegate_nothing(shared: Path, name: str) -> None:
    found = imported(shared, f"policy/{name}.json")
    assert (found.kind, found.definitions, found.unresolved) == (Kind.POLICY, (), ())
