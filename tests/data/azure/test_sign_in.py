"""Who we are at Azure, and what a user is told when nobody is.

A stand-in az prints what the real one prints; tests/az asks the real one the same.
"""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError
from azure.core.rest import HttpRequest

from data.asking import Answer, SignInAsked, Why
from data.azure import az, clouds, sign_in
from data.azure.cancel import Cancelled, Watch
from data.azure.clouds import Cloud
from data.azure.errors import explain
from data.azure.limits import Limits
from data.azure.sign_in import Identity
from data.azure.sync import Source, sync
from data.azure.transport import InterruptibleTransport
from data.emulator.ids import guid_of
from data.emulator.world import World
from data.errors import NotSignedInError, PlainError, SyncFailedError, WrongUseError
from data.profile_settings import SignIn
from data.store.profile import Profile
from tests.data.azure.canned import Canned, serving

if os.name == "nt":
    pytest.skip("the stand-in az is a shell script", allow_module_level=True)

TENANT = guid_of("az sentences")
LOCAL = Cloud(
    arm_url="https://localhost:8443",
    authority="https://localhost:8443",
    scope="https://localhost:8443/.default",
    portal_url="https://localhost:8443/portal",
    ca="certificates/ca.pem",
)
TRACE = "Trace ID: 1 Correlation ID: 2 Timestamp: 2026-11-22 09:00:00Z"
LOGIN_HINT = "Run the command below to authenticate interactively:\naz logout\naz login"
REFUSED = (
    "ERROR: The command failed with an unexpected error. Here is the traceback:\n"
    "ERROR: HTTPSConnectionPool(host='localhost', port=1): Max retries exceeded with url: /x\n"
    'Traceback (most recent call last):\n  File "/az/login.py", line 1, in <module>\n'
)
UNTRUSTED = (
    "ERROR: HTTPSConnectionPool(host='localhost', port=1): Max retries exceeded with url: /x "
    "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')))\n"
    "Certificate verification failed. More info: see az's own page on proxies."
)
NO_TENANT = (
    "ERROR: The command failed with an unexpected error. Here is the traceback:\n"
    "ERROR: Unable to get authority configuration for https://localhost:1/x. Please check.\n"
    'ValueError: HTTP status: 400, Error: {"error_description":"AADSTS90002: There is no tenant '
    '\'contoso\'.","error_codes":[90002]}'
)

EXPIRED = (
    "ERROR: AADSTS700082: The refresh token has expired due to inactivity. The token was "
    f"issued on 2026-08-01 and was inactive for 90.00:00:00. {TRACE}\n{LOGIN_HINT}"
)

StandIn = Callable[..., None]


@pytest.fixture
def transport() -> Iterator[InterruptibleTransport]:
    """What a sign-in sends through; here it only tells of a cancel."""
    made = InterruptibleTransport(Watch())
    yield made
    made.close()


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put a program on the PATH, alone, that prints and ends as az would."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(*, says: str = "", prints: str = "", code: int = 1, script: str = "") -> None:
        (tmp_path / "says").write_text(says)
        (tmp_path / "prints").write_text(prints)
        program = tmp_path / "az"
        lines = [f"/bin/cat {tmp_path}/prints", f"/bin/cat {tmp_path}/says >&2", f"exit {code}"]
        program.write_text("\n".join(["#!/bin/sh", script or "\n".join(lines)]))
        program.chmod(0o700)

    return make


def ask(transport: InterruptibleTransport, cloud: Cloud = clouds.PUBLIC, tenant: str = "") -> str:
    environment = {"AZURE_TENANT_ID": tenant}
    credential = sign_in.credential(cloud, Identity(environment=environment), transport)
    return sign_in.managing_tenant(credential, cloud).tenant


