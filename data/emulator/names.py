"""Customers' names: invented companies of many trades and countries, never the same one twice."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

_FIELD = re.compile(r"\{(\w+)\}")
_MOST_TRIES = 200


@dataclass(frozen=True)
class Company:
    """A customer's name and where it is at home."""

    name: str
    country: str
    region: str


class Namer:
    """Hands out names; the first n are the same however many follow."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(f"names/{seed}")
        self._used: set[str] = set()
        self._words = _words()
        self._weights = [each["weight"] for each in self._words["locales"]]

    def company(self, index: int) -> Company:
        """Return the name of the customer at a position; ask in order, each position once."""
        known = self._words["known"]
        if index < len(known):
            name, country = known[index]
            self._used.add(name)
            return Company(name, country, "eastus2")
        return self._invented()

    def _invented(self) -> Company:
        for _ in range(_MOST_TRIES):
            locale = self._draw.choices(self._words["locales"], self._weights)[0]
            name = self._phrase(locale)
            if name not in self._used:
                break
        else:
            # The word lists are used up, as they are at tens of thousands of customers.
            name = f"{name} {len(self._used)}"
        self._used.add(name)
        return Company(name, locale["country"], locale["region"])

    def _phrase(self, locale: dict[str, Any]) -> str:
        pattern: str = self._draw.choice(locale["patterns"])
        return _FIELD.sub(lambda match: self._draw.choice(locale[match[1]]), pattern)


def plain(name: str) -> str:
    """Return a name in lower-case ASCII letters, digits and single blanks; it may be empty."""
    folded = name.replace("ł", "l").replace("Ł", "L").replace("ß", "ss")
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", ascii_only.lower()))


def domain(name: str, fallback: str) -> str:
    """Return the first domain of a tenant, made from its name."""
    label = plain(name).replace(" ", "")[:24] or fallback
    return f"{label}.onmicrosoft.com"


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = msgspec.json.decode(Path(__file__).with_name("names.json").read_bytes())
    return words
