from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from azure.identity import ClientSecretCredential
from azure.mgmt.managedservices import ManagedServicesClient
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.subscription import SubscriptionClient

from data.emulator.serve import Running, running
from data.emulator.world import World, make_world
from tests.data.emulator.asking import Asker, Sdk


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def azure(world: World) -> Iterator[Running]:
    with running(world) as served:
        yield served


@pytest.fixture
def asker(azure: Running) -> Asker:
    return Asker(azure)


@pytest.fixture
def credential(azure: Running) -> Iterator[ClientSecretCredential]:
    with ClientSecretCredential(
        azure.tenant,
        azure.client_id,
        azure.client_secret,
        authority=azure.url,
        disable_instance_discovery=True,
        connection_verify=str(azure.ca),
    ) as made:
        yield made


@pytest.fixture
def sdk(azure: Running, credential: ClientSecretCredential) -> Iterator[Sdk]:
    options: dict[str, Any] = {
        "base_url": azure.url,
        "credential_scopes": [f"{azure.url}/.default"],
        "connection_verify": str(azure.ca),
    }
    with ExitStack() as opened:
        yield Sdk(
            opened.enter_context(
                ManagedServicesClient(
                    credential, api_version="2022-10-01", polling_interval=0, **options
                )
            ),
            opened.enter_context(SubscriptionClient(credential, **options)),
            opened.enter_context(ResourceGraphClient(credential, **options)),
        )
