"""What makes a customer awkward: one builder a case, each given a customer with nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from data.emulator.customers import Customer, Maker, assign, define, onboard, onboard_groups
from data.emulator.entities import MANAGED_SERVICES, Definition, Subscription
from data.emulator.ids import guid, guid_of
from data.emulator.people import (
    BACKUP,
    DATABRICKS_TENANT,
    ENGINEERING,
    NETWORK,
    ON_CALL_LEADS,
    OPERATIONS,
    OTHER_PROVIDER,
    OTHER_PROVIDER_TENANT,
    SECURITY_MANAGERS,
    SERVICE_DESK,
    just_in_time,
    permanent,
)

UNKNOWN_ROLE = guid_of("role/that was retired")
NAME_BEFORE = "Vantage Row Partners"
"""What the renamed customer was called."""

Build = Callable[[Customer, Maker], None]


def _gold(customer: Customer, maker: Maker, count: int, behind: int = 0) -> list[Subscription]:
    version = maker.newest("managed-ops/gold", behind)
    return maker.delegate_whole(customer, max(count, maker.size(customer.index)), version)


def _silver(customer: Customer, maker: Maker, count: int) -> list[Subscription]:
    version = maker.newest("managed-ops/silver")
    return maker.delegate_whole(customer, max(count, maker.size(customer.index)), version)


def newest(customer: Customer, maker: Maker) -> None:
    """On the newest version of managed-ops/gold."""
    _gold(customer, maker, 3)


def one_behind(customer: Customer, maker: Maker) -> None:
    """One version behind on managed-ops/gold."""
    _gold(customer, maker, 4, behind=1)


def far_behind(customer: Customer, maker: Maker) -> None:
    """On the oldest version of managed-ops/gold."""
    _gold(customer, maker, 2, behind=3)


def mixed(customer: Customer, maker: Maker) -> None:
    """Its subscriptions are on two versions of one plan."""
    _gold(customer, maker, 2)
    late = maker.add_subscription(customer, "Acquired business")
    onboard(customer, late, maker.newest("managed-ops/gold", 2))


def preview(customer: Customer, maker: Maker) -> None:
    """Took the preview audience's copy of an offer."""
    maker.delegate_whole(customer, 2, maker.newest("managed-ops-preview/gold"))


def unlisted(identifier: str) -> Build:
    """Return the builder of a customer on a version that the marketplace does not list."""

    def build(customer: Customer, maker: Maker) -> None:
        maker.delegate_whole(customer, 2, maker.unlisted[identifier])

    return build


def private(customer: Customer, maker: Maker) -> None:
    """On the newest version of a private plan."""
    maker.delegate_whole(customer, 3, maker.newest("managed-ops/sovereign"))


def private_behind(customer: Customer, maker: Maker) -> None:
    """One version behind on a private plan."""
    maker.delegate_whole(customer, 1, maker.newest("managed-ops/sovereign", 1))


def several_offers(customer: Customer, maker: Maker) -> None:
    """Two of its subscriptions have two offers each."""
    subscriptions = _gold(customer, maker, 2)
    onboard(customer, subscriptions[0], maker.newest("security-operations/soc"))
    onboard(customer, subscriptions[1], maker.newest("finops/advisor"))


def finops(customer: Customer, maker: Maker) -> None:
    """One version behind on the plan on which another customer is ahead."""
    maker.delegate_whole(customer, 2, maker.newest("finops/advisor", 1))


def template(customer: Customer, maker: Maker) -> None:
    """Onboarded by a template, so without a plan."""
    maker.delegate_whole(customer, 3, None)


def groups_only(customer: Customer, maker: Maker) -> None:
    """Only resource groups are delegated."""
    (subscription,) = maker.add_subscriptions(customer, 1)
    onboard_groups(customer, subscription, maker.newest("managed-ops/silver"), 3)


def both_levels(customer: Customer, maker: Maker) -> None:
    """A subscription and two of its groups are delegated."""
    first, *_ = _gold(customer, maker, 2)
    onboard_groups(customer, first, maker.newest("backup-dr/standard"), 2)


def overlap(customer: Customer, maker: Maker) -> None:
    """Two delegations of one subscription give a principal the same role."""
    first, *_ = _gold(customer, maker, 1, behind=1)
    onboard(customer, first, None)


def eligible(customer: Customer, maker: Maker) -> None:
    """Eligible entries with approvers, with and without MFA, of many durations."""
    for definition in _definitions(customer, maker, 2):
        definition.authorizations = (
            permanent(SERVICE_DESK, "Reader"),
            permanent(ENGINEERING, "Reader"),
            permanent(NETWORK, "Monitoring Reader"),
        )
        definition.eligible = (
            just_in_time(ENGINEERING, "Contributor", "PT30M", "Azure", (ON_CALL_LEADS,)),
            just_in_time(NETWORK, "Network Contributor", "PT1H30M", "None"),
            just_in_time(
                ENGINEERING, "Key Vault Contributor", "PT8H", "Azure", (ON_CALL_LEADS, OPERATIONS)
            ),
            just_in_time(OPERATIONS, "Backup Contributor", "PT4H", "None", (SECURITY_MANAGERS,)),
        )


def failed(customer: Customer, maker: Maker) -> None:
    """Provisioning failed on one subscription."""
    _gold(customer, maker, 3)
    broken = customer.subscriptions[1]
    for definition in broken.definitions.values():
        definition.state = "Failed"
    for assignment in broken.assignments.values():
        assignment.state = "Failed"


