"""Values for a template's parameters that a person gave, beside those of a parameter file."""

from __future__ import annotations

import json
from collections.abc import Mapping

from data.formats.json_text import NotJsonError, parse_json, read_json
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


def _value(text: str) -> object:
    try:
        return parse_json(text)
    except NotJsonError:
        return text
