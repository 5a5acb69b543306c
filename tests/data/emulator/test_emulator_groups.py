"""Resource groups: listed page by page, read one by one, refused where the subscription is."""

from __future__ import annotations

import pytest

from data.emulator import api_versions
from tests.data.emulator.asking import Asker


@pytest.mark.parametrize("spelling", ["resourceGroups", "resourcegroups"])
def test_every_group_of_every_readable_subscription(asker: Asker, spelling: str) -> None:
    for held in asker.azure.world.subscriptions.values():
        if held.refused:
            continue
        rows = asker.all(f"{held.path}/{spelling}", "2024-11-01")
        assert [each["name"] for each in rows] == held.groups
        assert {each["id"] for each in rows} == {
            f"{held.path}/resourceGroups/{name}" for name in held.groups
        }
        assert {each["location"] for each in rows} <= {held.location}


def test_a_page_has_as_many_rows_as_the_world_says(asker: Asker) -> None:
    (held, *_) = asker.azure.world.showing("newest")
    held.groups = ["rg-a", "rg-b", "rg-c"]
    asker.azure.world.behaviour.page_size = 2
    first = asker.get(f"{held.path}/resourcegroups", "2021-04-01").body
    assert [each["name"] for each in first["value"]] == ["rg-a", "rg-b"]
    second = asker.follow(first["nextLink"]).body
    assert [each["name"] for each in second["value"]] == ["rg-c"]
    assert "nextLink" not in second


@pytest.mark.parametrize("version", api_versions.RESOURCE_MANAGER)
def test_one_group_in_every_version(asker: Asker, version: str) -> None:
    (held, *_) = asker.azure.world.showing("newest")
    name = held.groups[0]
    answer = asker.get(f"{held.path}/resourcegroups/{name.upper()}", version)
    assert answer.body == {
        "id": f"{held.path}/resourceGroups/{name}",
        "name": name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": held.location,
        "properties": {"provisioningState": "Succeeded"},
    }


def test_refusals(asker: Asker) -> None:
    (refused, *_) = asker.azure.world.showing("refused")
    answer = asker.get(f"{refused.path}/resourceGroups", "2024-11-01")
    assert (answer.status, answer.code) == (403, "AuthorizationFailed")
    (held, *_) = asker.azure.world.showing("newest")
    answer = asker.get(f"{held.path}/resourceGroups/rg-of-nobody", "2024-11-01")
    assert (answer.status, answer.code) == (404, "ResourceGroupNotFound")
    answer = asker.get(f"{held.path}/resourceGroups", "2001-01-01")
    assert (answer.status, answer.code) == (400, "InvalidApiVersionParameter")
