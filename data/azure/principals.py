"""The service principal that the environment names: by secret, by certificate, by workload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any

from azure.core.credentials import TokenCredential
from azure.identity import (
    CertificateCredential,
    ClientSecretCredential,
    WorkloadIdentityCredential,
)

from data.errors import WrongUseError

TENANT, CLIENT = "AZURE_TENANT_ID", "AZURE_CLIENT_ID"
SECRET = "AZURE_CLIENT_SECRET"  # a variable's name
CERTIFICATE = "AZURE_CLIENT_CERTIFICATE_PATH"
PASSWORD = "AZURE_CLIENT_CERTIFICATE_PASSWORD"  # a variable's name
CHAIN = "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"
FEDERATED = "AZURE_FEDERATED_TOKEN_FILE"


class Proof(Enum):
    """How a service principal proves that it is itself."""

    SECRET = auto()
    CERTIFICATE = auto()
    WORKLOAD = auto()


@dataclass(frozen=True)
class Principal:
    """A service principal, and where its proof is; the environment keeps the proof itself."""

    tenant: str
    client: str
    proof: Proof
    environment: Mapping[str, str] = field(repr=False)

    def credential(self, **options: Any) -> TokenCredential:
        """Return the credential of azure-identity.

        Raises:
            WrongUseError: A file that the environment names cannot be used.
            ValueError: The tenant cannot be one.
        """
        said = self.environment
        match self.proof:
            case Proof.SECRET:
                return ClientSecretCredential(self.tenant, self.client, said[SECRET], **options)
            case Proof.CERTIFICATE:
                return self._by_certificate(**options)
            case Proof.WORKLOAD:
                return WorkloadIdentityCredential(
                    tenant_id=self.tenant,
                    client_id=self.client,
                    token_file_path=_file(said, FEDERATED),
                    **options,
                )

    def _by_certificate(self, **options: Any) -> TokenCredential:
        said = self.environment
        path = _file(said, CERTIFICATE)
        try:
            return CertificateCredential(
                self.tenant,
                self.client,
                path,
                password=said.get(PASSWORD) or None,
                send_certificate_chain=said.get(CHAIN, "").lower() in ("1", "true"),
                **options,
            )
        except (ValueError, TypeError) as error:
            if "tenant" in str(error).lower():  # which is another matter
                raise
            raise WrongUseError(
                f"The certificate {path} ({CERTIFICATE}) cannot be used. It must hold certificate "
                f"and private key, in PEM or PKCS12, and {PASSWORD} its password if it has one."
            ) from error


def principal(environment: Mapping[str, str], tenant: str = "") -> Principal | None:
    """Return the service principal that the environment names whole, if it does.

    Args:
        environment: The variables, as azure-identity's own ``EnvironmentCredential`` and
            ``WorkloadIdentityCredential`` read them.
        tenant: The managing tenant; the environment's when empty.
    """
    tenant, client = tenant or environment.get(TENANT, ""), environment.get(CLIENT, "")
    by = {SECRET: Proof.SECRET, CERTIFICATE: Proof.CERTIFICATE, FEDERATED: Proof.WORKLOAD}
    proof = next((proof for name, proof in by.items() if environment.get(name)), None)
    if not (tenant and client and proof):
        return None
    return Principal(tenant, client, proof, environment)


def missing(environment: Mapping[str, str], tenant: str = "") -> list[str]:
    """Return the variables without which there is no service principal."""
    needed = [CLIENT] if tenant else [TENANT, CLIENT]
    found = [name for name in needed if not environment.get(name)]
    proofs = (SECRET, CERTIFICATE, FEDERATED)
    if not any(environment.get(name) for name in proofs):
        found.append(f"{SECRET} (or {CERTIFICATE}, or {FEDERATED})")
    return found


def _file(environment: Mapping[str, str], name: str) -> str:
    path = environment[name]
    if not Path(path).is_file():
        raise WrongUseError(f"{name} names {path}, which is not there. Set it to the file.")
    return path
