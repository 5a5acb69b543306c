"""GUIDs that are the same on every run."""

from __future__ import annotations

import hashlib
import random
import re

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def guid(draw: random.Random) -> str:
    """Return the next GUID of a random generator."""
    return _shaped(f"{draw.getrandbits(128):032x}")


def guid_of(text: str) -> str:
    """Return the GUID that belongs to a text."""
    return _shaped(hashlib.sha256(text.encode()).hexdigest())


def is_guid(text: object) -> bool:
    """Whether a value is a GUID in the form that Azure writes."""
    return isinstance(text, str) and _GUID.fullmatch(text) is not None


def _shaped(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
