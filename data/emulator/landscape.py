"""What customers call their subscriptions and resource groups."""

from __future__ import annotations

import random
from collections.abc import Callable

from data.emulator.names import plain

_STAGES = ("prod", "dev", "test", "shared", "dr", "sandbox", "uat", "hub")
_UNITS = (
    "Production",
    "Development",
    "ERP",
    "Web Shop",
    "Finance",
    "Warehouse",
    "Data Platform",
    "Virtual Desktop",
    "Connectivity",
    "Identity",
    "Branch Offices",
    "Archive",
)
_UNTOUCHED = (
    "Pay-As-You-Go",
    "Azure subscription 1",
    "Microsoft Azure",
    "Azure subscription 2",
    "Visual Studio Enterprise",
    "Free Trial",
)
_WORKLOADS = (
    "network",
    "web",
    "erp",
    "sql",
    "avd",
    "backup",
    "monitoring",
    "identity",
    "files",
    "data",
    "aks",
    "app",
    "sap",
    "iot",
    "keyvault",
    "dns",
)
_PER_SUBSCRIPTION = 3
"""Resource groups that a subscription has when nobody asks for more."""

_Style = Callable[[str, str, int], str]


def subscription_names(company: str, count: int, draw: random.Random) -> list[str]:
    """Return that many different names in the one style that a company keeps to."""
    style = draw.choices(_STYLES, _STYLE_WEIGHTS)[0]
    short = _short(company)
    names = [style(company, short, at) for at in range(count)]
    if count <= 2 and draw.random() < 0.35:
        names = list(_UNTOUCHED[:count])
    return names


def group_names(company: str, draw: random.Random, at_least: int = _PER_SUBSCRIPTION) -> list[str]:
    """Return the names of a subscription's resource groups."""
    stage = draw.choice(_STAGES[:4])
    short = _short(company)
    style = draw.randrange(3)
    first = draw.randrange(len(_WORKLOADS))
    names = []
    for at in range(at_least):
        # A step of five visits each of the sixteen workloads once.
        workload = _WORKLOADS[(first + at * 5) % len(_WORKLOADS)]
        number = at // len(_WORKLOADS) + 1
        names.append(
            (
                f"rg-{workload}-{stage}-{number:03}",
                f"{short}-{workload}-{stage}-rg{number if number > 1 else ''}",
                f"RG_{workload.upper()}_{stage.upper()}_{number}",
            )[style]
        )
    return names


def _short(company: str) -> str:
    words = plain(company).split()
    if not words:
        return "jp"
    initials = "".join(word[0] for word in words if word[0].isalpha())
    return initials if 3 <= len(initials) <= 5 else words[0][:4]


def _numbered(company: str, short: str, at: int) -> str:
    return f"sub-{short}-{_STAGES[at % len(_STAGES)]}-{at // len(_STAGES) + 1:03}"


def _dashed(company: str, short: str, at: int) -> str:
    repeat = at // len(_STAGES)
    return f"{short}-{_STAGES[at % len(_STAGES)]}" + (f"-{repeat + 1}" if repeat else "")


def _unit(company: str, short: str, at: int) -> str:
    repeat = at // len(_UNITS)
    word = next((each for each in company.split() if len(each) > 3), company)
    return f"{word} {_UNITS[at % len(_UNITS)]}" + (f" {repeat + 1}" if repeat else "")


def _upper(company: str, short: str, at: int) -> str:
    repeat = at // len(_STAGES)
    return f"{short}_{_STAGES[at % len(_STAGES)]}_CORE".upper() + (
        f"_{repeat + 1}" if repeat else ""
    )


_STYLES: tuple[_Style, ...] = (_numbered, _dashed, _unit, _upper)
_STYLE_WEIGHTS = (35, 25, 30, 10)
