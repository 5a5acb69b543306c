"""Sign-ins of people that are under way, and those that last: codes and refresh tokens."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from enum import Enum, auto

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Entered(Enum):
    """What a person did about a device code."""

    NOT_YET = auto()
    YES = auto()
    NO = auto()


@dataclass
class Device:
    """A code that somebody is to enter in a browser."""

    user_code: str
    client_id: str
    until: float
    entered: Entered = Entered.NOT_YET


@dataclass(frozen=True)
class Grant:
    """What a code from the browser may be exchanged for."""

    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    claims: str


@dataclass(frozen=True)
class Session:
    """A sign-in that lasts."""

    client_id: str
    met: str = ""
    """The policy that it met."""


@dataclass
class Sessions:
    """Everybody's."""

    devices: dict[str, Device] = field(default_factory=dict)
    """By device code, the oldest first."""
    grants: dict[str, Grant] = field(default_factory=dict)
    """By authorization code; each may be used once."""
    refresh: dict[str, Session] = field(default_factory=dict)
    """By refresh token."""

    def begin_device(self, client_id: str, seconds: int) -> tuple[str, Device]:
        """Return a new device code, and what a person is to enter."""
        shown = "".join(secrets.choice(_LETTERS) for _ in range(9))
        code = secrets.token_urlsafe(48)
        self.devices[code] = Device(shown, client_id, time.time() + seconds)
        return code, self.devices[code]

    def enter(self, user_code: str, entered: Entered = Entered.YES) -> bool:
        """Do as a person who enters a code; false when there is none like it."""
        found = next(
            (each for each in self.devices.values() if each.user_code == user_code.strip().upper()),
            None,
        )
        if found:
            found.entered = entered
        return found is not None

    def begin_grant(self, grant: Grant) -> str:
        """Return a new authorization code."""
        code = secrets.token_urlsafe(48)
        self.grants[code] = grant
        return code

    def refresh_token(self, session: Session) -> str:
        """Return a new refresh token."""
        token = f"sample-refresh.{secrets.token_urlsafe(48)}"
        self.refresh[token] = session
        return token

    def end(self) -> None:
        """Let no refresh token be good any more."""
        self.refresh.clear()
