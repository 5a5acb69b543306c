"""A sync from the sample Azure, through the real SDK clients over HTTPS, into the cache."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from data.azure import sign_in
from data.azure.cancel import Cancelled, Progress, Watch
from data.azure.sync import Source, sync
from data.azure.transport import InterruptibleTransport
from data.changes import ACCEPTED, ADDED, GONE
from data.emulator.serve import Running, running
from data.emulator.world import World, make_world
from data.errors import NotSignedInError, StoreError, SyncFailedError, WrongUseError
from data.known import Known
from data.models import scope_of
from data.snapshot import Snapshot
from data.store.profile import Profile
from data.updates import CUSTOMER
from tests.conftest import Sync, source_of

READERS = ("auto", "graph", "arm")


def without_times(known: Known) -> dict[str, object]:
    """Return everything that two readers must agree on.

    The words differ by which a refused subscription is explained, and the moments.
    """
    plain: dict[str, object] = {
        kind: getattr(known, kind)
        for kind in ("subscriptions", "definitions", "delegations", "plan_versions", "customers")
    }
    plain["plans"] = [
        (each.key, each.answered, [s.version for s in each.seen]) for each in known.plans
    ]
    plain["stale"] = [each.subscription_id for each in known.meta.stale]
    plain["tenant"] = (known.meta.managing_tenant_id, known.meta.managing_tenant_name)
    plain["failed"] = sorted(each.what for each in known.meta.failures)
    return plain


def assert_same(one: Known, other: Known) -> None:
    first, second = without_times(one), without_times(other)
    for kind, rows in first.items():
        assert rows == second[kind], kind


@pytest.mark.parametrize("reader", READERS)
def test_everything_that_the_world_delegates_is_in_the_cache(
    reader: str, world: World, synced: Sync
) -> None:
    known = synced(reader)
    refused = {each.id.lower() for each in world.subscriptions.values() if each.refused}
    theirs = {at: each for at, each in world.subscriptions.items() if each.tenant != world.home.id}
    assert {each.subscription_id for each in known.subscriptions} == set(theirs)
    expected = {
        assignment.id.lower()
        for at, each in theirs.items()
        if at not in refused
        for assignment in each.assignments.values()
    }
    assert {each.key for each in known.delegations} == expected
    assert len(expected) > 200
    assert {each.subscription_id for each in known.meta.stale} == refused
    assert refused


def test_all_readers_give_the_same_cache(synced: Sync, tmp_path: Path) -> None:
    auto, graph, arm = (synced(each, Profile(each, root=tmp_path)) for each in READERS)
    assert_same(graph, arm)
    assert_same(auto, arm)
    assert len(arm.delegations) > 200


@pytest.mark.large
@pytest.mark.timeout(900)
def test_all_readers_give_the_same_cache_at_5000_customers(tmp_path: Path) -> None:
    with running(make_world(5_000, 10, 3)) as azure:
        auto, graph, arm = (
            sync(Profile(name, root=tmp_path), source_of(azure, name), Watch()) for name in READERS
        )
    assert_same(graph, arm)
    assert_same(auto, arm)
    assert len({each.tenant_id for each in arm.customers}) == 5_000
    assert len(arm.delegations) > 40_000


@pytest.mark.parametrize("reader", READERS)
def test_what_was_committed_is_what_is_loaded(reader: str, synced: Sync, profile: Profile) -> None:
    known = synced(reader)
    assert profile.cache.load() == known


@pytest.mark.parametrize("reader", READERS)
def test_no_definition_loses_a_field(reader: str, world: World, synced: Sync) -> None:
    """Compared with the world's own records, not with another reading of them."""
    known = {each.key: each for each in synced(reader).definitions}
    compared = 0
    for subscription in world.subscriptions.values():
        for made in subscription.definitions.values():
            if found := known.get(made.id.lower()):
                compared += 1
                assert found.offer_name
                assert [each.principal_id for each in found.authorizations] == [
                    each["principalId"] for each in made.authorizations
                ]
                assert [each.max_duration for each in found.eligible] == [
                    each["justInTimeAccessPolicy"]["maximumActivationDuration"]
                    for each in made.eligible
                ]
    assert compared == len(known) > 100