def no_reader(customer: Customer, maker: Maker) -> None:
    """No role in it can read everything."""
    for definition in _definitions(customer, maker, 2):
        definition.authorizations = (
            permanent(SERVICE_DESK, "Support Request Contributor"),
            permanent(BACKUP, "Backup Contributor"),
        )
        definition.eligible = ()


def databricks(customer: Customer, maker: Maker) -> None:
    """Azure Databricks' tenant stands in managedByTenants as well."""
    first, *_ = _gold(customer, maker, 2, behind=1)
    first.managed_by.append(DATABRICKS_TENANT)


def renamed(customer: Customer, maker: Maker) -> None:
    """The oldest definition still has the name it had at onboarding."""
    _gold(customer, maker, 2, behind=1)
    for definition in customer.subscriptions[0].definitions.values():
        definition.customer_name = NAME_BEFORE


def unnamed(customer: Customer, maker: Maker) -> None:
    """The list of tenants has no name for it."""
    _gold(customer, maker, 2, behind=1)
    customer.tenant.name = None


def absent(customer: Customer, maker: Maker) -> None:
    """The list of tenants does not have it."""
    _silver(customer, maker, 1)
    customer.tenant.listed = False


def refused(customer: Customer, maker: Maker) -> None:
    """All its subscriptions are listed and refused."""
    for subscription in _gold(customer, maker, 2):
        subscription.refused = True


def partly_refused(customer: Customer, maker: Maker) -> None:
    """One of its subscriptions is refused."""
    _silver(customer, maker, 4)[2].refused = True


def leftover(customer: Customer, maker: Maker) -> None:
    """A definition that no assignment uses, beside a delegation."""
    first, *_ = _silver(customer, maker, 2)
    define(customer, first, maker.newest("managed-ops/gold", 3))


def leftover_only(customer: Customer, maker: Maker) -> None:
    """A definition that no assignment uses, and nothing delegated."""
    (subscription,) = maker.add_subscriptions(customer, 1)
    define(customer, subscription, maker.newest("managed-ops/silver", 1))


def disabled(customer: Customer, maker: Maker) -> None:
    """A delegated subscription is disabled."""
    _silver(customer, maker, 3)[2].state = "Disabled"


def warned(customer: Customer, maker: Maker) -> None:
    """A delegated subscription is in the state Warned."""
    _gold(customer, maker, 2, behind=2)[0].state = "Warned"


def letter_case(customer: Customer, maker: Maker) -> None:
    """Ids differ in letter case between definitions and assignments."""
    first, second, *_ = _gold(customer, maker, 2)
    for assignment in first.assignments.values():
        assignment.definition_id = assignment.definition_id.replace(first.id, first.id.upper())
    version = maker.newest("managed-ops/gold")
    second.assignments.clear()
    for assignment in onboard_groups(customer, second, version, 2):
        scope, _, name = assignment.id.rpartition("/")
        scope = scope.replace("/resourceGroups/", "/resourcegroups/")
        assignment.id = f"{scope.replace('Microsoft.M', 'microsoft.m')}/{name}"
    second.definitions.pop(next(iter(second.definitions)))


def unnamed_principal(customer: Customer, maker: Maker) -> None:
    """Authorizations without display names."""
    for definition in _definitions(customer, maker, 2):
        definition.authorizations = tuple(
            {key: value for key, value in each.items() if key != "principalIdDisplayName"}
            for each in definition.authorizations
        )


def unknown_role(customer: Customer, maker: Maker) -> None:
    """A role that no catalogue knows."""
    for definition in _definitions(customer, maker, 2):
        gone = {**permanent(ENGINEERING, "Reader"), "roleDefinitionId": UNKNOWN_ROLE}
        definition.authorizations = (*definition.authorizations, gone)


def another_provider(customer: Customer, maker: Maker) -> None:
    """Another provider's delegation sits beside ours."""
    first, *_ = _gold(customer, maker, 2)
    ours = next(iter(first.definitions.values()))
    theirs = replace(
        ours,
        id=f"{first.path}{MANAGED_SERVICES}/registrationDefinitions/{guid(customer.draw)}",
        offer_name="Firewall care",
        description="",
        managing_tenant=OTHER_PROVIDER_TENANT,
        managing_name=OTHER_PROVIDER,
        authorizations=(permanent("Southridge Engineers", "Network Contributor"),),
        eligible=(),
        plan=None,
    )
    first.add(theirs)
    assign(customer, first, theirs, first.path)


def largest(customer: Customer, maker: Maker) -> None:
    """Has far more delegations than the others."""
    maker.delegate(customer, maker.average * 6, maker.newest("managed-ops/gold"))


def hostile(customer: Customer, maker: Maker) -> None:
    """Markup, escape sequences, bidi controls and line breaks in its names."""
    name = customer.name_at_onboarding
    for at, subscription in enumerate(_gold(customer, maker, 3)):
        subscription.name = _HOSTILE_NAMES[at % len(_HOSTILE_NAMES)]
        for definition in subscription.definitions.values():
            definition.offer_name = "Managed [b]Operations[/] \u202e\u2066reversed"
            definition.description = f"First line\nSecond line \x1b]0;{name}\x07\x9b31m"
            definition.authorizations = (
                {**definition.authorizations[0], "principalIdDisplayName": "[link=file:///]Tier 1"},
                *definition.authorizations[1:],
            )


_HOSTILE_NAMES = (
    "[@click=app.quit]production[/]",
    "dev\r\n\tsecond line\x00",
    "\x1b[2J\x1b[1;31mtest\x1b[0m [/]",
)


def _definitions(customer: Customer, maker: Maker, count: int) -> list[Definition]:
    """Return the definitions of new subscriptions on the plan's newest version."""
    return [each for held in _silver(customer, maker, count) for each in held.definitions.values()]
