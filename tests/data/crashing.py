"""Kill a process at every line that it runs in the store, one line after the other.

Run as a program: reads code from standard input that defines ``prepare(folder)`` and
``act(folder)``. For each line a copy of the prepared folder is made, and a forked process that
acts in it is killed (SIGKILL) just before that line. Prints how many lines there are.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

Step = Callable[[Path], None]


def main(folder: Path, every: int) -> None:
    steps: dict[str, Any] = {}
    exec(compile(sys.stdin.read(), "steps", "exec"), steps)
    steps["prepare"](folder / "prepared")
    line = 1
    while _killed_at(line, steps["act"], _copy(folder, line)):
        line += every
    sys.stdout.write(str(line))


def _copy(folder: Path, line: int) -> Path:
    copied = folder / f"{line:05}"
    shutil.copytree(folder / "prepared", copied)
    return copied


def _killed_at(line: int, act: Step, folder: Path) -> bool:
    child = os.fork()
    if child == 0:
        _act(line, act, folder)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise SystemExit(f"acting failed before line {line}")
    return False


def _act(line: int, act: Step, folder: Path) -> None:
    seen = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal seen
        if "/data/store/" not in frame.f_code.co_filename:
            return None
        seen += event == "line"
        if seen == line:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    code = 1
    try:
        sys.settrace(trace)
        act(folder)
        code = 0
    finally:
        sys.settrace(None)
        if code:
            traceback.print_exc()
        os._exit(code)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
