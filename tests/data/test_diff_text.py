from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from data.clean import clean
from data.diff import Difference, diff
from data.diff_text import RISK, SideBySide, markdown, side_by_side, unified
from data.entries import Side
from data.markdown import escape
from data.models import Approver, Authorization
from data.roles import DELETE_ROLE
from tests.data.entry_sets import CUSTOM, sides
from tests.data.records import (
    BOSS,
    CONTRIBUTOR,
    NIGHT,
    NIGHT_ON_CALL,
    OPS_CHANGES,
    OPS_READS,
    READER,
    guid,
)

ADDED, REMOVED, CHANGED, UNCHANGED = Difference
NIGHT_READS = Authorization(NIGHT, READER, "Night shift")
OLD = Side("Gold 1.2.0", (OPS_READS, NIGHT_READS), (NIGHT_ON_CALL,))
NEW = Side(
    "Gold 1.3.0",
    (OPS_READS, OPS_CHANGES, replace(NIGHT_READS, display_name="Night watch")),
    (replace(NIGHT_ON_CALL, max_duration="PT8H", mfa="None"),),
)
FOUND = diff(OLD, NEW)

HOSTILE = [
    "a|b",
    "*b* **c** _d_ __e__ ~~f~~ ~g~",
    "`code` ``more``",
    "[link](https://example.com)",
    "![image](https://example.com/x.png)",
    "<script>alert(1)</script>",
    "<https://example.com>",
    "https://example.com www.example.com example.com //example.com ops@example.com",
    "mailto:ops@example.com http://localhost ftp://example.com",
    "&amp; &#124; &lt;b&gt;",
    "\\| \\",
    "[ref]: x",
    "x\n\n| y | z |\n# heading",
    "\x1b[31mred",
    "a ^sup^ ==mark== $x$ :smile: {attr} @team #12",
    "1.2.0",
]
words = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=12), st.text("|\\`*_[]()<>&!:/.w@~ a#-1", max_size=9)
)


def tokens(text: str) -> list[Token]:
    return MarkdownIt("gfm-like").parse(text)


def inlines(text: str) -> list[list[Token]]:
    return [each.children or [] for each in tokens(text) if each.type == "inline"]


def test_one_column() -> None:
    assert unified(FOUND) == [
        ("~", "Night shift: Contributor (eligible)"),
        ("~", "  duration: 4 hours → 8 hours"),
        ("~", "  MFA: Azure → none"),
        ("!", "  high: can be activated without MFA now"),
        ("!", "  medium: can be activated for longer"),
        ("~", "Night watch: Reader (permanent)"),
        ("~", "  display name: Night shift → Night watch"),
        ("+", "Operations: Contributor (permanent)"),
        ("!", "  high: gains write: could change nothing before"),
        (" ", "Operations: Reader (permanent)"),
    ]


def test_what_came_and_went_is_told_in_full() -> None:
    assigns = Authorization(BOSS, DELETE_ROLE, "Lead", (CONTRIBUTOR, CUSTOM))
    lines = unified(diff(Side("", (assigns,)), Side("", (), (NIGHT_ON_CALL,))))
    delete = "Managed Services Registration assignment Delete Role"
    assert [each for each in lines if each[0] != RISK] == [
        ("-", f"Lead: {delete} (permanent)"),
        ("-", f"  delegated roles: Contributor, {CUSTOM}"),
        ("+", "Night shift: Contributor (eligible)"),
        ("+", "  duration: 4 hours"),
        ("+", "  MFA: Azure"),
        ("+", "  approvers: Shift lead"),
    ]
    general = (RISK, "high: nobody of the provider is left who may remove the delegation")
    assert lines[0] == general


def test_two_columns() -> None:
    gone = Authorization(guid("gone"), READER, "Audit")
    found = diff(replace_side(OLD, gone), NEW)
    assert side_by_side(found) == [
        SideBySide("Audit: Reader (permanent)", "", REMOVED),
        SideBySide("", "  ! medium: loses all access", None),
        same("Night shift: Contributor (eligible)"),
        SideBySide("  duration: 4 hours", "  duration: 8 hours", CHANGED),
        SideBySide("  MFA: Azure", "  MFA: none", CHANGED),
        same("  approvers: Shift lead"),
        SideBySide("", "  ! high: can be activated without MFA now", None),
        SideBySide("", "  ! medium: can be activated for longer", None),
        same("Night watch: Reader (permanent)"),
        SideBySide("  display name: Night shift", "  display name: Night watch", CHANGED),
        SideBySide("", "Operations: Contributor (permanent)", ADDED),
        SideBySide("", "  ! high: gains write: could change nothing before", None),
        same("Operations: Reader (permanent)"),
    ]


