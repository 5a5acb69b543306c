"""Values for a template's parameters that a person gave, beside those of a parameter file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from data.formats.imported import AskedParameter
from data.formats.json_text import NotJsonError, parse_json, read_json
from data.formats.parameter_rules import unsuited_values
from data.formats.values import member


def with_values(parameters: bytes | None, values: Mapping[str, str]) -> bytes | None:
    """Return a parameter file with these values in it; nothing where there are none at all.

    A value that reads as JSON is what that says; any other is a text.

    Raises:
        NotJsonError: The parameter file is no JSON.
    """
    if not values:
        return parameters
    document = read_json(parameters, "The parameter file") if parameters else {}
    section = member(document, "parameters", document if isinstance(document, dict) else {})
    given = {name.lower() for name in values}
    kept = {name: each for name, each in section.items() if name.lower() not in given}
    told = {name: {"value": _value(text)} for name, text in values.items()}
    return json.dumps({"parameters": {**kept, **told}}).encode()


def value_problem(asked: AskedParameter, text: str) -> str:
    """Say why a text can be no value of a parameter, or nothing when it can."""
    declared = {asked.name: {"type": asked.type, "allowedValues": list(asked.allowed) or None}}
    given = {asked.name.lower(): _value(text, asked.type)}
    return next((part.why for part in unsuited_values(declared, given)), "")


def _value(text: str, kind: str = "") -> Any:
    if kind.lower() in ("string", "securestring"):
        return text
    try:
        return parse_json(text)
    except NotJsonError:
        return text
