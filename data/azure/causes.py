"""What an error came from: the libraries wrap those of the network several times over."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

INSPECTED = (
    "If a proxy that looks into TLS stands in between, save its root certificate together with the "
    "usual ones in a file, and name that as ca in the profile, or in LIGHTKEEPER_CA."
)
"""What to do about a certificate that is not trusted."""


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it came from, the outer ones first, each once."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (getattr(each, name, None) for name in ("inner_exception", "reason"))
        waiting += [*each.args, *inner, each.__cause__, each.__context__]


def untrusted(error: BaseException) -> str:
    """Say why a certificate is not trusted, or nothing when that is not what went wrong."""
    found = (each for each in causes(error) if isinstance(each, ssl.SSLCertVerificationError))
    first = next(found, None)
    return first.verify_message if first else ""
