"""A plan that no rule has anything against, and ways to change it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from data.models import Approver, Authorization, EligibleAuthorization
from data.plans import Plan
from data.roles import DELETE_ROLE, USER_ACCESS_ADMINISTRATOR
from tests.data.records import BOSS, MSP, NIGHT, OPS, READER, guid, role_id, subscription

OWNER = role_id("Owner")
BACKUP = role_id("Backup Contributor")
MACHINES = role_id("Virtual Machine Contributor")
LOG_ANALYTICS = role_id("Log Analytics Contributor")
ROBOT = guid("robot")
OPS_ENDS = Authorization(OPS, DELETE_ROLE, "Operations")
NIGHT_READS = Authorization(NIGHT, READER, "Night shift")
ROBOT_ASSIGNS = Authorization(ROBOT, USER_ACCESS_ADMINISTRATOR, "Robot", (BACKUP,))
NIGHT_BACKS_UP = EligibleAuthorization(
    NIGHT, BACKUP, "Night shift", "Azure", "PT4H", (Approver(BOSS, "Shift lead"),)
)
GOOD = Plan(
    id="1",
    name="Managed operations",
    publisher_id="northwind",
    offer_id="managed-ops",
    plan_id="gold",
    managing_tenant_id=MSP,
    version="1.1.0",
    authorizations=(OPS_ENDS, NIGHT_READS, ROBOT_ASSIGNS),
    eligible=(NIGHT_BACKS_UP,),
    audience=(subscription("prod", "fabrikam").subscription_id,),
)
TEMPLATE = replace(GOOD, publisher_id="", offer_id="", plan_id="", audience=())


def adding(*entries: Authorization | EligibleAuthorization, to: Plan = GOOD) -> Plan:
    """The plan with more entries, at the end."""
    permanent = [each for each in entries if isinstance(each, Authorization)]
    eligible = [each for each in entries if isinstance(each, EligibleAuthorization)]
    return replace(
        to,
        authorizations=(*to.authorizations, *permanent),
        eligible=(*to.eligible, *eligible),
    )


def gives(role: str, *delegated: str, to: str = OPS) -> Plan:
    """The plan with one more permanent role."""
    return adding(Authorization(to, role, "Operations", delegated))


def activates(**fields: Any) -> Plan:
    """The plan with another eligible authorization in the place of its own."""
    return replace(GOOD, eligible=(replace(NIGHT_BACKS_UP, **fields),))


def without(*entries: Authorization, of: Plan = GOOD) -> Plan:
    """The plan without some of its permanent entries."""
    return replace(
        of, authorizations=tuple(each for each in of.authorizations if each not in entries)
    )
