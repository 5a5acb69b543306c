"""Azure's clouds as the SDK's own tables have them, and who signs in where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.azure import clouds, sign_in
from data.azure.az import RenewedAz
from data.azure.cancel import Watch
from data.azure.sign_in import Identity
from data.azure.sync import Source, sync
from data.azure.transport import InterruptibleTransport
from data.emulator.serve import Running
from data.errors import NotSignedInError
from data.profile_settings import CloudName, SignIn
from data.store.profile import Profile
from tests.conftest import source_of
from tests.data.azure.canned import Canned, serving
from tests.data.records import MSP, RIVAL


@pytest.fixture
def transport() -> Iterator[InterruptibleTransport]:
    """What a sign-in would send through; nothing is sent here."""
    made = InterruptibleTransport(Watch())
    yield made
    made.close()


def test_the_public_cloud() -> None:
    found = clouds.named(CloudName.PUBLIC)
    assert found == clouds.PUBLIC
    assert found.arm_url == "https://management.azure.com"
    assert found.authority == "https://login.microsoftonline.com"
    assert found.scope == "https://management.azure.com/.default"


def test_the_scope_of_us_government_is_not_its_address() -> None:
    found = clouds.named(CloudName.US_GOVERNMENT)
    assert found.arm_url == "https://management.usgovcloudapi.net"
    assert found.authority == "https://login.microsoftonline.us"
    assert found.scope == "https://management.core.usgovcloudapi.net/.default"


def test_china() -> None:
    found = clouds.named(CloudName.CHINA, "ca.pem")
    assert found.arm_url == "https://management.chinacloudapi.cn"
    assert found.authority == "https://login.chinacloudapi.cn"
    assert found.scope == "https://management.chinacloudapi.cn/.default"
    assert found.ca == "ca.pem"


@pytest.mark.parametrize("name", CloudName)
def test_a_source_knows_its_cloud(name: CloudName, transport: InterruptibleTransport) -> None:
    assert Source(cloud_name=name).cloud(transport) == clouds.named(name)
    national = clouds.named(name).portal_url.endswith((".us", ".cn"))
    assert national is (name is not CloudName.PUBLIC), "lint tells the clouds by their portals"


def test_an_address_comes_before_a_cloud(azure: Running) -> None:
    source = Source(azure.url, str(azure.ca), cloud_name=CloudName.CHINA)
    made = InterruptibleTransport(Watch(), ca=source.ca, direct=True)
    made.open()
    try:
        assert source.cloud(made).arm_url == azure.url
    finally:
        made.close()


def test_az_signs_in_although_the_environment_could(transport: InterruptibleTransport) -> None:
    named = {"AZURE_TENANT_ID": MSP, "AZURE_CLIENT_ID": "x", "AZURE_CLIENT_SECRET": "y"}
    identity = Identity(MSP, SignIn.AZ, named)
    found = sign_in.credential(clouds.PUBLIC, identity, transport)
    assert isinstance(found._credential, RenewedAz)


@pytest.mark.parametrize(
    ("tenant", "environment", "missing"),
    [
        ("", {}, "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET .* are not set"),
        (MSP, {"AZURE_CLIENT_ID": "x"}, "in which AZURE_CLIENT_SECRET .* is not set"),
    ],
)
def test_what_the_environment_lacks_is_named(
    tenant: str, environment: dict[str, str], missing: str, transport: InterruptibleTransport
) -> None:
    identity = Identity(tenant, SignIn.ENVIRONMENT, environment)
    with pytest.raises(NotSignedInError, match=missing):
        sign_in.credential(clouds.PUBLIC, identity, transport)


def test_the_environment_need_not_name_the_tenant_that_the_profile_names(
    azure: Running, profile: Profile
) -> None:
    told = source_of(azure, "auto")
    kept = {name: value for name, value in told.environment.items() if "TENANT" not in name}
    source = Source(told.arm_url, told.ca, environment=kept, tenant=azure.tenant)
    assert sync(profile, source, Watch()).meta.managing_tenant_id == azure.tenant


def test_a_token_of_another_tenant_is_refused(tmp_path: Path, profile: Profile) -> None:
    with (
        serving(Canned(MSP, {}), tmp_path) as source,
        pytest.raises(NotSignedInError, match=f"signed in to tenant {MSP}.* is for {RIVAL}"),
    ):
        sync(profile, replace(source, tenant=RIVAL), Watch())
    assert profile.cache.load() is None
