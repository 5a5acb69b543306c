"""What Northwind Managed Cloud sells: its offers, plans and their versions."""

from __future__ import annotations

from data.emulator.entities import Json, PlanVersion
from data.emulator.people import (
    BACKUP,
    ENGINEERING,
    FINOPS,
    MONITORING_ROBOT,
    NETWORK,
    ON_CALL_LEADS,
    OPERATIONS,
    PLATFORM,
    POLICY_ROBOT,
    PUBLISHER,
    SECURITY_MANAGERS,
    SERVICE_DESK,
    SOC,
    SOC_LEADS,
    delegating,
    just_in_time,
    permanent,
)

_DELETE_ROLE = "Managed Services Registration assignment Delete Role"
_CAN_LEAVE = permanent(OPERATIONS, _DELETE_ROLE)
_DESK = (
    permanent(SERVICE_DESK, "Reader"),
    permanent(SERVICE_DESK, "Support Request Contributor"),
)

_Step = tuple[str, str, tuple[Json, ...], tuple[Json, ...]]
"""A version, the day it came out, its permanent and its eligible authorizations."""


def catalogue() -> list[PlanVersion]:
    """Return every version that a customer may have accepted, unlisted ones included."""
    operations, security = "Managed Operations", "Security Operations"
    return [
        *_versions("managed-ops", "gold", operations, "Gold, around the clock", _gold()),
        *_versions("managed-ops", "silver", operations, "Silver, office hours", _silver()),
        *_versions("managed-ops", "sovereign", operations, "Sovereign", _sovereign(), private=True),
        *_versions(
            "managed-ops-preview", "gold", operations, "Gold, around the clock", _gold()[-1:]
        ),
        *_versions("security-operations", "soc", security, "SOC as a service", _soc()),
        *_versions("backup-dr", "standard", "Backup and Recovery", "Standard", _backup()),
        *_versions("landing-zone", "platform", "Landing Zone", "Platform care", _landing_zone()),
        *_versions("finops", "advisor", "FinOps", "Cost advisor", _finops()),
        *_unlisted(),
    ]


def template_authorizations() -> tuple[Json, ...]:
    """Return what the older onboarding template gives, which has no plan."""
    return (*_DESK, permanent(OPERATIONS, "Contributor"), _CAN_LEAVE)


def _versions(
    product: str,
    plan: str,
    offer_name: str,
    plan_name: str,
    steps: list[_Step],
    *,
    listed: bool = True,
    private: bool = False,
) -> list[PlanVersion]:
    return [
        PlanVersion(
            PUBLISHER,
            product,
            plan,
            version,
            offer_name,
            plan_name,
            released,
            authorizations,
            eligible,
            listed,
            set() if private else None,
        )
        for version, released, authorizations, eligible in steps
    ]


def _unlisted() -> list[PlanVersion]:
    """Versions that customers hold and the marketplace does not speak of."""
    advisor = _finops()[-1]
    beta = _silver()[-1]
    return [
        *_versions(
            "server-care",
            "basic",
            "Server Care",
            "Basic",
            [("1.0.0", "2022-03-14", (*_DESK, _CAN_LEAVE), ())],
            listed=False,
        ),
        *_versions(
            "finops",
            "advisor",
            "FinOps",
            "Cost advisor",
            [("1.2.0", "2026-09-21", *advisor[2:])],
            listed=False,
        ),
        *_versions(
            "managed-ops",
            "silver",
            "Managed Operations",
            "Silver, office hours",
            [("1.2.0-beta", "2025-10-02", *beta[2:])],
            listed=False,
        ),
        *_versions(
            "backup-dr",
            "standard",
            "Backup and Recovery",
            "Standard",
            [("2.0", "2026-05-19", *_backup()[-1][2:])],
            listed=False,
        ),
    ]


def _gold() -> list[_Step]:
    contributor = permanent(OPERATIONS, "Contributor")
    monitoring = permanent(MONITORING_ROBOT, "Monitoring Contributor")
    backup = permanent(BACKUP, "Backup Contributor")
    policy = delegating(POLICY_ROBOT, "Contributor", "Monitoring Contributor")
    engineers = permanent(ENGINEERING, "Reader")
    raised = just_in_time(ENGINEERING, "Contributor", "PT4H", approvers=(ON_CALL_LEADS,))
    operators = (
        permanent(OPERATIONS, "Reader"),
        permanent(OPERATIONS, "Virtual Machine Contributor"),
        permanent(NETWORK, "Network Contributor"),
        permanent(OPERATIONS, "Key Vault Contributor"),
    )
    first = (*_DESK, contributor)
    second = (*first, monitoring, backup, _CAN_LEAVE)
    third = (*second, policy, engineers)
    fourth = (*_DESK, *operators, monitoring, backup, _CAN_LEAVE, policy, engineers)
    raised_now = (
        raised,
        just_in_time(OPERATIONS, "Contributor", "PT4H", approvers=(ON_CALL_LEADS,)),
        just_in_time(NETWORK, "DNS Zone Contributor", "PT2H", "None"),
    )
    return [
        ("1.0.0", "2023-09-18", first, ()),
        ("1.1.0", "2024-06-03", second, ()),
        ("1.2.0", "2025-08-25", third, (raised,)),
        ("1.10.0", "2026-09-07", fourth, raised_now),
    ]


