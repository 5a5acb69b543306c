"""Noticing that Azure does not answer at all any more, so that the rest need not be asked."""

from __future__ import annotations

from azure.core.exceptions import ClientAuthenticationError

from data.azure.errors import explain, is_answer
from data.azure.limits import Limits, OutOfTimeError
from data.known import Failure


class Outage:
    """Counts reads that failed one after the other; shared by the threads of one stage."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._in_a_row = 0
        self._error: Exception | None = None

    def failure(self, what: str) -> Failure | None:
        """Return why something is not asked for at all; nothing while asking makes sense."""
        return explain(what, self._error) if self._error else None

    def answered(self) -> None:
        """Take note that Azure answered."""
        self._in_a_row = 0

    def failed(self, error: Exception) -> None:
        """Take note that a read failed."""
        if is_answer(error):
            self.answered()
            return
        self._in_a_row += 1
        hopeless = isinstance(error, ClientAuthenticationError | OutOfTimeError)
        if hopeless or self._in_a_row >= self._limits.failures_in_a_row:
            self._error = error
