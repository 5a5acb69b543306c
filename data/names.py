"""What lists call each customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from data.known import CustomerRead
from data.ledger import CustomerNote
from data.models import Definition

EVERYBODY = "All customers"
NoteOf = Callable[[str], CustomerNote]


def display_names(
    customers: Iterable[CustomerRead], unlisted: Iterable[Definition], note_of: NoteOf
) -> Mapping[str, str]:
    """Return what lists call each customer, by its tenant.

    Our own name for it comes before Azure's; of a new name of Azure's the one before it is told
    until somebody says that this is known.

    Args:
        customers: Those that Azure showed.
        unlisted: Definitions on subscriptions that it did not list, which name their customer.
        note_of: What was noted here about a customer.
    """
    found = {each.tenant_id: _both(each, note_of(each.tenant_id)) for each in customers}
    for each in unlisted:
        found.setdefault(each.customer_tenant_id, each.customer_tenant_name)
    named = {at: note_of(at).alias or name for at, name in found.items()}
    # Our own first row is called so; no customer may pass for it.
    count = Counter([*named.values(), EVERYBODY])
    return {
        tenant: (f"{name} ({tenant[:8]})" if count[name] > 1 else name) if name else tenant
        for tenant, name in named.items()
    }


def former_name(customer: CustomerRead, note: CustomerNote) -> str:
    """Return what a customer was called before, if nobody said yet that the new name is known."""
    known = note.confirmed or customer.former
    return known if known != customer.name else ""


def _both(customer: CustomerRead, note: CustomerNote) -> str:
    former = former_name(customer, note)
    return f"{customer.name} (was {former})" if former and customer.name else customer.name
