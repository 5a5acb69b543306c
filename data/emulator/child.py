"""The sample Azure as a child process, which ends when its parent does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from data.emulator.options import CUSTOMERS, DELEGATIONS, SEED, Options, SampleAzureError

READY_WITHIN = 60.0
"""Seconds that the child gets to make its world and listen."""
_GOODBYE = 5.0
_LAST_BREATH = 0.2
"""Seconds between the end of a child's output and its own."""


class SampleAzure:
    """A sample Azure that runs beside this process. Use it as a context manager, or stop it."""

    def __init__(self, process: subprocess.Popen[bytes], announcement: dict[str, Any]) -> None:
        self._process = process
        self.url: str = announcement["url"]
        """Where Resource Manager is, and the authority to sign in at."""
        self.ca = Path(announcement["ca"])
        """The certificate to trust."""
        self.tenant: str = announcement["tenant"]
        self.client_id: str = announcement["client_id"]
        self.client_secret: str = announcement["client_secret"]
        self.cloud_metadata: str = announcement["cloud_metadata"]

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it; calling this twice does no harm."""
        _end(self._process)

    def __enter__(self) -> SampleAzure:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start(
    *,
    customers: int = CUSTOMERS,
    delegations: int = DELEGATIONS,
    seed: int = SEED,
    throttle: bool = False,
    fault: Sequence[str] = (),
    ready_within: float = READY_WITHIN,
) -> SampleAzure:
    """Start a sample Azure and wait until it answers.

    Args:
        customers: How many tenants delegate something.
        delegations: How many scopes a customer delegates, on average.
        seed: What the random numbers of its world start from.
        throttle: Whether Azure's limits on requests are enforced.
        fault: What goes wrong on purpose, as ``NAME`` or ``NAME=RATE`` each.
        ready_within: Seconds to wait for it.

    Raises:
        SampleAzureError: When it does not come up.
    """
    options = Options(customers, delegations, seed, throttle=throttle, fault=fault)
    with tempfile.TemporaryFile() as complaints:
        process = _launch(options, complaints)
        line = _first_line(process, ready_within)
        if line:
            return SampleAzure(process, json.loads(line))
        reason = _ended_by_itself(process) or f"it was not ready within {ready_within:g} seconds."
        _end(process)
        complaints.seek(0)
        said = complaints.read().decode(errors="replace").strip().splitlines()
    raise SampleAzureError(f"The sample Azure did not start: {said[-1] if said else reason}")


def _ended_by_itself(process: subprocess.Popen[bytes]) -> str:
    try:
        return f"it ended at once with exit code {process.wait(_LAST_BREATH)}."
    except subprocess.TimeoutExpired:
        return ""


def _launch(options: Options, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    # Found from wherever the parent was started, and never a folder called data that lies there.
    home = str(Path(__file__).resolve().parents[2])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [
        *(sys.executable, "-P", "-m", "data.emulator", "--until-stdin-closes"),
        *("--customers", str(options.customers)),
        *("--delegations", str(options.delegations)),
        *("--seed", str(options.seed)),
        *(["--throttle"] if options.throttle else []),
        *(f"--fault={each}" for each in options.fault),
    ]
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
    except OSError as error:
        reason = f"{sys.executable} cannot be run ({error.strerror})."
        raise SampleAzureError(f"The sample Azure did not start: {reason}") from error


def _first_line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Return what the child says first; nothing when it says nothing in time."""
    lines: list[bytes] = []
    output = process.stdout
    if output is None:
        return b""
    reader = threading.Thread(target=lambda: lines.append(output.readline()), daemon=True)
    reader.start()
    reader.join(seconds)
    return lines[0] if lines else b""


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin and not process.stdin.closed:
        process.stdin.close()
    try:
        process.wait(_GOODBYE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
