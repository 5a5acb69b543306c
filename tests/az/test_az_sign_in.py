"""The real az signs in to the sample Azure, in each way that it knows."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from data.emulator.serve import Running
from data.emulator.world import World
from tests.az.driving import Az, Way

pytestmark = [pytest.mark.az, pytest.mark.timeout(900)]


@pytest.mark.parametrize("way", get_args(Way))
def test_az_signs_in_and_sees_what_is_there(
    way: Way, program: Path, tmp_path: Path, azure: Running, world: World
) -> None:
    world.behaviour.sign_in = "adfs" if way == "adfs" else "entra"
    az = Az(program, tmp_path, azure, way)
    az.sign_in()
    accounts = az("account", "list", "--all")
    assert {each["id"]: each["homeTenantId"] for each in accounts} == {
        each.id: each.tenant for each in world.subscriptions.values()
    }
    assert {each["tenantId"] for each in accounts} == {azure.tenant}
    assert {
        each["id"]: [by["tenantId"] for by in each["managedByTenants"]] for each in accounts
    } == {each.id: each.managed_by for each in world.subscriptions.values()}
    subscription = world.showing("largest")[0]
    listed = az("managedservices", "definition", "list", "--subscription", subscription.id)
    assert {each["id"] for each in listed} == {
        each.id for each in subscription.definitions.values()
    }
    assert listed
    az("logout")
    assert az("account", "list") == []


def test_a_wrong_secret_is_refused(
    program: Path, tmp_path: Path, azure: Running, world: World
) -> None:
    world.client_secret = "not the one that az was told"
    az = Az(program, tmp_path, azure, "metadata")
    done = az.run(
        *("login", "--service-principal", "--username", azure.client_id),
        *("--password", "canary", "--tenant", azure.tenant),
    )
    assert done.code == 1
    assert "AADSTS7000215" in done.err