def test_a_second_sync_finds_what_changed(world: World, synced: Sync, profile: Profile) -> None:
    first = synced()
    at = world.showing("one behind")[0]
    gone = next(iter(at.assignments.values()))
    del at.assignments[next(iter(at.assignments))]
    second = synced()
    assert len(second.delegations) == len(first.delegations) - 1
    (month,) = profile.history.months()
    changes = profile.history.load(month)
    assert [(each.kind, each.subscription_id) for each in changes] == [(GONE, scope_of(gone.id)[0])]
    assert second.meta.first_synced_at == first.meta.first_synced_at


def test_a_second_sync_without_a_change_writes_no_history(synced: Sync, profile: Profile) -> None:
    synced("graph")
    synced("arm")
    assert profile.history.months() == []


@pytest.mark.parametrize("reader", READERS)
def test_a_subscription_refused_later_keeps_its_rows_as_stale(
    reader: str, world: World, synced: Sync
) -> None:
    before = synced(reader)
    victim = world.showing("largest")[0]
    victim.refused = True
    after = synced(reader)
    assert_same_rows(before, after)
    stale = {each.subscription_id: each for each in after.meta.stale}
    assert stale[victim.id.lower()].read_at == before.meta.synced_at
    rows = Snapshot(after).scopes_of(victim.tenant).rows
    shown = {row.subscription.subscription_id: row.shown.value for row in rows}
    assert shown[victim.id.lower()] == "stale"
    assert set(shown.values()) > {"stale"}, "the customer's other subscriptions are fresh"


def assert_same_rows(one: Known, other: Known) -> None:
    assert one.delegations == other.delegations
    assert one.definitions == other.definitions
    assert one.subscriptions == other.subscriptions


def test_cancelling_changes_nothing_and_leaves_no_thread(synced: Sync, profile: Profile) -> None:
    before = synced("arm")
    threads = threading.active_count()
    watch = Watch()

    def cancel_midway(progress: Progress) -> None:
        if progress.total and progress.done > 5:
            watch.cancel()

    watch.on_progress = cancel_midway
    with pytest.raises(Cancelled):
        synced("arm", watch=watch)
    assert profile.cache.load() == before
    assert threading.active_count() == threads


def test_progress_says_what_is_going_on(synced: Sync) -> None:
    said: list[Progress] = []
    synced("arm", watch=Watch(said.append))
    doing = list(dict.fromkeys(each.doing for each in said))
    assert doing[0] == "Signing in"
    assert "Reading subscriptions" in doing
    assert all(each.done <= each.total for each in said if each.total)


def test_a_wrong_secret_is_said_in_one_sentence(source: Source, profile: Profile) -> None:
    wrong = {**source.environment, "AZURE_CLIENT_SECRET": "canary-secret"}
    bad = replace(source, environment=wrong)
    with pytest.raises(NotSignedInError) as caught:
        sync(profile, bad, Watch())
    assert "az login" in str(caught.value)
    assert "canary-secret" not in str(caught.value)
    assert profile.cache.load() is None


def test_an_azure_that_is_not_there_is_said_in_one_sentence(profile: Profile) -> None:
    with pytest.raises(SyncFailedError, match=r"^Cannot reach https://localhost:1: .*--ca"):
        sync(profile, Source("https://localhost:1"), Watch())
    with pytest.raises(WrongUseError, match="not an https address"):
        sync(profile, Source("http://localhost:1"), Watch())


def test_two_syncs_of_one_profile_do_not_mix(synced: Sync, profile: Profile) -> None:
    with profile.writing("sync"), pytest.raises(StoreError, match="Another Lightkeeper"):
        synced()


