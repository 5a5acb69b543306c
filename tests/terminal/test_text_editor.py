"""The terminal is the editor's while a plan is edited as text, and ours again after that."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.tmux import Terminal, terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

PROGRAM = """
import sys
from pathlib import Path
from data.plans import Plan
from data.store.profile import Profile
from tests.tui.desk import Desk
from tui.app import LightkeeperApp

class Program(LightkeeperApp):
    def on_mount(self):
        self.push_screen(Desk(Plan("1", "Gold")))

app = Program(Profile("test", root=Path(sys.argv[1])), lambda: None)
app.run()
print("NAME=" + next((each.name for each in app.snapshot.plans), "none"))
"""
EDITOR = """#!/bin/sh
printf 'Which name? '
read -r name
[ "$name" = broken ] && echo 'no plan' > "$1" && exit
sed -i "s/^name: .*/name: $name/" "$1"
"""


@contextmanager
def program(folder: Path) -> Iterator[Terminal]:
    """Start the program on a plan, with an editor that asks for its name."""
    script, editor = folder / "program.py", folder / "editor.sh"
    script.write_text(PROGRAM)
    editor.write_text(EDITOR)
    editor.chmod(0o700)
    environment = {
        "EDITOR": str(editor),
        "VISUAL": "",
        "TERM": "xterm-256color",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, str(script), str(folder)]
    with terminal(command, folder, environment, (80, 24)) as screen:
        screen.until("the desk")
        yield screen


def test_the_editor_has_the_terminal_and_gives_it_back(tmp_path: Path) -> None:
    with program(tmp_path) as screen:
        screen.press("F6")
        seen = screen.until("Which name?")
        assert "the desk" not in seen, "the editor has a screen of its own"
        screen.type("broken")
        screen.press("Enter")
        screen.until("This cannot be read as a plan.", "Edit again (y)")
        screen.press("y")
        screen.until("Which name?")
        screen.type("broken")
        screen.press("Enter")
        screen.until("Edit again (y)", gone="Which name?")
        screen.press("Escape")
        screen.until("the desk", "Your text stays in", gone="Edit again")
        screen.press("F6")
        screen.until("Which name?")
        screen.type("Silver")
        screen.press("Enter")
        screen.until("the desk", gone="Which name?")
        screen.press("q")
        screen.until("NAME=Silver", "EXIT=0")


def test_ctrl_c_ends_the_editor_and_nothing_else(tmp_path: Path) -> None:
    with program(tmp_path) as screen:
        screen.press("F6")
        screen.until("Which name?")
        screen.press("C-c")
        screen.until("editor.sh was stopped by signal 2.", "the desk")
        screen.press("F6")
        screen.until("Which name?")
