"""What the real service answered to az, asked again here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from data.emulator.entities import Subscription
from data.emulator.ids import guid_of
from tests.data.emulator.asking import Asker

RECORDING = (
    Path(__file__).parents[3].parent
    / "shared/azure/recordings/azure-cli/test_managedservices_commands.2019-06-01.yaml"
)
MANAGEMENT = "https://management.azure.com"
LATER = "climanagedservices000001"
pytestmark = pytest.mark.skipif(
    not RECORDING.is_file(), reason="the folder with Azure's material is not here"
)


class Exchange(NamedTuple):
    method: str
    path: str
    request: Any
    status: int
    headers: set[str]
    response: Any


def exchanges() -> list[Exchange]:
    text = RECORDING.read_text().replace("\n        ", " ")
    return [_exchange(part) for part in re.split(r"^- request:\n", text, flags=re.MULTILINE)[1:]]


def _exchange(part: str) -> Exchange:
    asked, answered = part.split("  response:\n")
    uri = re.search(r"uri: (\S+)", asked)
    method = re.search(r"method: (\w+)", asked)
    body = re.search(r"body: '(.*?)'\n", asked.replace("\n      ", " "))
    string = re.search(r"string: '(.*?)'\n", answered)
    status = re.search(r"code: (\d+)", answered)
    assert uri
    assert method
    assert status
    return Exchange(
        method[1],
        uri[1].removeprefix(MANAGEMENT),
        json.loads(body[1]) if body else None,
        int(status[1]),
        set(re.findall(r"^      ([a-z-]+):$", answered, re.MULTILINE)),
        json.loads(string[1]) if string and string[1] else None,
    )


def shape(value: Any) -> Any:
    """The keys of a body, and what stands under those that say how things are."""
    if isinstance(value, dict):
        kept = ("provisioningState", "status", "type", "name", "id", "managedByTenantId")
        return {key: each if key in kept else shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def test_the_recorded_exchange_again(asker: Asker) -> None:
    asker.azure.world.add_subscription(
        Subscription("00000000-0000-0000-0000-000000000000", "recorded", guid_of("recorded"))
    )
    recorded = exchanges()
    assert [each.method for each in recorded].count("PUT") == 2
    followed = ""
    for each in recorded:
        path = followed if "/operationStatuses/" in each.path else each.path
        answer = asker.ask(each.method, path, "", each.request)
        assert answer.status == each.status, each.path
        if each.path.endswith("registrationDefinitions?api-version=2019-06-01"):
            # The recorded subscription held a definition from before.
            assert answer.body == {"value": []}
        else:
            assert shape(answer.body) == shape(each.response), each.path
        promised = {"azure-asyncoperation", "location"} & each.headers
        assert promised == {"azure-asyncoperation", "location"} & {
            name.lower() for name in answer.headers
        }
        for name in promised:
            followed = answer.headers[name].removeprefix(asker.azure.url)
