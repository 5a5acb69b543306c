"""The managing tenant and the groups in it that hold roles at its customers."""

from __future__ import annotations

from data.emulator.entities import Json
from data.emulator.ids import guid_of
from data.emulator.roles import USER_ACCESS_ADMINISTRATOR, role_id

MANAGING_NAME = "Northwind Managed Cloud"
MANAGING_TENANT = guid_of("tenant/Northwind Managed Cloud")
PUBLISHER = "northwindmsp"
CLIENT_ID = guid_of("client/lightkeeper")
CLIENT_SECRET = "sample-azure-has-no-secrets"
DATABRICKS_TENANT = guid_of("tenant/Databricks")
OTHER_PROVIDER = "Southridge Network Services"
OTHER_PROVIDER_TENANT = guid_of("tenant/Southridge Network Services")

SERVICE_DESK = "Tier 1 Service Desk"
OPERATIONS = "Tier 2 Operations"
ENGINEERING = "Tier 3 Engineering"
NETWORK = "Network Engineering"
BACKUP = "Backup Operators"
SOC = "SOC Analysts"
SOC_LEADS = "SOC Duty Leads"
FINOPS = "FinOps Advisors"
PLATFORM = "Platform Engineering"
ON_CALL_LEADS = "On-call Leads"
SECURITY_MANAGERS = "Security Duty Managers"
POLICY_ROBOT = "Policy Remediation (automation)"
MONITORING_ROBOT = "Monitoring Onboarding (automation)"


def principal(name: str) -> str:
    """Return the object id of a group or service principal of the managing tenant."""
    return guid_of(f"principal/{name}")


def permanent(who: str, role: str) -> Json:
    """Return an authorization that a group always holds."""
    return {
        "principalId": principal(who),
        "principalIdDisplayName": who,
        "roleDefinitionId": role_id(role),
    }


def delegating(who: str, *roles: str) -> Json:
    """Return a User Access Administrator who may give managed identities these roles."""
    return {
        "principalId": principal(who),
        "principalIdDisplayName": who,
        "roleDefinitionId": USER_ACCESS_ADMINISTRATOR,
        "delegatedRoleDefinitionIds": [role_id(role) for role in roles],
    }


def just_in_time(
    who: str, role: str, duration: str = "PT8H", mfa: str = "Azure", approvers: tuple[str, ...] = ()
) -> Json:
    """Return an authorization that a group activates when it is needed."""
    policy: Json = {"multiFactorAuthProvider": mfa, "maximumActivationDuration": duration}
    if approvers:
        policy["managedByTenantApprovers"] = [
            {"principalId": principal(each), "principalIdDisplayName": each} for each in approvers
        ]
    return {
        "principalId": principal(who),
        "principalIdDisplayName": who,
        "roleDefinitionId": role_id(role),
        "justInTimeAccessPolicy": policy,
    }
