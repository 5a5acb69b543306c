"""The palette's own search: jump to a customer, a subscription, a principal, any id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Protocol, TypeVar, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from data.query import parse
from data.rows import CustomerRow, ScopeRow, principals
from data.snapshot import Snapshot

Row = TypeVar("Row", CustomerRow, ScopeRow)
_MOST = 12
"""Hits a kind: more than fit on the screen help nobody."""


class _Jumps(Protocol):
    snapshot: Snapshot

    async def jump(self, tenant_id: str, scope_key: str = "") -> None: ...


class JumpProvider(Provider):
    """Finds customers and scopes by any text that belongs to them."""

    async def search(self, query: str) -> Hits:
        """Yield the customers first, then scopes, that hold all words of the query."""
        app, wanted = cast(_Jumps, self.app), parse(query)
        if not wanted:
            return
        snapshot = app.snapshot
        for customer in _first(snapshot.customers.rows, snapshot.customers.select(wanted)):
            prompt = Content(customer.name)
            why = escape(_why(customer, query))
            yield Hit(1.0, prompt, partial(app.jump, customer.tenant_id), customer.name, why)
        for scope in _first(snapshot.scopes.rows, snapshot.scopes.select(wanted)):
            text = f"{scope.customer} · {scope.scope}"
            go = partial(app.jump, scope.tenant_id, scope.key)
            yield Hit(0.9, Content(text), go, text, scope.subscription.subscription_id)

    async def discover(self) -> Hits:
        """Say what can be found here, before anything was typed."""
        text = "Type a customer, subscription, principal or GUID"
        yield DiscoveryHit(text, self.app.action_command_palette, text)


def _first(rows: Sequence[Row], indices: list[int]) -> Iterator[Row]:
    yield from (rows[at] for at in indices[:_MOST])


def _why(row: CustomerRow, query: str) -> str:
    """Say which of a customer's texts holds what was looked for."""
    word = query.casefold().strip()
    for definition in row.definitions:
        for principal, name in principals(definition):
            if word in principal.casefold() or word in name.casefold():
                return f"principal {name} {principal}"
    for each in row.subscriptions:
        if word in each.subscription_id or word in each.name.casefold():
            return f"subscription {each.name} {each.subscription_id}"
    return row.tenant_id
