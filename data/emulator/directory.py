"""Who is in the managing tenant's directory: security groups and service principals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data.emulator import people
from data.emulator.ids import guid_of


@dataclass(frozen=True)
class Principal:
    """A group, or a service principal."""

    id: str
    name: str
    kind: str
    """``group`` or ``servicePrincipal``, as Microsoft Graph names the type."""


_GROUPS = (
    people.SERVICE_DESK,
    people.OPERATIONS,
    people.ENGINEERING,
    people.NETWORK,
    people.BACKUP,
    people.SOC,
    people.SOC_LEADS,
    people.FINOPS,
    people.PLATFORM,
    people.ON_CALL_LEADS,
    people.SECURITY_MANAGERS,
)
_ROBOTS = (people.POLICY_ROBOT, people.MONITORING_ROBOT)


@cache
def principals() -> dict[str, Principal]:
    """Return everyone by object id."""
    kinds = (("group", _GROUPS), ("servicePrincipal", _ROBOTS))
    everyone = [
        Principal(people.principal(name), name, kind) for kind, names in kinds for name in names
    ]
    return {each.id: each for each in everyone}


def application(robot: str) -> str:
    """Return the object id of the app registration behind a service principal.

    People paste it where the service principal's own object id belongs.
    """
    return guid_of(f"application/{robot}")


@cache
def applications() -> frozenset[str]:
    """Return the object ids of all app registrations."""
    return frozenset(application(each) for each in _ROBOTS)
