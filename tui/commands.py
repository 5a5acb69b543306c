"""The palette's own search: jump to a customer, a subscription, a principal, any id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import Protocol, TypeVar, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from data.query import fold, parse
from data.rows import CustomerRow, ScopeRow, principals
from data.snapshot import Snapshot
from screens.widgets.columns import shorten

Row = TypeVar("Row", CustomerRow, ScopeRow)
_MOST = 12
"""Hits a kind: more than fit on the screen help nobody."""
_WIDEST = 100
"""Cells of a text that a hit shows."""


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
        customers = snapshot.customers
        named = _named_first(customers.rows, customers.select(wanted), fold(query.strip()))
        for customer in _first(customers.rows, named):
            go = partial(app.jump, customer.tenant_id)
            yield _hit(1.0, customer.name, go, _why(customer, query))
        for scope in _first(snapshot.scopes.rows, snapshot.scopes.select(wanted)):
            text = f"{shorten(scope.customer, _WIDEST // 2)} · {scope.scope}"
            go = partial(app.jump, scope.tenant_id, scope.key)
            yield _hit(0.9, text, go, scope.subscription.subscription_id)

    async def discover(self) -> Hits:
        """Say what can be found here, before anything was typed."""
        text = "Type a customer, subscription, principal or GUID"
        yield DiscoveryHit(text, self.app.action_command_palette, text)


def _hit(score: float, text: str, go: Callable[[], Awaitable[None]], why: str) -> Hit:
    """Return a hit whose texts are only text."""
    shown = shorten(text, _WIDEST)
    # Not as the hit's help: that is read as markup, and not every text can be escaped.
    prompt = Content.assemble(shown, "\n", (shorten(why, _WIDEST), "dim not bold"))
    return Hit(score, prompt, go, shown)


def _named_first(rows: Sequence[CustomerRow], indices: list[int], word: str) -> list[int]:
    """Put the customers first that are called so, before those that have something called so."""

    def order(at: int) -> tuple[bool, bool, bool]:
        name = fold(rows[at].name)
        return name != word, not name.startswith(word), word not in name

    return sorted(indices, key=order)


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
