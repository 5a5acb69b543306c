"""Small templates of our own, and short ways to read them."""

from __future__ import annotations

import json
from typing import Any

from data.formats.arm import read_template
from data.formats.imported import Imported
from tests.data.records import BOSS, CONTRIBUTOR, MSP, NIGHT, OPS, READER

Json = dict[str, Any]

DEFINITIONS = "Microsoft.ManagedServices/registrationDefinitions"
ASSIGNMENTS = "Microsoft.ManagedServices/registrationAssignments"
DEPLOYMENTS = "Microsoft.Resources/deployments"
SCHEMAS = "https://schema.management.azure.com/schemas"
OPS_READS = {"principalId": OPS, "principalIdDisplayName": "Operations", "roleDefinitionId": READER}
ON_CALL = {
    "principalId": NIGHT,
    "principalIdDisplayName": "Night shift",
    "roleDefinitionId": CONTRIBUTOR,
    "justInTimeAccessPolicy": {
        "multiFactorAuthProvider": "Azure",
        "maximumActivationDuration": "PT4H",
        "managedByTenantApprovers": [{"principalId": BOSS, "principalIdDisplayName": "Shift lead"}],
    },
}
VALUES: Json = {
    "offer": "Watch and fix",
    "text": "We watch, and fix",
    "tenant": MSP,
    "entries": [OPS_READS],
    "onCall": [ON_CALL],
}


def template(*resources: Json, level: str = "subscription", **sections: Any) -> Json:
    """A template with the usual parameters, of which none has a default."""
    kinds = {"offer": "string", "text": "string", "tenant": "string"}
    kinds |= {"entries": "array", "onCall": "array"}
    return {
        "$schema": f"{SCHEMAS}/2019-08-01/{level}DeploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {name: {"type": kind} for name, kind in kinds.items()},
        "resources": list(resources),
    } | sections


def definition(name: str = "[guid(parameters('offer'))]", **more: Any) -> Json:
    return {
        "type": DEFINITIONS,
        "apiVersion": "2022-10-01",
        "name": name,
        "properties": {
            "registrationDefinitionName": "[parameters('offer')]",
            "description": "[parameters('text')]",
            "managedByTenantId": "[parameters('tenant')]",
            "authorizations": "[parameters('entries')]",
            "eligibleAuthorizations": "[parameters('onCall')]",
        },
    } | more


def assignment(of: str = "guid(parameters('offer'))", **more: Any) -> Json:
    return {
        "type": ASSIGNMENTS,
        "apiVersion": "2022-10-01",
        "name": "[guid(parameters('offer'))]",
        "properties": {"registrationDefinitionId": f"[resourceId('{DEFINITIONS}', {of})]"},
    } | more


def nested(*resources: Json, scope: str = "", parameters: Json | None = None, **more: Any) -> Json:
    properties: Json = {"mode": "Incremental", "template": {"resources": list(resources)}}
    if scope:
        properties["expressionEvaluationOptions"] = {"scope": scope}
    if parameters is not None:
        properties["parameters"] = {name: {"value": each} for name, each in parameters.items()}
        properties["template"]["parameters"] = {name: {"type": "string"} for name in parameters}
    return {"type": DEPLOYMENTS, "apiVersion": "2022-09-01", "name": "inner"} | {
        "properties": properties,
        **more,
    }


def given(**values: Any) -> Json:
    """A parameter file with the usual values."""
    return {
        "$schema": f"{SCHEMAS}/2018-05-01/subscriptionDeploymentParameters.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {name: {"value": each} for name, each in (VALUES | values).items()},
    }


def read(document: Any, parameters: Any = None) -> Imported:
    return read_template(
        json.dumps(document).encode(),
        None if parameters is None else json.dumps(parameters).encode(),
    )


def policy(*resources: Json, scope: str = "subscription") -> Json:
    """A policy definition's properties that deploy these; its parameters are the usual ones."""
    names = ("offer", "text", "tenant", "entries", "onCall")
    kinds = template()["parameters"]
    return {
        "displayName": "Delegate",
        "parameters": dict(kinds),
        "policyRule": {
            "if": {"field": "type", "equals": "Microsoft.Resources/subscriptions"},
            "then": {
                "effect": "deployIfNotExists",
                "details": {
                    "deploymentScope": scope,
                    "deployment": {
                        "properties": {
                            "parameters": {
                                each: {"value": f"[parameters('{each}')]"} for each in names
                            },
                            "template": template(*resources),
                        }
                    },
                },
            },
        },
    }


def escaped(value: Any) -> Any:
    """The same for within a template, where brackets of a policy are doubled."""
    if isinstance(value, dict):
        return {name: escaped(each) for name, each in value.items()}
    if isinstance(value, list):
        return [escaped(each) for each in value]
    return f"[{value}" if isinstance(value, str) and value.startswith("[") else value
