"""Reads what a file says about Lighthouse: ARM templates and all that goes with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import structs

from data.errors import PlainError
from data.formats.arm_template import GENERATOR
from data.formats.definitions import plan_of
from data.formats.deployments import (
    Resource,
    Site,
    evaluator_of,
    policy,
    resources,
    turns_of,
    values_of,
)
from data.formats.imported import Imported, ImportedDefinition, Kind
from data.formats.json_text import read_json
from data.formats.live import live_rows, read_live
from data.formats.parameter_rules import asked_parameters, unsuited_values
from data.formats.parameters_file import is_parameters, read_parameters
from data.formats.reading import Reading
from data.formats.resource_ids import Level
from data.formats.values import Value, Work, member

_LISTS = ("authorizations", "eligibleAuthorizations")


class NoParametersError(PlainError):
    """The second file holds no parameters."""


def read_template(
    content: bytes, parameters: bytes | None = None, what: str = "The file"
) -> Imported:
    """Read a file: a template, a policy, parameters, what Azure lists, or a part of these.

    Args:
        content: The file.
        parameters: A parameter file for it; what it lacks has its default, or is asked for.
        what: How a message names the file.

    Raises:
        NotJsonError: One of the two is no JSON.
        NoParametersError: The second is no parameter file.
    """
    document = read_json(content, what)
    given = _given(parameters)
    work = Work()
    if is_parameters(document):
        return read_parameters(document, work)
    if rows := live_rows(document):
        return read_live(rows)
    if isinstance(member(document, "resources"), (list, dict)):
        return _read_deploying(document, given, work)
    for properties, path in ((document, "$"), (member(document, "properties"), "$.properties")):
        if member(properties, "policyRule") is not None:
            return _read_policy(properties, path, given, work)
    return _read_fragment(document, work)


def _given(parameters: bytes | None) -> dict[str, Value]:
    if parameters is None:
        return {}
    document = read_json(parameters, "The parameter file")
    if member(document, "resources") is not None:
        raise NoParametersError(
            "The second file is a template; give the template first, then its parameter file."
        )
    section = member(document, "parameters", document)
    if not isinstance(section, dict):
        raise NoParametersError(
            "The second file holds no parameters; they stand in an object named parameters."
        )
    return values_of(section, "$")


def _read_deploying(document: Value, given: dict[str, Value], work: Work) -> Imported:
    evaluator = evaluator_of(document, given, work)
    found = resources(document, "$", evaluator, Site(evaluator.names.level))
    imported = _imported(Kind.TEMPLATE, found, member(document, "parameters"), given)
    return _with_own_version(imported, document)


def _with_own_version(imported: Imported, template: Value) -> Imported:
    """Take the version of a template that we wrote; that of others has nothing to do with plans."""
    generator = member(member(template, "metadata"), "_generator")
    version = member(template, "contentVersion")
    if member(generator, "name") != GENERATOR or not isinstance(version, str):
        return imported
    definitions = (_of_version(each, version.removesuffix(".0")) for each in imported.definitions)
    return structs.replace(imported, definitions=tuple(definitions))


def _of_version(found: ImportedDefinition, version: str) -> ImportedDefinition:
    if found.plan.plan_id:  # it says its version itself
        return found
    return structs.replace(found, plan=structs.replace(found.plan, version=version))


def _read_policy(properties: Value, path: str, given: dict[str, Value], work: Work) -> Imported:
    found = policy(properties, path, given, work, Site(Level.MANAGEMENT_GROUP))
    return _imported(Kind.POLICY, found, member(properties, "parameters"), given)


def _imported(
    kind: Kind,
    found: Iterable[Resource],
    declared: Value = None,
    given: Mapping[str, Value] | None = None,
) -> Imported:
    reading = Reading()
    reading.add(found)
    imported = reading.imported(kind, asked_parameters(declared, given or {}))
    refused = tuple(unsuited_values(declared, given or {}))
    return structs.replace(imported, unresolved=(*refused, *imported.unresolved))


def _read_fragment(document: Value, work: Work) -> Imported:
    """Read a resource, its properties, or authorizations, without what is around them."""
    evaluator = evaluator_of({}, {}, work)
    if isinstance(member(document, "type"), str):
        found = turns_of(document, "$", evaluator, Site(Level.SUBSCRIPTION))
        imported = _imported(Kind.FRAGMENT, found)
        if imported.definitions or imported.assignments:
            return imported
    properties = _properties(document)
    if properties is None:
        return Imported(Kind.OTHER)
    plan, open_parts = plan_of(evaluator.value(properties, "$"), None, "$", work)
    return Imported(Kind.FRAGMENT, (ImportedDefinition(plan, "$"),), unresolved=tuple(open_parts))


def _properties(document: Value) -> Value:
    """Return the properties of a definition that a fragment is, or that it is a part of."""
    for inner in (document, member(document, "properties")):
        if any(member(inner, each) is not None for each in _LISTS):
            return inner
    rows = document if isinstance(document, list) else [document]
    if not rows or not all(member(each, "roleDefinitionId") is not None for each in rows):
        return None
    eligible = any(member(each, "justInTimeAccessPolicy") is not None for each in rows)
    return {_LISTS[eligible]: rows}
