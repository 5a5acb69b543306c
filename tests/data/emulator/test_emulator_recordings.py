"""What the real service answered to az, asked again here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from data.emulator.entities import Definition, Subscription
from data.emulator.ids import guid_of
from tests.data.emulator.asking import Answer, Asker

RECORDING = "recordings/azure-cli/test_managedservices_commands.2019-06-01.yaml"
MANAGEMENT = "https://management.azure.com"
LONG_RUNNING = {"azure-asyncoperation", "location"}
OF_THE_MOMENT = {"content-length", "date", "transfer-encoding", "vary"}
"""What a server is free in, or what differs each time."""


class Exchange(NamedTuple):
    method: str
    path: str
    request: Any
    status: int
    headers: dict[str, str]
    response: Any


def exchanges(recording: Path) -> list[Exchange]:
    text = recording.read_text().replace("\n        ", " ")
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
        {
            name: value.strip("'")
            for name, value in re.findall(
                r"^      ([a-z-]+):\n      - (.*)$", answered, re.MULTILINE
            )
        },
        json.loads(string[1]) if string and string[1] else None,
    )


def test_the_recorded_exchange_again(asker: Asker, shared: Path) -> None:
    recorded = exchanges(shared / RECORDING)
    assert [each.method for each in recorded].count("PUT") == 2
    assert {each.status for each in recorded} == {200, 201, 202}
    asker.azure.world.add_subscription(as_it_was_before(recorded[-1].response["value"][0]))
    followed = ""
    for each in recorded:
        path = followed if "/operationStatuses/" in each.path else each.path
        answer = asker.ask(each.method, path, "", each.request)
        assert (answer.status, answer.body) == (each.status, each.response), each.path
        assert_headers(answer, each.headers)
        for name in LONG_RUNNING & each.headers.keys():
            followed = answer.headers[name].removeprefix(asker.azure.url)


def as_it_was_before(row: Any) -> Subscription:
    """The subscription of the recording, which held another definition from before."""
    properties = row["properties"]
    held = Subscription(row["id"].split("/")[2], "recorded", guid_of("recorded"))
    held.add(
        Definition(
            row["id"],
            properties["registrationDefinitionName"],
            properties["managedByTenantId"],
            properties["managedByTenantName"],
            held.tenant,
            "",
            tuple(properties["authorizations"]),
        )
    )
    return held


def assert_headers(answer: Answer, recorded: dict[str, str]) -> None:
    found = {name.lower(): value for name, value in answer.headers.items()}
    assert recorded.keys() - OF_THE_MOMENT <= found.keys()
    assert LONG_RUNNING & found.keys() == LONG_RUNNING & recorded.keys()
    alike = recorded.keys() - OF_THE_MOMENT - LONG_RUNNING
    for name in alike:
        if "ratelimit" not in name:
            assert found[name] == recorded[name]
