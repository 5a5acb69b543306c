"""Text of doubtful width is written over blanks, and followed by the column where to go on."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.driver import placed

AT = "\x1b[3;5H"
HINDI = "हिन्दी"  # three cells wide for Rich, five for most terminals


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (f"{AT}Contoso  │", f"{AT}Contoso  │"),
        (f"{AT}Żółw Ελλάς Кремль", f"{AT}Żółw Ελλάς Кремль"),
        (f"{AT}{HINDI}  │", f"{AT}     \x1b[5G{HINDI}\x1b[10G│"),
        (f"{AT}a  {HINDI}", f"{AT}a     \x1b[8G{HINDI}\x1b[11G"),
        (f"{AT}\x1b[1m東京\x1b[0m│", f"{AT}\x1b[1m    \x1b[5G東京\x1b[9G\x1b[0m│"),
        (f"{AT}x\n\x1b[4;1H東 y", f"{AT}x\n\x1b[4;1H    \x1b[1G東 y\x1b[5G"),
        ("\x1b[H東", "\x1b[H東"),
        (f"{AT}x\x1b[K東", f"{AT}x\x1b[K東"),
        ("東京 without a place", "東京 without a place"),
        ("\x1b]52;c;5p2x\x07", "\x1b]52;c;5p2x\x07"),
        ("\x1b[?2026h", "\x1b[?2026h"),
        (f"{AT}東\x1b[38;2;1", f"{AT}  \x1b[5G東\x1b[7G\x1b[38;2;1"),
    ],
)
def test_what_is_sent(written: str, sent: str) -> None:
    assert placed(written) == sent


class Screen:
    """A line of a terminal that draws each sign of a script two cells wide, and obeys columns."""

    def __init__(self, wide: str) -> None:
        self._wide = wide
        self.cells = [" "] * 400
        self._at = 0

    def write(self, data: str) -> None:
        for row, column, style, sign in re.findall(
            r"\x1b\[(?:(\d+);)?(\d+)[HG]|(\x1b\[[\d;]*m)|(.)", data, re.DOTALL
        ):
            if column:
                self._at = int(column) - 1
            elif sign and not style and not row:
                self.cells[self._at] = sign
                if sign in self._wide:
                    self.cells[self._at + 1] = ""
                self._at += 2 if sign in self._wide else 1


@given(
    st.lists(
        st.tuples(st.text("ab हिदी東🚀", max_size=8), st.sampled_from(["", "\x1b[1m"])), max_size=5
    )
)
def test_what_follows_stands_where_it_was_laid_out(parts: list[tuple[str, str]]) -> None:
    line = "".join(f"{style}{text}  │" for text, style in parts)
    screen = Screen("हिदी東🚀")
    screen.write(placed(f"\x1b[1;1H{line}"))
    end = 0
    for text, _ in parts:
        end += cell_len(text) + 2
        assert screen.cells[end] == "│"
        end += 1
