"""What screens ask of the App: they say what the user wants, the App does it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from data.plans import Plan


@dataclass
class Copy(Message):
    """Put a text on the clipboard."""

    text: str
    what: str
    """What it is, for the confirmation."""


@dataclass
class OpenLink(Message):
    """Open an address in the browser."""

    url: str


@dataclass
class ShowFailures(Message):
    """Open the list of what the last sync could not read."""


@dataclass
class NewPlan(Message):
    """Start an empty draft and open it."""


@dataclass
class OpenPlan(Message):
    """Open a draft in the editor."""

    plan_id: str


@dataclass
class SavePlan(Message):
    """Keep a draft as it is now."""

    plan: Plan


@dataclass
class DeletePlan(Message):
    """Take a draft out of the library."""

    plan: Plan
