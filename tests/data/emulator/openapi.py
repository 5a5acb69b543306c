"""OpenAPI 2 documents as Azure publishes them, read strictly: what is not declared is wrong.

A document's schemas become JSON Schema. Where a document leaves open what an answer may hold, the
stricter reading is taken: an object has no other fields than those declared, a value of an open
enumeration (``modelAsString``) is one of those listed, null stands only where ``x-nullable`` allows
it. An object without any declared field means any JSON value, as it does to Azure's own generator
of clients.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs

Schema = dict[str, Any]

_COPIED = (
    "type",
    "format",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "uniqueItems",
)
_WHOLE = {"int32": 2**31, "int64": 2**63}
_METHODS = ("get", "put", "post", "patch", "delete", "head", "options")


class Problem(NamedTuple):
    """What is wrong with an answer, and where in its body."""

    pointer: str
    message: str


class Operation(NamedTuple):
    """One operation of a document."""

    id: str
    method: str
    path: str
    """With the names of parameters in braces."""
    responses: Mapping[str, Schema | None]
    """The schema of the body by status or ``default``; nothing for an answer without a body."""
    body: Schema | None
    """What a client sends, without the fields that only the service may set."""


class Document:
    """One OpenAPI document with everything that it refers to."""

    def __init__(self, path: Path, narrowed: Mapping[str, Schema] | None = None) -> None:
        """Read it.

        Args:
            path: The file; what it refers to lies relative to it.
            narrowed: Schemas that stand in for a document's own, by ``Definition.field``.
        """
        self.path = path
        whole = _read(path)
        self.version = str(whole["info"]["version"])
        self._answers = _Translation(narrowed or {})
        self._requests = _Translation({}, sent=True)
        paths = {**whole.get("paths", {}), **whole.get("x-ms-paths", {})}
        self.operations = tuple(
            self._operation(template, method, item[method])
            for template, item in paths.items()
            for method in _METHODS
            if method in item
        )

    def problems(self, operation: Operation, status: int, body: Any) -> list[Problem]:
        """Return what the document has against an answer; ``body`` is nothing for an empty one."""
        declared = operation.responses
        if str(status) not in declared and not (status >= 400 and "default" in declared):
            return [Problem("", f"status {status} is not declared")]
        schema = declared[str(status) if str(status) in declared else "default"]
        if schema is None:
            return [Problem("", "a body is not declared")] if body is not None else []
        if body is None:
            return [Problem("", "the declared body is missing")]
        return self._answers.problems(schema, body)

    def request_problems(self, operation: Operation, body: Any) -> list[Problem]:
        """Return what the document has against a request's body."""
        if operation.body is None:
            return [Problem("", "a body is not declared")] if body is not None else []
        return self._requests.problems(operation.body, body)

    def definition_problems(self, name: str, body: Any) -> list[Problem]:
        """Return what a definition of the document has against a value."""
        ref = {"$ref": f"#/definitions/{name}"}
        return self._answers.problems(self._answers.of(ref, self.path), body)

    def _operation(self, template: str, method: str, item: Schema) -> Operation:
        responses = {
            status: self._answers.of(answer["schema"], self.path) if "schema" in answer else None
            for status, answer in item["responses"].items()
        }
        bodies = [
            self._requests.of(each["schema"], self.path)
            for each in item.get("parameters", ())
            if each.get("in") == "body"
        ]
        path = template.partition("?")[0]
        body = bodies[0] if bodies else None
        return Operation(item["operationId"], method.upper(), path, responses, body)


