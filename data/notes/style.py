"""How a note is written down: as Markdown, or as plain text for a mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from data.clean import clean
from data.markdown import escape

_AT_START = re.compile(r"^()([-+])|^(\d+)([.)])(?=\s|$)")

_ADDRESS = re.compile(r"https://[A-Za-z0-9.:/-]+")


class Format(StrEnum):
    """What a note is written as; also the ending of its file."""

    MARKDOWN = "md"
    TEXT = "txt"


@dataclass(frozen=True)
class Style:
    """The signs of one format."""

    data: Callable[[str], str]
    """Makes a text from outside a part of a line."""
    strong: Callable[[str], str]
    """Makes what is already a part of a line stand out."""
    heading: Callable[[str], str]
    link: Callable[[str], str]
    """Makes an address one that can be followed, if it is a plain one."""

    def name(self, text: str) -> str:
        """Return a name, an id or a role so that it stands out."""
        return self.strong(self.data(text))

    def bullets(self, lines: Iterable[str]) -> str:
        """Return a list."""
        return "\n".join(f"- {each}" for each in lines)

    def steps(self, lines: Iterable[str]) -> str:
        """Return a numbered list."""
        return "\n".join(f"{at}. {each}" for at, each in enumerate(lines, 1))


def _as_markdown(text: str) -> str:
    """Escape a text wherever in a line it will stand: at its start more signs are markup."""
    return _AT_START.sub(r"\1\3\\\2\4", escape(text))


def _as_link(address: str) -> str:
    return f"<{address}>" if _ADDRESS.fullmatch(address) else _as_markdown(address)


STYLES = {
    Format.MARKDOWN: Style(
        _as_markdown, lambda text: f"**{text}**", lambda text: f"### {text}", _as_link
    ),
    Format.TEXT: Style(clean, lambda text: text, lambda text: f"{text}:", clean),
}
