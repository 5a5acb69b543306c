"""Reads through Resource Graph, and looks again wherever its word is not enough."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from azure.core.exceptions import AzureError, ClientAuthenticationError

from data.azure.arm_reader import ArmReader, list_subscriptions
from data.azure.cancel import Progress
from data.azure.doubts import doubts
from data.azure.graph_reader import GraphReader
from data.azure.limits import BadAnswerError
from data.azure.reading import Reading, Session


class AutoReader:
    """Asks Resource Graph for everything, and each subscription in doubt by itself.

    The resource manager's list says which subscriptions there are. Whatever Resource Graph does
    not show in full, or shows otherwise than it was known, is read from the subscription. When
    Resource Graph does not answer, everything is.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self) -> Reading:
        """Read everything."""
        with ThreadPoolExecutor(1, thread_name_prefix="sync") as pool:
            asked = pool.submit(self._ask_graph)
            listed = list_subscriptions(self._session)
            shown = asked.result()
        arm = ArmReader(self._session)
        if shown is None:
            self._session.watch.tell(Progress("Resource Graph does not answer"))
            return arm.walk(listed)
        here = Reading(listed, shown.definitions, shown.delegations)
        doubtful = doubts(here, self._session.before, self._session.managing_tenant_id)
        walked = arm.walk([each for each in listed if each.subscription_id in doubtful])
        return _combined(here, walked, frozenset(doubtful))

    def _ask_graph(self) -> Reading | None:
        try:
            return GraphReader(self._session).ask()
        except ClientAuthenticationError:
            raise
        except (AzureError, BadAnswerError):
            return None


def _combined(shown: Reading, walked: Reading, doubtful: frozenset[str]) -> Reading:
    """Return what the walk found where there was a doubt, and elsewhere what was shown."""
    kept = {each.subscription_id for each in shown.subscriptions} - doubtful
    return Reading(
        shown.subscriptions,
        [each for each in shown.definitions if each.subscription_id in kept] + walked.definitions,
        [each for each in shown.delegations if each.subscription_id in kept] + walked.delegations,
        walked.unread,
    )