class _Translation:
    """From a document's schemas to JSON Schema, each named definition once."""

    def __init__(self, narrowed: Mapping[str, Schema], *, sent: bool = False) -> None:
        self._narrowed = narrowed
        self._sent = sent
        """Whether clients send the values: then fields that only the service sets are unknown."""
        self._named: dict[str, Schema] = {}
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def problems(self, schema: Schema, body: Any) -> list[Problem]:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft4Validator(
                {**schema, "definitions": self._named},
                formats=_FORMATS,
                validate_formats=True,
                ignore_unknown_formats=False,
            )
        found = self._validators[key].iter_errors(body)
        return [Problem("/".join(map(str, each.instance_path)), each.message) for each in found]

    def of(self, schema: Schema, file: Path) -> Schema:
        """Return the JSON Schema of a schema that stands in a file."""
        if "$ref" in schema:
            return {"$ref": f"#/definitions/{self._reference(schema['$ref'], file)}"}
        return _or_null(schema, self._bare(schema, file, ""))

    def _reference(self, ref: str, file: Path) -> str:
        target, pointer = _target(ref, file)
        key = f"{target.parent.name}-{target.stem}-{pointer.rpartition('/')[2]}"
        if key not in self._named:
            # Named before it is translated: a definition may lead back to itself.
            self._named[key] = {}
            found = _at(target, pointer)
            self._named[key] = _or_null(found, self._named_one(found, target, pointer))
        return key

    def _named_one(self, schema: Schema, file: Path, pointer: str) -> Schema:
        heirs = _heirs(file, pointer) if "discriminator" in schema else {}
        if not heirs:
            return self._bare(schema, file, pointer.rpartition("/")[2])
        return {
            "anyOf": [
                self._heir(file, name, heir, schema["discriminator"])
                for name, heir in heirs.items()
            ]
        }

    def _heir(self, file: Path, name: str, heir: Schema, tag: str) -> Schema:
        made = self._bare(heir, file, name)
        value = heir.get("x-ms-discriminator-value", name)
        return {**made, "properties": {**made["properties"], tag: {"enum": [value]}}}

    def _bare(self, schema: Schema, file: Path, name: str) -> Schema:
        if schema.get("type") == "array":
            return {"type": "array", "items": self.of(schema["items"], file)}
        fields = dict(self._fields(schema, file, name))
        if fields or "additionalProperties" in schema:
            return self._object(schema, fields, file)
        if schema.get("type", "object") == "object":
            return {}
        made = {key: schema[key] for key in _COPIED if key in schema}
        if limit := _WHOLE.get(made.pop("format", "") if made["type"] == "integer" else ""):
            made |= {
                "minimum": made.get("minimum", -limit),
                "maximum": made.get("maximum", limit - 1),
            }
        return made

    def _object(self, schema: Schema, fields: dict[str, Schema], file: Path) -> Schema:
        more = schema.get("additionalProperties", False)
        made: Schema = {
            "type": "object",
            "properties": fields,
            "additionalProperties": self.of(more, file) if isinstance(more, dict) else more,
        }
        required = [each for each in _required(schema, file) if each in fields]
        return made | ({"required": required} if required else {})

    def _fields(self, schema: Schema, file: Path, name: str) -> Iterator[tuple[str, Schema]]:
        for parent, where in _parents(schema, file):
            yield from self._fields(parent, where, name)
        for field, held in schema.get("properties", {}).items():
            if not (self._sent and held.get("readOnly")):
                narrow = self._narrowed.get(f"{name}.{field}")
                yield field, narrow or self.of(held, file)


def _required(schema: Schema, file: Path) -> Iterator[str]:
    for parent, where in _parents(schema, file):
        yield from _required(parent, where)
    yield from schema.get("required", ())


def _parents(schema: Schema, file: Path) -> Iterator[tuple[Schema, Path]]:
    for each in schema.get("allOf", ()):
        if "$ref" in each:
            target, pointer = _target(each["$ref"], file)
            yield _at(target, pointer), target
        else:
            yield each, file


def _heirs(file: Path, pointer: str) -> dict[str, Schema]:
    """Return the definitions of a file that say to be a kind of another one."""
    definitions: dict[str, Schema] = _read(file).get("definitions", {})
    return {
        name: held
        for name, held in definitions.items()
        if any(each.get("$ref") == f"#{pointer}" for each in held.get("allOf", ()))
    }


def _or_null(schema: Schema, made: Schema) -> Schema:
    return {"anyOf": [made, {"type": "null"}]} if schema.get("x-nullable") else made


def _target(ref: str, file: Path) -> tuple[Path, str]:
    name, _, pointer = ref.partition("#")
    return ((file.parent / name).resolve() if name else file.resolve()), pointer


def _at(file: Path, pointer: str) -> Schema:
    found: Any = _read(file)
    for part in pointer.strip("/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return dict(found)


@cache
def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8-sig")))


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda text: compiled.fullmatch(text) is not None


def _is_moment(text: str) -> bool:
    if not _MOMENT(text):
        return False
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text)).tzinfo is not None
    except ValueError:
        return False


_MOMENT = _matches(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_FORMATS: dict[str, Callable[[str], bool]] = {
    "uuid": _matches(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "date-time": _is_moment,
    "duration": _matches(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"),
    "arm-id": _matches(r"/\S.*"),
    "uri": _matches(r"https://\S+"),
}
