"""Other names and ids in the place of the real ones: to show, to print, to send.

The same original has the same stand-in as long as a redactor lives, and whatever is equal or
related stays so; built-in roles, versions, days and states stay as they are. A stand-in is a
number, given in an order that nobody can tell without the profile's key, so that nothing of the
original is in it.
"""

from __future__ import annotations

import hmac
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from msgspec import Struct, structs

from data.models import PREVIEW_SUFFIX, Authorization, EligibleAuthorization
from data.plans import is_guid
from data.redaction_fields import FIELDS, How
from data.roles import catalogue
from data.snapshot import Snapshot

Thing = TypeVar("Thing")

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ENTRY = re.compile(
    r"[a-z]+ {guid} {guid}(?: (?:[a-z_]+|PT\w+|{guid}))*".replace("{guid}", _GUID.pattern)
)
_NUMBERS = re.compile(r"[0-9.]*")
_RESOURCE_WORDS = {
    "", "subscriptions", "resourcegroups", "providers", "microsoft.managedservices",
    "registrationdefinitions", "registrationassignments",
}  # fmt: skip
_REPEATED = (Authorization, EligibleAuthorization)
"""Thousands of customers have the same ones, so that each set is looked at once."""
_ID, _ADDRESS = "id", "address"
_OF_PEOPLE = ("Principal", "id", "name")
"""Where somebody may have typed an e-mail address."""


class Redactor:
    """Gives stand-ins, and remembers which."""

    def __init__(self, key: bytes) -> None:
        """Begin without any.

        Args:
            key: What decides over the order of the numbers; nobody else may know it.
        """
        self._key = key
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: Counter[str] = Counter()
        self._new: set[tuple[str, str]] = set()
        self._texts: dict[tuple[str, str], str] = {}
        self._repeated: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._lock = threading.Lock()
        self._ways: dict[str, Callable[[str], str]] = {
            How.KEEP: str,
            How.ID: self._id,
            How.OWN_ID: lambda text: text if is_guid(text) else self._id(text),
            How.ROLE: self._role,
            How.RESOURCE: self._resource,
            How.PRODUCT: self._product,
            How.VERSION: lambda text: (
                text if _NUMBERS.fullmatch(text) else self._named("version", text)
            ),
            How.SENTENCE: self._sentence,
            How.ABOUT: self._about,
            How.TICKED: self._ticked,
        }

    def snapshot(self, real: Snapshot) -> Snapshot:
        """Return the same state of things under other names and ids."""
        with self._lock:
            known, library = self._settled((real.known, real.library))
        return replace(real, known=known, library=library)

    def sentence(self, text: str) -> str:
        """Return a sentence with other ids in it, zeros for those never seen; names in it stay."""

        def told(match: re.Match[str]) -> str:
            original = match[0].lower()
            return (
                match[0]
                if original in catalogue()
                else _guid(self._numbers.get((_ID, original), 0))
            )

        return _GUID.sub(told, text)

    def _settled(self, things: Thing) -> Thing:
        """Return records redacted; what is met for the first time needs a second look."""
        found: Thing = self._redacted(things)
        while self._new:
            self._number()
            found = self._redacted(things)
        return found

    def _number(self) -> None:
        def order(new: tuple[str, str]) -> bytes:
            return hmac.digest(self._key, "\0".join(new).encode("utf-8", "surrogatepass"), "sha256")

        for new in sorted(self._new, key=order):
            self._counts[new[0]] += 1
            self._numbers[new] = self._counts[new[0]]
        self._new.clear()
        self._texts.clear()
        self._repeated.clear()

    def _redacted(self, thing: Any) -> Any:
        if isinstance(thing, str):
            raise TypeError("A text of which nobody said what it is must not be shown.")
        if isinstance(thing, Struct):
            return structs.replace(thing, **self._fields(thing, thing.__struct_fields__))
        if not isinstance(thing, tuple):
            return thing
        if names := getattr(thing, "_fields", ()):
            return type(thing)(**self._fields(thing, names))
        if not (thing and isinstance(thing[0], _REPEATED)):
            return tuple(map(self._redacted, thing))
        if thing not in self._repeated:
            self._repeated[thing] = tuple(map(self._redacted, thing))
        return self._repeated[thing]

    def _fields(self, thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
        hows = FIELDS[type(thing)]
        return {name: self._field(hows.get(name), getattr(thing, name)) for name in names}

    def _field(self, how: str | None, value: Any) -> Any:
        if how is None:
            return self._redacted(value)
        if how == How.KEEP:
            return value
        if isinstance(value, tuple):
            return tuple(self._text(how, each) for each in value)
        return self._text(how, value)

    def _text(self, how: str, text: str) -> str:
        if not text:
            return text
        at = how, text
        if at not in self._texts:
            way = self._ways.get(how)
            self._texts[at] = way(text) if way else self._named(how, text)
        return self._texts[at]

    # Stand-ins

    def _of(self, kind: str, original: str) -> int:
        """Return the number of an original among those of its kind; zero while it has none."""
        number = self._numbers.get((kind, original), 0)
        if not number:
            self._new.add((kind, original))
        return number

    def _id(self, text: str) -> str:
        if is_guid(text):
            return _guid(self._of(_ID, text.lower()))
        if text.startswith("/"):
            return self._resource(text)
        return self._named("name" if " " in text else "id", text)

    def _sentence(self, text: str) -> str:
        return _GUID.sub(lambda match: self._role(match[0]), text)

    def _role(self, text: str) -> str:
        return text if text.lower() in catalogue() else self._id(text)

    def _named(self, kind: str, text: str) -> str:
        """Return a stand-in for a name; ids that are words are told without regard to case."""
        if is_guid(text):
            return self._id(text)
        if "@" in text and kind in _OF_PEOPLE:
            return f"user{self._of(_ADDRESS, text.lower()):02d}@example.com"
        if kind[0].islower():
            return f"{kind}-{self._of(kind, text.lower()):02d}"
        return f"{kind} {self._of(kind, text):02d}"

    def _product(self, text: str) -> str:
        stripped = text.lower().removesuffix(PREVIEW_SUFFIX)
        preview = PREVIEW_SUFFIX if stripped != text.lower() else ""
        return f"{self._named('offer', stripped)}{preview}" if stripped else text

    def _resource(self, text: str) -> str:
        parts = text.split("/")
        folded = [each.lower() for each in parts]
        return "/".join(map(self._part, ["", *folded], folded, parts))

    def _part(self, before: str, folded: str, part: str) -> str:
        if before == "resourcegroups":
            return self._named("group", part)
        if folded in _RESOURCE_WORDS:
            return part
        return self._id(part) if before == "subscriptions" else self._named("resource", part)

    def _about(self, text: str) -> str:
        return self._sentence(text) if _ENTRY.fullmatch(text) else self._named("Finding", text)

    def _ticked(self, text: str) -> str:
        plan, blank, version = text.partition(" ")
        return f"{self._named('plan', plan)}{blank}{self._text(How.VERSION, version)}"


def _guid(number: int) -> str:
    # The first digits tell ids apart where there is no room for more.
    return f"{number:08d}-0000-4000-8000-000000000000"