def test_a_proxy_that_looks_into_tls_is_named_with_the_remedy(source: Source) -> None:
    trusting = InterruptibleTransport(Watch(), ca=source.ca, direct=True)
    trusting.open()
    cloud = source.cloud(trusting)
    trusting.close()
    # As where a proxy shows a certificate of its own: nobody named it
    transport = InterruptibleTransport(Watch(), direct=True)
    credential = sign_in.credential(cloud, source.identity, transport)
    with pytest.raises(SyncFailedError, match="is not trusted") as caught:
        sign_in.managing_tenant(credential, cloud)
    assert "LIGHTKEEPER_CA" in str(caught.value)
    with pytest.raises(ServiceRequestError) as refused:
        transport.send(HttpRequest("GET", f"{cloud.arm_url}/subscriptions"))
    failure = explain("Subscriptions", refused.value)
    assert failure.code == "Certificate"
    assert "is not trusted" in failure.cause
    assert "LIGHTKEEPER_CA" in failure.remedy
    transport.close()


@pytest.mark.parametrize("kind", ["entra", "adfs"])
def test_a_service_principal_signs_in_at_either_kind_of_authority(
    kind: Literal["entra", "adfs"], world: World, source: Source
) -> None:
    world.behaviour.sign_in = kind
    transport = InterruptibleTransport(Watch(), ca=source.ca, direct=True)
    transport.open()
    cloud = source.cloud(transport)
    credential = sign_in.credential(cloud, source.identity, transport)
    assert sign_in.managing_tenant(credential, cloud) == (world.home.id, False)
    wrong = {**source.environment, "AZURE_CLIENT_SECRET": "canary"}
    credential = sign_in.credential(cloud, Identity(environment=wrong), transport)
    told = r"is wrong \(AADSTS7000215\)\. Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT"
    with pytest.raises(NotSignedInError, match=told) as caught:
        sign_in.managing_tenant(credential, cloud)
    assert "canary" not in str(caught.value)
    transport.close()


@pytest.mark.parametrize("address", ["http://localhost:1", "localhost", "", 7, None])
def test_no_secret_is_sent_to_an_address_that_is_not_https(
    address: object, tmp_path: Path, profile: Profile
) -> None:
    described = {"authentication": {"loginEndpoint": address, "audiences": ["https://localhost"]}}
    canned = Canned(TENANT, {"/metadata/endpoints": json.dumps(described).encode()})
    with (
        serving(canned, tmp_path) as source,
        pytest.raises(SyncFailedError, match="does not describe itself as Azure does"),
    ):
        sync(profile, source, Watch())


