"""A sync that is signed in by the real az alone shows what the real az made and deleted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

from data.azure.cancel import Watch
from data.azure.sync import READERS, Source, sync
from data.changes import ADDED, GONE
from data.emulator.entities import Subscription
from data.emulator.serve import Running
from data.emulator.world import World
from data.known import Known
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.az import made
from tests.az.driving import Az, Way

pytestmark = [pytest.mark.az, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
MANAGED_SERVICES = "providers/Microsoft.ManagedServices"
TOKEN_PATH = "/oauth2"


class Places(NamedTuple):
    """The subscriptions that az works on."""

    grown: Subscription
    """Gets delegations."""
    shrunk: Subscription
    """Loses one of several."""
    emptied: Subscription
    """Loses its only one."""


class Done(NamedTuple):
    """What az made and deleted: resource ids in lower case."""

    plain: str
    grouped: str
    rich: str
    deleted: frozenset[str]


@pytest.fixture(params=READERS)
def source(request: pytest.FixtureRequest, azure: Running) -> Source:
    """Which Azure, read in each way; the environment names nobody to sign in as."""
    return Source(azure.url, str(azure.ca), request.param, {})


def work_with_az(az: Az, places: Places) -> Done:
    """Have az make two delegations of one subscription, and take one away from each other."""
    subscription = places.grown
    deleted = [next(iter(each.assignments.values())) for each in (places.shrunk, places.emptied)]
    there = ("--subscription", subscription.id)
    base = f"{subscription.path}/{MANAGED_SERVICES}"
    definition, name = made.definition_id("plain"), made.assignment_id("plain")
    az(
        *("managedservices", "definition", "create", *there),
        *("--definition-id", definition, "--name", "Made by az"),
        *("--tenant-id", az.azure.tenant),
        *("--principal-id", made.OPERATORS, "--role-definition-id", made.READER),
    )
    az(
        *("managedservices", "assignment", "create", *there, "--assignment-id", name),
        *("--definition", f"{base}/registrationDefinitions/{definition}"),
    )
    rich = f"{base}/registrationDefinitions/{made.definition_id('rich')}"
    az.rest("put", rich, made.rich_definition(az.azure.tenant))
    group = f"{subscription.path}/resourceGroups/{subscription.groups[0]}"
    grouped = f"{group}/{MANAGED_SERVICES}/registrationAssignments/{made.assignment_id('group')}"
    az.rest("put", grouped, {"properties": {"registrationDefinitionId": rich}})
    for each in deleted:
        az("managedservices", "assignment", "delete", "--assignment", each.id, "--yes")
    plain = f"{base}/registrationAssignments/{name}"
    gone = frozenset(each.id.lower() for each in deleted)
    return Done(plain.lower(), grouped.lower(), rich.lower(), gone)


@pytest.fixture
def places(world: World) -> Places:
    """Of different customers, so that nothing at one explains another."""
    grown = next(each for each in world.showing("largest") if each.groups)
    others = [each for each in world.subscriptions.values() if each.tenant != grown.tenant]
    delegated = [each for each in others if is_plainly_ours(each, world)]
    shrunk = next(each for each in delegated if len(each.assignments) > 1)
    emptied = next(
        each for each in delegated if len(each.assignments) == 1 and each.tenant != shrunk.tenant
    )
    return Places(grown, shrunk, emptied)


def is_plainly_ours(subscription: Subscription, world: World) -> bool:
    """Whether all that is delegated there is delegated to us, and can be read."""
    managers = {each.managing_tenant for each in subscription.definitions.values()}
    return managers == {world.home.id} and not subscription.refused


def assert_shows(known: Known, before: Known, done: Done, places: Places) -> None:
    keys, old = {each.key for each in known.delegations}, {each.key for each in before.delegations}
    assert keys - old == {done.plain, done.grouped}
    stale = {each.subscription_id for each in known.meta.stale}
    were = {each.subscription_id for each in before.meta.stale}
    if known.meta.reader == "graph":
        # Resource Graph alone is no proof that something is gone, but nothing fresh either.
        assert old <= keys
        assert stale - were == {places.shrunk.id.lower(), places.emptied.id.lower()}
    else:
        assert old - keys == done.deleted
        assert stale == were
    definition = next(each for each in known.definitions if each.key == done.rich)
    assert definition.customer_tenant_id == places.grown.tenant
    assert [each.delegated_role_ids for each in definition.authorizations] == [
        (),
        (made.CONTRIBUTOR, made.READER),
    ]
    (eligible,) = definition.eligible
    assert (eligible.display_name, eligible.mfa, eligible.max_duration) == (
        "On call",
        "Azure",
        "PT4H",
    )
    assert [each.principal_id for each in eligible.approvers] == [made.LEAD]
    shown = {row.key: row.shown.value for row in Snapshot(known).scopes.rows}
    assert (shown[done.plain], shown[done.grouped]) == ("template", "template")
    assert {shown.get(each, "stale") for each in done.deleted} == {"stale"}


def test_a_sync_shows_what_az_did(
    az: Az, source: Source, places: Places, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    az.join(monkeypatch)
    before = sync(profile, source, Watch())
    done = work_with_az(az, places)
    asked = len(az.azure.requests)
    known = sync(profile, source, Watch())
    tokens = [each for each in az.azure.requests[asked:] if TOKEN_PATH in each.path]
    assert tokens == [], "the token is the one that az holds"
    assert_shows(known, before, done, places)
    (month,) = profile.history.months()
    noted = {(each.kind, each.subscription_id) for each in profile.history.load(month)}
    expected = {(ADDED, places.grown.id.lower())}
    if source.reader != "graph":
        expected |= {(GONE, each.id.lower()) for each in (places.shrunk, places.emptied)}
    assert noted == expected
    assert profile.cache.load() == known


def test_the_program_shows_what_az_did(
    az: Az, places: Places, tmp_path: Path, azure: Running
) -> None:
    environment = {
        **az.environment,
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }

    def sync_and_list() -> dict[str, dict[str, Any]]:
        where = ("--profile", "az", "--arm-url", azure.url, "--ca", str(azure.ca))
        synced = lightkeeper(environment, "sync", *where)
        assert synced.returncode == 3, f"a part is refused: {synced.stderr}"
        listed = lightkeeper(environment, "list", "delegations", "--profile", "az", "--json")
        assert listed.returncode == 0, listed.stderr
        return {row["delegation_id"].lower(): row for row in json.loads(listed.stdout)["rows"]}

    before = sync_and_list()
    done = work_with_az(az, places)
    after = sync_and_list()
    assert after.keys() - before.keys() == {done.plain, done.grouped}
    assert before.keys() - after.keys() == done.deleted
    plain, grouped = after[done.plain], after[done.grouped]
    assert (plain["offer_name"], grouped["offer_name"]) == ("Made by az", "Made by az rest")
    assert (plain["kind"], grouped["kind"]) == ("subscription", "resource group")
    assert {plain["stale"], grouped["stale"]} == {""}
    az("logout")
    refused = lightkeeper(
        environment, "sync", "--profile", "az", "--arm-url", azure.url, "--ca", str(azure.ca)
    )
    assert (refused.returncode, refused.stdout) == (4, "")
    assert f"not signed in to the cloud at {azure.url}" in refused.stderr
    files = [each for each in (tmp_path / "lightkeeper").rglob("*") if each.is_file()]
    assert files
    assert not [each for each in files if b"eyJ" in each.read_bytes()], "a token in a file of ours"


@pytest.mark.parametrize("way", get_args(Way))
def test_a_sync_needs_no_more_than_az_however_az_signed_in(
    way: Way,
    program: Path,
    tmp_path: Path,
    azure: Running,
    profile: Profile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    azure.world.behaviour.sign_in = "adfs" if way == "adfs" else "entra"
    az = Az(program, tmp_path, azure, way)
    az.sign_in()
    az.join(monkeypatch)
    source = Source(azure.url, str(azure.ca))
    known = sync(profile, source, Watch())
    assert known.meta.managing_tenant_id == azure.tenant
    assert len(known.delegations) > 200
    named = Source(azure.url, str(azure.ca), environment={"AZURE_TENANT_ID": azure.tenant})
    assert sync(profile, named, Watch()).delegations == known.delegations


def lightkeeper(
    environment: Mapping[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lightkeeper"), *arguments],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
