"""Waiting when Azure asks us to, and trying again what failed."""

from __future__ import annotations

from typing import Any

from azure.core.pipeline import PipelineResponse
from azure.core.pipeline.policies import RetryPolicy

from data.azure.cancel import Watch

_TRIES = 5
_THROTTLED_TRIES = 20
_LONGEST_BACKOFF = 20
_THROTTLED = 429


class Patience(RetryPolicy[Any, Any]):
    """Waits when Azure asks us to, and tries again what failed; says so, and ends with the sync.

    A request that was throttled did not fail, so it gets many more tries. Our one POST, a query,
    may be repeated like a GET.
    """

    def __init__(self, watch: Watch) -> None:
        """Take what its waits listen to."""
        super().__init__(
            retry_total=_THROTTLED_TRIES,
            retry_status=_TRIES,
            retry_backoff_factor=watch.limits.backoff,
            retry_backoff_max=_LONGEST_BACKOFF,
        )
        self._watch = watch

    def configure_retries(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the settings for one request."""
        settings = super().configure_retries(options)
        return {**settings, "methods": settings["methods"] | {"POST"}}

    def increment(self, settings: dict[str, Any], response: Any = None, error: Any = None) -> bool:
        """Count a failed try; false when there is no other."""
        answered = isinstance(response, PipelineResponse)
        if answered and response.http_response.status_code == _THROTTLED:
            settings["status"] += 1
        return super().increment(settings, response, error)

    def sleep(self, settings: dict[str, Any], transport: Any, response: Any = None) -> None:
        """Wait for as long as Azure asks, or longer each time."""
        asked = self._asked(response) if response else None
        if asked:
            self._watch.wait(asked, "Azure asks us to wait")
        else:
            self._watch.wait(self.get_backoff_time(settings))

    def _asked(self, response: Any) -> float | None:
        try:
            return self.get_retry_after(response)
        except ValueError:
            return None
