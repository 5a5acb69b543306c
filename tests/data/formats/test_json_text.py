from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.formats.json_text import NotJsonError, read_json

PLAIN = {"name": "Überwachung // kein Kommentar", "list": [1, 2.5, True, None]}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=8),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=4), each, max_size=3)
    ),
    max_leaves=12,
)


def failure(content: bytes | str) -> NotJsonError:
    with pytest.raises(NotJsonError) as caught:
        read_json(content.encode() if isinstance(content, str) else content)
    return caught.value


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_any_unicode_with_or_without_a_byte_order_mark(encoding: str) -> None:
    assert read_json(json.dumps(PLAIN, ensure_ascii=False).encode(encoding)) == PLAIN


def test_comments_and_line_ends() -> None:
    text = '// who\r\n{\r\n "a": /* one */ 1, // "b": 2,\r\n "c": "/* text */ // text" }\r\n/**/'
    assert read_json(text.encode()) == {"a": 1, "c": "/* text */ // text"}


@given(VALUES)
def test_all_json_is_read(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False, indent=1).encode()) == value


@pytest.mark.parametrize(
    ("text", "line", "column", "cause"),
    [
        ("", 1, 1, "empty"),
        ("\n // nothing\n", 1, 1, "empty"),
        ('{\n  "a": 1,\n}', 2, 9, "a comma before the closing }"),
        ("[1, 2, ]", 1, 6, "a comma before the closing ]"),
        ('{"a": 1\n "b": 2}', 2, 2, "a comma is missing"),
        ('["a"\r\n\r\n "b"]', 3, 2, "a comma is missing"),
        ('{"a" 1}', 1, 6, "a colon is missing"),
        ('{"a":, "b": 1}', 1, 6, "the value is missing"),
        ('{"a": 1,, "b": 1}', 1, 9, "nothing stands between"),
        ('["a": 1]', 1, 5, "colon follows no name"),
        ("{'a': 1}", 1, 2, "single"),
        ("{\"a\": 'b'}", 1, 7, "single"),
        ("{\u201ca\u201d: 1}", 1, 2, "typographic"),
        ('{\n"a": "b\n}', 2, 6, "not closed"),
        ('{"a": "b\\"}', 1, 7, "not closed"),
        ('{\n"a": [1, 2\n', 2, 6, "never closed"),
        ('{\n"a": [1, 2\n}', 3, 1, "does not close the [ of line 2"),
        ('{"a": 1}}', 1, 9, "closes nothing"),
        ('{"a": 1} {', 1, 10, "has ended"),
        ("{a: 1}", 1, 2, "double quotation marks"),
        ("{1: 1}", 1, 2, "a name in double"),
        ('{"a": True}', 1, 7, "spelled true"),
        ('{"a": yes}', 1, 7, "yes is no value"),
        ('{"a": NaN}', 1, 7, "no number"),
        ('{"a": "\\d"}', 1, 8, "backslash"),
        ('{"a": "b\tc"}', 1, 9, "control character"),
        ('{"a": 1 # one\n}', 1, 9, "#"),
        ("{\n# one\n}", 2, 1, "#"),
        ('{"a": 1 /* one }', 1, 9, "no */ ends it"),
        ("<!DOCTYPE html>\n<html>", 1, 1, "web page"),
        ("<x/>", 1, 1, "XML"),
        ('\n"authorizations": []', 2, 1, "a part of a file"),
        ("param name string", 1, 1, "Bicep"),
        ("name: plan", 1, 1, "lightkeeper_plan: 1"),
        ("kind: other", 1, 1, "YAML"),
        ('resource "azurerm_lighthouse_definition" "x" {', 1, 1, "Terraform"),
    ],
)
def test_a_mistake_is_placed_and_named(text: str, line: int, column: int, cause: str) -> None:
    found = failure(text)
    assert (found.line, found.column) == (line, column), str(found)
    assert cause in found.cause
    assert str(found).startswith(f"The file, line {line}, column {column}: ")


def test_the_text_there_is_shown_and_cannot_steer_a_terminal() -> None:
    found = failure('{"a": 1,\n "b": \x1b[2J wrong}\n')
    assert found.line == 2
    assert "wrong" in found.excerpt
    assert "\x1b" not in str(found)
    assert len(failure("[" + "x" * 10_000).excerpt) < 100


def test_what_is_no_unicode_is_placed() -> None:
    found = failure('{"a": 1,\n "b": "für"}'.encode("latin-1"))
    assert (found.line, found.column) == (2, 9)
    assert "save the file as UTF-8" in found.cause


def test_a_message_names_the_file() -> None:
    with pytest.raises(NotJsonError, match="The parameter file, line 1"):
        read_json(b"", "The parameter file")


def test_huge_numbers_stay_as_they_are_written() -> None:
    digits = "9" * 10_000
    assert read_json(f"[{digits}, 1e999, -1e999, 9223372036854775807]".encode()) == [
        digits,
        "1e999",
        "-1e999",
        2**63 - 1,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        '{"a":' * 200_000,
        '"' + '\\"' * 500_000,
        "/*" * 500_000 + "x",
        "[1" + " " * 1_000_000 + "2]",
        "[" + '"' * 500_001,
        "\n" * 1_000_000 + "{]",
        "[" + "//\n" * 300_000,
    ],
    ids=["lists", "objects", "backslashes", "comments", "blanks", "quotes", "lines", "unclosed"],
)
def test_what_is_large_is_refused(text: str) -> None:
    """Whatever took more than linear time would outlast the limit of a test."""
    assert failure(text).line >= 1


@given(
    st.binary(max_size=60) | st.text(alphabet="{}[]\",:/*\\\n 1atn'", max_size=40).map(str.encode)
)
def test_nothing_but_the_declared_error(content: bytes) -> None:
    with contextlib.suppress(NotJsonError):
        read_json(content)


def test_the_malformed_files_that_were_published(shared: Path) -> None:
    history = shared / "templates" / "Azure__Azure-Lighthouse-samples" / "history"
    trailing = failure((history / "bef8b1af-rg.json").read_bytes())
    assert (trailing.line, trailing.column) == (15, 14)
    assert "a comma before the closing }" in trailing.cause
    missing = failure((history / "8e9ee2bb-subscription.parameters.json").read_bytes())
    assert (missing.line, missing.column) == (39, 25)
    assert "a comma is missing" in missing.cause
    assert "9980e02c-c2be-4d73-94e8-173b1dc7cf3c" in missing.excerpt
