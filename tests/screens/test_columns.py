"""Columns: who gets how many cells, and texts that fill them exactly."""

from __future__ import annotations

import string
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.widgets.columns import GAP, Column, Placed, fit, measure, place, wrapped

ODD = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from("\u200d\ufe0f\u0301\u200b\x1b\n\t東京👩👧❤\ud800\u202e\xad"),
        st.sampled_from(string.ascii_letters),
    ),
    max_size=30,
)


@st.composite
def columns_of_any_kind(draw: st.DrawFn) -> list[Column[str]]:
    return [
        Column(
            name=f"c{at}",
            title=draw(st.text(string.ascii_letters, max_size=12)),
            text=str,
            min_width=draw(st.integers(1, 20)),
            max_width=draw(st.none() | st.integers(1, 30)),
            grow=draw(st.booleans()),
            priority=draw(st.integers(0, 3)),
        )
        for at in range(draw(st.integers(0, 7)))
    ]


def end(placed: Sequence[Placed[Any]]) -> int:
    return placed[-1].start + placed[-1].width if placed else 0


@settings(deadline=None)
@given(columns_of_any_kind(), st.lists(ODD, max_size=5), st.integers(-3, 150))
def test_columns_never_take_more_than_there_is(
    columns: list[Column[str]], rows: list[str], room: int
) -> None:
    placed = place(columns, measure(columns, rows), room)
    assert end(placed) <= max(0, room)
    assert all(each.width >= 1 for each in placed)
    for left, right in pairwise(placed):
        assert right.start == left.start + left.width + GAP
    order = [each.column.name for each in placed]
    assert order == [each.name for each in columns if each.name in order]


@settings(deadline=None)
@given(columns_of_any_kind(), st.lists(ODD, max_size=5), st.integers(-3, 150))
def test_priority_0_stays_while_there_is_a_cell_for_each(
    columns: list[Column[str]], rows: list[str], room: int
) -> None:
    firm = [each.name for each in columns if each.priority == 0]
    placed = [each.column.name for each in place(columns, measure(columns, rows), room)]
    if room >= len(firm) * (1 + GAP) - GAP:
        assert set(firm) <= set(placed)
    else:
        assert placed == firm[: len(placed)]


@settings(deadline=None)
@given(columns_of_any_kind(), st.integers(0, 150))
def test_the_highest_priority_goes_first(columns: list[Column[str]], room: int) -> None:
    shown = {each.column.name for each in place(columns, measure(columns, ()), room)}
    kept = [each.priority for each in columns if each.name in shown]
    dropped = [each.priority for each in columns if each.name not in shown]
    if kept and dropped and max(dropped) > 0:
        assert max(kept) <= max(dropped)


@settings(deadline=None, max_examples=100)
@given(ODD, st.integers(0, 40), st.booleans())
def test_a_cell_takes_exactly_its_width(text: str, width: int, right: bool) -> None:
    cell = fit(text, width, right)
    assert cell_len(cell) == width
    cell.encode()
    assert not any(ord(sign) < 32 or sign == "\x7f" for sign in cell)


@pytest.mark.parametrize(
    ("text", "width", "right", "cell"),
    [
        ("Litware", 10, False, "Litware   "),
        ("42", 5, True, "   42"),
        ("Fabrikam Retail", 8, False, "Fabrika…"),
        ("東京都庁", 8, False, "東京都庁"),
        ("東京都庁", 7, False, "東京都…"),
        ("東京都庁", 6, False, "東京 …"),
        ("東京都庁", 1, False, "…"),
        ("Żółw", 6, True, "  Żółw"),
        ("e\u0301t\u0301e\u0301", 2, False, "e\u0301…"),
        ("a\x1b[2Jb\nc", 8, False, "a\ufffd[2Jb c"),
        ("👩\u200d👩\u200d👧" * 2_000, 5, False, "👩\u200d👩\u200d👧👩\u200d👩\u200d👧…"),
        ("e" + "\u0301" * 5_000 + "f", 3, False, "e" + "\u0301" * 31 + "… "),
        ("anything", 0, False, ""),
    ],
)
def test_fit(text: str, width: int, right: bool, cell: str) -> None:
    assert fit(text, width, right) == cell


def widths(placed: Sequence[Placed[Any]]) -> dict[str, int]:
    return {each.column.name: each.width for each in placed}


def test_spare_room_goes_to_what_grows() -> None:
    columns = [
        Column("name", "Name", str, grow=True),
        Column("state", "State", str),
    ]
    wanted = measure(columns, ["x" * 9])
    assert widths(place(columns, wanted, 40)) == {"name": 40 - GAP - 9, "state": 9}


def test_a_low_priority_is_narrowed_then_dropped_before_others_are_cut() -> None:
    columns = [
        Column("name", "Name", str, grow=True, min_width=6),
        Column("state", "State", str),
        Column("domain", "Domain", str, min_width=8, priority=1),
    ]
    wanted = {"name": 6, "state": 9, "domain": 20}
    assert widths(place(columns, wanted, 39)) == {"name": 6, "state": 9, "domain": 20}
    assert widths(place(columns, wanted, 27)) == {"name": 6, "state": 9, "domain": 8}
    assert widths(place(columns, wanted, 26)) == {"name": 15, "state": 9}


def test_no_column_is_wider_than_it_may_be() -> None:
    columns = [Column("name", "Name", str, grow=True, max_width=12)]
    wanted = measure(columns, ["x" * 50])
    assert widths(place(columns, wanted, 80)) == {"name": 12}


def test_only_the_first_rows_are_measured() -> None:
    rows = ["x"] * 1000 + ["x" * 70]
    assert measure([Column("name", "Name", str)], rows) == {"name": 5}


@given(st.text(), st.integers(4, 40))
def test_a_wrapped_text_loses_no_word(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert " ".join(lines).split() == text.split()
    for each in lines:
        assert cell_len(each) <= width or len(each.split()) == 1


def test_a_wrapped_text_stands_further_in() -> None:
    assert wrapped("  one two three", 9) == ["  one two", "    three"]
    assert wrapped("one", 9) == ["one"]
