"""What managed services refuse because of whom the managing tenant's directory has."""

from __future__ import annotations

from collections.abc import Iterator

from data.emulator.directory import applications, principals
from data.emulator.entities import Json
from data.emulator.replies import AzureError


def check_members(properties: Json, home: str) -> None:
    """Refuse principals of the wrong kind; strangers pass, as this directory is not complete.

    Args:
        properties: What stands under ``properties`` of a definition, its form checked already.
        home: The managing tenant of this world: the only one that is known to have Privileged
            Identity Management, which eligible authorizations need.

    Raises:
        AzureError: When one is of the wrong kind.
    """
    eligible = properties.get("eligibleAuthorizations") or []
    for each in (*properties["authorizations"], *_just_in_time(eligible)):
        if _id(each) in applications():
            raise _refused(f"Principal '{_id(each)}' is of type Application, which cannot be used.")
    for each in _just_in_time(eligible):
        found = principals().get(_id(each))
        if found and found.kind == "servicePrincipal":
            raise _refused(f"Service principal '{found.id}' cannot be eligible or approve.")
    managing = str(properties["managedByTenantId"]).lower()
    if eligible and managing != home.lower():
        raise _refused(f"The Governance API says that tenant '{managing}' is not onboarded to PIM.")


def _just_in_time(eligible: list[Json]) -> Iterator[Json]:
    for each in eligible:
        yield each
        policy = each.get("justInTimeAccessPolicy") or {}
        yield from policy.get("managedByTenantApprovers") or []


def _id(row: Json) -> str:
    return str(row["principalId"]).lower()


def _refused(message: str) -> AzureError:
    return AzureError(400, "InvalidRegistrationDefinitionCreateRequest", message)
