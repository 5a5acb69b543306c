"""Writes a plan as an ARM template with its parameter file.

The template stands by itself: its parameters have the plan's values as defaults, so that it can be
deployed as the one file that the portal takes. The parameter file holds the same values for a
pipeline. Sources: the Azure-Lighthouse-samples' names of parameters and resources, the resource
types' 2022-10-01 schema.
"""

from __future__ import annotations

import json
from typing import Any

from data.entries import role_ids
from data.formats.identity import Names, Target, has_marketplace, kept_names, names_of
from data.formats.outputs import Output
from data.models import Approver, Authorization, EligibleAuthorization, version_number
from data.plans import Plan
from data.roles import role_name

GENERATOR = "lightkeeper"
"""Stands in the metadata of our templates; of these the version is the plan's."""
_SCHEMAS = "https://schema.management.azure.com/schemas/2018-05-01"
API_VERSION = "2022-10-01"
_DEPLOYMENT_VERSION = "2021-04-01"
DEFINITIONS = "Microsoft.ManagedServices/registrationDefinitions"
ASSIGNMENTS = "Microsoft.ManagedServices/registrationAssignments"

Json = dict[str, Any]


def arm_files(plan: Plan, target: Target, name: str) -> tuple[Output, ...]:
    """Return template and parameter file; neither names the other."""
    values = values_of(plan, target)
    template = _template(plan, target, values)
    given = {name: {"value": value} for name, value in values.items()}
    parameters = {
        "$schema": f"{_SCHEMAS}/subscriptionDeploymentParameters.json#",
        "contentVersion": template["contentVersion"],
        "parameters": given,
    }
    return Output(".json", _text(template)), Output(".parameters.json", _text(parameters))


def permanent(entry: Authorization) -> Json:
    """Return an authorization as the service spells it."""
    row = _principal(entry)
    row["roleDefinitionId"] = entry.role_id
    if entry.delegated_role_ids:
        row["delegatedRoleDefinitionIds"] = list(entry.delegated_role_ids)
    return row


def eligible(entry: EligibleAuthorization) -> Json:
    """Return an eligible authorization as the service spells it."""
    policy: Json = {
        "multiFactorAuthProvider": entry.mfa,
        "maximumActivationDuration": entry.max_duration,
    }
    if entry.approvers:
        policy["managedByTenantApprovers"] = [_principal(each) for each in entry.approvers]
    row = _principal(entry)
    row["roleDefinitionId"] = entry.role_id
    row["justInTimeAccessPolicy"] = policy
    return row


def _principal(of: Authorization | EligibleAuthorization | Approver) -> Json:
    row = {"principalId": of.principal_id}
    if of.display_name:
        row["principalIdDisplayName"] = of.display_name
    return row


def values_of(plan: Plan, target: Target) -> Json:
    """Return the values of the parameters, by name."""
    values: Json = {
        "mspOfferName": plan.name,
        "mspOfferDescription": plan.description,
        "managedByTenantId": plan.managing_tenant_id,
        "authorizations": [permanent(each) for each in plan.authorizations],
    }
    if plan.eligible:
        values["eligibleAuthorizations"] = [eligible(each) for each in plan.eligible]
    if len(target.groups) == 1:
        values["rgName"] = target.groups[0]
    elif target.groups:
        values["resourceGroups"] = [{"rgName": each} for each in target.groups]
    return values


TOLD = {
    "mspOfferName": "Under this name the customer sees the delegation.",
    "mspOfferDescription": "What the customer gets.",
    "managedByTenantId": "The tenant of the service provider.",
    "authorizations": "Who holds which role permanently.",
    "eligibleAuthorizations": "Who may activate which role just in time.",
    "rgName": "The resource group to delegate.",
    "resourceGroups": "The resource groups to delegate.",
}


