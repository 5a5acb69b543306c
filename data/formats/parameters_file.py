"""A parameter file by itself: the authorizations and well-known names that it has."""

from __future__ import annotations

from data.formats.definitions import plan_of
from data.formats.deployments import values_of
from data.formats.imported import Imported, ImportedDefinition, Kind, UnresolvedPart
from data.formats.values import Unresolved, Value, Work, member

_WELL_KNOWN = {
    "managedbytenantid": "managedByTenantId",
    "mspoffername": "registrationDefinitionName",
    "mspname": "registrationDefinitionName",
    "managedbyname": "registrationDefinitionName",
    "registrationdefinitionname": "registrationDefinitionName",
    "mspofferdescription": "description",
    "managedbydescription": "description",
    "registrationdescription": "description",
}
"""What Microsoft's templates and modules call their parameters."""


def is_parameters(document: Value) -> bool:
    """Whether a file holds the values of a template's parameters."""
    section = member(document, "parameters")
    if "deploymentparameters" in str(member(document, "$schema", "")).lower():
        return True
    return (
        member(document, "resources") is None
        and isinstance(section, dict)
        and bool(section)
        and all(
            isinstance(each, dict) and (len(each) == 1 and ("value" in each or "reference" in each))
            for each in section.values()
        )
    )


def read_parameters(document: Value, work: Work) -> Imported:
    """Read what can be told without the template."""
    values = values_of(member(document, "parameters"), "$")
    properties = {_WELL_KNOWN[name]: value for name, value in values.items() if name in _WELL_KNOWN}
    for name, value in values.items():
        if (member_name := _entries(name, value)) and member_name not in properties:
            properties[member_name] = value
    plan, open_parts = plan_of(properties, None, "$", work)
    needs = UnresolvedPart("$", "this is a parameter file; import its template to have the rest")
    found = [ImportedDefinition(plan, "$.parameters")] if properties else []
    return Imported(Kind.PARAMETERS, tuple(found), unresolved=(needs, *open_parts))


def _entries(name: str, value: Value) -> str:
    """Return which member of a definition a list of authorizations is, if it is one."""
    if isinstance(value, Unresolved):
        known = {
            "authorizations": "authorizations",
            "eligibleauthorizations": "eligibleAuthorizations",
        }
        return known.get(name, "")
    if not isinstance(value, list) or not value:
        return ""
    if not any(member(each, "roleDefinitionId") is not None for each in value):
        return ""
    eligible = any(member(each, "justInTimeAccessPolicy") is not None for each in value)
    return "eligibleAuthorizations" if eligible or "eligible" in name else "authorizations"
