"""Why is this customer missing? The causes in the order to look at them, each with its check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from data.clues import Clues, Judgement, Verdict
from data.known import Known
from data.ledger import ExpectedCustomer
from data.plans import Plan
from data.rows import ScopeRow


class _Question(NamedTuple):
    title: str
    what: str
    check: str
    judge: Callable[[Clues], Judgement]


@dataclass(frozen=True)
class Cause:
    """One thing that may keep a customer from being seen."""

    title: str
    what: str
    """What it is, in a sentence or two."""
    check: str
    """How to find out: a click path or a command, and on whose side."""
    verdict: Verdict
    reason: str
    """What the verdict rests on."""


def why_missing(
    expected: ExpectedCustomer,
    known: Known,
    rows: Iterable[ScopeRow],
    plans: Iterable[Plan] = (),
    left_out: Collection[str] = (),
) -> tuple[Cause, ...]:
    """Return every cause, in the order in which to look at them.

    Args:
        expected: The customer that is missing.
        known: What the last sync left.
        rows: The scopes of the expected tenant.
        plans: The plans of the library, for the roles of a plan that Azure does not show.
        left_out: Ids of tenants and subscriptions that the profile leaves out, in lower case.
    """
    clues = Clues(expected, known, tuple(rows), tuple(plans), left_out)
    synced = bool(known.meta.synced_at)
    return tuple(
        Cause(each.title, each.what, each.check, *(each.judge(clues) if synced else _NO_SYNC))
        for each in _QUESTIONS
    )


_NO_SYNC = Judgement(Verdict.UNKNOWN, "There was no sync yet.")
_QUESTIONS = (
    _Question(
        "Accepted, but nothing delegated",
        "The customer accepted the offer and then delegated no subscription or resource group, or "
        "did not accept it yet. Azure shows us nothing of the customer in either case.",
        "Customer: Service providers → Service provider offers must list the offer, and "
        "Delegations a scope under it. If none: choose the offer, then Delegate resources.",
        Clues.nothing_delegated,
    ),
    _Question(
        "No role that reads",
        "Azure shows a customer only to people who hold a role there that reads everything, such "
        "as Reader, permanently; an eligible role shows nothing until it is activated.",
        "We: the plan's authorizations must name Reader or a like role, and Entra ID → Groups → "
        "that group → Members the account that signs in.",
        Clues.no_reader,
    ),
    _Question(
        "Wrong tenant",
        "The customer delegated from another tenant than the one that we expect, or to another "
        "managing tenant than the one that this profile reads.",
        "Customer: Entra ID → Overview → Tenant ID, or az account show --query homeTenantId. "
        "We: the same in our tenant must be the plan's managing tenant.",
        Clues.wrong_tenant,
    ),
    _Question(
        "Refused",
        "Azure lists a subscription of the customer, but refuses to let us read what it delegated.",
        "We: lightkeeper sync --reader arm; the failure's code says why. "
        "Customer: Service providers → Delegations must still list the scope.",
        Clues.refused,
    ),
    _Question(
        "Left out by the profile",
        "The profile in use leaves out the customer or its subscriptions.",
        "We: look at which profile is in use (--profile), and at what it leaves out.",
        Clues.left_out_here,
    ),
    _Question(
        "Resource provider not registered",
        "Microsoft.ManagedServices is not registered at the subscription. A first onboarding "
        "registers it; for further subscriptions of a marketplace offer the customer does so.",
        "Customer: Subscription → Resource providers → Microsoft.ManagedServices must say "
        "Registered, or az provider show --namespace Microsoft.ManagedServices --query "
        "registrationState.",
        Clues.not_registered,
    ),
    _Question(
        "Delegated by a guest or a non-Owner",
        "Only somebody who may assign roles at the subscription, such as an Owner, and who is no "
        "guest in the customer's tenant can delegate. For others it fails "
        "(InsufficientPrivilegesForManagedServiceResource).",
        "Customer: Subscription → Access control (IAM) → Role assignments must list who accepted "
        "under Owner, and Entra ID → Users that account as Member. The Activity log of the "
        "subscription names what failed.",
        Clues.not_entitled,
    ),
)
