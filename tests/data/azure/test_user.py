"""People sign in by a code or a browser, with azure-identity's own classes."""

from __future__ import annotations

import threading
import time
import webbrowser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.asking import Answer, Why
from data.azure.cancel import Cancelled, Watch
from data.azure.sync import Source, sync
from data.emulator.ids import guid_of
from data.emulator.serve import Running
from data.emulator.sessions import Entered
from data.emulator.world import World
from data.errors import NotSignedInError, SyncFailedError, WrongUseError
from data.profile_settings import SignIn
from data.store.profile import Profile
from tests.conftest import source_of
from tests.data.azure.signing_in import Somebody, browser, few_customers


@pytest.fixture
def world() -> World:
    """A few customers, and a sign-in that does not keep a test waiting."""
    return few_customers()


@pytest.fixture
def source(azure: Running) -> Source:
    """Read that Azure as somebody who enters a code."""
    return Source(
        azure.url, str(azure.ca), tenant=azure.tenant, method=SignIn.DEVICE_CODE, environment={}
    )


@pytest.fixture
def by_browser(source: Source, azure: Running, tmp_path: Path) -> Iterator[Source]:
    """Read it as somebody with a browser, which is the system's own for the while."""
    name = str(browser(tmp_path, azure))
    webbrowser.register(name, None, webbrowser.BackgroundBrowser(name), preferred=True)
    yield replace(source, method=SignIn.BROWSER)
    webbrowser._tryorder.remove(name)  # type: ignore[attr-defined]  # there is no way to unregister


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    """Wait for sign-ins that a cancel left to end by themselves."""
    yield
    for each in threading.enumerate():
        if each.name in {SignIn.DEVICE_CODE.value, SignIn.BROWSER.value}:
            each.join(10)
            assert not each.is_alive()


def test_a_code_is_shown_and_entering_it_is_enough(
    azure: Running, source: Source, profile: Profile
) -> None:
    somebody = Somebody(azure)
    known = sync(profile, source, somebody.watch())
    assert len(known.customers) == 6
    asked, over = somebody.seen
    assert asked is not None
    assert over is None
    assert asked.how is SignIn.DEVICE_CODE
    assert asked.address == f"{azure.url}/devicelogin"
    assert asked.why is Why.FIRST
    assert asked.until
    assert 880 < asked.until.timestamp() - time.time() <= 900
    assert not asked.is_kept


def test_nobody_is_asked_again_at_the_next_sync(
    azure: Running, source: Source, profile: Profile
) -> None:
    somebody = Somebody(azure)
    sync(profile, source, somebody.watch())
    sync(profile, source, somebody.watch())
    assert len(somebody.seen) == 2


def test_a_token_that_ran_out_is_renewed_without_asking(
    azure: Running, world: World, source: Source, profile: Profile
) -> None:
    world.behaviour.token_seconds = 200  # so little that it counts as over
    somebody = Somebody(azure)
    sync(profile, source, somebody.watch())
    sync(profile, source, somebody.watch())
    assert len(somebody.seen) == 2
    asked = [each.path for each in azure.requests if each.path.endswith("/token")]
    assert len(asked) > 3


def test_a_sign_in_that_ends_in_the_middle_is_renewed_and_the_sync_goes_on(
    azure: Running, world: World, source: Source, profile: Profile
) -> None:
    somebody = Somebody(azure)
    watch = somebody.watch()

    def end_it(progress: object) -> None:
        if "Resource Graph" in str(progress):
            azure.service.tokens.revoke()
            azure.service.sessions.end()
            watch.on_progress = lambda progress: None

    watch.on_progress = end_it
    known = sync(profile, source, watch)
    assert len(known.customers) == 6
    assert [each.why for each in somebody.seen if each] == [Why.FIRST, Why.RAN_OUT]


def test_a_policy_that_asks_for_more_is_met_by_signing_in_again(
    azure: Running, world: World, source: Source, profile: Profile
) -> None:
    world.behaviour.claims_wanted = "c1"
    somebody = Somebody(azure)
    known = sync(profile, source, somebody.watch())
    assert len(known.customers) == 6
    assert [each.why for each in somebody.seen if each] == [Why.FIRST, Why.POLICY]


def test_a_policy_that_cannot_be_met_is_told(
    azure: Running, world: World, source: Source, profile: Profile
) -> None:
    world.behaviour.claims_wanted, world.behaviour.claims_refused = "c1", True
    with pytest.raises(NotSignedInError, match=r"Conditional Access.*AADSTS53003"):
        sync(profile, source, Somebody(azure).watch())


