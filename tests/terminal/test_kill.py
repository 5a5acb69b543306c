"""The program is killed while a plan is typed: the library opens whole, and little is lost."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from data.known import Known
from data.store.profile import Profile
from tests.tui.conftest import sample

pytestmark = pytest.mark.terminal
__all__ = ["sample"]

SECONDS_LOST = 1.0
LONGEST = 2.0
"""Seconds of typing after which the program is killed at the latest."""
PAUSES = (0.01, 0.08)
"""Seconds between two keys."""
NEW_PLAN_EACH = 10
ROOT = Path(__file__).parents[2]


class Program:
    """The program on a pseudo terminal; what it draws is read all the time."""

    def __init__(self, home: Path) -> None:
        self._terminal, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 160, 0, 0))
        environment = {
            **os.environ,
            "XDG_DATA_HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "TERM": "xterm-256color",
        }
        for name in ("COLUMNS", "LINES"):
            environment.pop(name, None)
        self._process = subprocess.Popen(
            [Path(sys.executable).with_name("lightkeeper")],
            cwd=ROOT,
            env=environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._drawn = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        try:
            while some := os.read(self._terminal, 65536):
                self._drawn += some
        except OSError:  # the other end is closed
            return

    def send(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._terminal, keys)

    def press(self, keys: bytes, text: bytes) -> None:
        """Press keys, and wait until a text is drawn."""
        self._drawn = b""
        self.send(keys)
        self.until(text)

    def until(self, text: bytes) -> None:
        """Wait until a text is drawn."""
        end = time.monotonic() + 30
        while text not in self._drawn:
            assert time.monotonic() < end, self._drawn[-4000:]
            time.sleep(0.005)

    def kill(self) -> float:
        """End the program as the power failing would, and return when that was."""
        self._process.send_signal(signal.SIGKILL)
        at = time.monotonic()
        assert self._process.wait() == -signal.SIGKILL
        self._reader.join()
        os.close(self._terminal)
        return at


@contextmanager
def started(home: Path) -> Iterator[Program]:
    program = Program(home)
    try:
        yield program
    except BaseException:
        program.kill()
        raise


def typed_until_killed(home: Path, number: int, draw: random.Random) -> list[tuple[str, float]]:
    """Type a count into the name of a plan, and kill the program at some moment.

    Returns:
        Each key with the seconds that passed between it and the end.
    """
    with started(home) as program:
        program.until(b"60 customers")
        if number % NEW_PLAN_EACH == 0:
            program.press(b"3", b"Offer / plan")
            program.press(b"n", b"Plan name")
        else:
            program.press(b"3", b"draft")  # on a busy machine the rows come after the headings
            program.press(b"\r", b"Plan name")
            empty_the_name(program, home)
        keys, end = [], time.monotonic() + draw.uniform(0, LONGEST)
        for key in f"{number}:" + ".".join(map(str, range(1000))):
            if time.monotonic() >= end:
                break
            program.send(key.encode())
            keys.append((key, time.monotonic()))
            time.sleep(max(0, min(draw.uniform(*PAUSES), end - time.monotonic())))
    killed = program.kill()
    return [(key, killed - at) for key, at in keys]


def empty_the_name(program: Program, home: Path) -> None:
    """Begin with nothing; what is typed before that is done would go elsewhere."""
    end = time.monotonic() + 30
    while "" not in saved(home).values():
        assert time.monotonic() < end
        program.send(b"\x1bOQ")  # f2
        time.sleep(0.2)
        program.send(b"\x15")  # ctrl+u
        time.sleep(0.2)


def saved(home: Path) -> dict[str, str]:
    """Return the name of each plan by its id; nothing of what was kept may be damaged."""
    reports: list[str] = []
    profile = Profile(root=home / "lightkeeper", report=reports.append)
    names = {each.id: each.name for each in profile.library.contents().plans}
    for each in names:
        profile.revisions.of(each)
    assert reports == []
    return names


def name_all(home: Path, name: str) -> dict[str, str]:
    """Give a plan without a name one, so that it can be seen when it has none again."""
    library = Profile(root=home / "lightkeeper").library
    library.save(*(replace(each, name=name) for each in library.contents().plans if not each.name))
    return saved(home)


@pytest.mark.parametrize(
    "rounds", [2, pytest.param(200, marks=[pytest.mark.large, pytest.mark.timeout(3600)])]
)
def test_a_kill_loses_a_second_of_typing_at_most(
    rounds: int, sample: Known, tmp_path: Path
) -> None:
    home, draw = tmp_path / "home", random.Random(9)
    Profile(root=home / "lightkeeper").cache.commit(sample)
    names: dict[str, str] = {}
    began, worst, most, cut_short = time.monotonic(), 0.0, 0, 0
    for number in range(rounds):
        before = name_all(home, "none")
        keys = typed_until_killed(home, number, draw)
        names = saved(home)
        assert names.keys() >= before.keys()
        changed = [name for of, name in names.items() if name != before.get(of)]
        assert len(changed) <= 1, "only the plan that was typed into is another one"
        kept = changed[0] if changed else ""  # a new plan of which no key was kept
        assert "".join(key for key, _ in keys).startswith(kept)
        lost = keys[len(kept) :]
        seconds = lost[0][1] if lost else 0.0
        assert seconds <= SECONDS_LOST, f"round {number}: {len(lost)} of {len(keys)} keys lost"
        worst, most, cut_short = max(worst, seconds), max(most, len(lost)), cut_short + bool(lost)
    left = [each.name for each in (home / "lightkeeper").rglob("*.tmp")]
    sys.stdout.write(
        f"\n{rounds} kills in {time.monotonic() - began:.0f} s; {cut_short} lost keys, at worst "
        f"{worst:.3f} s of typing and {most} keys; {len(names)} plans, {len(left)} files left\n"
    )