def token_of(claims: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{body}.signature"


def printed(token: str) -> str:
    return json.dumps({"accessToken": token, "expires_on": 4_000_000_000, "tokenType": "Bearer"})


def test_the_tenant_is_the_one_that_the_token_is_for(
    stand_in: StandIn, transport: InterruptibleTransport
) -> None:
    stand_in(prints=printed(token_of({"tid": TENANT.upper()})), code=0)
    assert ask(transport) == TENANT


@pytest.mark.parametrize("claims", [{}, {"tid": 7}, ["tid"], {"tid": ""}])
def test_a_token_without_a_tenant(
    claims: object, stand_in: StandIn, transport: InterruptibleTransport
) -> None:
    stand_in(prints=printed(token_of(claims)), code=0)
    with pytest.raises(NotSignedInError, match=r"^The token names no tenant\. "):
        ask(transport)


@pytest.mark.parametrize(
    ("says", "kind", "told"),
    [
        pytest.param(
            "ERROR: Please run 'az login' to setup account.",
            NotSignedInError,
            r"is not signed in to the public cloud \(AzureCloud\)\. Run az login for the managing "
            r"tenant there .* or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET\.$",
            id="nobody signed in",
        ),
        pytest.param(
            "ERROR: No subscription found. Run 'az account set' to select a subscription.",
            NotSignedInError,
            "is not signed in to the public cloud",
            id="no subscription",
        ),
        pytest.param(
            EXPIRED,
            NotSignedInError,
            r"has run out \(AADSTS700082\)\. Run az login for the managing tenant, then sync again",
            id="run out",
        ),
        pytest.param(
            f"ERROR: AADSTS7000222: The provided client secret keys are expired. {TRACE}",
            NotSignedInError,
            r"secret .* is wrong or has run out \(AADSTS7000222\)\. Run az login",
            id="secret run out",
        ),
        pytest.param(
            "ERROR: AADSTS500011: The resource principal named https://management.azure.com was "
            f"not found in the tenant named Contoso. {TRACE}\n{LOGIN_HINT}",
            NotSignedInError,
            r"another cloud than the public cloud \(AzureCloud\) \(AADSTS500011\)\. Choose that "
            "one with az cloud set, run az login",
            id="another cloud",
        ),
        pytest.param(
            f"ERROR: AADSTS50076: You must use multi-factor authentication. {TRACE}\n{LOGIN_HINT}",
            NotSignedInError,
            r"^The sign-in of the Azure CLI \(az\) is refused by a .*AADSTS50076",
            id="another factor",
        ),
        pytest.param(
            NO_TENANT,
            NotSignedInError,
            r"got no token: There is no tenant 'contoso' \(AADSTS90002\)\. Check AZURE_TENANT_ID",
            id="no such tenant",
        ),
        pytest.param(
            REFUSED,
            SyncFailedError,
            r"cannot reach its sign-in address\. Check the network and the proxy, and with az "
            r"cloud show that az is set to the public cloud",
            id="no network",
        ),
        pytest.param(
            UNTRUSTED,
            SyncFailedError,
            r"does not trust the certificate .* Set REQUESTS_CA_BUNDLE to the file with",
            id="strange certificate",
        ),
        pytest.param(
            "WARNING: old\nERROR: The configuration file is damaged.\nTraceback\n",
            NotSignedInError,
            r"gave no token: The configuration file is damaged\. Run az login",
            id="something else",
        ),
        pytest.param("", NotSignedInError, r"gave no token: it gave no reason\. Run az", id="mute"),
    ],
)
def test_one_sentence_for_each_way_to_fail(
    says: str,
    kind: type[PlainError],
    told: str,
    stand_in: StandIn,
    transport: InterruptibleTransport,
) -> None:
    stand_in(says=says)
    with pytest.raises(kind, match=told) as caught:
        ask(transport)
    text = str(caught.value)
    assert type(caught.value) is kind
    assert text.startswith("The ")
    assert text.isprintable(), "one line"
    for noise in ("Trace ID", "Traceback", "ERROR"):
        assert noise not in text


def test_another_cloud_is_named_by_its_address(
    stand_in: StandIn, transport: InterruptibleTransport
) -> None:
    stand_in(says="ERROR: Please run 'az login' to setup account.")
    with pytest.raises(NotSignedInError, match="to the cloud at https://localhost:8443"):
        ask(transport, LOCAL)
    stand_in(says=UNTRUSTED)
    with pytest.raises(
        SyncFailedError, match=r"REQUESTS_CA_BUNDLE to /.*/certificates/ca\.pem, then"
    ):
        ask(transport, LOCAL)


def test_no_az(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transport: InterruptibleTransport
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotSignedInError, match=r"is not installed, or not on the PATH\. Install"):
        ask(transport)


def test_an_az_that_a_shell_does_not_find(
    stand_in: StandIn, transport: InterruptibleTransport
) -> None:
    stand_in(says="az: python3: not found", code=127)
    with pytest.raises(NotSignedInError, match="is not installed, or not on the PATH"):
        ask(transport)


def test_an_az_that_cannot_be_started(
    tmp_path: Path, stand_in: StandIn, transport: InterruptibleTransport
) -> None:
    stand_in()
    (tmp_path / "az").write_text("#!/nonexistent/interpreter\n")
    with pytest.raises(NotSignedInError, match=r"cannot be started: .*\. Repair it, run az login"):
        ask(transport)


def test_output_that_is_no_token_is_not_repeated(
    stand_in: StandIn, transport: InterruptibleTransport
) -> None:
    token = token_of({"tid": TENANT})
    stand_in(prints=f'Note!\n{{"accessToken":"{token}"}}', code=0)
    with pytest.raises(NotSignedInError, match=r"Azure gave no token: .*az login") as caught:
        ask(transport)
    stand_in(prints=f'{{"accessToken":"{token}"}}', code=0)
    with pytest.raises(NotSignedInError, match="Azure gave no token: ") as again:
        ask(transport)
    assert not re.search("eyJ|signature", f"{caught.value}{again.value}")


def test_a_tenant_that_is_none(transport: InterruptibleTransport) -> None:
    with pytest.raises(WrongUseError, match="AZURE_TENANT_ID is no/tenant, which is neither"):
        ask(transport, tenant="no/tenant")


def test_a_slow_az_is_given_up(
    stand_in: StandIn, transport: InterruptibleTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert az.AZ_SECONDS >= 60
    monkeypatch.setattr(az, "AZ_SECONDS", 1)
    stand_in(script="exec /bin/sleep 300")
    with pytest.raises(NotSignedInError, match=r"no token within 1 seconds\. Run az account get"):
        ask(transport)


def test_a_sync_that_is_out_of_time_does_not_wait_for_az_either(stand_in: StandIn) -> None:
    stand_in(script="exec /bin/sleep 2")
    transport = InterruptibleTransport(Watch(limits=Limits(total=0.2)))
    with pytest.raises(SyncFailedError, match="cannot be reached"):
        ask(transport)
    transport.close()
    join_az()


def test_a_cancel_does_not_wait_for_az(tmp_path: Path, stand_in: StandIn) -> None:
    watch, fifo = Watch(), tmp_path / "started"
    os.mkfifo(fifo)
    stand_in(script=f"echo $$ > {fifo}\nexec /bin/sleep 300")
    pids: list[int] = []

    def cancel() -> None:
        pids.append(int(fifo.read_text()))  # returns when az has started
        watch.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    transport = InterruptibleTransport(watch)
    with pytest.raises(Cancelled):
        ask(transport)
    canceller.join()
    transport.close()
    os.kill(pids[0], signal.SIGKILL)  # fails if az had ended first
    join_az()


def join_az() -> None:
    """Wait for the threads that a test's az still keeps."""
    for each in threading.enumerate():
        if each.name == "az":
            each.join(10)


def test_az_that_ran_out_in_the_middle_is_renewed_by_whoever_is_asked(
    stand_in: StandIn, tmp_path: Path
) -> None:
    good = printed(token_of({"tid": TENANT}))
    stand_in(prints=good, code=0)
    seen: list[SignInAsked | None] = []
    transport = InterruptibleTransport(Watch(show_sign_in=seen.append))
    credential = az.RenewedAz(TENANT, clouds.PUBLIC, transport)
    first = credential.get_token_info(clouds.PUBLIC.scope)
    stand_in(says=EXPIRED)

    def renew() -> None:
        while not seen:
            time.sleep(0.01)
        asked = seen[0]
        assert asked is not None
        stand_in(prints=good, code=0)
        asked.answer.set_result(Answer.GO)

    somebody = threading.Thread(target=renew)
    somebody.start()
    assert credential.get_token_info(clouds.PUBLIC.scope).token == first.token
    somebody.join()
    asked, over = seen
    assert asked is not None
    assert (asked.how, asked.why, over) == (SignIn.AZ, Why.RAN_OUT, None)


def test_az_that_never_worked_asks_nobody(stand_in: StandIn) -> None:
    stand_in(says=EXPIRED)
    transport = InterruptibleTransport(Watch(show_sign_in=lambda asked: pytest.fail("asked")))
    with pytest.raises(ClientAuthenticationError):
        az.RenewedAz(TENANT, clouds.PUBLIC, transport).get_token_info(clouds.PUBLIC.scope)
