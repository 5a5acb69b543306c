"""What this machine tells of how somebody could sign in, without asking anybody."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from data.clean import clean
from data.environment import CLIENT, TENANT, missing

_OPENERS = ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")


class AzFound(NamedTuple):
    """What the Azure CLI left here; it is not started, since that takes a second."""

    is_installed: bool = False
    user: str = ""
    """Who is signed in; empty when nobody is."""
    tenant: str = ""
    """The tenant that its default subscription is seen from."""


class Found(NamedTuple):
    """Everything that was found."""

    az: AzFound = AzFound()
    principal: str = ""
    """The client id of the service principal that the environment names whole."""
    tenant: str = ""
    """The managing tenant: that of the profile, the environment or az."""
    can_open: bool = False
    """Whether a browser can be opened from here."""


def found_here(environment: Mapping[str, str], tenant: str = "") -> Found:
    """Look around.

    Args:
        environment: The variables.
        tenant: The managing tenant that the profile names, if it does.
    """
    az = _az(environment)
    named = tenant or environment.get(TENANT, "")
    principal = "" if missing(environment, tenant) else environment[CLIENT]
    return Found(az, principal, clean(named or az.tenant), can_open(environment))


def can_open(environment: Mapping[str, str]) -> bool:
    """Whether a browser can be opened from here without taking the terminal for itself."""
    if not sys.platform.startswith("linux"):
        return "SSH_CONNECTION" not in environment
    return any(environment.get(name) for name in _OPENERS)


def _az(environment: Mapping[str, str]) -> AzFound:
    is_installed = shutil.which("az", path=environment.get("PATH")) is not None
    folder = environment.get("AZURE_CONFIG_DIR") or Path.home() / ".azure"
    try:
        text = (Path(folder) / "azureProfile.json").read_text("utf-8-sig")
        accounts = json.loads(text).get("subscriptions", [])
        default = next((each for each in accounts if each.get("isDefault")), None)
    except (
        OSError,
        ValueError,
        AttributeError,
        TypeError,
    ):  # another program's file, in whatever state
        default = None
    if not (is_installed and isinstance(default, dict)):
        return AzFound(is_installed)
    return AzFound(True, _text(default.get("user"), "name"), _text(default, "tenantId"))


def _text(record: Any, key: str) -> str:
    value = record.get(key) if isinstance(record, dict) else None
    return clean(value) if isinstance(value, str) else ""
