"""The program itself in a real terminal, at 80x24, by keyboard alone."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from data.known import Known
from data.store.profile import Profile
from tests.terminal.tmux import Terminal, terminal
from tests.tui.conftest import sample

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
__all__ = ["sample"]

Open = Callable[..., AbstractContextManager[Terminal]]
ENTRIES = (
    ("5c4b2ad8-77e0-4c4f-9f0a-0f6cf3a0d411", "Tier 1 Operations", "reader", "Reader"),
    ("0d1f6e52-1df5-4d08-a2cd-5dd6f0d6a3f5", "Tier 2 Operations", "contributor", "Contributor"),
    ("9b6b8a3e-5f0e-4b59-9a1b-2f6a7f6f1c22", "SOC Analysts", "security rea", "Security Reader"),
)


@pytest.fixture
def open_program(tmp_path: Path) -> Open:
    """Start the program in a terminal, its files in a folder of the test."""

    @contextmanager
    def opened(
        *arguments: str, size: tuple[int, int] = (80, 24), **extra: str
    ) -> Iterator[Terminal]:
        home = str(tmp_path / "home")
        environment = {"XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "TERM": "xterm-256color"}
        environment |= extra
        command = [str(Path(sys.executable).with_name("lightkeeper")), *arguments]
        with terminal(command, tmp_path, environment, size) as started:
            yield started

    return opened


@pytest.fixture
def known(sample: Known, tmp_path: Path) -> Known:
    """The sample customers, already in the cache of the default profile."""
    Profile(root=tmp_path / "home" / "lightkeeper").cache.commit(sample)
    return sample


def enter(screen: Terminal, text: str) -> None:
    """Fill a field and go to the next one, without waiting: no key may be lost."""
    screen.type(text)
    screen.press("Enter")


def test_the_whole_way_by_keyboard(open_program: Open, known: Known, tmp_path: Path) -> None:
    principal = known.definitions[0].authorizations[0].principal_id
    with open_program() as screen:
        screen.until("60 customers", "All customers")
        screen.press("/")
        screen.type(principal)
        screen.until(f"of 60 · /{principal}")
        screen.press("Enter")
        screen.press("Tab")
        seen = screen.until("Delegated scopes · ", "Version")
        assert "All customers" not in seen
        screen.press("y")
        screen.until("Copied the subscription id")
        screen.press("Tab")
        screen.until("Offer versions · ")
        screen.press("3")
        screen.until("Offer / plan", "managed-ops/gold")
        screen.press("n")
        screen.until("Plan name")
        for text in ("Managed Ops Gold", "managed-ops", "gold"):
            enter(screen, text)
        for principal, name, search, role in ENTRIES:
            screen.press("C-n")
            screen.until("Authorization", "Display name")
            enter(screen, principal)
            enter(screen, name)
            enter(screen, search)
            screen.until(role, name, gone="Display name")
        screen.until("1 error")
        screen.press("F3")
        screen.press("b")
        screen.until("1.1.0 is not above 1.10.0")
        screen.press("B")
        screen.until("2 warnings", gone="1 error")
        screen.press("Escape")
        screen.until("managed-ops/gold", "draft")
        screen.press("q")
        screen.until("EXIT=0")
    with open_program() as screen:
        screen.until("60 customers")
        screen.press("3")
        screen.until("managed-ops/gold", "draft")
        screen.press("Enter")
        screen.until("Authorizations 3", *(each[at] for each in ENTRIES for at in (1, 3)))
        screen.press("Escape")
        screen.until("Offer / plan")
        screen.press("q")
        screen.until("EXIT=0")


def test_the_demo_starts_from_nothing_and_again_from_its_cache(open_program: Open) -> None:
    with open_program("demo") as screen:
        screen.until("60 customers", "synced just now")
        screen.press("q")
        seen = screen.until("EXIT=0")
        assert "Customers 60" not in seen, "the terminal is as it was before"
    with open_program("demo", AZURE_CLIENT_SECRET="") as screen:
        screen.until("60 customers")
        screen.until("synced just now")
        screen.press("C-q")
        screen.until("EXIT=0")


def test_resizing_and_no_colour(open_program: Open, known: Known) -> None:
    with open_program(NO_COLOR="1") as screen:
        screen.until("Customers 60")
        assert "Delegated scopes" not in screen.screen()
        screen.tmux("resize-window", "-x", "160", "-y", "45")
        screen.until("Customers 60", "Delegated scopes", "Offer versions")
        coloured = screen.tmux("capture-pane", "-e", "-p", "-t", "0")
        assert "▌" in coloured, "the cursor can be seen without colour"
        screen.tmux("resize-window", "-x", "40", "-y", "8")
        screen.until("Customers")
        screen.press("q")
        screen.until("EXIT=0")


def test_hostile_names_do_not_reach_the_terminal(open_program: Open, known: Known) -> None:
    with open_program() as screen:
        before = screen.tmux("display-message", "-p", "-t", "0", "#{pane_title}")
        screen.until("60 customers")
        screen.press("/")
        screen.type("hexagon")
        screen.until("[bold red]Hexagon[/] Foods")
        screen.press("Enter")
        screen.press("Tab")
        screen.until("[@click=app.quit]")
        assert screen.tmux("display-message", "-p", "-t", "0", "#{pane_title}") == before
        screen.press("q")
        screen.until("EXIT=0")
