"""What a running sample Azure holds besides its world."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakSet

from data.emulator.operations import Operations
from data.emulator.results import Results
from data.emulator.sessions import Sessions
from data.emulator.throttle import Throttle
from data.emulator.tokens import Tokens

if TYPE_CHECKING:
    from data.emulator.deployments import Deployment
    from data.emulator.world import World


class Request(NamedTuple):
    """A request that arrived."""

    method: str
    path: str
    query: dict[str, str]
    host: str
    """What the client calls this server, with its port."""


@dataclass
class Service:
    """One sample Azure: its world and what it remembers of those who talk to it."""

    world: World
    url: str = ""
    """Where it is reached; known once it listens."""
    requests: list[Request] = field(default_factory=list)
    """Everything that was asked, the oldest first."""
    connections: WeakSet[asyncio.Transport] = field(default_factory=WeakSet)
    """Those that asked something and may still be open."""
    held: WeakSet[asyncio.Transport] = field(default_factory=WeakSet)
    """Those on which a fault keeps a client waiting; they are cut when the server ends."""
    ends: bool = False
    """Whether the server ends just now."""
    tokens: Tokens = field(default_factory=Tokens)
    sessions: Sessions = field(default_factory=Sessions)
    operations: Operations = field(default_factory=Operations)
    deployments: dict[str, Deployment] = field(default_factory=dict)
    """By resource id in lower case."""
    results: Results = field(default_factory=Results)
    throttle: Throttle = field(default_factory=Throttle)
