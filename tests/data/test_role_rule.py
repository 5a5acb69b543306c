from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.role_rule import RoleDefinition, evaluate, grants
from data.roles import OWNER, USER_ACCESS_ADMINISTRATOR, Permission, Role, shipped
from tests.data.records import CONTRIBUTOR, guid

OURS = guid("a role of this test")
CHANGES_ACCESS = "Microsoft.Authorization/roleAssignments/write"


def role(*permissions: Permission, id: str = OURS, **fields: Any) -> Role:
    return evaluate(RoleDefinition(id, "Test role", permissions=permissions, **fields))


def allowed(*actions: str, without: tuple[str, ...] = ()) -> Permission:
    return Permission(actions, without)


@pytest.mark.parametrize(
    ("permission", "action", "is_granted"),
    [
        (allowed("*"), "Microsoft.Compute/virtualMachines/write", True),
        (allowed("*/read"), "Microsoft.Compute/virtualMachines/read", True),
        (allowed("*/read"), "Microsoft.Compute/virtualMachines/write", False),
        (allowed("Microsoft.Compute/*/read"), "microsoft.compute/disks/a/b/READ", True),
        (allowed("Microsoft.Compute/*"), "Microsoft.ComputeSchedule/a/read", False),
        (allowed("microsoft.compute/disks/read "), "Microsoft.Compute/disks/read", True),
        (allowed("Microsoft.Compute/disks/read"), "Microsoft.Compute/disks/readme", False),
        (allowed("Microsoft.Compute/disks.read"), "Microsoft.Compute/disks/read", False),
        (allowed("a/*/c/*/e"), "a/b/c/d/e", True),
        (allowed("a/*/c/*/e"), "a/b/d/e", False),
        (allowed("**"), "a/b", True),
        (allowed("*", without=("*/write",)), "a/b/write", False),
        (allowed("*", without=("*/Write",)), "a/b/read", True),
        (allowed(), "a/b", False),
    ],
)
def test_wildcards(permission: Permission, action: str, is_granted: bool) -> None:
    assert grants(permission, action) is is_granted


@given(st.text(st.sampled_from("ab/*.?[")), st.text(st.sampled_from("ab/.?[")))
def test_a_pattern_matches_what_its_pieces_are_found_in(pattern: str, action: str) -> None:
    """Against a matcher that tries every length for each star."""

    def by_hand(left: str, right: str) -> bool:
        if not left:
            return not right
        if left[0] == "*":
            return any(by_hand(left[1:], right[at:]) for at in range(len(right) + 1))
        return right[:1] == left[0] and by_hand(left[1:], right[1:])

    assert grants(allowed(pattern), action) is by_hand(pattern, action)


@pytest.mark.parametrize(
    ("permissions", "reasons"),
    [
        ([allowed("Microsoft.Compute/*")], ()),
        ([], ()),
        ([Permission(data_actions=("Microsoft.Storage/*/read",))], ("data_actions",)),
        ([Permission(not_data_actions=("Microsoft.Storage/*/read",))], ("not_data_actions",)),
        ([allowed("*/read"), Permission(data_actions=("*",))], ("data_actions",)),
        ([allowed(CHANGES_ACCESS)], ("restricted_actions",)),
        ([allowed("Microsoft.Authorization/locks/*")], ("restricted_actions",)),
        ([allowed("Microsoft.Authorization/*")], ("restricted_actions",)),
        ([allowed("microsoft.authorization/*/WRITE")], ("restricted_actions",)),
        ([allowed("Microsoft.Authorization/*/read")], ()),
        ([allowed("Microsoft.Authorization/policyAssignments/*")], ()),
        ([allowed("*")], ("restricted_actions",)),
        (
            [allowed("*", without=("Microsoft.Authorization/*/Write",))],
            ("restricted_actions",),
        ),
        (
            [
                allowed(
                    "*",
                    without=("Microsoft.Authorization/*/Write", "Microsoft.Authorization/*/Delete"),
                )
            ],
            (),
        ),
        # What one permission takes away, another one may still give
        (
            [allowed("*/read", without=("Microsoft.Authorization/*",)), allowed(CHANGES_ACCESS)],
            ("restricted_actions",),
        ),
        # A condition narrows a role; Lighthouse asks for the actions
        (
            [Permission((CHANGES_ACCESS,), condition="@Resource[x] StringEquals 'y'")],
            ("restricted_actions",),
        ),
        (
            [Permission((CHANGES_ACCESS,), (), ("a/b/read",), ("a/b/read",))],
            ("data_actions", "not_data_actions", "restricted_actions"),
        ),
    ],
)
def test_the_rule(permissions: list[Permission], reasons: tuple[str, ...]) -> None:
    found = role(*permissions)
    assert found.reasons == reasons
    assert found.lighthouse == ("no" if reasons else "yes")