def test_somebody_may_say_no(azure: Running, source: Source, profile: Profile) -> None:
    with pytest.raises(NotSignedInError, match=r"said no.*AADSTS70018"):
        sync(profile, source, Somebody(azure, Entered.NO).watch())


def test_a_code_that_nobody_enters_runs_out(
    azure: Running, world: World, source: Source, profile: Profile
) -> None:
    world.behaviour.device_seconds = 1
    with pytest.raises(NotSignedInError, match="in time"):
        sync(profile, source, Somebody(azure, Entered.NOT_YET).watch())


def test_a_cancel_does_not_wait_for_the_code(
    azure: Running, source: Source, profile: Profile
) -> None:
    somebody = Somebody(azure, Entered.NOT_YET)
    watch = somebody.watch()
    threading.Timer(0.5, watch.cancel).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        sync(profile, source, watch)
    assert time.monotonic() - began < 0.5 + 1
    assert somebody.seen[-1] is None
    assert not profile.cache.load()
    assert sync(profile, source, Somebody(azure).watch()).customers


@pytest.mark.filterwarnings("ignore:subprocess .* is still running")
def test_a_browser_comes_back_by_itself(
    azure: Running, by_browser: Source, profile: Profile
) -> None:
    somebody = Somebody(azure)
    known = sync(profile, by_browser, somebody.watch())
    assert len(known.customers) == 6
    asked = [each for each in somebody.seen if each]
    assert [each.until is not None for each in asked] == [False, True]
    assert somebody.seen[-1] is None


def test_a_code_instead_of_the_browser(
    azure: Running, by_browser: Source, profile: Profile
) -> None:
    somebody = Somebody(azure, says=Answer.CODE)
    assert sync(profile, by_browser, somebody.watch()).customers
    assert [each.how for each in somebody.seen if each] == [SignIn.BROWSER, SignIn.DEVICE_CODE]


def test_no_browser_opens_before_somebody_says_so(
    azure: Running, by_browser: Source, profile: Profile
) -> None:
    watch = Watch(show_sign_in=lambda asked: watch.cancel())
    with pytest.raises(Cancelled):
        sync(profile, by_browser, watch)
    assert not [each for each in azure.requests if each.path.endswith("/authorize")]


def test_where_nobody_can_be_asked_it_is_said(
    azure: Running, source: Source, profile: Profile
) -> None:
    with pytest.raises(NotSignedInError, match="Somebody must sign in"):
        sync(profile, source, Watch())


def test_the_managing_tenant_must_be_known(source: Source, profile: Profile) -> None:
    with pytest.raises(WrongUseError, match="must name the managing tenant"):
        sync(profile, replace(source, tenant=""), Watch())


def test_nothing_of_it_is_on_the_disk_or_on_the_screen(
    azure: Running,
    source: Source,
    profile: Profile,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    somebody = Somebody(azure)
    kept = replace(source, record=tmp_path / "sign_in.json")
    sync(profile, kept, somebody.watch())
    secrets = [*azure.service.sessions.refresh, *azure.service.sessions.devices, "eyJ"]
    assert len(secrets) >= 3
    for path in (each for each in tmp_path.rglob("*") if each.is_file()):
        assert not [each for each in secrets if each.encode() in path.read_bytes()], path
    assert capfd.readouterr() == ("", "")


def test_a_service_principal_that_a_policy_asks_for_more_is_told_so(
    azure: Running, world: World, profile: Profile
) -> None:
    world.behaviour.claims_wanted = "c1"
    with pytest.raises(NotSignedInError, match=r"Conditional Access .* Sign in again in a way"):
        sync(profile, source_of(azure, "auto"), Watch())


def test_a_resource_graph_that_refuses_us_is_told_with_the_other_reader(
    azure: Running, world: World, profile: Profile
) -> None:
    world.behaviour.graph = "refused"
    with pytest.raises(SyncFailedError, match=r"Resource Graph refuses .*--reader auto"):
        sync(profile, source_of(azure, "graph"), Watch())
    assert sync(profile, source_of(azure, "auto"), Watch()).customers


def test_a_tenant_that_is_nowhere_is_told(azure: Running, source: Source, profile: Profile) -> None:
    nowhere = replace(source, tenant=guid_of("no tenant"))
    with pytest.raises(NotSignedInError, match=r"There is no tenant .* Put the managing tenant"):
        sync(profile, nowhere, Somebody(azure).watch())


def test_a_customers_tenant_has_no_such_person(
    azure: Running, world: World, source: Source, profile: Profile
) -> None:
    customer = next(each for each in world.tenants if each != azure.tenant)
    with pytest.raises(NotSignedInError, match=r"That account is not in tenant .*AADSTS50020"):
        sync(profile, replace(source, tenant=customer), Somebody(azure).watch())
