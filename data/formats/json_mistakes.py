"""What is usually wrong where JSON does not parse, and where the mistake itself stands."""

from __future__ import annotations

import re

from data.formats.json_outline import Outline

_WORD = re.compile(r"[A-Za-z_$][\w$.-]*")
_SMART = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2018\u2019\u201a\u201b\u2032"
_PYTHON = {"True": "true", "False": "false", "None": "null"}

Mistake = tuple[int, str]
"""The place, and a sentence."""


def mistake(outline: Outline, at: int, message: str) -> Mistake:
    """Say what is wrong with a text.

    Args:
        outline: The text.
        at: Where the parser refused it.
        message: What the parser says.
    """
    text = outline.plain
    if "control character" not in message:
        at = _next(text, at)
    before = _last(text, at)
    return (
        _whole_file(outline)
        or _comma(text, at, before)
        or _spelling(outline, at)
        or _unclosed(outline, at)
        or _beside(text, at, before, message)
        or (min(at, len(text)), "this is no JSON.")
    )


def _whole_file(outline: Outline) -> Mistake | None:
    text = outline.plain.strip()
    first = outline.plain.find(text[:1])
    if outline.unclosed_comment is not None:
        return outline.unclosed_comment, "a comment begins with /* and no */ ends it."
    if not text:
        return 0, "the file is empty."
    if text.startswith("<"):
        html = re.match(r"<(!doctype html|html|head|body)", text, re.IGNORECASE)
        kind = "a web page; download the raw file" if html else "XML or a web page"
        return first, f"this is {kind}, not JSON."
    if re.match(r'"[^"\n]*"\s*:', text):
        return first, "this is a part of a file; put { before it and } behind it."
    if not re.match(r'[\[{"\d-]|true|false|null', text):
        return first, f"JSON begins with {{ or [.{_hint_of_kind(text)}"
    return None


def _hint_of_kind(text: str) -> str:
    if re.match(r'(resource|module|variable|provider|data|terraform|locals)\b\s*["{]', text):
        return " This looks like Terraform, which cannot be read here."
    if re.match(r"(targetScope|param|resource|module|using|var)\b", text):
        return " This looks like Bicep; build it to JSON first (az bicep build)."
    if re.match(r"(id|name|description|offer_id|version|authorizations):", text):
        return " If this is a plan, its first line must be lightkeeper_plan: 1."
    return " This looks like YAML." if re.match(r"[\w-]+:\s|---", text) else ""


def _comma(text: str, at: int, before: int) -> Mistake | None:
    here, last = text[at : at + 1], text[before : before + 1]
    if here and here in "}]" and last == ",":
        return before, f"a comma before the closing {here} is one too many."
    if here and here in ",}]" and last == ":":
        return at, "the value is missing after the colon."
    if here == "," and text[_next(text, at + 1) :][:1] in ("}", "]"):
        return at, f"a comma before the closing {text[_next(text, at + 1)]} is one too many."
    if here == "," and last in ("[", "{", ","):
        return at, f"nothing stands between {last} and this comma."
    if here == ":":
        return at, "this colon follows no name."
    return None


def _spelling(outline: Outline, at: int) -> Mistake | None:
    text = outline.plain
    here = text[at : at + 1]
    if here == "'":
        return at, "texts stand in double quotation marks, not in single ones."
    if here and here in _SMART:
        return at, "these are typographic quotation marks; type plain ones."
    if here == "\\":
        return (
            at,
            'this backslash escapes nothing; write \\\\ or one of \\" \\/ \\b \\n \\t \\uXXXX.',
        )
    if here == "#":
        return at, "JSON has no comments with #; use //."
    word = _WORD.match(text, at)
    if word and word[0] in _PYTHON:
        return at, f"{word[0]} is spelled {_PYTHON[word[0]]} in JSON."
    if word and text[_next(text, word.end()) :][:1] == ":":
        return at, f"the name {word[0]} must stand in double quotation marks."
    return None


def _unclosed(outline: Outline, at: int) -> Mistake | None:
    text = outline.plain
    if outline.unclosed_text is not None and outline.unclosed_text <= at:
        return outline.unclosed_text, "this text is not closed: a quotation mark is missing."
    if outline.wrong == at:
        if not outline.open:
            return at, f"this {text[at]} closes nothing; a bracket is one too many."
        opened, place = outline.open[-1]
        line = text.count("\n", 0, place) + 1
        return at, f"this {text[at]} does not close the {opened} of line {line}."
    if at >= len(text) and outline.open:
        opened, place = outline.open[-1]
        return place, f"this {opened} is never closed: the file ends too early."
    return None


def _beside(text: str, at: int, before: int, message: str) -> Mistake | None:
    here, last = text[at : at + 1], text[before : before + 1]
    if here and ord(here) < 0x20:
        return at, "a tab or another control character stands in a text; write \\t or a blank."
    if here and "':'" in message:
        return at, "a colon is missing between the name and this."
    if here and "','" in message:
        return at, "a comma is missing before this."
    if "Extra data" in message:
        return at, "the JSON has ended before this; something follows that is too much."
    if last in ("{", ","):
        return at, "a name in double quotation marks must stand here."
    word = _WORD.match(text, at)
    return (at, f"{word[0]} is no value; a text needs quotation marks.") if word else None


def _next(text: str, at: int) -> int:
    """Return the next place that is not blank."""
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _last(text: str, at: int) -> int:
    """Return the place before this one that is not blank."""
    at -= 1
    while at > 0 and text[at] in " \t\r\n":
        at -= 1
    return max(at, 0)
