"""Writes a plan as Bicep: the file, a module where groups are delegated, and the parameters.

Every value stands once, among the parameters, with the names of roles beside their ids. Resources
have the names that an ARM template of the same plan gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.formats.arm_template import API_VERSION, ASSIGNMENTS, DEFINITIONS, TOLD, values_of
from data.formats.identity import Names, Target, has_marketplace, kept_names, names_of
from data.formats.outputs import Output, headline, role_comment
from data.plans import Plan

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_GROUP_MODULE = f"""\
// Delegates the resource group that it is deployed to.

@description('Id of the definition at the subscription.')
param definitionId string

@description('Name of the assignment, a GUID.')
param assignmentName string

resource assignment '{ASSIGNMENTS}@{API_VERSION}' = {{
  name: assignmentName
  properties: {{
    registrationDefinitionId: definitionId
  }}
}}
"""


def bicep_files(plan: Plan, target: Target, name: str) -> tuple[Output, ...]:
    """Return the file, its module if it needs one, and the parameter file.

    Args:
        plan: The plan.
        target: What is to be delegated.
        name: What the files are called, without their endings; two of them name another.
    """
    values = values_of(plan, target)
    if "rgName" in values:
        values["resourceGroups"] = [{"rgName": values.pop("rgName")}]
    if "resourceGroups" in values:
        values["resourceGroups"] = [each["rgName"] for each in values["resourceGroups"]]
    main = Output(".bicep", _main(plan, target, name, values))
    module = [Output(".group.bicep", _GROUP_MODULE)] if target.groups else []
    return main, *module, Output(".bicepparam", _parameters(name, values))


def _main(plan: Plan, target: Target, name: str, values: Mapping[str, Any]) -> str:
    names = names_of(plan)
    made = "guid(mspOfferName)" if names.from_offer else quoted(names.definition)
    parts = [
        f"// {headline(plan)}\ntargetScope = 'subscription'",
        *(
            f"@description({quoted(TOLD[each])})\nparam {each} {_type(value)}"
            for each, value in values.items()
        ),
        f"var definitionName = {made}",
        _definition(plan, target),
        _for_groups(target, names, name) if target.groups else _assignment(names),
    ]
    return "\n\n".join(parts) + "\n"


def _type(value: Any) -> str:
    return "array" if isinstance(value, list) else "string"


def _definition(plan: Plan, target: Target) -> str:
    fields = [
        "registrationDefinitionName: mspOfferName",
        "description: mspOfferDescription",
        "managedByTenantId: managedByTenantId",
        "authorizations: authorizations",
        *(["eligibleAuthorizations: eligibleAuthorizations"] if plan.eligible else []),
    ]
    block = {
        "name": plan.plan_id,
        "publisher": plan.publisher_id,
        "product": plan.offer_id,
        "version": plan.version,
    }
    lines = [
        f"resource definition '{DEFINITIONS}@{API_VERSION}' = {{",
        "  name: definitionName",
        *([f"  plan: {_value(block, '  ')}"] if has_marketplace(plan, target) else []),
        "  properties: {",
        *(f"    {each}" for each in fields),
        "  }",
        "}",
    ]
    return "\n".join(lines)


def _assignment(names: Names) -> str:
    name = quoted(names.kept[""]) if "" in names.kept else "definitionName"
    return (
        f"resource assignment '{ASSIGNMENTS}@{API_VERSION}' = {{\n"
        f"  name: {name}\n"
        "  properties: {\n"
        "    registrationDefinitionId: definition.id\n"
        "  }\n"
        "}"
    )


def _for_groups(target: Target, names: Names, name: str) -> str:
    made = "guid(toLower(definitionName), toLower(group))"
    assigned, before = made, ""
    if kept := kept_names(names, target):
        known = "assignmentNames"
        before = f"var {known} = {_value(kept, '')}\n\n"
        assigned = f"contains({known}, toLower(group)) ? {known}[toLower(group)] : {made}"
    return (
        f"{before}module assignments {quoted(f'./{name}.group.bicep')} = "
        "[for group in resourceGroups: {\n"
        f"  name: 'delegate-${{{made}}}'\n"
        "  scope: resourceGroup(group)\n"
        "  params: {\n"
        "    definitionId: definition.id\n"
        f"    assignmentName: {assigned}\n"
        "  }\n"
        "}]"
    )


def _parameters(name: str, values: Mapping[str, Any]) -> str:
    lines = (f"param {each} = {_value(value, '')}" for each, value in values.items())
    return "\n\n".join([f"using {quoted(f'./{name}.bicep')}", *lines]) + "\n"


def _value(value: Any, indent: str) -> str:
    """Write a value, with what is in it on lines of its own."""
    if isinstance(value, str):
        return quoted(value)
    inner = indent + "  "
    if isinstance(value, list):
        return _block("[]", (f"{_value(each, inner)}{_comment(each)}" for each in value), indent)
    members = (
        f"{_key(name)}: {_value(each, inner)}{_comment(each)}" for name, each in value.items()
    )
    return _block("{}", members, indent)


def _block(brackets: str, lines: Iterable[str], indent: str) -> str:
    found = "".join(f"{indent}  {each}\n" for each in lines)
    return f"{brackets[0]}\n{found}{indent}{brackets[1]}" if found else brackets


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else quoted(name)


def _comment(value: Any) -> str:
    name = role_comment(value) if isinstance(value, str) else ""
    return f" // {name}" if name else ""


def quoted(text: str) -> str:
    """Return a text as Bicep writes it."""
    escaped = "".join(map(_escaped, text)).replace("${", "\\${")
    return f"'{escaped}'"


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return letter if letter.isprintable() else f"\\u{{{ord(letter):x}}}"
