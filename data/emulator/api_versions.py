"""Which api-versions each kind of resource knows."""

from __future__ import annotations

MANAGED_SERVICES = (
    "2018-06-01-preview",
    "2019-04-01-preview",
    "2019-06-01",
    "2019-09-01",
    "2020-02-01-preview",
    "2022-01-01-preview",
    "2022-10-01",
)
MARKETPLACE = MANAGED_SERVICES[3:]
SCOPED_OPERATIONS = MANAGED_SERVICES[5:]
RESOURCES = ("2016-06-01", "2022-12-01")
RESOURCE_MANAGER = (
    "2016-02-01",
    "2016-09-01",
    "2017-05-10",
    "2018-02-01",
    "2018-05-01",
    "2019-03-01",
    "2019-05-01",
    "2019-05-10",
    "2019-07-01",
    "2019-08-01",
    "2019-10-01",
    "2020-06-01",
    "2020-10-01",
    "2021-01-01",
    "2021-04-01",
    "2022-09-01",
    "2024-03-01",
    "2024-07-01",
    "2024-11-01",
    "2025-04-01",
)
"""Of resource groups and of providers: those that the SDKs have had."""
DEPLOYMENTS = ("2019-05-10", "2021-04-01", "2022-09-01", "2024-03-01", "2024-11-01", "2025-04-01")
ROLE_DEFINITIONS = ("2018-01-01-preview", "2022-04-01", "2022-05-01-preview")
RESOURCE_GRAPH = ("2021-03-01", "2022-10-01")
ACTIVITY_LOG = ("2015-04-01",)


def has_eligible(version: str) -> bool:
    """Whether managed services speak of eligible authorizations in a version."""
    return version >= "2020"


def has_filter(version: str) -> bool:
    """Whether lists of managed services take ``$filter``, and rows have ``systemData``."""
    return version >= "2022"


def names_customer(version: str) -> bool:
    """Whether a definition that is read by itself names the customer's tenant."""
    return version >= "2020"
