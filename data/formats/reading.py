"""Collects what the resources of a template say about Lighthouse."""

from __future__ import annotations

from collections.abc import Iterable

from data.clean import clean
from data.formats.definitions import plan_of, text
from data.formats.deployments import Resource
from data.formats.holes import parts
from data.formats.imported import (
    AskedParameter,
    Imported,
    ImportedAssignment,
    ImportedDefinition,
    Kind,
    OtherResource,
    UnresolvedPart,
)
from data.formats.resource_ids import Level
from data.formats.values import Unresolved, Value, at, member

_DEFINITION = "microsoft.managedservices/registrationdefinitions"
_ASSIGNMENT = "microsoft.managedservices/registrationassignments"


class Reading:
    """What was found so far."""

    def __init__(self) -> None:
        self._definitions: list[ImportedDefinition] = []
        self._unresolved: list[UnresolvedPart] = []
        self._others: list[OtherResource] = []
        self._names: dict[str, int] = {}
        self._assigned: list[tuple[Resource, Value]] = []

    def add(self, resources: Iterable[Resource]) -> bool:
        """Take in resources; return whether any is Lighthouse's."""
        found = [self._add(each) for each in resources]
        return any(found)

    def imported(self, kind: Kind, asked: tuple[AskedParameter, ...] = ()) -> Imported:
        """Return what was found, each assignment matched with its definition."""
        for resource, of in self._assigned:
            if _last(of) not in self._names:
                self._open(of, at(at(resource.path, "properties"), "registrationDefinitionId"))
        return Imported(
            kind,
            tuple(self._definitions),
            tuple(self._assignment(*each) for each in self._assigned),
            tuple(dict.fromkeys(self._unresolved)),
            tuple(dict.fromkeys(self._others)),
            asked,
        )

    def _add(self, resource: Resource) -> bool:
        found = self.add(resource.inner)
        kind = resource.type.lower()
        if kind == _DEFINITION:
            self._define(resource)
        elif kind == _ASSIGNMENT:
            self._assign(resource)
        elif not (resource.is_wrapper and found):
            name = text(resource.value("name"))
            self._others.append(OtherResource(clean(resource.type), name, clean(resource.path)))
        if resource.link is not None:
            self._unresolved += parts([resource.link], resource.path)
        if found or kind in (_DEFINITION, _ASSIGNMENT):
            self._unresolved += parts(resource.unknown, resource.path)
        return found or kind in (_DEFINITION, _ASSIGNMENT)

    def _define(self, resource: Resource) -> None:
        evaluator = resource.evaluator
        name = resource.value("name")
        plan, open_parts = plan_of(
            resource.value("properties"), resource.value("plan"), resource.path, evaluator.work
        )
        self._open(name, at(resource.path, "name"))
        self._unresolved += open_parts
        if key := _last(name):
            self._names.setdefault(key, len(self._definitions))
        self._definitions.append(
            ImportedDefinition(
                plan,
                clean(resource.path),
                text(resource.value("apiVersion")),
                text(name),
                resource.site.deployed,
            )
        )

    def _assign(self, resource: Resource) -> None:
        properties = resource.value("properties")
        of = properties
        if not isinstance(properties, Unresolved):
            of = member(properties, "registrationDefinitionId")
        site = resource.site
        if site.level == Level.RESOURCE_GROUP and site.group == "" and site.deployed:
            why = "the resource group is known only when it is deployed"
            self._unresolved.append(UnresolvedPart(clean(resource.path), why))
        self._open(resource.value("name"), at(resource.path, "name"))
        self._assigned.append((resource, of))

    def _assignment(self, resource: Resource, of: Value) -> ImportedAssignment:
        site = resource.site
        return ImportedAssignment(
            clean(resource.path),
            self._names.get(_last(of)),
            text(of),
            site.level == Level.RESOURCE_GROUP,
            text(site.group),
            text(site.subscription),
            text(resource.value("apiVersion")),
            site.deployed,
            text(resource.value("name")),
        )

    def _open(self, value: Value, path: str) -> None:
        if isinstance(value, Unresolved):
            self._unresolved += parts([value], path)


def _last(name_or_id: Value) -> str:
    """Return what a definition's name and an id of it have in common."""
    whole = name_or_id.stand_in if isinstance(name_or_id, Unresolved) else name_or_id
    return whole.rstrip("/").rpartition("/")[2].lower() if isinstance(whole, str) else ""
