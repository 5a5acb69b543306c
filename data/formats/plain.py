"""A plan as a file of its own, in YAML or JSON, that keeps well in git.

The order of the fields never changes, and what is empty is left out. Beside each role's id stands
its name: in YAML as a comment, in JSON as a field that is only there to be read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import fields

from data.formats.plain_reader import MARK, ROLE_NAME, VERSION
from data.models import Approver, Authorization, EligibleAuthorization, same_id
from data.plans import AcceptedFinding, Deployed, Plan, Visibility
from data.roles import catalogue

_ORDER: Mapping[type[Struct], tuple[str, ...]] = {
    Plan: (
        "id",
        "name",
        "description",
        "publisher_id",
        "offer_id",
        "offer_name",
        "plan_id",
        "version",
        "visibility",
        "audience",
        "managing_tenant_id",
        "authorizations",
        "eligible",
        "accepted",
        "deployed",
        "ready",
        "archived",
        "saved_at",
    ),
    Authorization: ("display_name", "principal_id", "role_id", "delegated_role_ids"),
    EligibleAuthorization: (
        "display_name",
        "principal_id",
        "role_id",
        "max_duration",
        "mfa",
        "approvers",
    ),
    Approver: ("display_name", "principal_id"),
    AcceptedFinding: ("rule", "about", "reason", "day"),
    Deployed: (
        "offer_name",
        "managing_tenant_id",
        "definition",
        "assignment",
        "resource_group",
        "subscription_id",
    ),
}
"""The order in which people read a record's fields."""
_EMPTY = ("", (), False, Visibility.PRIVATE)
"""What a field holds by default that is left out then."""
_AS_IT_IS = re.compile(r"[A-Za-z][A-Za-z0-9 ._()-]*[A-Za-z0-9.)]|[0-9a-f]{8}(-[0-9a-f]{4,12}){4}")
_NUMBERS = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_SPECIAL = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))
"""Words that YAML does not take as text."""


def to_json(plan: Plan) -> str:
    """Write a plan as JSON."""
    content = {MARK: VERSION, **_named(plan)}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def to_yaml(plan: Plan) -> str:
    """Write a plan as YAML."""
    return "".join(f"{line.text}\n" for line in yaml_lines(plan))


class Line(NamedTuple):
    """A line of a plan in YAML."""

    place: str
    """What stands in it, as rules name places: ``eligible[0].mfa``."""
    text: str

    @property
    def indent(self) -> str:
        """The blanks before it."""
        return self.text[: len(self.text) - len(self.text.lstrip())]


def yaml_lines(plan: Plan) -> Iterator[Line]:
    """Yield the lines of a plan in YAML; the first one, which marks the file, has no place."""
    yield Line("", f"{MARK}: {VERSION}")
    yield from _lines(_filled(plan), "", "")


def _filled(record: Struct) -> dict[str, Any]:
    """Return a record's fields in their order, those left out that hold nothing by default."""
    empty = {each.name: each.default for each in fields(record) if each.default in _EMPTY}
    values = ((name, getattr(record, name)) for name in _ORDER[type(record)])
    return {name: value for name, value in values if name not in empty or value != empty[name]}


def _named(record: Struct) -> dict[str, Any]:
    """Return a record as JSON has it: roles have their names beside them."""
    found: dict[str, Any] = {}
    for name, value in _filled(record).items():
        if isinstance(value, tuple):
            value = [_named(each) if isinstance(each, Struct) else each for each in value]
        found[name] = value.isoformat() if isinstance(value, date) else value
        if name == "role_id" and (role := _role_name(value)):
            found[ROLE_NAME] = role
    return found


def _lines(values: Mapping[str, Any], indent: str, path: str) -> Iterator[Line]:
    for name, value in values.items():
        place = f"{path}{name}"
        if isinstance(value, tuple):
            yield Line(place, f"{indent}{name}:")
            for at, each in enumerate(value):
                yield from _entry(each, indent, f"{place}[{at}]")
        else:
            yield Line(place, f"{indent}{name}: {_scalar(value)}{_comment(name, value)}")


def _entry(value: Struct | str, indent: str, place: str) -> Iterator[Line]:
    """Write one entry of a list, its first line behind a dash."""
    if isinstance(value, str):
        yield Line(place, f"{indent}- {_scalar(value)}{_comment('role_id', value)}")
        return
    first, *rest = _lines(_filled(value), indent + "  ", f"{place}.")
    yield first._replace(text=f"{indent}- {first.text.lstrip()}")
    yield from rest


def _comment(field: str, value: str) -> str:
    name = _role_name(value) if field == "role_id" else ""
    return f"  # {name}" if name else ""


def _role_name(role_id: str) -> str:
    role = catalogue().get(same_id(role_id))
    return role.name if role else ""


def _scalar(value: str | bool | date) -> str:
    """Write a text as it is where nobody takes it for something else, otherwise in quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    is_plain = _AS_IT_IS.fullmatch(text) and text.lower() not in _SPECIAL
    if is_plain or _NUMBERS.fullmatch(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}"
