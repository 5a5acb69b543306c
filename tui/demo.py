"""The demo: the sample Azure as a child process, and how to sign in to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from data.emulator import child

if TYPE_CHECKING:
    from data.azure.sync import Source

PROFILE = "demo"


class Demo:
    """Starts the sample Azure when it is first needed; it ends with this process."""

    def __init__(self, customers: int, delegations: int, seed: int) -> None:
        """Say which sample to make; nothing is started yet."""
        self._start = partial(child.start, customers=customers, delegations=delegations, seed=seed)
        self._azure: child.SampleAzure | None = None

    def connect(self) -> Source:
        """Return how to reach the sample Azure.

        Raises:
            SampleAzureError: It does not start.
        """
        from data.azure.sync import Source

        if self._azure is None or not self._azure.is_alive():
            self._azure = self._start()
        return Source(
            arm_url=self._azure.url,
            ca=str(self._azure.ca),
            environment={
                "AZURE_TENANT_ID": self._azure.tenant,
                "AZURE_CLIENT_ID": self._azure.client_id,
                "AZURE_CLIENT_SECRET": self._azure.client_secret,
            },
        )

    def stop(self) -> None:
        """End the sample Azure, if it runs."""
        if self._azure:
            self._azure.stop()
