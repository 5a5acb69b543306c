"""The brackets, texts and comments of a JSON text, seen without parsing it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DEPTH = 128
"""Brackets within one another; a delegation in a policy in a template has about 25."""

_TOKEN = re.compile(
    r'(?P<text>"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"?)'
    r"|(?P<comment>//[^\r\n]*|/\*(?s:.)*?(?:\*/|\Z))"
    r"|(?P<open>[\[{])|(?P<close>[\]}])"
)


@dataclass
class Outline:
    """What a JSON text is made of, seen without parsing it."""

    plain: str
    """The text with a blank for each character of a comment, so that places stay."""
    open: list[tuple[str, int]] = field(default_factory=list)
    """The brackets that nothing closes."""
    wrong: int | None = None
    """A bracket that closes another kind, or nothing."""
    too_deep: int | None = None
    unclosed_text: int | None = None
    unclosed_comment: int | None = None


def outlined(text: str) -> Outline:
    """Look at brackets, texts and comments, in one pass."""
    outline = Outline("")
    pieces: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        if token["comment"]:
            pieces += text[end : token.start()], _blank(token["comment"])
            end = token.end()
        _note(outline, token)
    outline.plain = "".join([*pieces, text[end:]])
    return outline


def _note(outline: Outline, token: re.Match[str]) -> None:
    kind, at, text = token.lastgroup, token.start(), token[0]
    if kind == "open":
        outline.open.append((text, at))
        if len(outline.open) > DEPTH and outline.too_deep is None:
            outline.too_deep = at
    elif kind == "close" and outline.wrong is None:
        if not outline.open or outline.open[-1][0] != "{["["}]".index(text)]:
            outline.wrong = at
        else:
            outline.open.pop()
    elif kind == "text" and outline.unclosed_text is None:
        if len(text) == 1 or text[-1] != '"' or _odd_backslashes(text):
            outline.unclosed_text = at
    elif kind == "comment" and text[1] == "*" and not (len(text) > 3 and text.endswith("*/")):
        outline.unclosed_comment = at


def _odd_backslashes(text: str) -> bool:
    """Whether the last quotation mark is escaped."""
    body = text[:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _blank(comment: str) -> str:
    return re.sub(r"[^\r\n]", " ", comment)