def test_owner_and_user_access_administrator_are_told_by_their_ids() -> None:
    everything = allowed("*")
    assert role(everything, id=OWNER).reasons == ("owner",)
    assert role(everything, id=USER_ACCESS_ADMINISTRATOR).lighthouse == "limited"
    assert role(Permission(data_actions=("*",)), id=USER_ACCESS_ADMINISTRATOR).lighthouse == "no"


@pytest.mark.parametrize(
    ("actions", "flags"),
    [
        (["*"], {"writes", "reads_all", "writes_all", "lists_keys"}),
        (["*/read"], {"reads_all"}),
        (["Microsoft.Compute/*/read", "Microsoft.Support/*"], set()),
        (["Microsoft.Insights/logs/query/action", "x/search/action"], set()),
        (["Microsoft.Compute/virtualMachines/start/action"], {"writes"}),
        (["Microsoft.Storage/storageAccounts/listKeys/action"], {"writes", "lists_keys"}),
        (["Microsoft.Storage/storageAccounts/*"], {"writes", "lists_keys"}),
        (["Example.Things/boxes/listAdminKeys/action"], {"writes", "lists_keys"}),
        (["Example.Things/boxes/listMonkeys/read"], set()),
        (["Example.Things/boxes/listLogs/action"], {"writes"}),
    ],
)
def test_flags(actions: list[str], flags: set[str]) -> None:
    found = role(allowed(*actions))
    names = ("writes", "reads_all", "writes_all", "lists_keys")
    assert {each for each in names if getattr(found, each)} == flags


def test_keys_that_not_actions_take_away_are_not_listed() -> None:
    assert not role(
        allowed("*", without=("*/listKeys/action", "*/list*/action", "*sharedKeys*"))
    ).lists_keys


def test_deprecation_stands_in_the_name_or_description() -> None:
    assert role(description="Planned DEPRECATION in 2028.").deprecated
    assert evaluate(RoleDefinition(OURS, "Purview role (Deprecated)")).deprecated
    assert not role().deprecated


def test_what_azure_does_not_tell_comes_from_the_shipped_catalogue() -> None:
    here = RoleDefinition(CONTRIBUTOR, "Contributor (renamed)")
    known = evaluate(here, shipped()[CONTRIBUTOR])
    assert (known.name, known.category, known.documented) == (
        "Contributor (renamed)",
        "Privileged",
        True,
    )
    new = evaluate(here)
    assert (new.category, new.documented) == ("Other", False)


def test_every_real_role(shared: Path) -> None:
    raw = shared / "roles" / "iann0036__iam-dataset" / "built-in-roles-raw.json"
    expected = json.loads((shared / "roles" / "builtin-roles.json").read_bytes())
    found = {
        each["name"]: evaluate(_definition(each), shipped()[each["name"]])
        for each in json.loads(raw.read_bytes())
    }
    assert len(found) == len(expected) == 928
    for row in expected:
        here = found[row["id"]]
        assert (here.name, here.lighthouse, list(here.reasons)) == (
            row["name"].strip(),
            row["lighthouse"],
            row["lighthouse_block_reasons"],
        )
        assert (here.deprecated, here.reads_all) == (row["deprecated"], row["full_read"])
        assert any(each.data_actions for each in here.permissions) is row["has_data_actions"]
        assert (
            any(each.not_data_actions for each in here.permissions) is row["has_not_data_actions"]
        )
        assert any(each.condition for each in here.permissions) is row["has_condition"]
        assert row["actions_write"] or not here.writes
    assert {
        id: msgspec.structs.replace(each, permissions=()) for id, each in found.items()
    } == shipped()


def _definition(row: dict[str, Any]) -> RoleDefinition:
    return RoleDefinition(
        row["name"],
        row["roleName"].strip(),
        row["description"] or "",
        tuple(
            Permission(
                tuple(each["actions"]),
                tuple(each["notActions"]),
                tuple(each["dataActions"]),
                tuple(each["notDataActions"]),
                each["condition"] or "",
            )
            for each in row["permissions"]
        ),
    )
