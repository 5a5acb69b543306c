"""Role definitions: at the tenant and at scopes, whole and filtered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.emulator import api_versions
from data.emulator.ids import guid_of
from data.emulator.roles import built_in_roles, role_id
from tests.data.emulator.asking import Asker

PATH = "/providers/Microsoft.Authorization/roleDefinitions"
READER = role_id("Reader")


@pytest.mark.parametrize("version", api_versions.ROLE_DEFINITIONS)
def test_every_role_at_every_kind_of_scope(asker: Asker, version: str) -> None:
    held = asker.azure.world.showing("newest")[0]
    scopes = ("", held.path, f"{held.path}/resourceGroups/{held.groups[0]}")
    for scope in scopes:
        rows = asker.all(f"{scope}{PATH}", version)
        assert [each["name"] for each in rows] == list(built_in_roles())
        where = held.path if scope else ""
        assert {each["id"].removesuffix(each["name"]) for each in rows} == {f"{where}{PATH}/"}
    one = asker.get(f"{held.path}{PATH}/{READER.upper()}", version).body
    assert one["id"] == f"{held.path}{PATH}/{READER}"
    assert one["properties"]["permissions"][0]["actions"] == ["*/read"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("type eq 'BuiltInRole'", len(built_in_roles())),
        ("type eq 'CustomRole'", 0),
        ("atScopeAndBelow()", len(built_in_roles())),
        ("atScopeAndBelow() and type eq 'BuiltInRole'", len(built_in_roles())),
        ("roleName eq 'Reader'", 1),
        ("ROLENAME EQ 'reader'", 1),
        ("roleName eq 'Reader' and type eq 'CustomRole'", 0),
        ("roleName eq 'Reader' AND roleName eq 'Contributor'", 0),
        ("roleName eq 'O''Brien'", 0),
        ("", len(built_in_roles())),
    ],
)
def test_filters(asker: Asker, text: str, count: int) -> None:
    assert len(asker.all(PATH, "2022-05-01-preview", filter=text)) == count


@pytest.mark.parametrize(
    "text",
    ["atScope()", "roleName", "roleName eq Reader", "roleName ne 'x'", "id eq 'x'", "' and '"],
)
def test_other_filters_are_refused(asker: Asker, text: str) -> None:
    answer = asker.get(PATH, "2022-04-01", filter=text)
    assert (answer.status, answer.code) == (400, "BadRequestFormat")


def test_refusals(asker: Asker) -> None:
    unknown = asker.get(f"{PATH}/{guid_of('x')}", "2022-04-01")
    assert (unknown.status, unknown.code) == (404, "RoleDefinitionDoesNotExist")
    refused = asker.azure.world.showing("refused")[0]
    for path in (PATH, f"{PATH}/{READER}"):
        answer = asker.get(f"{refused.path}{path}", "2022-04-01")
        assert (answer.status, answer.code) == (403, "AuthorizationFailed")
    assert asker.get(PATH, "2015-07-01").code == "NoRegisteredProviderFound"


def test_a_role_has_the_fields_that_were_recorded(asker: Asker, shared: Path) -> None:
    recording = shared / "roles/azure-cli-recording/roleDefinitions-list.2018-01-01-preview.json"
    recorded = json.loads(recording.read_bytes())["value"]
    (there,) = (each for each in recorded if each["name"] == READER)
    here = asker.get(f"{PATH}/{READER}", "2018-01-01-preview").body
    assert here.keys() == there.keys()
    assert here["properties"].keys() == there["properties"].keys()
    assert here["properties"]["permissions"] == there["properties"]["permissions"]
    assert {key for key, value in here["properties"].items() if value is None} == {
        key for key, value in there["properties"].items() if value is None
    }
