"""What a template says of its parameters, and which values it would not take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.clean import clean
from data.formats.imported import AskedParameter, UnresolvedPart
from data.formats.values import Unresolved, Value, member

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "securestring": (str,),
    "int": (int,),
    "bool": (bool,),
    "array": (list,),
    "object": (dict,),
    "secureobject": (dict,),
}
_ARTICLES = {"int": "a whole number", "bool": "true or false", "array": "a list"}
_MOST_ALLOWED = 12


def asked_parameters(declared: Value, given: Mapping[str, Value]) -> tuple[AskedParameter, ...]:
    """Return the parameters that have neither a value nor a default."""
    if not isinstance(declared, dict):
        return ()
    return tuple(
        AskedParameter(clean(name), kind_of(each), _description(each), _allowed(each))
        for name, each in declared.items()
        if name.lower() not in given
        and member(each, "defaultValue", each) is each
        and member(each, "nullable") is not True
    )


def unsuited_values(declared: Value, given: Mapping[str, Value]) -> Iterator[UnresolvedPart]:
    """Yield the values that Azure would refuse, and those that no parameter takes."""
    known = (
        {name.lower(): each for name, each in declared.items()}
        if isinstance(declared, dict)
        else {}
    )
    for name, value in given.items():
        place = clean(f"$.parameters.{name}")
        if name not in known:
            yield UnresolvedPart(place, "the template has no such parameter")
        elif why := _why_not(known[name], value):
            yield UnresolvedPart(place, why)


def kind_of(parameter: Value) -> str:
    """Return the type of a parameter, or the name of the type that it refers to."""
    found = member(parameter, "type") or member(parameter, "$ref")
    return clean(found.rpartition("/")[2]) if isinstance(found, str) else ""


def _why_not(parameter: Value, value: Value) -> str:
    if isinstance(value, Unresolved) or value is None:
        return ""
    kind = kind_of(parameter).lower()
    wanted = _KINDS.get(kind)
    if wanted and (not isinstance(value, wanted) or (kind == "int" and isinstance(value, bool))):
        return f"the value must be {_ARTICLES.get(kind, f'of type {kind}')}"
    allowed = member(parameter, "allowedValues")
    if isinstance(allowed, list) and not isinstance(value, list) and value not in allowed:
        return f"the value must be one of {', '.join(_allowed(parameter))}"
    return _out_of_bounds(parameter, value)


def _out_of_bounds(parameter: Value, value: Value) -> str:
    measured, unit = (len(value), "long") if isinstance(value, str | list) else (value, "")
    names = ("minLength", "maxLength") if unit else ("minValue", "maxValue")
    least, most = (member(parameter, each) for each in names)
    if not isinstance(measured, int):
        return ""
    if isinstance(least, int) and measured < least:
        return f"the value must be at least {least} {unit}".rstrip()
    if isinstance(most, int) and measured > most:
        return f"the value must be at most {most} {unit}".rstrip()
    return ""


def _description(parameter: Value) -> str:
    found = member(member(parameter, "metadata"), "description")
    return clean(found) if isinstance(found, str) else ""


def _allowed(parameter: Value) -> tuple[str, ...]:
    found = member(parameter, "allowedValues")
    values = found[:_MOST_ALLOWED] if isinstance(found, list) else []
    return tuple(clean(str(each)) for each in values if isinstance(each, str | int))
