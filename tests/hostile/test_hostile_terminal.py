"""The hostile world in a real terminal, which obeys, and which has its own idea of widths."""

from __future__ import annotations

import base64
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.known import Known
from data.snapshot import Snapshot
from data.store.profile import Profile
from tests.hostile.looking import harm
from tests.hostile.world import NAMES, Hostile
from tests.terminal.tmux import Terminal, terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
TITLE = "untouched"
NARROW = 100
"""Below so many cells there is one frame."""
SIZES = pytest.mark.parametrize(
    "size", [pytest.param((160, 45), marks=pytest.mark.large), (80, 24)], ids=["wide", "narrow"]
)
# What Textual itself sends: styles, cursor and modes, synchronised output, questions, the pointer.
_SEQUENCE = re.compile(
    rb"\x1b\[[0-9;:?<=>$]*[A-Za-z]|\x1b\]22;[a-z-]+(?:\x07|\x1b\\)|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"
    rb"|\x1b[=>]|\x1bP\+q[0-9a-f]+\x1b\\|\x1b\([B0]"
)


@pytest.fixture
def home(sample: Known, tmp_path: Path) -> Path:
    """A data folder whose default profile has the hostile world in its cache."""
    Profile(root=tmp_path / "home" / "lightkeeper").cache.commit(sample)
    return tmp_path / "home"


@contextmanager
def opened(home: Path, size: tuple[int, int]) -> Iterator[tuple[Terminal, Path]]:
    """Open the dashboard in a terminal; also yield where all that it wrote is recorded."""
    environment = {"XDG_DATA_HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    environment["XDG_CONFIG_HOME"] = str(home)
    program = Path(sys.executable).with_name("lightkeeper")
    with terminal(["sh", "-c", f"sleep 0.5; exec {program}"], home, environment, size) as screen:
        screen.tmux("select-pane", "-t", "0", "-T", TITLE)
        screen.tmux("set-option", "-s", "set-clipboard", "on")
        record = home / "written"
        screen.tmux("pipe-pane", "-t", "0", f"cat > {record}")
        screen.until("customers ·", "All customers")
        yield screen, record


def column(screen: Terminal, x: int, rows: int) -> list[str]:
    """Return what stands in one column of the frames, from their first line on.

    The terminal itself is asked, by marking a rectangle: how wide each text is, it alone knows.
    """
    screen.tmux("copy-mode", "-t", "0")
    for command in ("top-line", "cursor-down", "start-of-line"):
        screen.tmux("send-keys", "-t", "0", "-X", command)
    if x:
        screen.tmux("send-keys", "-t", "0", "-X", "-N", str(x), "cursor-right")
    for command in ("begin-selection", "rectangle-on"):
        screen.tmux("send-keys", "-t", "0", "-X", command)
    screen.tmux("send-keys", "-t", "0", "-X", "-N", str(rows - 1), "cursor-down")
    screen.tmux("send-keys", "-t", "0", "-X", "copy-selection-and-cancel")
    return screen.tmux("show-buffer").split("\n")


def assert_aligned(screen: Terminal, size: tuple[int, int]) -> None:
    """Check that frames and states stand in one column in every line.

    What is too wide is cut at the right edge of the terminal, so that edge alone proves nothing.
    """
    rows = size[1] - 3
    for x in (0, size[0] - 1) if size[0] < NARROW else (0, 63, 64, size[0] - 1):
        assert "".join(column(screen, x, rows)).strip("╭╮╰╯│┃") == "", f"column {x}"
    heading = screen.screen().splitlines()[2]
    state = column(screen, heading.index("Update"), rows)[2:-1]
    assert {each or " " for each in state} <= {"?", "✗", " "}, state


@SIZES
def test_every_page_of_customers_lines_up(home: Path, size: tuple[int, int]) -> None:
    with opened(home, size) as (screen, _):
        seen = screen.screen()
        for _ in range(len(NAMES) // (size[1] - 6)):
            assert_aligned(screen, size)
            screen.press("PageDown")
            seen = screen.wait(lambda now, before=seen: now != before)  # type: ignore[misc]
        screen.press("g")
        screen.wait(lambda now, before=seen: now != before)  # type: ignore[misc]
        screen.press("G")
        screen.until("Tired")
        assert_aligned(screen, size)
        screen.press("q")
        screen.until("EXIT=0")


def test_the_terminal_is_told_nothing_by_a_name(
    home: Path, hostile: Hostile, everything: Snapshot
) -> None:
    with opened(home, (160, 45)) as (screen, record):
        for payload in ("window title", "clipboard", "C1 title", "click quits", "override"):
            screen.press(":")
            screen.until("Search for")
            tenant = hostile.tenant(payload)
            screen.type(tenant)
            screen.wait(lambda seen, tenant=tenant: seen.count(tenant) > 1)  # type: ignore[misc]
            screen.press("Enter")
            screen.until("Delegated scopes · ", gone="🔎")
            screen.press("Enter", "y")
            screen.until("Copied the tenant id", tenant)
            screen.press("Enter", "!")
            screen.until("could not be read at the sync of")
            screen.press("q")
            screen.until("Customers 94", gone="could not be read at the sync of")
        assert screen.tmux("display-message", "-p", "-t", "0", "#{pane_title}").strip() == TITLE
        assert screen.tmux("show-buffer") == hostile.tenant("override")
        screen.press("q")
        screen.until("EXIT=0")
        assert screen.tmux("display-message", "-p", "-t", "0", "#{pane_title}").strip() == TITLE
        written = record.read_bytes()
    text = _SEQUENCE.sub(b"", written).decode()
    assert harm(re.sub(r"[\r\n]", "", text)) == []
    copied = re.findall(rb"\x1b\]52;c;([^\x07]*)\x07", written)
    tenants = {row.tenant_id for row in everything.customers.rows}
    assert {base64.b64decode(each).decode() for each in copied} < tenants
