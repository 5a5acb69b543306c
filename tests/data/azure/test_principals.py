"""A service principal proves itself by secret, certificate or workload, at a token endpoint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from data.azure.cancel import Watch
from data.azure.principals import Proof, principal
from data.azure.sync import Source, sync
from data.emulator.serve import Running
from data.environment import missing
from data.errors import NotSignedInError, PlainError, WrongUseError
from data.profile_settings import SignIn
from data.store.profile import Profile
from tests.data.records import MSP

CANARY = "canary-4711"


class Keys:
    """A key and its certificate, as files that an environment may name."""

    def __init__(self, folder: Path) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lightkeeper")])
        now = datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(4711)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .sign(self.key, hashes.SHA256())
        )
        self.folder = folder

    @property
    def public(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def pem(self) -> Path:
        private = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path = self.folder / "both.pem"
        path.write_bytes(private + self.public.encode())
        return path

    def pfx(self, password: str) -> Path:
        path = self.folder / "both.pfx"
        lock = serialization.BestAvailableEncryption(password.encode())
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(b"", self.key, self.certificate, None, lock)
        )
        return path


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def source(azure: Running) -> Callable[..., Source]:
    """Sign in by the environment only, which says this besides tenant and client."""

    def make(**said: str) -> Source:
        environment = {"AZURE_CLIENT_ID": azure.client_id, **said}
        ca = str(azure.ca)
        return Source(
            azure.url, ca, "graph", environment, tenant=azure.tenant, method=SignIn.ENVIRONMENT
        )

    return make


def test_by_certificate(
    azure: Running, source: Callable[..., Source], keys: Keys, profile: Profile
) -> None:
    azure.world.certificate = keys.public
    known = sync(profile, source(AZURE_CLIENT_CERTIFICATE_PATH=str(keys.pem())), Watch())
    assert known.meta.managing_tenant_id == azure.tenant
    locked = str(keys.pfx(CANARY))
    said = {"AZURE_CLIENT_CERTIFICATE_PATH": locked, "AZURE_CLIENT_CERTIFICATE_PASSWORD": CANARY}
    assert sync(profile, source(**said), Watch()).customers == known.customers


def test_by_workload_identity(
    azure: Running, source: Callable[..., Source], tmp_path: Path, profile: Profile
) -> None:
    azure.world.federated_token = CANARY
    file = tmp_path / "token"
    file.write_text(CANARY)
    known = sync(profile, source(AZURE_FEDERATED_TOKEN_FILE=str(file)), Watch())
    assert known.meta.managing_tenant_id == azure.tenant


def test_what_is_refused_is_told_without_a_secret(
    azure: Running, source: Callable[..., Source], keys: Keys, tmp_path: Path, profile: Profile
) -> None:
    file = tmp_path / "token"
    file.write_text(CANARY)
    locked = str(keys.pfx(CANARY))
    wrong = {"AZURE_CLIENT_CERTIFICATE_PASSWORD": f"{CANARY}-not"}
    refusals: list[tuple[type[PlainError], str, dict[str, str]]] = [
        (NotSignedInError, "AADSTS700027", {"AZURE_CLIENT_CERTIFICATE_PATH": str(keys.pem())}),
        (NotSignedInError, "AADSTS700027", {"AZURE_FEDERATED_TOKEN_FILE": str(file)}),
        (NotSignedInError, "AADSTS7000215", {"AZURE_CLIENT_SECRET": CANARY}),
        (WrongUseError, "cannot be used", {"AZURE_CLIENT_CERTIFICATE_PATH": str(file)}),
        (WrongUseError, "cannot be used", {"AZURE_CLIENT_CERTIFICATE_PATH": locked, **wrong}),
        (WrongUseError, "which is not there", {"AZURE_CLIENT_CERTIFICATE_PATH": "/no/such"}),
        (WrongUseError, "which is not there", {"AZURE_FEDERATED_TOKEN_FILE": "/no/such"}),
    ]
    for kind, words, said in refusals:
        with pytest.raises(kind) as refused:
            sync(profile, source(**said), Watch())
        assert words in str(refused.value)
        assert CANARY not in str(refused.value)


def test_which_proof_is_taken_and_what_is_missing() -> None:
    whole = {"AZURE_TENANT_ID": MSP, "AZURE_CLIENT_ID": "app"}
    every = {
        "AZURE_FEDERATED_TOKEN_FILE": "f",
        "AZURE_CLIENT_CERTIFICATE_PATH": "c",
        "AZURE_CLIENT_SECRET": "s",
    }
    proofs = []
    while every:
        found = principal({**whole, **every})
        assert found
        assert (found.tenant, found.client) == (MSP, "app")
        proofs.append(found.proof)
        every.popitem()
    assert proofs == [Proof.SECRET, Proof.CERTIFICATE, Proof.WORKLOAD]
    assert principal(whole) is None
    assert principal({**whole, "AZURE_CLIENT_SECRET": "s"}, "other").tenant == "other"  # type: ignore[union-attr]
    (proof,) = missing(whole)
    assert proof.startswith("AZURE_CLIENT_SECRET (or")
    assert missing({}, MSP)[0] == "AZURE_CLIENT_ID"


def test_no_secret_is_in_what_a_log_would_print() -> None:
    said = {"AZURE_TENANT_ID": MSP, "AZURE_CLIENT_ID": "app", "AZURE_CLIENT_SECRET": CANARY}
    source = Source(environment=said)
    assert CANARY not in f"{source!r} {source.identity!r} {principal(said)!r}"
    assert MSP in repr(principal(said))
