"""Resource Graph's quota: so many queries in every five seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass

WINDOW = 5.0
ENDLESS = 15
"""What is said to be left when the quota never runs out."""


@dataclass
class Quota:
    """Counts the queries of the present window."""

    _began: float = float("-inf")
    _used: int = 0

    def take(self, limit: int | None) -> bool:
        """Count one query; false when the window has none left for it."""
        now = time.monotonic()
        if now - self._began >= WINDOW:
            self._began, self._used = now, 0
        if limit is not None and self._used >= limit:
            return False
        self._used += 1
        return True

    def headers(self, limit: int | None) -> dict[str, str]:
        """Return what the client is told about its quota."""
        remaining = ENDLESS if limit is None else limit - self._used
        return {
            "x-ms-user-quota-remaining": str(remaining),
            "x-ms-user-quota-resets-after": f"00:00:{self.seconds_left():02}",
        }

    def seconds_left(self) -> int:
        """Return the whole seconds until the window ends."""
        return max(1, round(self._began + WINDOW - time.monotonic()))
