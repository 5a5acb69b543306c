"""Everything that is answered here: what takes a token, and where one comes from."""

from __future__ import annotations

from data.emulator import (
    activity_log,
    assignments,
    definitions,
    deployments,
    graph_objects,
    managed_operations,
    marketplace,
    providers,
    resource_graph,
    resource_groups,
    role_definitions,
    sign_in,
    subscriptions,
)

SIGN_IN = sign_in.ROUTES
WITH_TOKEN = (
    *subscriptions.ROUTES,
    *resource_groups.ROUTES,
    *providers.ROUTES,
    *definitions.ROUTES,
    *assignments.ROUTES,
    *deployments.ROUTES,
    *marketplace.ROUTES,
    *managed_operations.ROUTES,
    *role_definitions.ROUTES,
    *resource_graph.ROUTES,
    *activity_log.ROUTES,
    *graph_objects.ROUTES,
)