def test_without_the_marketplace_nothing_is_called_current(world: World, synced: Sync) -> None:
    world.behaviour.marketplace = "nothing"
    rows = Snapshot(synced()).scopes.rows
    assert {row.status.state.value for row in rows} <= {"pending", "unknown", "template"}
    assert any(row.status.source == CUSTOMER for row in rows)


def test_a_marketplace_that_answers_only_at_a_scope_is_asked_there(
    world: World, synced: Sync
) -> None:
    everywhere = Snapshot(synced())
    world.behaviour.marketplace = "scoped"
    at_customers = Snapshot(synced())
    assert states(at_customers) == states(everywhere)
    assert "current" in states(everywhere).values()


def states(snapshot: Snapshot) -> dict[str, str]:
    return {row.key: row.status.state.value for row in snapshot.scopes.rows}


def test_a_version_accepted_between_two_syncs_is_in_the_history(
    world: World, synced: Sync, profile: Profile
) -> None:
    synced()
    subscriptions = world.showing("one behind")
    newest = world.showing("newest")[0]
    accepted = next(iter(newest.definitions.values()))
    for each in subscriptions:
        for definition in each.definitions.values():
            definition.plan = accepted.plan
            definition.authorizations = accepted.authorizations
    synced()
    kinds = {each.kind for each in profile.history.load(profile.history.months()[0])}
    assert ACCEPTED in kinds
    assert not kinds & {ADDED, GONE}


def test_cached_text_holds_no_control_character(synced: Sync, world: World) -> None:
    known = synced()
    assert "hostile" in world.cases
    for text in strings(msgspec.to_builtins(known)):
        assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in text), text


def strings(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from strings(key)
            yield from strings(value)
    elif isinstance(found, list | tuple):
        for each in found:
            yield from strings(each)


def test_requests_ask_for_the_api_versions_that_carry_what_we_need(
    azure: Running, synced: Sync
) -> None:
    synced("arm")
    versions = {
        request.path.rsplit("/", 1)[-1]: request.query["api-version"]
        for request in azure.requests
        if request.path.startswith(("/subscriptions", "/tenants", "/providers"))
    }
    assert versions["subscriptions"] == versions["tenants"] == "2022-12-01"
    assert versions["registrationAssignments"] == "2022-10-01"
    assert versions["marketplaceRegistrationDefinitions"] == "2022-10-01"


@pytest.mark.parametrize("doing", ["Signing in", "Asking Resource Graph", "Reading definitions"])
def test_a_cancel_at_any_moment_is_no_error(doing: str, synced: Sync, profile: Profile) -> None:
    watch = Watch()

    def cancel_there(progress: Progress) -> None:
        if progress.doing == doing:
            watch.cancel()

    watch.on_progress = cancel_there
    with pytest.raises(Cancelled):
        synced("graph", watch=watch)
    assert profile.cache.load() is None


def test_a_file_that_holds_no_certificate_is_named(source: Source, profile: Profile) -> None:
    for wrong in ("/nonexistent/ca.pem", __file__):
        with pytest.raises(WrongUseError, match=re.escape(f"The certificate file {wrong} cannot")):
            sync(profile, replace(source, ca=wrong), Watch())


def test_no_network_is_not_called_a_wrong_sign_in(source: Source, profile: Profile) -> None:
    transport = InterruptibleTransport(Watch(), ca=source.ca, direct=True)
    transport.open()
    cloud = replace(source.cloud(transport), authority="https://localhost:1")
    with pytest.raises(SyncFailedError, match="cannot be reached"):
        sign_in.managing_tenant(sign_in.credential(cloud, source.identity, transport), cloud)
    transport.close()


def test_a_subscription_that_was_never_read_has_a_row_that_says_so(
    world: World, synced: Sync
) -> None:
    snapshot = Snapshot(synced())
    refused = [each.id.lower() for each in world.subscriptions.values() if each.refused]
    rows = {row.subscription.subscription_id: row for row in snapshot.scopes.rows}
    assert {rows[each].shown.value for each in refused} == {"stale"}
    assert all(rows[each].delegation is None for each in refused)
