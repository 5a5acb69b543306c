"""No write leaves the program during a sync, whatever Azure answers."""

from __future__ import annotations

from typing import Any

import pytest
from azure.mgmt.managedservices import ManagedServicesClient

from data.azure import sign_in
from data.azure.cancel import Watch
from data.azure.clients import connect
from data.azure.policies import WouldWriteError
from data.azure.transport import InterruptibleTransport
from data.emulator.serve import Running
from data.emulator.world import World
from data.snapshot import Snapshot
from tests.conftest import Sync, source_of

READS = {"GET", "HEAD"}


def writes(azure: Running) -> list[str]:
    """Return the requests that could change something: no reads, queries or sign-ins."""
    return [
        f"{each.method} {each.path}"
        for each in azure.requests
        if each.method not in READS
        and not each.path.endswith(("/providers/Microsoft.ResourceGraph/resources", "/token"))
    ]


@pytest.mark.parametrize("reader", ["auto", "graph", "arm"])
def test_a_sync_writes_nothing(reader: str, azure: Running, synced: Sync) -> None:
    synced(reader)
    assert len(azure.requests) > 10
    assert writes(azure) == []


def test_a_sync_writes_nothing_when_the_provider_is_not_registered(
    world: World, azure: Running, synced: Sync
) -> None:
    """Azure answers 409 there; the SDK's own pipeline would register the provider by a POST."""
    before = synced("arm")
    for each in world.showing("largest"):
        each.registered = False
    after = synced("arm")
    assert writes(azure) == []
    codes = {each.code for each in after.meta.failures}
    assert "MissingSubscriptionRegistration (409)" in codes
    assert after.delegations == before.delegations, "nothing is lost, the rows are stale"
    shown = {row.shown.value for row in Snapshot(after).scopes_of(world.cases["largest"]).rows}
    assert shown == {"stale"}


@pytest.mark.large
def test_the_sdk_left_to_itself_would_write(world: World, azure: Running) -> None:
    """The reason for the pipeline of our own; fails when the SDK stops doing so."""
    subscription = world.showing("largest")[0]
    subscription.registered = False
    options: dict[str, Any] = {
        "base_url": azure.url,
        "credential_scopes": [f"{azure.url}/.default"],
        "connection_verify": str(azure.ca),
    }
    watch = Watch()
    with InterruptibleTransport(watch, ca=str(azure.ca), direct=True) as transport:
        cloud = source_of(azure, "arm").cloud(transport)
        credential = sign_in.credential(cloud, source_of(azure, "arm").identity, transport)
        with ManagedServicesClient(credential, **options) as client:
            list(client.registration_definitions.list(f"subscriptions/{subscription.id}"))
    assert [each.split()[0] for each in writes(azure)] == ["POST"]
    assert writes(azure)[0].endswith("/register")


def test_our_clients_refuse_to_write(world: World, azure: Running) -> None:
    source = source_of(azure, "arm")
    with InterruptibleTransport(Watch(), ca=str(azure.ca), direct=True) as transport:
        cloud = source.cloud(transport)
        credential = sign_in.credential(cloud, source.identity, transport)
        services = connect(cloud, credential, transport).managed_services
        subscription = world.showing("largest")[0]
        name = next(iter(subscription.definitions.values())).name
        with pytest.raises(WouldWriteError, match="a sync only reads"):
            services.registration_definitions.delete(name, f"subscriptions/{subscription.id}")
    assert writes(azure) == []
