"""From an empty home directory to a synced dashboard, by keyboard, as the screen says."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from data.emulator.serve import Running
from data.emulator.world import World
from tests.data.azure.signing_in import few_customers
from tests.terminal.tmux import terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def world() -> World:
    """A few customers."""
    return few_customers()


def test_a_first_run_reaches_a_synced_dashboard(azure: Running, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    program = Path(sys.executable).with_name("lightkeeper")
    bare = ["env", "-i", f"HOME={home}", "PATH=/usr/bin:/bin", "TERM=xterm-256color"]
    command = [*bare, "LANG=C.UTF-8", str(program)]
    command += ["--arm-url", azure.url, "--ca", str(azure.ca)]
    with terminal(command, tmp_path, {}, (80, 24)) as screen:
        screen.until("It only reads", "▸ Code", "works over SSH")
        screen.press("Enter")
        screen.until("Which tenant do you manage customers from?")
        screen.type(azure.tenant)
        screen.press("Enter")
        seen = screen.until("Enter this code", f"{azure.url}/devicelogin", "Time left  14:5")
        found = re.search(r"Enter this code\W+([A-Z]{9})\b", seen)
        assert found
        code = found[1]
        assert azure.service.sessions.enter(code)
        seen = screen.until("6 customers", "synced just now")
        screen.press("q")
        screen.until("EXIT=0")
    secrets = [*azure.service.sessions.refresh, *azure.service.sessions.devices, code, "eyJ"]
    assert azure.service.sessions.refresh
    files = [each for each in home.rglob("*") if each.is_file()]
    assert len(files) > 5
    for path in files:
        assert not [each for each in secrets if each.encode() in path.read_bytes()], path
