"""A sync refreshes the catalogue of roles, and does without where it cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from data import roles
from data.azure.cancel import Watch
from data.azure.sync import sync
from data.emulator.roles import Role
from data.emulator.serve import Running
from data.emulator.world import World
from data.known import Known
from data.lint.engine import lint_definition
from data.role_changes import changed_since_shipped, hits
from data.roles import OWNER, shipped
from data.store.profile import Profile
from tests.conftest import Sync
from tests.data.azure.canned import ROLES, Canned, serving
from tests.data.records import CONTRIBUTOR, READER, guid, role_id

NEW = guid("a new role")
BACKUP = role_id("Backup Contributor")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    yield
    roles.use()


def asked_for_roles(azure: Running) -> list[str]:
    return [each.path for each in azure.requests if each.path.lower().endswith(ROLES)]


def without_permissions(known: Known) -> dict[str, roles.Role]:
    return {each.id: msgspec.structs.replace(each, permissions=()) for each in known.roles}


def test_every_role_is_read_and_judged(azure: Running, synced: Sync, profile: Profile) -> None:
    known = synced()
    assert without_permissions(known) == shipped()
    assert len(known.roles) == 928
    (contributor,) = (each for each in known.roles if each.id == CONTRIBUTOR)
    assert contributor.permissions[0].actions == ("*",)
    assert "Microsoft.Authorization/*/Write" in contributor.permissions[0].not_actions
    assert known.meta.roles_read_at == known.meta.synced_at
    assert profile.cache.load() == known
    (path,) = asked_for_roles(azure)
    assert path.startswith("/subscriptions/"), "whoever reads a subscription reads its roles"


def test_the_verdicts_of_all_real_roles(world: World, synced: Sync, shared: Path) -> None:
    folder = shared / "roles"
    raw = json.loads((folder / "iann0036__iam-dataset" / "built-in-roles-raw.json").read_bytes())
    world.roles = {
        each["name"]: Role(
            each["name"], each["roleName"], tuple(each["permissions"]), each["description"] or ""
        )
        for each in raw
    }
    known = {each.id: each for each in synced().roles}
    studied = json.loads((folder / "builtin-roles.json").read_bytes())
    assert {row["id"] for row in studied} == known.keys()
    for row in studied:
        found = known[row["id"]]
        assert (found.name, found.lighthouse, list(found.reasons), found.deprecated) == (
            row["name"].strip(),
            row["lighthouse"],
            row["lighthouse_block_reasons"],
            row["deprecated"],
        )
        assert found.reads_all == row["full_read"]
        assert any(each.condition for each in found.permissions) is row["has_condition"]


def test_a_role_that_changed_over_night_is_found_where_it_is_given(
    world: World, synced: Sync
) -> None:
    reader = world.roles[READER]
    data: dict[str, Any] = {"actions": ["*/read"], "dataActions": ["Example.Things/*/read"]}
    world.roles[READER] = replace(reader, permissions=(data,))
    world.roles[NEW] = Role(NEW, "Thing \x1b[31mReader", ({"actions": ["Example.Things/read"]},))
    del world.roles[BACKUP]
    known = synced()
    roles.use(known.roles, known.meta.roles_read_at)
    changes = changed_since_shipped()
    assert {each.before.name: each.words for each in changes.values()} == {
        "Reader": "Lighthouse does not take it any more: it has data actions",
        "Backup Contributor": "Azure does not list it any more",
    }
    assert roles.role_name(NEW) == "Thing \ufffd[31mReader"
    (hit, *_) = (each for each in hits(changes.values(), (), known.definitions))
    assert hit.change.before.id in (READER, BACKUP)
    found = {each.rule for each in lint_definition(hit.definitions[0])}
    assert "role-changed" in found


def test_a_list_that_is_not_whole_does_not_replace_the_one_before(
    world: World, synced: Sync
) -> None:
    before = synced()
    served = dict(world.roles)
    for there in ({}, {READER: served[READER]}):
        world.roles = there
        after = synced()
        assert after.roles == before.roles
        assert after.meta.roles_read_at == before.meta.roles_read_at
        (failure,) = (each for each in after.meta.failures if "roles" in each.what)
        assert failure.what == "Azure's list of built-in roles"
        assert (failure.code, bool(failure.cause), bool(failure.remedy)) == (
            "BadAnswer",
            True,
            True,
        )
        assert after.delegations == before.delegations
    world.roles = served
    healed = synced()
    assert healed.meta.roles_read_at == healed.meta.synced_at
    assert not any("roles" in each.what for each in healed.meta.failures)


def subscriptions(*names: str) -> bytes:
    rows = [
        {"id": guid(each), "subscriptionId": guid(each), "tenantId": guid("c")} for each in names
    ]
    return json.dumps({"value": rows}).encode()


def delegations(of: str) -> tuple[str, bytes]:
    path = f"/subscriptions/{guid(of)}/providers/microsoft.managedservices"
    row = {"id": f"{path}/registrationAssignments/{guid(of)}", "properties": {}}
    return f"{path}/registrationassignments", json.dumps({"value": [row]}).encode()


@pytest.mark.parametrize("tenant_too", [False, True])
def test_where_the_list_is_refused_others_are_asked_the_tenant_last(
    tmp_path: Path, profile: Profile, tenant_too: bool
) -> None:
    refused = [f"/subscriptions/{guid(each)}{ROLES}" for each in ("prod", "lab")]
    refused += [ROLES] if tenant_too else []
    bodies = {
        "/subscriptions": subscriptions("prod", "lab"),
        **dict(map(delegations, ("prod", "lab"))),
    }
    error = json.dumps({"error": {"code": "AuthorizationFailed", "message": "no"}}).encode()
    bodies |= dict.fromkeys(refused, error)
    canned = Canned(guid("msp"), bodies, dict.fromkeys(refused, 403))
    with serving(canned, tmp_path) as source:
        known = sync(profile, source, Watch())
    assert len(known.delegations) == 2
    assert [each.id for each in known.roles] == ([] if tenant_too else [OWNER])
    assert [(each.what, each.code) for each in known.meta.failures] == (
        [("Azure's list of built-in roles", "AuthorizationFailed (403)")] if tenant_too else []
    )


def test_rows_that_are_no_built_in_role_are_left_out(tmp_path: Path, profile: Profile) -> None:
    rows = [
        {"id": "1", "name": OWNER.upper(), "properties": {"roleName": "A", "type": "BuiltInRole"}},
        {"id": "2", "name": NEW, "properties": {"roleName": "Ours", "type": "CustomRole"}},
        {"id": "3", "name": "no guid", "properties": {"roleName": "Odd", "type": "BuiltInRole"}},
        {"id": "4", "name": READER, "properties": {"type": "builtinrole", "permissions": [
            {"actions": ["*/read", 7, None], "notActions": "none", "dataActions": None}, "x"]}},
        {"id": "5", "name": BACKUP, "properties": None},
    ]  # fmt: skip
    canned = Canned(guid("msp"), {ROLES: json.dumps({"value": rows}).encode()})
    with serving(canned, tmp_path) as source:
        known = sync(profile, source, Watch())
    assert [(each.id, each.lighthouse) for each in known.roles] == [(READER, "yes"), (OWNER, "no")]
    assert known.roles[0].permissions == (roles.Permission(("*/read",)),)
