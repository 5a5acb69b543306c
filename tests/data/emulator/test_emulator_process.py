"""The sample Azure as a process: the announcement, its end, and what it says when it cannot."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from data.emulator import child
from data.emulator.__main__ import main
from data.emulator.entities import Behaviour
from data.emulator.faults import KINDS, Fault
from data.emulator.options import Options, SampleAzureError
from data.emulator.serve import Running, running
from data.emulator.world import World, make_world
from tests.data.emulator.asking import Asker
from tests.data.emulator.raw import Raw, lists
from tui.cli import cli

ROOT = Path(__file__).parents[3]


@contextmanager
def process(*arguments: str, module: str = "data.emulator") -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        try:
            yield started
        finally:
            started.terminate()


def announcement(started: subprocess.Popen[str]) -> dict[str, Any]:
    assert started.stdout
    said: dict[str, Any] = json.loads(started.stdout.readline())
    return said


def reached(started: subprocess.Popen[str]) -> Running:
    """Return the one that a process serves, as if it were in this process."""
    azure: Any = child.SampleAzure(started, announcement(started))  # type: ignore[arg-type]  # of text
    made: Running = azure
    return made


def test_it_says_how_to_reach_it_and_ends_cleanly_when_interrupted() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with process("--customers", "2") as started:
            said = announcement(started)
            assert said.keys() == {
                "url",
                "ca",
                "tenant",
                "client_id",
                "client_secret",
                "cloud_metadata",
            }
            folder = Path(said["ca"]).parent
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            started.send_signal(number)
            _, errors = started.communicate(timeout=10)
            assert (started.returncode, errors) == (0, "")
            assert not folder.exists()


def test_it_ends_with_its_standard_input_only_when_told_to() -> None:
    with process("--customers", "1", "--until-stdin-closes") as started:
        announcement(started)
        assert started.stdin
        started.stdin.close()
        assert started.wait(10) == 0
    with process("--customers", "1") as started:
        announcement(started)
        assert started.stdin
        started.stdin.close()
        with pytest.raises(subprocess.TimeoutExpired):
            started.wait(0.3)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--customers", "0"), "customers"),
        (("--customers", "many"), "customers"),
        (("--delegations", "-1"), "delegations"),
        (("--port", "70000"), "port"),
        (("--frobnicate",), "frobnicate"),
        (("--fault", "strom"), "'strom'; known are latency, storm"),
        (("--fault", "storm=2"), "at most 1"),
        (("--fault", "drop", "--fault", "storm=often"), "'often'"),
        (("--fault",), "fault"),
        (("--throttle=yes",), "throttle"),
    ],
)
def test_bad_numbers_are_one_sentence(
    arguments: tuple[str, ...], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert word in complaint(arguments, capsys)


def test_a_port_in_use_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = complaint(("--port", port, "--customers", "1"), capsys)
    assert said.startswith(f"Port {port} is in use already")


def complaint(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    return said.err


def test_a_child_is_started_used_and_stopped() -> None:
    with child.start(customers=3, delegations=2, seed=5) as azure:
        assert azure.is_alive()
        world = make_world(3, 2, 5)
        assert azure.tenant == world.home.id
        # Asked as one asks a world in this process, which has the same names for what it needs.
        asker = Asker(azure)  # type: ignore[arg-type]  # has all that is asked of it
        assert len(asker.all("/subscriptions", "2022-12-01")) == len(world.subscriptions)
        assert azure.cloud_metadata.startswith(f"{azure.url}/metadata/endpoints?api-version=")
    assert not azure.is_alive()
    assert not azure.ca.exists()
    azure.stop()


def test_a_child_has_faults_and_limits_like_a_world_in_this_process() -> None:
    options = {"customers": 8, "delegations": 2, "seed": 5}
    with child.start(**options, throttle=True, fault=("refused=0.6", "latency=0.01")) as azure:
        there = statuses(azure)  # type: ignore[arg-type]  # has all that is asked of it
    world = make_world(**options)
    world.behaviour = Behaviour(throttle=True, faults=(Fault("refused", 0.6, 5),))
    with running(world) as here:
        assert statuses(here) == there
    assert set(there[:-1]) == {200, 403}
    assert there[-1] == 429


def statuses(azure: Running) -> list[int]:
    """Ask every subscription, then Resource Graph until it has enough of it."""
    asker = Asker(azure)
    rows = asker.all("/subscriptions", "2022-12-01")
    found = [asker.get(f"{row['id']}/resourceGroups", "2021-04-01").status for row in rows]
    queries = (asker.query("ResourceContainers | count").status for _ in range(200))
    return [*found, next(status for status in queries if status != 200)]


def test_the_program_has_the_same_options() -> None:
    runner = CliRunner()
    told = runner.invoke(cli, ["emulator", "--help"], terminal_width=80)
    assert "--throttle" in told.output
    for name, why in KINDS.items():
        assert f"  {name:<10} {why}\n" in told.output
    assert max(map(len, told.output.splitlines())) <= 80
    for nonsense in ("strom", "storm=0", "storm=often"):
        ended = runner.invoke(cli, ["emulator", "--fault", nonsense])
        assert (ended.exit_code, ended.stdout) == (2, "")
        assert ended.stderr.count("\n") == 1
        assert "storm" in ended.stderr
    arguments = ("emulator", "--customers=2", "--throttle", "--fault=loop=.01", "--fault=storm=1")
    with process(*arguments, module="tui") as started:
        refused = Asker(reached(started)).get("/tenants", "2022-12-01")
        assert (refused.status, refused.code) == (429, "TooManyRequests")


@pytest.mark.parametrize("kind", ["oversized", "stall", "latency"])
def test_it_ends_when_terminated_whatever_goes_wrong(kind: str) -> None:
    with process("--customers", "4", "--fault", f"{kind}=1", "--throttle") as started:
        azure = reached(started)
        raw = Raw(azure)
        with ExitStack() as opened:
            for path in lists(make_world(4))[:6]:
                opened.enter_context(raw.asked(path))
            began = time.monotonic()
            started.terminate()
            _, errors = started.communicate(timeout=10)
        assert (started.returncode, errors) == (0, "")
        assert time.monotonic() - began < 2


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="reads Linux's account of memory"
)
def test_an_answer_without_end_needs_little_memory() -> None:
    with process("--customers", "4", "--fault", "oversized=1") as started:
        azure = reached(started)
        raw = Raw(azure)
        before = peak_memory(started.pid)
        for path in lists(make_world(4))[:3]:
            with raw.asked(path) as connection, connection.getresponse() as response:
                for _ in range(60):
                    assert len(response.read(1_000_000)) == 1_000_000
        assert peak_memory(started.pid) - before < 20_000_000


def peak_memory(pid: int) -> int:
    """Return the most bytes that a process ever held at once."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def test_a_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import sys, time\n"
        "from data.emulator.child import start\n"
        "azure = start(customers=1)\n"
        "print(azure.ca, azure._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        ca, pid = parent.stdout.readline().split()
        assert Path(ca).exists()
        parent.kill()
    ends = time.monotonic() + 10
    while (Path(ca).exists() or runs(int(pid))) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not Path(ca).exists()
    assert not runs(int(pid))


