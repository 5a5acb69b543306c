"""Reads a plan from the YAML or JSON that this program writes and people edit."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from data.clean import clean
from data.formats.plain_tree import Item, PlanFileError, parse
from data.models import Authorization, EligibleAuthorization, same_id
from data.plans import Plan, Visibility
from data.roles import catalogue

MARK = "lightkeeper_plan"
"""The first key of such a file; its value is the version of the format."""
VERSION = 1
ROLE_NAME = "role_name"
"""Beside a role's id, for people only; refused when it names another role."""

_COMMENTED = re.compile(r"(?:role_id:|-)\s+[\"']?([0-9A-Fa-f-]{36})[\"']?\s+#(.+)$")
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off", "none")

Record = TypeVar("Record", bound=Struct)


def is_plan_file(content: bytes) -> bool:
    """Tell whether a file's content says that it is a plan, and no template for example."""
    return MARK.encode() in content


def read_plan(content: bytes) -> Plan:
    """Read a plan from a file's content.

    A plan that was written by hand and has no id gets one.

    Raises:
        PlanFileError: It is no plan, or something in it is not as it should be; the sentence names
            the line or the field and what would be right.
    """
    root = parse(content)
    _check_comments(content)
    if not isinstance(root.value, dict) or MARK not in root.value:
        raise PlanFileError(f'This is no plan: it does not begin with "{MARK}: {VERSION}".')
    values = dict(root.value)
    version = values.pop(MARK)
    if str(version.value) != str(VERSION):
        raise PlanFileError(
            f'{version.at}{MARK} is "{version.value}", but this program reads {VERSION}. '
            "A newer Lightkeeper may have written the file."
        )
    values.setdefault("id", Item(str(uuid.uuid4())))
    return _record(Plan, Item(values, root.line), "")


def _record(of: type[Record], item: Item, path: str) -> Record:
    if not isinstance(item.value, dict):
        _refuse(item, path, f"here must be fields such as {fields(of)[0].name}")
    hints, values = get_type_hints(of), dict(item.value)
    role_name = values.pop(ROLE_NAME, None) if "role_id" in hints else None
    for name in values:
        if name not in hints:
            _refuse(values[name], _join(path, name), _unknown(name, hints))
    for each in fields(of):
        if each.name not in values and each.default is NODEFAULT:
            _refuse(item, path, f"{each.name} is missing")
    record = of(
        **{name: _value(hints[name], each, _join(path, name)) for name, each in values.items()}
    )
    if role_name and isinstance(record, Authorization | EligibleAuthorization):
        _check_name(role_name, record.role_id, _join(path, ROLE_NAME))
    return record


def _value(hint: Any, item: Item, path: str) -> Any:
    if isinstance(hint, type) and hint in _SCALARS:
        return _SCALARS[hint](item, path)
    (of, *_) = get_args(hint)
    assert get_origin(hint) is tuple, "a plan is made of single values and lists"
    if item.value is None:
        return ()
    if not isinstance(item.value, list):
        _refuse(item, path, "here must be a list")
    entries = ((each, f"{path}[{at}]") for at, each in enumerate(item.value))
    if of is str:
        return tuple(_text(*each) for each in entries)
    return tuple(_record(of, *each) for each in entries)


def _text(item: Item, path: str) -> str:
    if item.value is None:
        return ""
    if not isinstance(item.value, str):
        _refuse(item, path, "here must be a text, in quotes")
    return clean(item.value)


def _truth(item: Item, path: str) -> bool:
    """Read a truth value; YAML's is the text that is there."""
    said = str(item.value).casefold()
    if said not in (*_TRUE, *_FALSE):
        _refuse(item, path, "here must be true or false")
    return said in _TRUE


def _visibility(item: Item, path: str) -> Visibility:
    said = _text(item, path).casefold()
    if said not in tuple(Visibility):
        _refuse(item, path, f"here must be {' or '.join(Visibility)}")
    return Visibility(said)


def _day(item: Item, path: str) -> date:
    try:
        return date.fromisoformat(_text(item, path))
    except ValueError:
        _refuse(item, path, "here must be a day, as YYYY-MM-DD")


_SCALARS: Mapping[type, Callable[[Item, str], Any]] = {
    str: _text,
    bool: _truth,
    Visibility: _visibility,
    date: _day,
}


def _check_name(name: Item, role_id: str, path: str) -> None:
    """Refuse the name of another role: who changed only the name meant to change the role."""
    told = _text(name, path).casefold()
    here = catalogue().get(same_id(role_id))
    other = next((each for each in catalogue().values() if each.name.casefold() == told), None)
    if other and here and other is not here:
        _refuse(name, path, f"role_id is that of {here.name}; {other.name} has {other.id}")


def _check_comments(content: bytes) -> None:
    """Refuse a role whose name, in the comment behind its id, is that of another one."""
    by_name = {each.name.casefold(): each for each in catalogue().values()}
    for number, line in enumerate(content.decode(errors="replace").splitlines(), 1):
        if found := _COMMENTED.search(line):
            here = catalogue().get(same_id(found[1]))
            other = by_name.get(found[2].strip().casefold())
            if here and other and here is not other:
                raise PlanFileError(
                    f"Line {number}: the id is that of {here.name}; {other.name} has {other.id}."
                )


def _unknown(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = get_close_matches(name, names, 1)
    return f"there is no such field. {f'Is {close[0]} meant?' if close else _listed(names)}"


def _listed(names: list[str]) -> str:
    return f"Known are {', '.join(names)}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _refuse(item: Item, path: str, why: str) -> NoReturn:
    field = f"{path}: " if path else ""
    raise PlanFileError(f"{item.at}{field}{why}.".replace("?.", "?"))
