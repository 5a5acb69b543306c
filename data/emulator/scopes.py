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
        path = self.subscription.path
        return f"{path}/resourceGroups/{self.group}" if self.group else path


def scope_of(call: Call, action: str) -> Scope:
    """Return the scope that a path names.

    Args:
        call: The request.
        action: What the caller wants there, as ``registrationAssignments/read``.

    Raises:
        AzureError: When the scope is not there, is refused, or has no managed services.
    """
    if call.subscription().refused and action.endswith("/write"):
        raise AzureError(
            403,
            "InsufficientPrivilegesForManagedServiceResource",
            "To delegate takes an Owner who belongs to the customer's own tenant.",
        )
    subscription = readable(call, f"Microsoft.ManagedServices/{action}")
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
    if not asked and _only_groups(call, subscription):
        raise refused(call, f"Microsoft.ManagedServices/{action}", subscription)
    return Scope(subscription, group_of(subscription, asked) if asked else "")


def group_of(subscription: Subscription, asked: str) -> str:
    """Return a resource group's name as it is spelled in a subscription.

    Raises:
        AzureError: When it has no such group.
    """
    group = subscription.group(asked)
    if group is None:
        raise AzureError(
            404, "ResourceGroupNotFound", f"There is no resource group '{asked}' here."
        )
    return group


def readable(call: Call, action: str) -> Subscription:
    """Return the subscription that a path names.

    Args:
        call: The request.
        action: What the caller wants there, with its provider.

    Raises:
        AzureError: When the subscription is not there or is refused.
    """
    subscription = call.subscription()
    if subscription.refused:
        raise refused(call, action, subscription)
    return subscription


def refused(call: Call, action: str, subscription: Subscription) -> AzureError:
    """Return the refusal of an action for lack of a right."""
    return AzureError(
        403,
        "AuthorizationFailed",
        f"Client '{call.world.client_id}' has no right to '{action}' on '{subscription.path}'. "
        "A right that was given just now takes a new token.",
    )


def _only_groups(call: Call, subscription: Subscription) -> bool:
    """Whether the caller was given groups of a subscription only, and that counts."""
    if call.world.behaviour.groups_open_subscription or subscription.tenant == call.world.home.id:
        return False
    path = subscription.path.lower()
    scopes = [each.scope.lower() for each in subscription.assignments.values()]
    return bool(scopes) and path not in scopes


def not_found(kind: str, name: str, scope: Scope) -> AzureError:
    """Return the refusal for something that is not at a scope."""
    resource = f"Microsoft.ManagedServices/{kind}/{name}"
    return AzureError(404, "ResourceNotFound", f"'{resource}' is not at '{scope.path}'.")
