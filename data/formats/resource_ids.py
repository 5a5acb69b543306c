"""The ids of resources, as template expressions make them."""

from __future__ import annotations

from enum import StrEnum

from data.formats.functions import Function, table, text_of
from data.formats.values import UnsuitedError, Value


class Level(StrEnum):
    """What a template is deployed to."""

    TENANT = "tenant"
    MANAGEMENT_GROUP = "management group"
    SUBSCRIPTION = "subscription"
    RESOURCE_GROUP = "resource group"


def resource_id(subscription: Value, group: Value, level: Value, *parts: Value) -> str:
    """Make the id of a resource at the level of the deployment, or at the scope that is given.

    Args:
        subscription: Id of the deployment's subscription.
        group: Name of the deployment's resource group.
        level: What the template is deployed to.
        parts: Up to two of subscription id and group name, the type, and a name for each of its
            levels.
    """
    scope, kind, names = _split(parts, 2)
    if len(scope) == 2:
        return _at(f"/subscriptions/{scope[0]}/resourceGroups/{scope[1]}", kind, names)
    if level == Level.RESOURCE_GROUP:
        name = scope[0] if scope else text_of(group)
        return _at(f"/subscriptions/{text_of(subscription)}/resourceGroups/{name}", kind, names)
    if scope or level == Level.SUBSCRIPTION:
        of = scope[0] if scope else text_of(subscription)
        return _at(f"/subscriptions/{of}", kind, names)
    return _at("", kind, names)


def subscription_resource_id(subscription: Value, *parts: Value) -> str:
    """Make the id of a resource of a subscription; its id may come first."""
    scope, kind, names = _split(parts, 1)
    return _at(f"/subscriptions/{scope[0] if scope else text_of(subscription)}", kind, names)


def tenant_resource_id(*parts: Value) -> str:
    """Make the id of a resource of the tenant."""
    return _at("", *_split(parts, 0)[1:])


def extension_resource_id(base: Value, *parts: Value) -> str:
    """Make the id of a resource that extends another."""
    return _at(text_of(base).rstrip("/"), *_split(parts, 0)[1:])


def _split(parts: tuple[Value, ...], most: int) -> tuple[list[str], list[str], list[str]]:
    """Find the type: it has slashes, and as many names follow as it has levels."""
    texts = [text_of(each) for each in parts]
    for place in range(min(most, len(texts) - 1) + 1):
        kind = texts[place].strip("/").split("/") if texts else []
        if len(kind) > 1 and "." in kind[0] and len(kind) - 1 == len(texts) - place - 1:
            return texts[:place], kind, texts[place + 1 :]
    raise UnsuitedError("the resource id needs a type, and a name for each of its levels")


def _at(scope: str, kind: list[str], names: list[str]) -> str:
    pairs = "/".join(f"{kind[each + 1]}/{name}" for each, name in enumerate(names))
    return f"{scope}/providers/{kind[0]}/{pairs}"


ID_FUNCTIONS: dict[str, Function] = table(
    {
        "extensionResourceId": extension_resource_id,
        "resourceId": resource_id,
        "subscriptionResourceId": subscription_resource_id,
        "tenantResourceId": tenant_resource_id,
    },
    textual=True,
)
