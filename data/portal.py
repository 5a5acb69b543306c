"""Addresses in the Azure portal."""

from __future__ import annotations

from urllib.parse import quote

from data.rows import ScopeRow


def customers_page(portal_url: str) -> str:
    """Return the address of the provider's *My customers* page."""
    return f"{portal_url}/#view/Microsoft_Azure_CustomerHub/MyCustomersBladeV2/~/customers"


def scope_page(portal_url: str, managing_tenant_id: str, row: ScopeRow) -> str:
    """Return the address of a delegated scope, in the directory that we sign in to."""
    resource = f"subscriptions/{quote(row.subscription.subscription_id)}"
    if row.resource_group:
        resource += f"/resourceGroups/{quote(row.resource_group)}"
    return f"{portal_url}/#@{quote(managing_tenant_id)}/resource/{resource}/overview"