def test_two_columns_of_a_change_of_kind() -> None:
    standing = Authorization(NIGHT, CONTRIBUTOR, "Night shift")
    found = diff(Side("", (standing, NIGHT_READS)), Side("", (NIGHT_READS,), (NIGHT_ON_CALL,)))
    assert side_by_side(found)[:4] == [
        SideBySide(
            "Night shift: Contributor (permanent)", "Night shift: Contributor (eligible)", CHANGED
        ),
        SideBySide("", "  duration: 4 hours", ADDED),
        SideBySide("", "  MFA: Azure", ADDED),
        SideBySide("", "  approvers: Shift lead", ADDED),
    ]


def test_two_columns_begin_with_what_is_about_no_single_entry() -> None:
    lines = side_by_side(diff(Side("", (OPS_READS,)), Side("")))
    assert lines[0].right.startswith("! high: nobody is left who permanently reads everything")
    assert lines[0].difference is None


def test_markdown() -> None:
    assert markdown(FOUND) == (
        "## Gold 1.2.0 → Gold 1.3.0\n"
        "\n"
        "| Change | Who | Role | Kind | Details | Risk |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| changed | Night shift | Contributor | eligible "
        "| duration: 4 hours → 8 hours; MFA: Azure → none "
        "| **high**: can be activated without MFA now; "
        "**medium**: can be activated for longer |\n"
        "| changed | Night watch | Reader | permanent "
        "| display name: Night shift → Night watch |  |\n"
        "| added | Operations | Contributor | permanent |  "
        "| **high**: gains write: could change nothing before |\n"
        "\n"
        "Unchanged: 1.\n"
    )


def test_markdown_of_no_difference_and_of_what_is_about_no_single_entry() -> None:
    assert markdown(diff(OLD, OLD)) == (
        "## Gold 1.2.0 → Gold 1.2.0\n\nNo differences; unchanged: 3.\n"
    )
    text = markdown(diff(Side("A", (Authorization(BOSS, DELETE_ROLE),)), Side("B")))
    assert text.startswith(
        "## A → B\n\n- **high**: nobody of the provider is left who may remove the delegation\n\n|"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    (children,) = inlines(f"Said: {escape(text)}")
    assert {each.type for each in children} == {"text"}
    assert "".join(each.content for each in children) == f"Said: {clean(text)}"


def test_plain_names_and_versions_stay_readable() -> None:
    for text in ("Night shift (Berlin), 24/7", "St. Mary's 1.2.0", "Zoë – 夜間", "A+B; C!"):
        assert escape(text) == text


@given(words, words, words, words)
def test_no_text_from_outside_is_markup_or_breaks_the_table(
    title: str, name: str, renamed: str, approver: str
) -> None:
    changed = replace(NIGHT_ON_CALL, approvers=(Approver(BOSS, approver),), mfa=title)
    text = markdown(
        diff(
            Side(title, (Authorization(BOSS, name, name),), (NIGHT_ON_CALL,)),
            Side(renamed, (replace(OPS_READS, display_name=renamed),), (changed,)),
        )
    )
    found = tokens(text)
    assert [each.type for each in found if each.type in ("heading_open", "table_open")] == [
        "heading_open",
        "table_open",
    ]
    opened = [at for at, each in enumerate(found) if each.type == "tr_open"]
    ends = [*opened[1:], len(found)]
    for start, end in zip(opened, ends, strict=True):
        cells = [each.type for each in found[start:end] if each.type in ("th_open", "td_open")]
        assert len(cells) == 6
    kinds = {child.type for children in inlines(text) for child in children}
    assert kinds <= {"text", "strong_open", "strong_close"}
    for opening, within in pairwise(child for each in inlines(text) for child in each):
        if opening.type == "strong_open":
            assert within.content in ("high", "medium", "low")


@given(words)
def test_escaped_text_survives_a_parser(text: str) -> None:
    (children,) = inlines(f"Said: {escape(text)}.")
    assert {each.type for each in children} == {"text"}
    shown = "".join(each.content for each in children)
    assert shown == f"Said: {clean(text)}."


@given(sides, sides)
def test_every_rendering_tells_every_difference(a: Side, b: Side) -> None:
    found = diff(a, b)
    different = [each for each in found.pairs if each.difference is not UNCHANGED]
    heads = [line for line in unified(found) if line[0] != RISK and not line[1].startswith(" ")]
    assert len(heads) == len(found.pairs)
    assert sum(sign != " " for sign, _ in heads) == len(different)
    rows = [line for line in markdown(found).splitlines() if line.startswith("| ")]
    assert len(rows) == (len(different) + 2 if different else 0)
    columns = side_by_side(found)
    assert {line.difference for line in columns} <= {None, *Difference}
    assert any(line.difference not in (None, UNCHANGED) for line in columns) is found.differs
    told = [words.strip() for sign, words in unified(found) if sign == RISK]
    assert len(told) == len(found.general_marks) + sum(len(each.marks) for each in found.pairs)
    assert markdown(found) == markdown(diff(a, b))


def replace_side(side: Side, *more: Authorization) -> Side:
    return Side(side.title, (*side.authorizations, *more), side.eligible)


def same(text: str) -> SideBySide:
    return SideBySide(text, text, UNCHANGED)
