"""Whatever Azure does where its documents are silent, a sync tells the truth or that it cannot."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from data.azure.cancel import Watch
from data.azure.sync import sync
from data.changes import GONE
from data.emulator.entities import Behaviour
from data.emulator.serve import Running, running
from data.emulator.world import World
from data.errors import SyncFailedError
from data.known import Known
from data.models import same_id
from data.rows import Shown
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.conftest import source_of
from tests.data.azure.worlds import (
    READERS,
    ReaderName,
    Scope,
    Story,
    customers_of,
    newest,
    stories,
    truth,
)

SLOW: Any = {
    "suppress_health_check": [HealthCheck.too_slow],
    "phases": [Phase.explicit, Phase.generate],  # a shrunk story takes too long to be worth it
}
NO_PLAN = Behaviour(graph_plan=False)
ONLY_GROUPS = Behaviour(groups_open_subscription=False)
ALL_SORTS = (("add", 1), ("add", 2), ("accept", 3), ("accept", 4), ("add", 5))
FAILURE_CODES = {
    "AuthorizationFailed (403)",
    "SubscriptionNotFound (404)",  # a plan that only a vanished subscription used
    "NotInResourceGraph",
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("groups", [True, False])
def test_groups_are_found_whatever_a_subscription_lists(reader: ReaderName, groups: bool) -> None:
    behaviour = Behaviour(list_group_assignments=groups)
    check(Story(behaviour, 30, (), "at once", (reader, reader)))


@settings(max_examples=3, **SLOW)
@given(stories)
@example(Story(NO_PLAN, 30, (("remove one", 3),), "at once", ("auto", "graph")))
@example(Story(NO_PLAN, 30, (), "at once", ("graph", "auto")))
@example(Story(Behaviour(), 30, (("accept", 1), ("leave", 2)), "late", ("arm", "auto")))
@example(Story(Behaviour(), 30, (("leave", 2),), "at once", ("graph", "graph")))
@example(Story(Behaviour(), 30, ALL_SORTS, "late, and read before", ("arm", "auto")))
@example(Story(Behaviour(), 30, ALL_SORTS, "late, and read before", ("arm", "graph")))
@example(Story(Behaviour(graph="nothing"), 30, (("refuse", 1),), "at once", ("arm", "graph")))
@example(Story(ONLY_GROUPS, 30, (), "at once", ("arm", "auto")))
@example(Story(Behaviour(marketplace="scoped"), 30, (), "at once", ("arm", "auto")))
def test_a_sync_says_what_is_true_or_that_it_does_not_know(story: Story) -> None:
    check(story)


@pytest.mark.large
@pytest.mark.timeout(3600)
@settings(max_examples=400, **SLOW)
@given(stories)
def test_a_sync_says_what_is_true_or_that_it_does_not_know_in_many_worlds(story: Story) -> None:
    check(story)


def check(story: Story) -> None:
    world = story.world()
    with running(world) as azure, tempfile.TemporaryDirectory() as folder:
        profile = Profile("story", root=Path(folder))
        before = truth(world)
        if story.news == "late, and read before":
            story.happen(world)
        first = read(profile, azure, story.readers[0])
        lagging = changed(before, truth(world))
        if first:
            check_known(first, world, story.readers[0], lagging)
        if story.news != "late, and read before":
            story.happen(world)
        second = read(profile, azure, story.readers[1])
        if second:
            late = changed(before, truth(world)) if story.news != "at once" else frozenset()
            check_known(second, world, story.readers[1], late)
            check_nothing_lost(first, second, world, profile, story.readers[1])
        elif first:
            assert profile.cache.load() == first


def read(profile: Profile, azure: Running, reader: str) -> Known | None:
    try:
        return sync(profile, source_of(azure, reader), Watch())
    except SyncFailedError:
        behaviour = azure.world.behaviour
        assert reader == "graph", "the others can always ask the resource manager"
        assert behaviour.graph in ("nothing", "refused")
        return None


def check_known(
    known: Known, world: World, reader: str, lagging: frozenset[str] = frozenset()
) -> None:
    """Hold what is shown as fresh against the world.

    Args:
        lagging: Subscriptions that Resource Graph still shows as they were.
    """
    assert {each.code for each in known.meta.failures} <= FAILURE_CODES
    stale = {each.subscription_id for each in known.meta.stale}
    doubtful = stale if reader == "arm" else stale | lagging
    expected = {
        key: scope for key, scope in truth(world).items() if subscription_of(key) not in doubtful
    }
    shown = {key: scope for key, scope in scopes(known) if subscription_of(key) not in doubtful}
    assert shown == expected
    assert len({each.key for each in known.delegations}) == len(known.delegations)
    check_current(known, world)
    if reader != "graph":
        visible = {each.id.lower() for each in customers_of(world)}
        assert {each.subscription_id for each in known.subscriptions} == visible
        assert stale == {each.id.lower() for each in customers_of(world) if each.refused}
        check_known_to_be_current(known, world)


def check_current(known: Known, world: World) -> None:
    """Nothing is called current for which the marketplace has not said so, or says otherwise."""
    published = newest(world)
    for row in Snapshot(known).scopes.rows:
        if row.shown is Shown.CURRENT:
            assert world.behaviour.marketplace != "nothing"
            assert row.definition
            assert row.definition.plan
            plan = row.definition.plan
            highest = published[f"{plan.publisher}.{plan.product}.{plan.name}"]
            assert tuple(map(int, plan.version.split("."))) >= highest


def check_known_to_be_current(known: Known, world: World) -> None:
    """What the marketplace tells must not stay unknown."""
    if world.behaviour.marketplace == "nothing":
        return
    public = {each.identifier for each in world.marketplace if each.listed and not each.audience}
    for row in Snapshot(known).scopes.rows:
        if row.definition and row.definition.plan and row.state is Shown.UNKNOWN:
            assert row.definition.plan.identifier not in public


def check_nothing_lost(
    first: Known | None, second: Known, world: World, profile: Profile, reader: str
) -> None:
    """A delegation that was known stays, unless it is truly gone or out of our sight."""
    there = {key for key, _ in scopes(second)}
    gone = {key for key, _ in scopes(first)} - there if first else set()
    assert gone.isdisjoint(truth(world))
    if reader == "graph":
        assert not gone, "Resource Graph alone is no proof"
    said = [each for month in profile.history.months() for each in profile.history.load(month)]
    assert len([each for each in said if each.kind == GONE]) <= len(gone)


def scopes(known: Known) -> Iterator[tuple[str, tuple[str, str]]]:
    definitions = {each.key: each for each in known.definitions}
    for each in known.delegations:
        definition = definitions.get(same_id(each.definition_id))
        plan = definition.plan.identifier if definition and definition.plan else ""
        yield each.key, (definition.managing_tenant_id if definition else "", plan)


def subscription_of(key: str) -> str:
    return key.split("/")[2]


def changed(before: Mapping[str, Scope], after: Mapping[str, Scope]) -> frozenset[str]:
    keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return frozenset(map(subscription_of, keys))
