"""Start one of the programs of the first-paint benchmark and stop it as soon as rows are seen.

Run as ``python -m tests.benchmarks.first_paint empty|dashboard FOLDER``; prints the seconds from
the start of the process to the first screen with rows (``dashboard``) or without (``empty``).
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import NoReturn


def started_at() -> float:
    """Return when this process started, on the clock of ``time.time``."""
    ticks = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    booted = time.time() - float(Path("/proc/uptime").read_text().split()[0])
    return booted + ticks / os.sysconf("SC_CLK_TCK")


def run_empty() -> None:
    """Run an App with one RowTable and nothing in it."""
    from textual.app import App, ComposeResult

    from screens.widgets.row_table import RowTable

    class Empty(App[None]):
        def compose(self) -> ComposeResult:
            yield RowTable[str](())

        def on_ready(self) -> None:
            self.call_after_refresh(report, self)

    Empty().run(headless=True, size=(120, 40))


def run_dashboard(folder: Path) -> None:
    """Run the dashboard on a cache, as the command line does."""
    from data.store.profile import Profile
    from screens.dashboard import Dashboard
    from tui import cli
    from tui.app import LightkeeperApp

    assert cli.cli is not None, "the command line is part of the way to the first paint"

    class Timed(LightkeeperApp):
        def on_ready(self) -> None:
            self._look_for_rows()

        def _look_for_rows(self) -> None:
            screen = self.screen
            if isinstance(screen, Dashboard) and screen.customers.table.row_count:
                self.call_after_refresh(report, self)
            else:
                self.set_timer(0.002, self._look_for_rows)

    def connect() -> NoReturn:
        raise AssertionError("nothing is read before somebody asks")

    app = Timed(Profile(root=folder), connect)
    app.run(headless=True, size=(120, 40))


def report(app: object) -> None:
    """Print the time and leave at once: how long an App takes to close is another matter."""
    # Past sys.stdout, which the App has taken over.
    os.write(1, f"{time.time() - started_at():.4f}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        run_empty()
    else:
        run_dashboard(Path(sys.argv[2]))
