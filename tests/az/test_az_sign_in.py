"""The real az signs in to the sample Azure, in each way that it knows."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import get_args

import pytest

from data.azure.cancel import Watch
from data.azure.sync import Source, sync
from data.emulator.serve import Running
from data.emulator.world import World
from data.errors import NotSignedInError
from data.found import AzFound, found_here
from data.profile_settings import SignIn
from data.store.profile import Profile
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


def test_az_signs_in_somebody_by_a_code(
    program: Path, tmp_path: Path, azure: Running, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.behaviour.device_interval = 1
    az = Az(program, tmp_path, azure, "metadata")
    entering = threading.Thread(target=enter_code, args=(azure,))
    entering.start()
    az("login", "--use-device-code", "--tenant", azure.tenant)
    entering.join()
    accounts = az("account", "list", "--all")
    assert {each["user"]["name"] for each in accounts} == {world.user.upn}
    assert {each["id"] for each in accounts} == set(world.subscriptions)
    az.join(monkeypatch)
    found = found_here(az.environment)
    assert found.az == AzFound(True, world.user.upn, azure.tenant)
    source = Source(azure.url, str(azure.ca), method=SignIn.AZ)
    assert len(sync(Profile(root=tmp_path / "mine"), source, Watch()).customers) == 60


def test_a_sign_in_of_az_that_ends_in_the_middle_is_told_by_its_code(
    program: Path, tmp_path: Path, azure: Running, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.behaviour.device_interval = 1
    world.behaviour.token_seconds = 200  # so little that az asks for another each time
    az = Az(program, tmp_path, azure, "metadata")
    entering = threading.Thread(target=enter_code, args=(azure,))
    entering.start()
    az("login", "--use-device-code", "--tenant", azure.tenant)
    entering.join()
    azure.service.sessions.end()
    az.join(monkeypatch)
    source = Source(azure.url, str(azure.ca), method=SignIn.AZ)
    with pytest.raises(NotSignedInError, match=r"has run out \(AADSTS700082\)"):
        sync(Profile(root=tmp_path / "mine"), source, Watch())


def enter_code(azure: Running) -> None:
    """Enter the code of whoever asks next, as somebody would who reads it."""
    while not azure.service.sessions.devices:
        time.sleep(0.05)
    (device,) = azure.service.sessions.devices.values()
    assert azure.service.sessions.enter(device.user_code)
