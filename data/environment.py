"""The variables that name a service principal, as azure-identity reads them."""

from __future__ import annotations

from collections.abc import Mapping

TENANT, CLIENT = "AZURE_TENANT_ID", "AZURE_CLIENT_ID"
SECRET = "AZURE_CLIENT_SECRET"  # a variable's name
CERTIFICATE = "AZURE_CLIENT_CERTIFICATE_PATH"
PASSWORD = "AZURE_CLIENT_CERTIFICATE_PASSWORD"  # a variable's name
CHAIN = "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"
FEDERATED = "AZURE_FEDERATED_TOKEN_FILE"
PROOFS = (SECRET, CERTIFICATE, FEDERATED)
"""Each is enough; the first that is set counts."""


def missing(environment: Mapping[str, str], tenant: str = "") -> list[str]:
    """Return the variables without which there is no service principal.

    Args:
        environment: The variables.
        tenant: The managing tenant; the environment must name it when empty.
    """
    needed = [CLIENT] if tenant else [TENANT, CLIENT]
    found = [name for name in needed if not environment.get(name)]
    if not any(environment.get(name) for name in PROOFS):
        found.append(f"{SECRET} (or {CERTIFICATE}, or {FEDERATED})")
    return found