def _silver() -> list[_Step]:
    operators = permanent(OPERATIONS, "Virtual Machine Contributor")
    monitoring = permanent(MONITORING_ROBOT, "Monitoring Contributor")
    raised = just_in_time(OPERATIONS, "Contributor", "PT2H", approvers=(ON_CALL_LEADS,))
    return [
        ("1.0.0", "2023-10-30", (*_DESK, operators), ()),
        ("1.1.0", "2024-11-12", (*_DESK, operators, monitoring, _CAN_LEAVE), ()),
        (
            "1.2.0",
            "2026-02-16",
            (*_DESK, operators, permanent(OPERATIONS, "Reader"), monitoring, _CAN_LEAVE),
            (raised,),
        ),
    ]


def _sovereign() -> list[_Step]:
    desk = permanent(SERVICE_DESK, "Reader")
    raised = just_in_time(
        ENGINEERING, "Contributor", "PT1H", approvers=(ON_CALL_LEADS, SECURITY_MANAGERS)
    )
    engineers = permanent(ENGINEERING, "Monitoring Reader")
    return [
        ("1.0.0", "2025-03-10", (desk, engineers, _CAN_LEAVE), ()),
        ("1.1.0", "2026-04-20", (desk, engineers, _CAN_LEAVE), (raised,)),
    ]


def _soc() -> list[_Step]:
    reading = (permanent(SOC, "Security Reader"), permanent(SOC, "Microsoft Sentinel Reader"))
    responding = permanent(SOC, "Microsoft Sentinel Responder")
    seeing = permanent(SOC, "Monitoring Reader")
    leads = permanent(SOC_LEADS, "Reader")
    leaving = permanent(SOC_LEADS, _DELETE_ROLE)
    raised = (
        just_in_time(SOC_LEADS, "Security Admin", "PT2H", approvers=(SECURITY_MANAGERS,)),
        just_in_time(SOC_LEADS, "Microsoft Sentinel Contributor", "PT4H"),
    )
    return [
        ("2.0.0", "2024-02-05", (*reading, permanent(SOC_LEADS, "Security Admin"), leads), ()),
        ("2.1.0", "2025-01-27", (*reading, responding, seeing, leads, leaving), raised[1:]),
        ("3.0.0", "2026-06-29", (*reading, responding, seeing, leads, leaving), raised),
    ]


def _backup() -> list[_Step]:
    first = (permanent(BACKUP, "Backup Contributor"), permanent(BACKUP, "Monitoring Reader"))
    recovery = permanent(BACKUP, "Site Recovery Contributor")
    leaving = permanent(BACKUP, _DELETE_ROLE)
    return [
        ("1.0.0", "2024-01-15", first, ()),
        ("1.0.1", "2024-09-23", (*first, leaving), ()),
        ("1.1.0", "2026-01-19", (*first, recovery, leaving), ()),
    ]


def _landing_zone() -> list[_Step]:
    team = (permanent(PLATFORM, "Contributor"), permanent(PLATFORM, "Resource Policy Contributor"))
    robot = delegating(POLICY_ROBOT, "Contributor", "Resource Policy Contributor")
    leaving = permanent(PLATFORM, _DELETE_ROLE)
    return [
        ("1.0.0", "2024-04-22", team, ()),
        (
            "2.0.0",
            "2026-03-30",
            (permanent(PLATFORM, "Reader"), team[1], robot, leaving),
            (just_in_time(PLATFORM, "Contributor", "PT8H", approvers=(ON_CALL_LEADS,)),),
        ),
    ]


def _finops() -> list[_Step]:
    first = (permanent(FINOPS, "Cost Management Reader"), permanent(FINOPS, "Reader"))
    leaving = permanent(FINOPS, _DELETE_ROLE)
    return [
        ("1.0.0", "2024-10-07", first, ()),
        ("1.1.0", "2026-05-04", (*first, permanent(FINOPS, "Tag Contributor"), leaving), ()),
    ]