def _template(plan: Plan, target: Target, values: Json) -> Json:
    names = names_of(plan)
    return {
        "$schema": f"{_SCHEMAS}/subscriptionDeploymentTemplate.json#",
        "contentVersion": f"{plan.version if version_number(plan.version) else '1.0.0'}.0",
        "metadata": {
            "_generator": {"name": GENERATOR},
            "roles": {each: role_name(each) for each in role_ids(plan)},
        },
        "parameters": {
            name: {
                "type": "array" if isinstance(value, list) else "string",
                "defaultValue": escaped(value),
                "metadata": {"description": TOLD[name]},
            }
            for name, value in values.items()
        },
        "variables": _variables(names, target),
        "resources": [
            _definition(plan, target),
            *([_nested(target, names)] if target.groups else [_assignment(_SUBSCRIPTION_NAME)]),
        ],
        "outputs": {
            "mspOfferName": {"type": "string", "value": "[parameters('mspOfferName')]"},
        },
    }


_SUBSCRIPTION_NAME = "[variables('assignmentName')]"


def _variables(names: Names, target: Target) -> Json:
    made = "[guid(parameters('mspOfferName'))]"
    variables: Json = {"definitionName": made if names.from_offer else names.definition}
    if not target.groups:
        variables["assignmentName"] = names.kept.get("", "[variables('definitionName')]")
    elif kept := kept_names(names, target):
        variables["assignmentNames"] = kept
    return variables


def _definition(plan: Plan, target: Target) -> Json:
    properties = {
        "registrationDefinitionName": "[parameters('mspOfferName')]",
        "description": "[parameters('mspOfferDescription')]",
        "managedByTenantId": "[parameters('managedByTenantId')]",
        "authorizations": "[parameters('authorizations')]",
    }
    if plan.eligible:
        properties["eligibleAuthorizations"] = "[parameters('eligibleAuthorizations')]"
    resource: Json = {
        "type": DEFINITIONS,
        "apiVersion": API_VERSION,
        "name": "[variables('definitionName')]",
    }
    if has_marketplace(plan, target):
        block = {
            "name": plan.plan_id,
            "publisher": plan.publisher_id,
            "product": plan.offer_id,
            "version": plan.version,
        }
        resource["plan"] = escaped(block)
    return {**resource, "properties": properties}


def _assignment(name: str) -> Json:
    whole = f"[subscriptionResourceId('{DEFINITIONS}', variables('definitionName'))]"
    return {
        "type": ASSIGNMENTS,
        "apiVersion": API_VERSION,
        "name": name,
        "dependsOn": [whole],
        "properties": {"registrationDefinitionId": whole},
    }


def _nested(target: Target, names: Names) -> Json:
    """Return the deployment into one group, or into each of many."""
    many = len(target.groups) > 1
    group = "parameters('resourceGroups')[copyIndex()].rgName" if many else "parameters('rgName')"
    made = f"guid(toLower(variables('definitionName')), toLower({group}))"
    name = made
    if kept_names(names, target):
        kept = "variables('assignmentNames')"
        name = f"if(contains({kept}, toLower({group})), {kept}[toLower({group})], {made})"
    assignment = _assignment(f"[{name}]")
    waits_for = assignment.pop("dependsOn")
    nested: Json = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": _DEPLOYMENT_VERSION,
        "name": f"[concat('delegate-', {made})]",
        "resourceGroup": f"[{group}]",
        "dependsOn": waits_for,
        "properties": {
            "mode": "Incremental",
            "template": {
                "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0",
                "resources": [assignment],
            },
        },
    }
    if many:
        nested["copy"] = {"name": "groups", "count": "[length(parameters('resourceGroups'))]"}
    return nested


def escaped(value: Any) -> Any:
    """Return a value as a template holds it; a text in brackets would be an expression."""
    if isinstance(value, str):
        return f"[{value}" if value.startswith("[") and value.endswith("]") else value
    if isinstance(value, list):
        return [escaped(each) for each in value]
    if isinstance(value, dict):
        return {name: escaped(each) for name, each in value.items()}
    return value


def _text(document: Json) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
