"""Where tokens of people outlive the program: only where the system keeps them encrypted."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from azure.identity import AuthenticationRecord, TokenCachePersistenceOptions

from data.errors import StoreError
from data.store.files import private_folder, read_bytes, write_atomic

_NAME = "lightkeeper"


@cache
def encrypted() -> TokenCachePersistenceOptions | None:
    """Return the system's encrypted store, or nothing when it has none.

    It is tried once: on Linux without libsecret, or without a session that it could be unlocked
    in, it cannot be used, and what then stays is the memory of this process.
    """
    try:
        from msal_extensions import (  # type: ignore[import-untyped]  # it declares no types
            build_encrypted_persistence,
        )

        with tempfile.TemporaryDirectory(prefix="lightkeeper-") as folder:
            build_encrypted_persistence(str(Path(folder) / "probe"))
    except Exception:  # each system fails in its own way, some with errors of their bindings
        return None
    return TokenCachePersistenceOptions(name=_NAME)


def read_record(path: Path) -> AuthenticationRecord | None:
    """Return who signed in last, or nothing when that is not known.

    The record names an account, and holds no secret.
    """
    try:
        content = read_bytes(path)
        return AuthenticationRecord.deserialize(content.decode()) if content else None
    except (StoreError, ValueError, KeyError, TypeError, AttributeError):
        return None  # it costs one more sign-in


def keep_record(path: Path, record: AuthenticationRecord) -> None:
    """Keep who signed in.

    Raises:
        StoreError: It cannot be written.
    """
    private_folder(path.parent)
    write_atomic(path, record.serialize().encode())
