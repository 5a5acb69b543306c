"""The scope in a managed-services path: does it exist, and may the caller look?"""

from __future__ import annotations

from typing import NamedTuple

from data.emulator.entities import Subscription
from data.emulator.replies import AzureError
from data.emulator.routing import Call


class Scope(NamedTuple):
    """A subscription, or a resource group of it."""

    subscription: Subscription
    group: str = ""

    @property
    def path(self) -> str:
        """Its resource id."""
        return (
            f"{self.subscription.path}/resourceGroups/{self.group}"
            if self.group
            else (self.subscription.path)
        )


def scope_of(call: Call, action: str) -> Scope:
    """Return the scope that a path names.

    Args:
        call: The request.
        action: What the caller wants there, as ``registrationAssignments/read``.

    Raises:
        AzureError: When the scope is not there, is refused, or has no managed services.
    """
    subscription = call.subscription()
    if subscription.refused:
        raise AzureError(
            403,
            "AuthorizationFailed",
            f"Client '{call.world.client_id}' has no right to "
            f"'Microsoft.ManagedServices/{action}' on '{subscription.path}'. "
            "A right that was given just now takes a new token.",
        )
    if not subscription.registered:
        raise AzureError(
            409,
            "MissingSubscriptionRegistration",
            "Subscription is not registered to use namespace 'Microsoft.ManagedServices'.",
            details=[
                {
                    "code": "MissingSubscriptionRegistration",
                    "target": "Microsoft.ManagedServices",
                    "message": f"Not registered in subscription '{subscription.id}'.",
                }
            ],
        )
    asked = call.named("group")
    group = subscription.group(asked) if asked else ""
    if group is None:
        raise AzureError(
            404, "ResourceGroupNotFound", f"There is no resource group '{asked}' here."
        )
    return Scope(subscription, group)


def not_found(kind: str, name: str, scope: Scope) -> AzureError:
    """Return the refusal for something that is not at a scope."""
    resource = f"Microsoft.ManagedServices/{kind}/{name}"
    return AzureError(404, "ResourceNotFound", f"'{resource}' is not at '{scope.path}'.")
