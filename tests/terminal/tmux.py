"""A real terminal, driven from outside."""

from __future__ import annotations

import os
import secrets
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SECONDS = 30.0


class Terminal:
    """One tmux window with a program in it, on a server of its own."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def tmux(self, *arguments: str) -> str:
        """Give tmux a command."""
        command = ["tmux", "-S", str(self._socket), "-f", os.devnull, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def screen(self) -> str:
        """Return what is on the screen."""
        return self.tmux("capture-pane", "-p", "-t", "0")

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names, such as ``Enter`` and ``C-n``."""
        self.tmux("send-keys", "-t", "0", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.tmux("send-keys", "-t", "0", "-l", text)

    def until(self, *texts: str, gone: str = "") -> str:
        """Wait until all texts are on the screen, and one is not; return the screen."""
        return self.wait(lambda seen: all(t in seen for t in texts) and not (gone and gone in seen))

    def wait(self, holds: Callable[[str], bool]) -> str:
        """Wait until something holds for the screen; return the screen."""
        end = time.monotonic() + _SECONDS
        while not holds(seen := self.screen()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {_SECONDS:g} seconds; the screen was:\n{seen}")
            time.sleep(0.05)
        return seen


@contextmanager
def terminal(
    command: list[str], folder: Path, environment: Mapping[str, str], size: tuple[int, int]
) -> Iterator[Terminal]:
    """Run a command in a terminal; its exit status is printed when it ends."""
    opened = Terminal(folder / f"tmux-{secrets.token_hex(3)}")
    pairs = [f"{name}={value}" for name, value in environment.items()]
    # pytest says how large its own terminal is; the program would believe it.
    clean = ["env", "-u", "COLUMNS", "-u", "LINES", *pairs]
    line = f"{shlex.join([*clean, *command])}; echo EXIT=$?; exec sleep 1000"
    width, height = map(str, size)
    opened.tmux("new-session", "-d", "-x", width, "-y", height, "-c", str(ROOT), "sh", "-c", line)
    try:
        yield opened
    finally:
        opened.tmux("kill-server")
