"""What is said of a profile: which Azure, whose tenant, how to sign in, how to read.

It is said in layers: the file of profiles, the environment, the command line; what comes later
wins. Each value is looked at where it stands, so that the sentence can name the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from data.entering import words
from data.errors import WrongUseError
from data.plans import is_guid
from data.words import listed

PREFIX = "LIGHTKEEPER_"
PROFILE_VARIABLE = f"{PREFIX}PROFILE"


class CloudName(StrEnum):
    """The clouds that Azure has."""

    PUBLIC = "public"
    US_GOVERNMENT = "us-government"
    CHINA = "china"


class SignIn(StrEnum):
    """Whose sign-in is used; always one to the managing tenant."""

    AUTO = "auto"
    """The service principal that the environment names, if it does; else that of az."""
    AZ = "az"
    ENVIRONMENT = "environment"
    BROWSER = "browser"
    DEVICE_CODE = "device-code"
    """A code that is entered in a browser anywhere, so that it works over SSH."""


class ReaderName(StrEnum):
    """The ways to read Azure."""

    AUTO = "auto"
    GRAPH = "graph"
    ARM = "arm"


class ProfileSettings(Struct, frozen=True):
    """What holds for a profile."""

    tenant: str = ""
    """The managing tenant's id, in lower case; whichever we sign in to when empty."""
    cloud: CloudName = CloudName.PUBLIC
    arm_url: str = ""
    """The address of another Azure than those; ``cloud`` says nothing then."""
    ca: str = ""
    """A file with the certificates to trust."""
    sign_in: SignIn = SignIn.AUTO
    reader: ReaderName = ReaderName.AUTO
    leave_out: tuple[str, ...] = ()
    """Ids of customers' tenants and of subscriptions that are not read, in lower case."""


Values = Mapping[str, str]
"""By key what was said, as it was written; of several ids, with blanks between them."""
LISTS = ("leave_out",)
"""Keys that take several values."""
_CHOICES: Mapping[str, type[StrEnum]] = {
    "cloud": CloudName,
    "sign_in": SignIn,
    "reader": ReaderName,
}
KEYS = tuple(ProfileSettings.__struct_fields__)
"""What can be said, in the order in which it is told."""
_EXCLUDE = {"cloud": "arm_url", "arm_url": "cloud"}
"""Each of these says where Azure is, so that the one said last takes the other away."""


def key_problem(key: str) -> str:
    """Say why there is no such key, or nothing when there is."""
    if key in KEYS:
        return ""
    close = get_close_matches(key, KEYS, 1)
    meant = f"Is {close[0]} meant?" if close else f"There are {', '.join(KEYS)}."
    return f'"{key}" is no key of a profile. {meant}'


def value_problem(key: str, value: object) -> str:
    """Say why a value cannot be, or nothing when it can."""
    if not isinstance(value, str):
        return f"{key} is {value}. Write a text, in quotes."
    if wanted := _wanted(key)(value):
        return f'{key} is "{value}". {wanted}'
    return ""


def both_problem(keys: Iterable[str]) -> str:
    """Say that two of the keys contradict each other, or nothing when none do."""
    if {"cloud", "arm_url"} <= {*keys}:
        return "cloud and arm_url both say where Azure is. Take one of them away."
    return ""


def from_environment(environment: Mapping[str, str]) -> Values:
    """Return what ``LIGHTKEEPER_TENANT`` and its like say.

    Raises:
        WrongUseError: One of them says what cannot be; the sentence names it.
    """
    found = {key: environment.get(variable(key), "") for key in KEYS}
    found = {key: value for key, value in found.items() if value}
    for key, value in found.items():
        if problem := value_problem(key, value):
            raise WrongUseError(f"The variable {variable(key)} cannot be used: {problem}")
    if problem := both_problem(found):
        raise WrongUseError(f"Of the variables {PREFIX}…: {problem}")
    return found


def variable(key: str) -> str:
    """Return the environment's variable that stands for a key."""
    return f"{PREFIX}{key.upper()}"


def layered(*layers: Values) -> ProfileSettings:
    """Return what holds when all of this was said, the last of it winning."""
    said: dict[str, str] = {}
    for layer in layers:
        for key in layer:
            said.pop(_EXCLUDE.get(key, ""), None)
        said |= layer
    values: dict[str, object] = dict(said)
    if "tenant" in said:
        values["tenant"] = said["tenant"].lower()
    if "leave_out" in said:
        values["leave_out"] = words(said["leave_out"].lower())
    return msgspec.convert(values, ProfileSettings)


def _wanted(key: str) -> Callable[[str], str]:
    if choices := _CHOICES.get(key):
        names = [each.value for each in choices]
        said = f"It must be {listed(names, 'or')}."
        return lambda value: "" if value in names else said
    return _CHECKS[key]


def _tenant_problem(value: str) -> str:
    known = "It must be the managing tenant's id, a GUID, which the portal shows as directory id."
    return "" if is_guid(value) else known


def _url_problem(value: str) -> str:
    parts = urlsplit(value)
    is_right = parts.scheme == "https" and parts.hostname
    return "" if is_right else "It must be an https address; tokens only travel over https."


def _file_problem(value: str) -> str:
    return "" if Path(value).expanduser().is_file() else "There is no such file."


def _ids_problem(value: str) -> str:
    wrong = next((each for each in words(value) if not is_guid(each)), "")
    known = "It must be ids of customers' tenants or of subscriptions, each a GUID."
    return f"{wrong} is none. {known}" if wrong else ""


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "tenant": _tenant_problem,
    "arm_url": _url_problem,
    "ca": _file_problem,
    "leave_out": _ids_problem,
}
