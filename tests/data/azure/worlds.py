"""Worlds that Hypothesis makes up, and what is true in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from hypothesis import strategies as st

from data.emulator.customers import TEMPLATE_OFFER
from data.emulator.entities import MANAGED_SERVICES, Assignment, Behaviour, Definition, Subscription
from data.emulator.ids import guid_of
from data.emulator.world import World, make_world

SIZES = (9, 30)
ReaderName = Literal["auto", "graph", "arm"]
READERS: tuple[ReaderName, ...] = ("auto", "graph", "arm")


News = Literal["at once", "late", "late, and read before"]
"""When Resource Graph hears of what happens: also where the sync before it already has."""


class Scope(NamedTuple):
    """What is true of a delegated scope."""

    managing_tenant: str
    plan: str
    """The marketplace identifier; empty for a template."""


@dataclass(frozen=True)
class Story:
    """A world, what happens in it between two syncs, and who reads it."""

    behaviour: Behaviour
    customers: int
    events: tuple[tuple[str, int], ...]
    """What happens, each with a number that says to whom."""
    news: News
    readers: tuple[ReaderName, ReaderName]
    """Of the sync before and of the sync after."""

    def world(self) -> World:
        world = make_world(self.customers, 2, 5)
        world.behaviour = self.behaviour
        return world

    def happen(self, world: World) -> None:
        if self.news != "at once":
            world.stop_graph()
        for name, number in self.events:
            EVENTS[name](world, random.Random(number))


def truth(world: World) -> dict[str, Scope]:
    """Every delegation that we may see, by its id in lower case."""
    return {
        assignment.id.lower(): _scope(subscription, assignment)
        for subscription in customers_of(world)
        if not subscription.refused
        for assignment in subscription.assignments.values()
    }


def customers_of(world: World) -> list[Subscription]:
    return [each for each in world.subscriptions.values() if each.tenant != world.home.id]


def newest(world: World) -> dict[str, tuple[int, ...]]:
    """The highest published version of each plan, by its identifier without the version."""
    found: dict[str, tuple[int, ...]] = {}
    for each in world.marketplace:
        if each.listed:
            key = f"{each.publisher}.{each.product}.{each.plan}"
            number = tuple(int(part) for part in each.version.split("."))
            found[key] = max(found.get(key, ()), number)
    return found


def _scope(subscription: Subscription, assignment: Assignment) -> Scope:
    definition = subscription.definition_of(assignment)
    if definition is None:
        return Scope("", "")
    plan = definition.plan or {}
    parts = [plan.get(each, "") for each in ("publisher", "product", "name", "version")]
    return Scope(definition.managing_tenant, ".".join(parts) if plan else "")


def _remove_one(world: World, draw: random.Random) -> None:
    """A customer takes one delegation away."""
    subscription = draw.choice(_delegated(world))
    key = draw.choice(list(subscription.assignments))
    del subscription.assignments[key]
    if not subscription.assignments:
        subscription.managed_by.clear()


def _leave(world: World, draw: random.Random) -> None:
    """A customer's subscription is not delegated any more, so that we do not see it."""
    del world.subscriptions[draw.choice(_delegated(world)).id.lower()]


def _refuse(world: World, draw: random.Random) -> None:
    """We lose the right at a subscription, though it is still listed."""
    draw.choice(_delegated(world)).refused = True


def _accept(world: World, draw: random.Random) -> None:
    """A customer accepts the newest version on one subscription."""
    subscription = draw.choice(_delegated(world))
    for definition in subscription.definitions.values():
        if definition.plan:
            version = newest(world).get(
                ".".join(definition.plan[each] for each in ("publisher", "product", "name"))
            )
            if version:
                definition.plan = {**definition.plan, "version": ".".join(map(str, version))}


def _add(world: World, draw: random.Random) -> None:
    """A customer delegates one resource group more, by template."""
    subscription = draw.choice(_delegated(world))
    if not subscription.groups:
        return
    group = draw.choice(subscription.groups)
    scope = f"{subscription.path}/resourceGroups/{group}"
    name = guid_of(f"{scope}/{draw.random()}")
    definition = Definition(
        f"{subscription.path}{MANAGED_SERVICES}/registrationDefinitions/{name}",
        TEMPLATE_OFFER,
        world.home.id,
        "Northwind",
        subscription.tenant,
        "",
        ({"principalId": name, "roleDefinitionId": name},),
    )
    subscription.add(definition)
    subscription.add(
        Assignment(f"{scope}{MANAGED_SERVICES}/registrationAssignments/{name}", definition.id)
    )
    if world.home.id not in subscription.managed_by:
        subscription.managed_by.append(world.home.id)


def _delegated(world: World) -> list[Subscription]:
    return [each for each in customers_of(world) if each.assignments]


EVENTS: dict[str, Callable[[World, random.Random], None]] = {
    "remove one": _remove_one,
    "leave": _leave,
    "refuse": _refuse,
    "accept": _accept,
    "add": _add,
}

behaviours = st.builds(
    Behaviour,
    page_size=st.sampled_from([1, 3, 100]),
    subscriptions_page_size=st.sampled_from([4, 500]),
    list_group_assignments=st.booleans(),
    groups_open_subscription=st.booleans(),
    marketplace=st.sampled_from(["all", "newest", "scoped", "nothing"]),
    graph=st.sampled_from(["everything", "everything", "containers", "nothing", "refused"]),
    graph_plan=st.booleans(),
)
stories = st.builds(
    Story,
    behaviours,
    st.sampled_from(SIZES),
    st.lists(
        st.tuples(st.sampled_from(list(EVENTS)), st.integers(0, 99)), min_size=0, max_size=4
    ).map(tuple),
    st.sampled_from(get_args(News)),
    st.tuples(st.sampled_from(READERS), st.sampled_from(READERS)),
)
