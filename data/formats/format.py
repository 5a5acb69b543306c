"""The formats that a plan can leave in, by name; what writes them is in ``exports``."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from data.errors import WrongUseError


class Format(Enum):
    """What a plan is written as, by the word for it on the command line."""

    ARM = "arm"
    BICEP = "bicep"
    TERRAFORM = "terraform"
    PARTNER_CENTER = "partner-center"
    PARTNER_CENTER_CSV = "partner-center-csv"
    PERMISSIONS = "permissions"
    PERMISSIONS_HTML = "permissions-html"
    AUDIENCE = "audience"
    YAML = "yaml"
    JSON = "json"

    @property
    def title(self) -> str:
        """What people call it."""
        return _WORDS[self].title

    @property
    def about(self) -> str:
        """What it is for, in a few words."""
        return _WORDS[self].about

    @property
    def ending(self) -> str:
        """What the name of its first file ends in."""
        return _WORDS[self].ending

    @property
    def deploys(self) -> bool:
        """Whether it is deployed: then it says what is delegated, under which names."""
        return _WORDS[self].deploys


class _Words(NamedTuple):
    title: str
    about: str
    ending: str
    deploys: bool = False


_WORDS = {
    Format.ARM: _Words(
        "ARM template", "template and parameter file, for the portal or az", ".json", True
    ),
    Format.BICEP: _Words("Bicep", "with parameters, and a module for groups", ".bicep", True),
    Format.TERRAFORM: _Words("Terraform", "azurerm, for many subscriptions", ".tf", True),
    Format.PARTNER_CENTER: _Words(
        "Partner Center sheet", "every field of its form, to tick off", ".partner-center.md"
    ),
    Format.PARTNER_CENTER_CSV: _Words(
        "Partner Center CSV", "the same, for a spreadsheet", ".partner-center.csv"
    ),
    Format.PERMISSIONS: _Words(
        "Permission sheet", "who gets which role, for the customer", ".permissions.md"
    ),
    Format.PERMISSIONS_HTML: _Words(
        "Permission page", "the same as a page to print or send", ".permissions.html"
    ),
    Format.AUDIENCE: _Words(
        "Private audience", "the subscriptions, to upload to Partner Center", ".audience.csv"
    ),
    Format.YAML: _Words("YAML", "the whole plan, for git", ".yaml"),
    Format.JSON: _Words("JSON", "the whole plan, for programs", ".json"),
}
_PLAIN = {".yml": Format.YAML, ".json": Format.JSON}
"""Endings that stand for the whole plan, whatever else they could stand for."""


def form_by_name(name: str) -> Format:
    """Return the format that a file's name stands for.

    Raises:
        WrongUseError: It stands for none, or for several.
    """
    lower = name.lower()
    of_first = {form.ending: form for form in Format} | _PLAIN
    found = [ending for ending in of_first if lower.endswith(ending)]
    if not found:
        raise WrongUseError(
            f'"{name}" does not say what to write. Let it end in .yaml, .json (the whole plan, no '
            "template), .bicep or .tf, or give --format."
        )
    return of_first[max(found, key=len)]


def name_problem(form: Format, name: str) -> str:
    """Say why a file of this format should not have a name, or nothing when it may."""
    ending = form.ending[form.ending.rindex(".") :]
    known = (ending, ".yml") if form is Format.YAML else (ending,)
    if name.lower().endswith(known):
        return ""
    return f"Let it end in {ending}, as {form.title} does."
