"""Runs the real az against a sample Azure, with a profile of its own, cut off from the rest."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest

from data.azure.no_token import SECRET_VARIABLES
from data.emulator.serve import Running

Way = Literal["adfs", "register", "metadata", "msi"]
"""How az learns of a cloud and signs in to it."""

CLOUD = "SampleAzure"
_NOWHERE = "http://127.0.0.1:9"
_METADATA_VERSION = "2019-05-01"
_SECONDS = 60


class Done(NamedTuple):
    """What a command ended with."""

    code: int
    out: str
    err: str


class Az:
    """One az: the program, and the environment that makes it talk to one sample Azure."""

    def __init__(self, program: Path, folder: Path, azure: Running, way: Way) -> None:
        self.azure = azure
        self.way = way
        self.environment = {
            "PATH": os.pathsep.join([str(program.parent), os.environ["PATH"]]),
            "HOME": str(folder),
            "AZURE_CONFIG_DIR": str(folder / "azure"),
            "REQUESTS_CA_BUNDLE": str(azure.ca),
            "HTTPS_PROXY": _NOWHERE,
            "HTTP_PROXY": _NOWHERE,
            "NO_PROXY": "localhost",
            "AZURE_CORE_COLLECT_TELEMETRY": "no",
            "AZURE_CORE_ONLY_SHOW_ERRORS": "yes",
            "AZURE_CORE_LOGIN_EXPERIENCE_V2": "off",
            "AZURE_EXTENSION_USE_DYNAMIC_INSTALL": "no",
            **_settings(azure, way),
        }
        self._program = program

    def run(self, *arguments: str) -> Done:
        """Run a command, however it ends."""
        done = subprocess.run(
            [self._program, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def __call__(self, *arguments: str) -> Any:
        """Run a command that succeeds; return what it prints."""
        done = self.run(*arguments, "--output", "json")
        assert done.code == 0, f"az {' '.join(arguments[:4])}: {done.err}"
        return json.loads(done.out) if done.out.strip() else None

    def rest(self, method: str, path: str, body: Any = None, version: str = "2022-10-01") -> Any:
        """Send a request of our own through ``az rest``."""
        content = () if body is None else ("--body", json.dumps(body))
        url = f"{path}?api-version={version}"
        return self("rest", "--method", method, "--url", url, *content)

    def sign_in(self) -> None:
        """Make az know this cloud, and sign in."""
        azure = self.azure
        if self.way != "metadata":
            address = ("--endpoint-resource-manager", azure.url)
            self("cloud", "register", "--name", CLOUD, *address)
            self("cloud", "set", "--name", CLOUD)
        if self.way == "msi":
            self("login", "--identity")
            return
        who = ("--username", azure.client_id, "--password", azure.client_secret)
        self("login", "--service-principal", *who, "--tenant", azure.tenant)

    def join(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Give this process the environment in which az is signed in, and no other sign-in."""
        for name in SECRET_VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)


def _settings(azure: Running, way: Way) -> dict[str, str]:
    """Return what a way to sign in needs besides."""
    if way == "adfs":
        return {}
    # Otherwise MSAL asks the public cloud whether this one is genuine.
    settings = {"AZURE_CORE_INSTANCE_DISCOVERY": "false"}
    if way == "metadata":
        url = f"{azure.url}/metadata/endpoints?api-version={_METADATA_VERSION}"
        settings |= {"ARM_CLOUD_METADATA_URL": url, "SSL_CERT_FILE": str(azure.ca)}
    if way == "msi":
        endpoint = f"{azure.url}/msi/token"
        settings |= {"IDENTITY_ENDPOINT": endpoint, "IDENTITY_HEADER": azure.client_secret}
    return settings
