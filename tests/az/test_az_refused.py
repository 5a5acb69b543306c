"""The real az gives no token: the user is told why, in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.azure.cancel import Watch
from data.azure.sync import Source, sync
from data.emulator.ids import guid_of
from data.emulator.serve import Running, running
from data.emulator.world import World, make_world
from data.errors import NotSignedInError, SyncFailedError
from data.store.profile import Profile
from tests.az.driving import Az

pytestmark = [pytest.mark.az, pytest.mark.timeout(900)]

NEVER_KEPT = 200
"""Seconds: MSAL takes a token out of its cache five minutes before it ends."""


@pytest.fixture
def source(azure: Running) -> Source:
    """The sample Azure that az is signed in to; the environment names nobody to sign in as."""
    return Source(azure.url, str(azure.ca))


@pytest.fixture
def forgetful(
    world: World, program: Path, tmp_path: Path, azure: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An az that is signed in, and has to ask for a token each time."""
    world.behaviour.token_seconds = NEVER_KEPT
    az = Az(program, tmp_path, azure, "register")
    az.sign_in()
    az.join(monkeypatch)


def test_nobody_is_signed_in(
    program: Path,
    tmp_path: Path,
    azure: Running,
    source: Source,
    profile: Profile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Az(program, tmp_path, azure, "register").join(monkeypatch)
    with pytest.raises(NotSignedInError, match=f"is not signed in to the cloud at {azure.url}"):
        sync(profile, source, Watch())


def test_az_is_set_to_another_cloud(
    az: Az, source: Source, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    az("cloud", "set", "--name", "AzureCloud")
    az.join(monkeypatch)
    with pytest.raises(
        NotSignedInError, match=f"is not signed in to the cloud at {source.arm_url}"
    ):
        sync(profile, source, Watch())


def test_az_is_signed_in_to_another_cloud(
    az: Az, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    az.join(monkeypatch)
    with (
        running(make_world(2)) as other,
        pytest.raises(NotSignedInError, match=rf"another cloud than the cloud at {other.url} \(AA"),
    ):
        sync(profile, Source(other.url, str(other.ca)), Watch())


@pytest.mark.usefixtures("forgetful")
def test_the_secret_was_changed(world: World, source: Source, profile: Profile) -> None:
    world.client_secret = "a newer one"
    with pytest.raises(NotSignedInError, match=r"wrong or has run out \(AADSTS7000215\)"):
        sync(profile, source, Watch())


@pytest.mark.usefixtures("forgetful")
def test_the_environment_names_a_tenant_that_there_is_not(azure: Running, profile: Profile) -> None:
    environment = {"AZURE_TENANT_ID": guid_of("stranger")}
    with pytest.raises(NotSignedInError, match=r"\(AADSTS90002\)\. Check AZURE_TENANT_ID"):
        sync(profile, Source(azure.url, str(azure.ca), environment=environment), Watch())


@pytest.mark.usefixtures("forgetful")
def test_az_does_not_know_the_certificate(
    source: Source, profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = f"Set REQUESTS_CA_BUNDLE to {source.ca}, then"
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(SyncFailedError, match=told):
        sync(profile, source, Watch())
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "of-a-sample-that-has-ended.pem"))
    with pytest.raises(SyncFailedError, match=told):
        sync(profile, source, Watch())


def test_the_sign_in_address_is_gone(
    program: Path, tmp_path: Path, profile: Profile, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(make_world(2)) as gone:
        az = Az(program, tmp_path, gone, "register")
        az.sign_in()
    az.join(monkeypatch)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(source.ca))
    with pytest.raises(SyncFailedError, match=f"cannot reach .* az is set to .* {source.arm_url}"):
        sync(profile, source, Watch())
