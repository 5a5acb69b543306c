"""Calls a function of template expressions with values of which some may be unresolved."""

from __future__ import annotations

import uuid

from msgspec.structs import replace

from data.formats.collection_functions import COLLECTION_FUNCTIONS
from data.formats.functions import Function, check_count, number_of, text_of
from data.formats.resource_ids import ID_FUNCTIONS
from data.formats.text_functions import TEXT_FUNCTIONS
from data.formats.values import Unresolved, UnsuitedError, Value, Work, kind, spell, survey

FUNCTIONS = TEXT_FUNCTIONS | COLLECTION_FUNCTIONS | ID_FUNCTIONS
LATER = {
    "uniquestring": "Microsoft does not say how uniqueString() computes its result",
    "newguid": "newGuid() is different at each deployment",
    "utcnow": "utcNow() is the time of the deployment",
    "reference": "reference() reads a resource while the template is deployed",
    "getsecret": "getSecret() reads a key vault while the template is deployed",
}


def call(name: str, values: list[Value], path: str, work: Work) -> Value:
    """Return what a function returns.

    Args:
        name: In lower case.
        values: What it is given.
        path: Where the expression stands.
        work: What may be spent.
    """
    inside = [survey(each, work) for each in values]
    try:
        if name in LATER:
            raise UnsuitedError(LATER[name])
        if (function := FUNCTIONS.get(name)) is None:
            raise UnsuitedError(f"the function {name}() is not known here")
        check_count(name, function, len(values))
        if function.keeps:
            return function.call(*values)
        whole = [each for each in values if isinstance(each, Unresolved)]
        missing = next(iter(whole), None) or next(filter(None, inside), None)
        if missing is None or (function.partial and not whole):
            return function.call(*values)
        return replace(missing, stand_in=_stand_in(name, function, values))
    except UnsuitedError as error:
        return Unresolved(str(error), path, _digest(name, values))


def part(of: Value, key: Value, path: str, work: Work) -> Value:
    """Return a member of an object or an item of a list."""
    missing = next((each for each in (of, key) if isinstance(each, Unresolved)), None)
    try:
        if missing is None:
            return _part(of, key)
        why, path = missing.why, missing.path or path
    except UnsuitedError as error:
        why = str(error)
    survey([of, key], work)
    return Unresolved(why, path, _digest("part", [of, key]))


def _part(of: Value, key: Value) -> Value:
    if isinstance(of, dict):
        wanted = text_of(key)
        if wanted in of:
            return of[wanted]
        for name, value in of.items():
            if name.lower() == wanted.lower():
                return value
        raise UnsuitedError(f"the object has no member {wanted}")
    if not isinstance(of, list):
        raise UnsuitedError(f"{kind(of)} has no members")
    place = number_of(key)
    if not 0 <= place < len(of):
        raise UnsuitedError(f"the list has no item {place}: it has {len(of)}")
    return of[place]


def _stand_in(name: str, function: Function, values: list[Value]) -> str:
    """Return the text that the function makes of stand-ins, or one that belongs to the call."""
    if function.textual:
        try:
            texts = [each.stand_in if isinstance(each, Unresolved) else each for each in values]
            return text_of(function.call(*texts))
        except UnsuitedError:
            pass
    return _digest(name, values)


def _digest(name: str, values: list[Value]) -> str:
    called = f"{name}({spell(values)})"
    return f"?{uuid.uuid5(uuid.NAMESPACE_OID, called.encode('utf-8', 'replace').decode())}"
