"""An HTTPS server that answers with given bytes, and otherwise looks like Azure at its door."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import trustme

from data.azure.sync import Source
from data.roles import OWNER

ROLES = "/providers/microsoft.authorization/roledefinitions"


@dataclass(frozen=True)
class Canned:
    """Bodies by path, in lower case and without the query.

    Of roles there is one that no list lacks; anything else is an empty list.
    """

    tenant: str
    bodies: Mapping[str, bytes]
    statuses: Mapping[str, int] = field(default_factory=dict)
    """By path, where the answer is another one than 200."""


@contextmanager
def serving(canned: Canned, folder: Path) -> Iterator[Source]:
    """Serve until the block ends; yields how to sync from there with the arm reader."""
    authority = trustme.CA()
    ca = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(canned))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield Source(
            f"https://localhost:{server.server_port}",
            str(ca),
            "arm",
            {
                "AZURE_TENANT_ID": canned.tenant,
                "AZURE_CLIENT_ID": "client",
                "AZURE_CLIENT_SECRET": "secret",
            },
        )
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(canned: Canned) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer()

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _answer(self) -> None:
            base = f"https://{self.headers['Host']}"
            path = urlsplit(self.path).path.lower()
            body = canned.bodies.get(path) or _door(path, base, canned.tenant)
            self.send_response(canned.statuses.get(path, 200))
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _door(path: str, base: str, tenant: str) -> bytes:
    """Answer as the metadata and sign-in addresses do."""
    found: object = {"value": []}
    if path == "/metadata/endpoints":
        found = {"authentication": {"loginEndpoint": base, "audiences": [base]}}
    elif path.endswith(ROLES):
        properties = {"roleName": "Owner", "type": "BuiltInRole"}
        found = {"value": [{"id": OWNER, "name": OWNER, "properties": properties}]}
    elif path.endswith("/openid-configuration"):
        sign_in = f"{base}/{tenant}/oauth2/v2.0"
        found = {
            "authorization_endpoint": f"{sign_in}/authorize",
            "token_endpoint": f"{sign_in}/token",
            "issuer": base,
        }
    elif path.endswith("/token"):
        claims = base64.urlsafe_b64encode(json.dumps({"tid": tenant}).encode()).decode().rstrip("=")
        token = f"e30.{claims}.x"
        found = {"token_type": "Bearer", "expires_in": 3600, "access_token": token}
    return json.dumps(found).encode()
