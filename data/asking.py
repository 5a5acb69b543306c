"""What somebody is asked for, who is to sign in."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from data.profile_settings import SignIn


class Answer(Enum):
    """What somebody says who was asked."""

    GO = auto()
    """Open the browser; or: it is done, go on."""
    CODE = auto()
    """Not by a browser here, but by a code."""
    NO = auto()
    """There is nobody who could."""


class Why(Enum):
    """Why somebody is asked."""

    FIRST = auto()
    RAN_OUT = auto()
    """The sign-in ended in the middle of a sync."""
    POLICY = auto()
    """A policy of the tenant (Conditional Access) asks for more than the sign-in proved."""


@dataclass(frozen=True)
class SignInAsked:
    """What somebody is to do, so that the sync can begin or go on."""

    how: SignIn
    tenant: str
    """The managing tenant."""
    address: str
    """Where somebody signs in: the page for the code, or the authority."""
    why: Why = Why.FIRST
    code: str = ""
    """To be entered at the address; empty when no code is needed."""
    until: datetime | None = None
    """When it is too late (UTC); nothing while no clock runs."""
    is_kept: bool = False
    """Whether the sign-in outlives the program, encrypted by the system."""
    can_open: bool = True
    """Whether a browser can be opened from here."""
    answer: Future[Answer] = field(default_factory=Future, compare=False, repr=False)
    """To be filled by whoever shows this; a code needs no answer."""
