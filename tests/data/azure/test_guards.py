"""The bounds of a sync: time, size, pages, patience, and the only host that a token goes to."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from data.azure.cancel import Cancelled, Progress, Watch
from data.azure.errors import explain, is_answer
from data.azure.limits import BadAnswerError, HopelessAnswerError, Limits, OutOfTimeError
from data.azure.outage import Outage
from data.azure.pages import Chain
from data.azure.sync import sync
from data.azure.wire import Json
from data.emulator.faults import Fault
from data.emulator.serve import Running
from data.emulator.world import World
from data.errors import NotSignedInError, SyncFailedError
from data.store.profile import Profile
from tests.conftest import Sync, source_of
from tests.data.azure.canned import Canned, serving

SHORT = Limits(read=1, page_wait=0.01, backoff=0.01)


def rows(*names: str) -> list[Json]:
    return [{"id": name} for name in names]


def test_a_chain_of_pages_ends_where_there_is_no_token() -> None:
    chain = Chain(Limits())
    tokens = [chain.token]
    assert chain.goes_on("two", rows("a"))
    tokens.append(chain.token)
    assert tokens == [None, "two"]
    assert chain.goes_on("three", [])
    assert not chain.goes_on(None, rows("b"))
    assert not chain.goes_on("", rows("b"))


@pytest.mark.parametrize(
    ("token", "page"), [("two", rows("c")), ("new", rows("A")), ("new", rows("b", "a"))]
)
def test_a_chain_that_leads_back_is_left(token: str, page: list[Json]) -> None:
    chain = Chain(Limits())
    chain.goes_on("two", rows("a"))
    chain.goes_on("three", rows("b"))
    with pytest.raises(HopelessAnswerError, match="leads back"):
        chain.goes_on(token, page)


def test_a_chain_without_an_end_is_left() -> None:
    chain = Chain(Limits(pages=3))
    for number in range(3):
        chain.goes_on(f"token {number}", rows(f"row {number}"))
    with pytest.raises(HopelessAnswerError, match="more than 3 pages"):
        chain.goes_on("one more", rows("one more"))


def test_a_wait_that_would_outlast_the_sync_does_not_begin() -> None:
    said: list[Progress] = []
    watch = Watch(said.append, Limits(total=5))
    began = time.monotonic()
    with pytest.raises(OutOfTimeError):
        watch.wait(60, "Azure asks us to wait")
    assert time.monotonic() - began < 1
    assert said == []
    watch.cancel()
    with pytest.raises(Cancelled):
        watch.wait(60)


def test_a_sync_whose_time_is_over_keeps_what_it_read(
    world: World, azure: Running, synced: Sync, profile: Profile
) -> None:
    before = synced("arm")
    world.behaviour.faults = (Fault("latency", rate=1, lasting=True, seconds=0.1, seed=2),)
    after = sync(profile, source_of(azure, "arm"), Watch(limits=replace(SHORT, total=2)))
    assert "OutOfTime" in {each.code for each in after.meta.failures}
    stale = {each.subscription_id for each in after.meta.stale}
    assert 0 < len(stale) < len(before.subscriptions)
    assert after.delegations == before.delegations


@pytest.mark.parametrize("kind", [pytest.param("storm", marks=pytest.mark.large), "outage"])
def test_a_burst_is_waited_out(kind: str, world: World, azure: Running, profile: Profile) -> None:
    world.behaviour.faults = (Fault(kind, rate=0.2, seed=2, seconds=1),)
    said: list[Progress] = []
    known = sync(profile, source_of(azure, "arm"), Watch(said.append, SHORT))
    assert {each.code for each in known.meta.failures} <= {"AuthorizationFailed (403)"}
    waits = {each.doing for each in said if each.waiting_seconds}
    assert "Azure asks us to wait" in waits


def test_an_azure_that_does_not_answer_is_not_asked_for_everything(
    world: World, azure: Running, synced: Sync, profile: Profile
) -> None:
    synced("arm")
    asked = len(azure.requests)
    world.behaviour.faults = (Fault("garbage", rate=1, lasting=True, seed=2),)
    with pytest.raises(SyncFailedError, match="list of customers could not be read"):
        sync(profile, source_of(azure, "arm"), Watch(limits=SHORT))
    assert len(azure.requests) - asked < 10


def test_so_many_failures_in_a_row_are_an_outage() -> None:
    outage = Outage(Limits(failures_in_a_row=3))
    for _ in range(2):
        outage.failed(BadAnswerError())
    outage.answered()
    for _ in range(2):
        outage.failed(BadAnswerError())
    assert outage.failure("Delegations of Prod") is None
    outage.failed(BadAnswerError())
    failure = outage.failure("Delegations of Prod")
    assert failure
    assert (failure.what, failure.code) == ("Delegations of Prod", "BadAnswer")


def test_time_that_is_over_is_over_for_all() -> None:
    outage = Outage(Limits())
    outage.failed(OutOfTimeError())
    assert outage.failure("Anything")


def test_our_token_does_not_follow_a_list_to_another_host(
    world: World, azure: Running, tmp_path: Path, profile: Profile
) -> None:
    at = next(each for each in world.subscriptions.values() if each.tenant != world.home.id)
    body = {"value": [], "nextLink": "https://elsewhere.invalid/subscriptions?page=2"}
    listed = {
        "id": at.path,
        "subscriptionId": at.id,
        "displayName": "Prod",
        "tenantId": at.tenant,
    }
    path = f"{at.path}/providers/microsoft.managedservices/registrationassignments".lower()
    bodies = {
        "/subscriptions": json.dumps({"value": [listed]}).encode(),
        path: json.dumps(body).encode(),
    }
    with serving(Canned(world.home.id, bodies), tmp_path) as source:
        known = sync(profile, source, Watch(limits=SHORT))
    (failure,) = known.meta.failures
    assert failure.code == "BadAnswer"
    assert "another host" in failure.cause


def test_a_token_that_azure_refuses_is_replaced_once(
    world: World, azure: Running, profile: Profile
) -> None:
    world.behaviour.faults = (Fault("expired", rate=0.5, seed=4),)
    known = sync(profile, source_of(azure, "arm"), Watch(limits=SHORT))
    assert {each.code for each in known.meta.failures} <= {"AuthorizationFailed (403)"}
    assert 1 < sum(each.path.endswith("/token") for each in azure.requests) < 12


def test_a_sign_in_that_is_refused_for_good_ends_the_sync(
    world: World, azure: Running, synced: Sync, profile: Profile
) -> None:
    before = synced("arm")
    world.behaviour.faults = (Fault("expired", rate=1, seed=4, lasting=True),)
    with pytest.raises(NotSignedInError, match="Run az login"):
        sync(profile, source_of(azure, "arm"), Watch(limits=SHORT))
    assert profile.cache.load() == before


def test_customers_who_all_vanish_at_once_are_not_believed(
    world: World, synced: Sync, profile: Profile
) -> None:
    before = synced()
    for key in [key for key, each in world.subscriptions.items() if each.tenant != world.home.id]:
        del world.subscriptions[key]
    for reader in ("auto", "arm"):
        with pytest.raises(SyncFailedError, match=r"no customer's subscription.*lightkeeper wipe"):
            synced(reader)
    assert profile.cache.load() == before


def test_every_thread_ends_with_its_sync(synced: Sync) -> None:
    threads = set(threading.enumerate())
    for reader in ("auto", "graph", "arm"):
        synced(reader)
    assert set(threading.enumerate()) == threads


def test_what_is_no_answer_of_azure_is_not_taken_for_one() -> None:
    for error in (BadAnswerError(), HopelessAnswerError("Why."), OutOfTimeError(), OSError()):
        assert not is_answer(error)
        failure = explain("Delegations of Prod", error)
        assert failure.cause.endswith(".")
        assert failure.remedy.endswith(".")


@pytest.mark.parametrize(
    "reader",
    ["auto", *(pytest.param(each, marks=pytest.mark.large) for each in ("graph", "arm"))],
)
def test_a_sync_stays_within_azures_limits(
    reader: str, world: World, synced: Sync, tmp_path: Path
) -> None:
    free = synced(reader, Profile("free", root=tmp_path))
    world.behaviour.throttle = True
    world.behaviour.graph_quota = 2
    said: list[Progress] = []
    kept = synced(reader, Profile("kept", root=tmp_path), Watch(said.append, SHORT))
    assert kept.delegations == free.delegations
    assert kept.meta.failures == free.meta.failures
    waits = [each for each in said if each.waiting_seconds]
    assert bool(waits) == (reader != "arm"), "queries have the smallest quota"