def runs(pid: int) -> bool:
    """Whether a process is there and has not ended, though perhaps nobody collected it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_that_does_not_come_up_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SampleAzureError, match="customers must be between"):
        child.start(customers=0)
    with pytest.raises(SampleAzureError, match="not ready within"):
        child.start(customers=1, ready_within=0.0)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SampleAzureError, match=r"did not start: .*\.$"):
        child.start(customers=1)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SampleAzureError, match="did not start"):
        child.start(customers=1)


def test_a_folder_called_data_beside_the_parent_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "__init__.py").write_text("raise SystemExit('the wrong data')")
    monkeypatch.chdir(tmp_path)
    with child.start(customers=1) as azure:
        assert azure.is_alive()


def test_starting_a_child_does_not_import_the_server() -> None:
    code = "import sys, data.emulator.child; print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(ended.stdout.split())
    assert "data.emulator.child" in loaded
    assert not {"aiohttp", "trustme", "msgspec", "azure"} & loaded


def test_a_world_can_change_while_it_is_served(azure: Running, asker: Asker, world: World) -> None:
    (held, *_) = world.showing("newest")
    held.name = "renamed just now"
    assert asker.get(held.path, "2022-12-01").body["displayName"] == "renamed just now"
    last = azure.requests[-1]
    assert (last.method, last.path) == ("GET", held.path)
    assert last.query == {"api-version": "2022-12-01"}


def test_it_is_gone_when_the_block_ends() -> None:
    with running(make_world(1)) as azure:
        asker = Asker(azure)
        assert asker.get("/tenants", "2022-12-01").status == 200
        assert not os.path.samefile(azure.ca.parent, "/tmp")
    assert not azure.ca.exists()
    with pytest.raises(urllib.error.URLError):
        asker.get("/tenants", "2022-12-01")


def test_an_error_in_the_block_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), running(make_world(1)):
        _ = 1 / 0


def test_options_are_checked() -> None:
    assert Options().customers == 60
    with pytest.raises(SampleAzureError, match="port must be between 0 and 65535"):
        Options(port=-1)
