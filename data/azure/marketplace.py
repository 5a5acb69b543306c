"""Which versions of our plans are published, as marketplace definitions tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from data.azure import wire
from data.azure.cancel import Cancelled, Progress, Watch
from data.azure.clients import Clients
from data.azure.errors import explain
from data.azure.pages import pages
from data.known import Failure
from data.models import (
    Definition,
    MarketplacePlan,
    PlanKey,
    PlanVersion,
    version_number,
)

THREADS = 4
"""Tenant-wide reads share one bucket, so few at a time."""


@dataclass(frozen=True)
class Wanted:
    """A plan to ask for."""

    key: PlanKey
    subscription_id: str
    """The one that holds the highest version: some plans may only answer at a customer's scope,
    and a private plan only at those of its audience (unverified)."""


@dataclass
class Published:
    """What the marketplace answered."""

    versions: dict[PlanKey, list[PlanVersion]] = field(default_factory=dict)
    """Of each plan for which it gave any."""
    failures: list[Failure] = field(default_factory=list)


def wanted_plans(definitions: Iterable[Definition]) -> list[Wanted]:
    """Return each plan that the definitions rest on, once, and of a preview the plan itself."""
    holders: dict[PlanKey, list[tuple[MarketplacePlan, str]]] = defaultdict(list)
    for each in definitions:
        if each.plan:
            for key in {each.plan.key, each.plan.key.ordinary}:
                holders[key].append((each.plan, each.subscription_id))
    return [
        Wanted(
            key,
            max(holders[key], key=lambda held: (version_number(held[0].version) or (), held[1]))[1],
        )
        for key in sorted(holders)
    ]


def read_published(clients: Clients, plans: list[Wanted], watch: Watch) -> Published:
    """Ask for every plan; one that cannot be read is named among the failures."""
    published = Published()
    with ThreadPoolExecutor(THREADS, thread_name_prefix="sync") as pool:
        answers = pool.map(lambda plan: _read(clients, plan, watch), plans)
        for done, (plan, answer) in enumerate(zip(plans, answers, strict=True), start=1):
            watch.on_progress(Progress("Reading offer versions", done, len(plans)))
            if isinstance(answer, Failure):
                published.failures.append(answer)
            elif answer:
                published.versions[plan.key] = answer
    return published


def _read(clients: Clients, plan: Wanted, watch: Watch) -> list[PlanVersion] | Failure:
    try:
        rows = _ask(clients, plan, watch)
    except Cancelled:
        raise
    except Exception as error:
        return explain(f"Published versions of {plan.key.short}", error)
    return list({each.plan: each for each in rows}.values())


def _ask(clients: Clients, plan: Wanted, watch: Watch) -> list[PlanVersion]:
    """Ask without a scope first, then where the plan is in use."""
    quoted = plan.key.identifier.replace("'", "''")
    by_plan: Mapping[str, Any] = {"filter": f"planIdentifier eq '{quoted}'"}
    services = clients.managed_services
    anywhere = services.marketplace_registration_definitions_without_scope.list
    rows = _rows(plan, pages(watch, anywhere, **by_plan))
    if rows or not plan.subscription_id:
        return rows
    scope = f"subscriptions/{plan.subscription_id}"
    at_customer = services.marketplace_registration_definitions.list
    return _rows(plan, pages(watch, at_customer, scope=scope, **by_plan))


def _rows(plan: Wanted, listing: Iterator[list[wire.Json]]) -> list[PlanVersion]:
    found = (wire.plan_version(row) for page in listing for row in page)
    return [each for each in found if each and each.plan.key == plan.key]
