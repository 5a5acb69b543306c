"""The built-in roles that this Azure knows, from ``roles.json``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
USER_ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
_KINDS = ("actions", "notActions", "dataActions", "notDataActions")


@dataclass(frozen=True)
class Role:
    """A built-in role."""

    id: str
    name: str
    permissions: tuple[dict[str, Any], ...]
    description: str = ""

    @property
    def touches_data(self) -> bool:
        """Whether it has anything to say about data, which Lighthouse refuses."""
        return any(each["dataActions"] or each["notDataActions"] for each in self.permissions)


@cache
def built_in_roles() -> dict[str, Role]:
    """Return the roles by their GUID, in the order of their names."""
    rows: list[dict[str, Any]] = msgspec.json.decode(
        Path(__file__).with_name("roles.json").read_bytes()
    )
    return {row["id"]: _role(row) for row in rows}


@cache
def role_id(name: str) -> str:
    """Return the GUID of a built-in role."""
    return next(role.id for role in built_in_roles().values() if role.name == name)


def _role(row: dict[str, Any]) -> Role:
    permissions = tuple(
        {kind: each.get(kind, []) for kind in _KINDS} for each in row["permissions"]
    )
    kind = "Deprecated role" if row.get("deprecated") else "Built-in role"
    return Role(row["id"], row["name"], permissions, f"{kind} {row['name']}.")
