"""Client assertions: an application proves by a key, or by another's word, that it is itself."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

if TYPE_CHECKING:
    from data.emulator.world import World

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def is_good(assertion: str, world: World, endpoint: str) -> bool:
    """Whether this is our application's own word, or one that it may use.

    Args:
        assertion: What was sent: a signed token, or the token of a federated identity.
        world: Knows the application's certificate and the federated token.
        endpoint: The address that the assertion must be made for.
    """
    if world.federated_token and assertion == world.federated_token:
        return True
    if not world.certificate:
        return False
    try:
        head, body, signature = assertion.split(".")
        claims = json.loads(_decoded(body))
        _verify(world.certificate, f"{head}.{body}".encode(), _decoded(signature), head)
    except (ValueError, InvalidSignature, LookupError, TypeError):
        return False
    wanted = {"iss": world.client_id, "sub": world.client_id, "aud": endpoint}
    is_ours = {name: claims.get(name) for name in wanted} == wanted
    return is_ours and float(claims.get("exp", 0)) > time.time()


def _verify(certificate: str, signed: bytes, signature: bytes, head: str) -> None:
    key = load_pem_x509_certificate(certificate.encode()).public_key()
    if not isinstance(key, RSAPublicKey):
        raise TypeError("only RSA is known here")
    algorithm = json.loads(_decoded(head))["alg"]
    paddings: dict[str, Any] = {
        "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
        "RS256": padding.PKCS1v15(),
    }
    key.verify(signature, signed, paddings[algorithm], hashes.SHA256())


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
