"""What the tests have az make: made-up people, real role ids."""

from __future__ import annotations

from typing import Any

from data.emulator.ids import guid_of

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
USER_ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
OPERATORS, ONCALL, LEAD, ROBOT = (
    guid_of(f"az test/{each}") for each in ("operators", "oncall", "lead", "robot")
)


def definition_id(name: str) -> str:
    """Return the GUID that a definition of a test is named by."""
    return guid_of(f"az test/definition/{name}")


def assignment_id(name: str) -> str:
    """Return the GUID that an assignment of a test is named by."""
    return guid_of(f"az test/assignment/{name}")


def rich_definition(tenant: str) -> dict[str, Any]:
    """Return the body of a definition with all that ``az managedservices`` cannot send."""
    return {
        "properties": {
            "registrationDefinitionName": "Made by az rest",
            "description": "Eligible, approvers, delegated roles",
            "managedByTenantId": tenant,
            "authorizations": [
                {
                    "principalId": OPERATORS,
                    "principalIdDisplayName": "Operators",
                    "roleDefinitionId": READER,
                },
                {
                    "principalId": ROBOT,
                    "principalIdDisplayName": "Policy robot",
                    "roleDefinitionId": USER_ACCESS_ADMINISTRATOR,
                    "delegatedRoleDefinitionIds": [CONTRIBUTOR, READER],
                },
            ],
            "eligibleAuthorizations": [
                {
                    "principalId": ONCALL,
                    "principalIdDisplayName": "On call",
                    "roleDefinitionId": CONTRIBUTOR,
                    "justInTimeAccessPolicy": {
                        "multiFactorAuthProvider": "Azure",
                        "maximumActivationDuration": "PT4H",
                        "managedByTenantApprovers": [
                            {"principalId": LEAD, "principalIdDisplayName": "Shift lead"}
                        ],
                    },
                }
            ],
        }
    }
