"""Lists for which none of our clients has an operation."""

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

GROUPS_VERSION = "2021-04-01"
ROLES_VERSION = "2022-04-01"
_BUILT_IN = quote("type eq 'BuiltInRole'")


@dataclass(frozen=True)
class Lists:
    """Lists of the resource manager, as operations of the SDK would read them.

    Rows come to the ``raw_response_hook``.
    """

    pipeline: Pipeline[Any, Any]
    arm_url: str

    def groups(self, subscription_id: str, **options: Any) -> ItemPaged[Any]:
        """List a subscription's resource groups that we can see."""
        path = f"/subscriptions/{quote(subscription_id)}/resourcegroups"
        return self._list(f"{path}?api-version={GROUPS_VERSION}", **options)

    def built_in_roles(self, scope: str, **options: Any) -> ItemPaged[Any]:
        """List Azure's own roles as they are at a scope; at the tenant, if that is empty."""
        path = f"{scope}/providers/Microsoft.Authorization/roleDefinitions"
        return self._list(f"{path}?api-version={ROLES_VERSION}&$filter={_BUILT_IN}", **options)

    def _list(self, path: str, **options: Any) -> ItemPaged[Any]:
        first = f"{self.arm_url}{path}"

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
