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

from data.environment import (
    CERTIFICATE,
    CHAIN,
    CLIENT,
    FEDERATED,
    PASSWORD,
    PROOFS,
    SECRET,
    TENANT,
    missing,
)
from data.errors import WrongUseError


class Proof(Enum):
    """How a service principal proves that it is itself."""

    SECRET = auto()
    CERTIFICATE = auto()
    WORKLOAD = auto()


_BY = {SECRET: Proof.SECRET, CERTIFICATE: Proof.CERTIFICATE, FEDERATED: Proof.WORKLOAD}


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
    if missing(environment, tenant):
        return None
    proof = next(_BY[name] for name in PROOFS if environment.get(name))
    return Principal(tenant or environment[TENANT], environment[CLIENT], proof, environment)


def _file(environment: Mapping[str, str], name: str) -> str:
    path = environment[name]
    if not Path(path).is_file():
        raise WrongUseError(f"{name} names {path}, which is not there. Set it to the file.")
    return path
