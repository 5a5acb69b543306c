"""Walks the resources of a template, also through loops, nested deployments and policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from msgspec.structs import replace as with_fields

from data.formats.evaluator import Evaluator
from data.formats.names import Names
from data.formats.resource_ids import Level
from data.formats.values import Unresolved, UnsuitedError, Value, Work, at, member

_DEPLOYMENT = "microsoft.resources/deployments"
_POLICY = "microsoft.authorization/policydefinitions"
_RESOURCE = 50
"""What one more resource of a loop costs, measured in evaluations."""


@dataclass(frozen=True)
class Site:
    """Where something is deployed."""

    level: Level
    subscription: Value = ""
    """Id; empty for the subscription that the file is deployed to."""
    group: Value = ""
    """Name of the resource group."""
    deployed: bool = True
    """False when a condition rules it out."""


@dataclass(frozen=True)
class Resource:
    """A resource of a template."""

    type: str
    body: Value
    path: str
    evaluator: Evaluator
    site: Site
    inner: tuple[Resource, ...] = ()
    """What it deploys itself, and its children."""
    unknown: list[Unresolved] = field(default_factory=list)
    """What could not be resolved about how often, whether and where it is deployed."""

    def value(self, name: str) -> Value:
        """Return a member of it, evaluated."""
        return self.evaluator.value(member(self.body, name), at(self.path, name))

    @property
    def is_wrapper(self) -> bool:
        """Whether it exists to deploy others."""
        return self.type.lower() in (_DEPLOYMENT, _POLICY)

    @property
    def link(self) -> Unresolved | None:
        """What stands for a template that it names and that is elsewhere."""
        path = at(at(self.path, "properties"), "templateLink")
        link = member(member(self.body, "properties"), "templateLink")
        if self.type.lower() != _DEPLOYMENT or link is None:
            return None
        url = self.evaluator.value(member(link, "uri"), at(path, "uri"))
        where = f": {url}" if isinstance(url, str) else ""
        return Unresolved(f"a linked template is not read{where}", path)


def level_of(template: Value) -> Level:
    """Return what a template is deployed to, by its schema."""
    schema = str(member(template, "$schema", "")).lower()
    by_schema = {
        "subscriptiondeploymenttemplate": Level.SUBSCRIPTION,
        "managementgroupdeploymenttemplate": Level.MANAGEMENT_GROUP,
        "tenantdeploymenttemplate": Level.TENANT,
    }
    return next((by_schema[each] for each in by_schema if each in schema), Level.RESOURCE_GROUP)


def resources(template: Value, path: str, evaluator: Evaluator, site: Site) -> Iterator[Resource]:
    """Yield the resources of a template, each turn of a loop by itself."""
    section = member(template, "resources")
    place = at(path, "resources")
    if isinstance(section, dict):
        rows: list[tuple[str | int, Value]] = list(section.items())
    else:
        rows = list(enumerate(section)) if isinstance(section, list) else []
    for key, body in rows:
        if isinstance(body, dict):
            yield from turns_of(body, at(place, key), evaluator, site)


def turns_of(body: Value, path: str, evaluator: Evaluator, site: Site) -> Iterator[Resource]:
    """Yield a resource: once, or for each turn of its loop."""
    loop = member(body, "copy")
    if not isinstance(loop, dict):
        yield _resource(body, path, evaluator, site, [])
        return
    name = str(member(loop, "name", ""))
    count = evaluator.turns(member(loop, "count"), at(at(path, "copy"), "count"))
    if isinstance(count, Unresolved):
        index = with_fields(count, stand_in=f"?copyIndex({name.lower()})")
        yield _resource(body, path, evaluator.turn(name, index), site, [count])
        return
    for turn in range(count):
        unknown: list[Unresolved] = []
        try:
            evaluator.work.charge(_RESOURCE)
        except UnsuitedError as error:
            unknown.append(Unresolved(str(error), path))
        yield _resource(body, path, evaluator.turn(name, turn), site, unknown)
        if unknown:
            return


def _resource(
    body: Value, path: str, evaluator: Evaluator, site: Site, unknown: list[Unresolved]
) -> Resource:
    found = Resource("", body, path, evaluator, site, unknown=unknown)
    type_ = found.value("type")
    condition = found.value("condition")
    if isinstance(condition, Unresolved):
        unknown.append(condition)
    found = replace(
        found,
        type=type_.strip("/") if isinstance(type_, str) else "",
        site=replace(site, deployed=site.deployed and condition is not False),
    )
    return replace(found, inner=tuple(_inner(found)))


def _inner(of: Resource) -> Iterator[Resource]:
    if of.type.lower() == _DEPLOYMENT:
        yield from _nested(of)
    elif of.type.lower() == _POLICY:
        path = at(of.path, "properties")
        yield from policy(of.value("properties"), path, {}, of.evaluator.work, of.site)
    for child in resources(of.body, of.path, of.evaluator, of.site):
        is_whole = "/" in child.type or child.type == ""
        yield child if is_whole else replace(child, type=f"{of.type}/{child.type}")


def _nested(of: Resource) -> Iterator[Resource]:
    path = at(of.path, "properties")
    properties = member(of.body, "properties")
    site = _site(of)
    template, place = member(properties, "template"), at(path, "template")
    options = member(properties, "expressionEvaluationOptions")
    evaluator = of.evaluator
    if str(member(options, "scope", "")).lower() == "inner":
        values = of.evaluator.value(member(properties, "parameters"), at(path, "parameters"))
        given = values_of(values, path)
        names = _names(template, place, given, of.evaluator.names, site)
        evaluator = Evaluator(names, of.evaluator.work)
    yield from resources(template, place, evaluator, site)


def _site(of: Resource) -> Site:
    """Return where a nested deployment deploys to."""
    subscription, group = of.value("subscriptionId"), of.value("resourceGroup")
    of.unknown.extend(each for each in (subscription, group) if isinstance(each, Unresolved))
    site = of.site
    if subscription is not None:
        site = replace(site, level=Level.SUBSCRIPTION, subscription=subscription, group="")
    if group is not None:
        site = replace(site, level=Level.RESOURCE_GROUP, group=group)
    return site


def policy(
    properties: Value, path: str, given: Mapping[str, Value], work: Work, site: Site
) -> Iterator[Resource]:
    """Yield what a policy deploys.

    Args:
        properties: Of the policy definition; what stood in doubled brackets is an expression now.
        path: Where they stand.
        given: Values of its parameters.
        work: What may be spent.
        site: Where the policy is deployed.
    """
    names = Names({"parameters": member(properties, "parameters")}, given, path=path)
    evaluator = Evaluator(names, work)
    details, place = properties, path
    for name in ("policyRule", "then", "details"):
        details, place = member(details, name), at(place, name)
    scope = str(member(details, "deploymentScope", "")).lower()
    level = Level.SUBSCRIPTION if scope == "subscription" else Level.RESOURCE_GROUP
    inside = Site(level, deployed=site.deployed)
    deployment = member(member(details, "deployment"), "properties")
    place = at(at(place, "deployment"), "properties")
    values = evaluator.value(member(deployment, "parameters"), at(place, "parameters"))
    template, there = member(deployment, "template"), at(place, "template")
    names = _names(template, there, values_of(values, place), Names(), inside)
    yield from resources(template, there, Evaluator(names, work), inside)


def _names(template: Value, path: str, given: dict[str, Value], outer: Names, site: Site) -> Names:
    """Return what a nested template with its own names may refer to."""
    facts = dict(outer.facts)
    if site.subscription != "":
        facts["subscription"] = _partly("subscription", "subscriptionId", site.subscription)
    if site.group != "":
        facts["resourcegroup"] = _partly("resourceGroup", "name", site.group)
    known = template if isinstance(template, dict) else {}
    return Names(known, given, facts, site.level, path)


def _partly(fact: str, name: str, value: Value) -> dict[str, Value]:
    """Return a fact of which one member is known."""
    why = f"{fact}() is known only when it is deployed"
    others = ("id", "tenantId", "displayName", "location", "tags")
    return {each: Unresolved(why, "", f"?{fact}.{each}") for each in others} | {name: value}


def values_of(parameters: Value, path: str) -> dict[str, Value]:
    """Return the values of a ``parameters`` object, by lower-case name."""
    found: dict[str, Value] = {}
    for name, each in (parameters if isinstance(parameters, dict) else {}).items():
        absent = isinstance(each, Unresolved) or member(each, "value", each) is each
        place = at(at(path, "parameters"), name)
        if isinstance(each, Unresolved):
            found[name.lower()] = each
        elif not absent:
            found[name.lower()] = member(each, "value")
        elif member(each, "reference") is not None:
            why = f"the parameter {name} is held in a key vault"
            found[name.lower()] = Unresolved(why, at(place, "reference"), f"?{place}")
    return found


def evaluator_of(template: Value, given: dict[str, Value], work: Work) -> Evaluator:
    """Return an evaluator of a whole template."""
    known = template if isinstance(template, dict) else {}
    return Evaluator(Names(known, given, level=level_of(template)), work)
