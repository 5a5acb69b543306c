"""Resource groups, for which none of our clients has an operation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.core.paging import ItemPaged
from azure.core.pipeline import Pipeline, PipelineResponse
from azure.core.rest import HttpRequest
from azure.mgmt.core.exceptions import ARMErrorFormat

VERSION = "2021-04-01"


@dataclass(frozen=True)
class Groups:
    """Lists a subscription's resource groups, as an operation of the SDK would."""

    pipeline: Pipeline[Any, Any]
    arm_url: str

    def list(self, subscription_id: str, **options: Any) -> ItemPaged[Any]:
        """Return the groups that we can see; rows come to the ``raw_response_hook``."""
        first = (
            f"{self.arm_url}/subscriptions/{quote(subscription_id)}/resourcegroups"
            f"?api-version={VERSION}"
        )

        def get_next(link: str | None) -> PipelineResponse[Any, Any]:
            response = self.pipeline.run(HttpRequest("GET", link or first), stream=False, **options)
            http = response.http_response
            if http.status_code == 401:
                raise ClientAuthenticationError(response=http, error_format=ARMErrorFormat)
            if http.status_code != 200:
                raise HttpResponseError(response=http, error_format=ARMErrorFormat)
            return response

        return ItemPaged(get_next, _next_link)


def _next_link(response: PipelineResponse[Any, Any]) -> tuple[str, Iterable[Any]]:
    return response.context["deserialized_data"].get("nextLink"), ()
