"""Long-running operations: started now, finished after the time that the world's behaviour says."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from data.emulator.changes import Change


@dataclass
class Operation:
    """One of them."""

    id: str
    resource_id: str
    due: float
    deletes: bool
    finish: Callable[[], object]
    done: bool = False


@dataclass
class Operations:
    """All that were started, finished ones included."""

    by_id: dict[str, Operation] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    """What they replaced or took away, the oldest first; the world has forgotten it."""

    def start(
        self,
        resource_id: str,
        seconds: float,
        finish: Callable[[], object],
        *,
        deletes: bool = False,
    ) -> Operation:
        """Begin an operation on a resource.

        Args:
            resource_id: What it works on.
            seconds: How long it takes.
            finish: What it does when that time is over.
            deletes: Whether it is polled through ``Location``, as deletions are.
        """
        job = {"fullyQualifiedResourceId": resource_id, "jobId": f"Job:{len(self.by_id) + 1}"}
        identifier = base64.urlsafe_b64encode(msgspec.json.encode(job)).decode().rstrip("=")
        operation = Operation(identifier, resource_id, time.monotonic() + seconds, deletes, finish)
        self.by_id[identifier] = operation
        return operation

    def under_way(self, resource_id: str) -> bool:
        """Whether an operation on a resource is not finished yet."""
        return any(
            each.resource_id == resource_id and not each.done for each in self.by_id.values()
        )

    def settle(self) -> None:
        """Finish everything whose time is over."""
        now = time.monotonic()
        for operation in self.by_id.values():
            if not operation.done and operation.due <= now:
                operation.done = True
                operation.finish()
