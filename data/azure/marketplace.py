"""Which versions of our plans are published, as marketplace definitions tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from azure.core.exceptions import HttpResponseError

from data.azure import wire
from data.azure.cancel import Cancelled, Progress, Watch
from data.azure.clients import Clients
from data.azure.errors import explain, is_answer
from data.azure.outage import Outage
from data.azure.pages import pages
from data.known import Failure
from data.models import Definition, PlanKey, PlanVersion, version_number

THREADS = 4
"""Tenant-wide reads share one bucket, so few at a time."""
SCOPES = 3
"""At so many customers a plan is asked for, when nobody answers without a scope."""


@dataclass(frozen=True)
class Wanted:
    """A plan to ask for."""

    key: PlanKey
    subscription_ids: tuple[str, ...]
    """Where it is in use, those with the highest version first: some plans may only answer at a
    customer's scope, and a private plan only at those of its audience (unverified)."""


@dataclass
class Published:
    """What the marketplace answered."""

    versions: dict[PlanKey, list[PlanVersion]] = field(default_factory=dict)
    """Of each plan for which it gave any."""
    failures: list[Failure] = field(default_factory=list)


def wanted_plans(definitions: Iterable[Definition], unread: Container[str] = ()) -> list[Wanted]:
    """Return each plan that the definitions rest on, once, and of a preview the plan itself.

    Args:
        definitions: Those of the managing tenant.
        unread: Subscriptions that are the last ones to ask, since they did not answer just now.
    """
    holders: dict[PlanKey, set[tuple[bool, tuple[int, ...], str]]] = defaultdict(set)
    for each in definitions:
        if each.plan:
            number = version_number(each.plan.version) or ()
            for key in {each.plan.key, each.plan.key.ordinary}:
                at = each.subscription_id
                holders[key].add((at not in unread, number, at))
    return [
        Wanted(key, tuple(at for _, _, at in sorted(holders[key], reverse=True)[:SCOPES]))
        for key in sorted(holders)
    ]


def read_published(clients: Clients, plans: list[Wanted], watch: Watch) -> Published:
    """Ask for every plan; one that cannot be read is named among the failures."""
    published, outage = Published(), Outage(watch.limits)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="sync") as pool:
        answers = pool.map(lambda plan: _read(clients, plan, watch, outage), plans)
        for done, (plan, answer) in enumerate(zip(plans, answers, strict=True), start=1):
            watch.tell(Progress("Reading offer versions", done, len(plans)))
            if isinstance(answer, Failure):
                published.failures.append(answer)
            elif answer:
                published.versions[plan.key] = answer
    return published


def _read(
    clients: Clients, plan: Wanted, watch: Watch, outage: Outage
) -> list[PlanVersion] | Failure:
    what = f"Published versions of {plan.key.short}"
    if failure := outage.failure(what):
        return failure
    try:
        rows = _ask(clients, plan, watch)
    except Cancelled:
        raise
    except Exception as error:
        outage.failed(error)
        return explain(what, error)
    outage.answered()
    return list({each.plan: each for each in rows}.values())


def _ask(clients: Clients, plan: Wanted, watch: Watch) -> list[PlanVersion]:
    """Ask without a scope first, then where the plan is in use until there is an answer."""
    services = clients.managed_services
    quoted = plan.key.identifier.replace("'", "''")
    by_plan: Mapping[str, Any] = {"filter": f"planIdentifier eq '{quoted}'"}
    anywhere = services.marketplace_registration_definitions_without_scope.list
    rows = _rows(plan, pages(watch, anywhere, **by_plan))
    at_customer = services.marketplace_registration_definitions.list
    refusals: list[Exception] = []
    for at in () if rows else plan.subscription_ids:
        try:
            rows = _rows(plan, pages(watch, at_customer, scope=f"subscriptions/{at}", **by_plan))
        except HttpResponseError as error:
            if not is_answer(error):
                raise
            refusals.append(error)
        if rows:
            return rows
    if refusals and len(refusals) == len(plan.subscription_ids):
        raise refusals[0]
    return rows


def _rows(plan: Wanted, listing: Iterator[list[wire.Json]]) -> list[PlanVersion]:
    found = (wire.plan_version(row) for page in listing for row in page)
    return [each for each in found if each and each.plan.key == plan.key]
