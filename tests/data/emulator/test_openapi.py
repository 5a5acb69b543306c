"""The reader of OpenAPI documents finds what is wrong, on a document of our own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.emulator.ids import guid_of
from tests.data.emulator.openapi import Document, Operation, Problem

FOLDER = Path(__file__).with_name("documents")
GOOD: dict[str, Any] = {
    "id": "/lamps/desk",
    "watts": 7,
    "colour": "Warm",
    "owner": None,
    "lit": "PT1H30M",
    "made": "2026-10-05T07:04:09.1234567Z",
    "labels": {"room": "study"},
    "anything": [1, {"free": True}],
    "parts": [{"id": "/lamps/desk/parts/1", "watts": 1}],
    "bulb": {"kind": "led", "chips": 3},
}
MONTH_13 = "2026-13-05T01:01:01Z"
UNKNOWN = "Additional properties are not allowed ('{}' was unexpected)"


@pytest.fixture(scope="module")
def lamps() -> Document:
    return Document(FOLDER / "shelf/lamps.json")


def operation(document: Document, name: str) -> Operation:
    return next(each for each in document.operations if each.id == name)


def problems(document: Document, status: int, body: Any, name: str = "Lamps_Get") -> list[Problem]:
    return document.problems(operation(document, name), status, body)


def changed(**fields: Any) -> dict[str, Any]:
    return {**GOOD, **fields}


def test_what_a_document_has(lamps: Document) -> None:
    assert lamps.version == "2020-01-01"
    assert [(each.method, each.path, each.id) for each in lamps.operations] == [
        ("GET", "/lamps/{name}", "Lamps_Get"),
        ("PUT", "/lamps/{name}", "Lamps_Put"),
        ("DELETE", "/lamps/{name}", "Lamps_Delete"),
        ("POST", "/lamps/{name}", "Lamps_Switch"),
    ]
    assert Document(FOLDER / "common.json").operations == ()


def test_a_right_answer_has_no_problems(lamps: Document) -> None:
    assert problems(lamps, 200, GOOD) == []
    assert problems(lamps, 200, changed(owner=guid_of("me"))) == []
    assert problems(lamps, 201, GOOD, "Lamps_Put") == []
    assert problems(lamps, 204, None, "Lamps_Delete") == []
    assert problems(lamps, 404, {"error": {"code": "x", "details": []}}) == []


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({"id": "/a"}, "", '"watts" is a required property'),
        ({"watts": 7}, "", '"id" is a required property'),
        (changed(watts="7"), "watts", '"7" is not of type "integer"'),
        (changed(watts=0), "watts", "0 is less than the minimum of 1"),
        (changed(watts=2**31), "watts", "2147483648 is greater than the maximum of 2147483647"),
        (changed(price=1), "", UNKNOWN.format("price")),
        (changed(colour="Blue"), "colour", '"Blue" is not one of "Warm" or "Cold"'),
        (changed(colour=None), "colour", 'null is not one of "Warm" or "Cold"'),
        (changed(id="desk"), "id", '"desk" is not a "arm-id"'),
        (changed(lit="1 hour"), "lit", '"1 hour" is not a "duration"'),
        (changed(lit="PT"), "lit", '"PT" is not a "duration"'),
        (changed(made="2026-10-05"), "made", '"2026-10-05" is not a "date-time"'),
        (changed(made=MONTH_13), "made", f'"{MONTH_13}" is not a "date-time"'),
        (changed(labels={"room": 1}), "labels/room", '1 is not of type "string"'),
        (changed(parts=[GOOD, {**GOOD, "size": 1}]), "parts/1", UNKNOWN.format("size")),
        ([], "", '[] is not of type "object"'),
    ],
)  # fmt: skip
def test_a_wrong_body_is_found(lamps: Document, body: Any, pointer: str, message: str) -> None:
    assert Problem(pointer, message) in problems(lamps, 200, body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("owner", "me"),
        ("owner", 7),
        ("bulb", {"kind": "gas"}),
        ("bulb", {"chips": 3}),
        ("bulb", {"kind": "led", "chips": "three"}),
    ],
)
def test_what_fits_none_of_several_forms_is_found(lamps: Document, field: str, value: Any) -> None:
    (found,) = problems(lamps, 200, changed(**{field: value}))
    assert found.pointer == field
    assert "not valid under any" in found.message


def test_an_undeclared_status_is_found(lamps: Document) -> None:
    assert problems(lamps, 202, GOOD) == [Problem("", "status 202 is not declared")]
    assert problems(lamps, 500, None, "Lamps_Delete") == [Problem("", "status 500 is not declared")]
    assert problems(lamps, 200, GOOD, "Lamps_Put") == [Problem("", "status 200 is not declared")]


def test_refusals_are_held_to_the_default(lamps: Document) -> None:
    found = problems(lamps, 404, {"error": {"message": "no"}, "trace": ""})
    assert Problem("", UNKNOWN.format("trace")) in found
    assert Problem("error", '"code" is a required property') in found
    deep = {"error": {"code": "x", "details": [{"error": {}}]}}
    assert [each.pointer for each in problems(lamps, 400, deep)] == ["error/details/0/error"]


def test_a_body_where_none_belongs_and_none_where_one_belongs(lamps: Document) -> None:
    assert problems(lamps, 200, {}, "Lamps_Delete") == [Problem("", "a body is not declared")]
    assert problems(lamps, 200, None) == [Problem("", "the declared body is missing")]


def test_clients_do_not_send_what_only_the_service_sets(lamps: Document) -> None:
    put = operation(lamps, "Lamps_Put")
    assert lamps.request_problems(put, {"watts": 7, "owner": None}) == []
    found = lamps.request_problems(put, {"watts": 7, "id": "/a", "made": GOOD["made"]})
    assert found == [
        Problem("", "Additional properties are not allowed ('id', 'made' were unexpected)")
    ]
    get = operation(lamps, "Lamps_Get")
    assert lamps.request_problems(get, {}) == [Problem("", "a body is not declared")]


def test_a_field_that_is_left_open_can_be_narrowed() -> None:
    narrowed = {"Answer.rows": {"type": "array"}}
    path = FOLDER / "shelf/lamps.json"
    assert problems(Document(path), 200, {"rows": "any"}, "Lamps_Switch") == []
    (found,) = problems(Document(path, narrowed), 200, {"rows": "any"}, "Lamps_Switch")
    assert found == Problem("rows", '"any" is not of type "array"')
