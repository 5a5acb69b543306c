"""What a template deploys here, worked out by the evaluator that imports read templates with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.emulator.entities import Json, Subscription
from data.emulator.replies import AzureError
from data.emulator.scopes import Scope, group_of
from data.formats.deployments import Resource, Site, resources, values_of
from data.formats.evaluator import Evaluator
from data.formats.holes import filled
from data.formats.names import Names
from data.formats.parameter_rules import asked_parameters, kind_of, unsuited_values
from data.formats.resource_ids import Level
from data.formats.values import Unresolved, Value, Work, member

DEFINITION = "Microsoft.ManagedServices/registrationDefinitions"
ASSIGNMENT = "Microsoft.ManagedServices/registrationAssignments"
NESTED = "Microsoft.Resources/deployments"
_KINDS = {each.lower(): each for each in (DEFINITION, ASSIGNMENT, NESTED)}
_ORDER = (DEFINITION, ASSIGNMENT, NESTED)
"""Definitions before what rests on them, whatever order ``dependsOn`` allows besides."""


@dataclass(frozen=True)
class Step:
    """One resource that is deployed."""

    kind: str
    name: str
    scope: Scope
    body: Json

    @property
    def id(self) -> str:
        """Its resource id."""
        return f"{self.scope.path}/providers/{self.kind}/{self.name}"


@dataclass(frozen=True)
class Deploying:
    """A template with the values of its parameters, as far as nothing was deployed yet."""

    steps: tuple[Step, ...]
    parameters: Json
    outputs: Json
    content: Json = field(repr=False)


def evaluated(
    properties: Json, scope: Scope, name: str, location: str, tenant: Mapping[str, str]
) -> Deploying:
    """Work out what a deployment does.

    Args:
        properties: Of the deployment: ``template``, ``parameters``, ``mode``.
        scope: What it is deployed to.
        name: The deployment's name.
        location: Where Azure keeps it.
        tenant: Of the subscription: ``tenantId``, ``displayName``.

    Raises:
        AzureError: The template cannot be deployed here.
    """
    template = member(properties, "template")
    if not isinstance(template, dict):
        raise invalid("The deployment has no template; linked ones are not read here.")
    if str(member(properties, "mode", "")).lower() != "incremental":
        raise AzureError(400, "InvalidDeploymentMode", "Only the mode Incremental is possible.")
    wanted = Level.RESOURCE_GROUP if scope.group else Level.SUBSCRIPTION
    given = values_of(member(properties, "parameters"), "$")
    _check_parameters(template, given)
    facts = _facts(scope, name, location, tenant)
    evaluator = Evaluator(Names(template, given, facts, wanted), Work())
    site = Site(wanted, scope.subscription.id, scope.group)
    found = list(_steps(resources(template, "$", evaluator, site), scope.subscription))
    return Deploying(
        tuple(sorted(found, key=lambda step: _ORDER.index(step.kind))),
        _parameters(template, evaluator),
        _outputs(template, evaluator),
        template,
    )


def invalid(message: str) -> AzureError:
    """Return the refusal of a template that cannot be worked out."""
    return AzureError(400, "InvalidTemplate", f"Deployment template validation failed: {message}")


def _check_parameters(template: Json, given: Mapping[str, Value]) -> None:
    declared = member(template, "parameters")
    for asked in asked_parameters(declared, given):
        raise invalid(f"The template parameter '{asked.name}' has no value.")
    for wrong in unsuited_values(declared, given):
        raise invalid(f"{wrong.path}: {wrong.why}.")


def _facts(scope: Scope, name: str, location: str, tenant: Mapping[str, str]) -> dict[str, Value]:
    held = scope.subscription
    facts: dict[str, Value] = {
        "subscription": {
            "id": held.path,
            "subscriptionId": held.id,
            "tenantId": held.tenant,
            "displayName": held.name,
        },
        "tenant": dict(tenant),
        "deployment": {"name": name, "location": location},
    }
    if scope.group:
        facts["resourcegroup"] = {"id": scope.path, "name": scope.group, "location": location}
    return facts


def _steps(found: Iterator[Resource] | tuple[Resource, ...], of: Subscription) -> Iterator[Step]:
    for resource in found:
        if not resource.site.deployed:
            continue
        for each in resource.unknown:
            raise invalid(f"{each.path or resource.path}: {each.why}.")
        if resource.link is not None:
            raise invalid(f"{resource.link.path}: {resource.link.why}.")
        yield _step(resource, of)
        yield from _steps(resource.inner, of)


def _step(resource: Resource, of: Subscription) -> Step:
    kind = _KINDS.get(resource.type.lower())
    if kind is None:
        raise AzureError(
            400,
            "InvalidTemplateDeployment",
            f"This sample Azure deploys nothing but Lighthouse's resources, no '{resource.type}'.",
        )
    names = (
        ("name", "apiVersion") if kind == NESTED else ("name", "apiVersion", "properties", "plan")
    )
    body = {name: _known(resource, name) for name in names}
    site, api_version = resource.site, body.pop("apiVersion")
    if not isinstance(api_version, str):
        raise invalid(f"{resource.path}: the resource has no apiVersion.")
    if site.subscription and str(site.subscription).lower() != of.id.lower():
        raise invalid(f"{resource.path}: another subscription cannot be deployed to from here.")
    wanted = _known(resource, "resourceGroup") if kind == NESTED else site.group
    group = group_of(of, str(wanted)) if wanted else ""
    name = body.pop("name")
    if not isinstance(name, str) or not name:
        raise invalid(f"{resource.path}: the resource has no name.")
    kept = {key: value for key, value in body.items() if value is not None}
    return Step(kind, name, Scope(of, group), kept)


def _known(resource: Resource, name: str) -> Any:
    """Return a member of a resource, all of which must be known."""
    value = resource.value(name)
    holes: list[Unresolved] = []
    found = filled(value, resource.evaluator.work, holes)
    for each in holes:
        raise invalid(f"{each.path or resource.path}: {each.why}.")
    return found


def _parameters(template: Json, evaluator: Evaluator) -> Json:
    declared = member(template, "parameters") or {}
    return {
        name: {
            "type": kind_of(each).capitalize(),
            "value": evaluator.value(f"[parameters('{name}')]", "$.parameters"),
        }
        for name, each in declared.items()
        if not kind_of(each).lower().startswith("secure")
    }


def _outputs(template: Json, evaluator: Evaluator) -> Json:
    found: Json = {}
    for name, each in (member(template, "outputs") or {}).items():
        path = f"$.outputs.{name}"
        value = evaluator.value(member(each, "value"), path)
        if isinstance(value, Unresolved):
            raise invalid(f"{path}: {value.why}.")
        found[name] = {"type": str(member(each, "type", "")).capitalize(), "value": value}
    return found
