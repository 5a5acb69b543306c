"""One request that a fault strikes, and what the faults of one server remember."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from aiohttp import web

from data.emulator.entities import Json
from data.emulator.faults import Fault
from data.emulator.replies import AzureError, answer
from data.emulator.service import Service

Choice = TypeVar("Choice")


@dataclass
class Memory:
    """What lies behind, since the present faults were set."""

    faults: tuple[Fault, ...] = ()
    seen: Counter[str] = field(default_factory=Counter)
    """How often each request came."""
    pages: dict[str, Json] = field(default_factory=dict)
    """The pages that are given again and again, by the name of their list."""
    over: set[Fault] = field(default_factory=set)
    """Those that happen only once and have happened."""


@dataclass(frozen=True)
class Struck:
    """One request that a fault strikes."""

    fault: Fault
    service: Service
    memory: Memory
    request: web.Request
    name: str
    """What makes it the same request as another one."""
    before: int
    """How often it came before."""
    signs_in: bool

    def share(self, *about: object) -> float:
        """Return a number from 0 up to 1 that belongs to this request, this time."""
        return self.fault.share(self.name, self.before, *about)

    def choose(self, *options: Choice) -> Choice:
        """Return one of several, always the same one for this request, this time."""
        return options[int(self.share("choice") * len(options))]

    def refusal(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> web.Response:
        """Return an error in the shape of the service that is asked."""
        if not self.signs_in:
            return AzureError(status, code, message, headers=headers).response()
        error = {"error": "temporarily_unavailable", "error_description": message}
        return answer(error, status, headers)


def body_of(response: web.Response) -> bytes:
    """Return what an answer that was not sent yet carries."""
    return bytes(response.body) if isinstance(response.body, bytes | bytearray) else b""
