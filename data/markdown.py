"""Text from outside as a part of a Markdown document: it stays text."""

from __future__ import annotations

import re

from data.clean import clean

# Whatever begins markup within a line, in any dialect: emphasis, code, links, HTML, entities,
# cells, mathematics, mentions, references, and colons and dots that make a bare address a link.
_MARKUP = re.compile(r"[\\`*_~^=\[\]{}<>|&$#@:]|\.(?=[^\W\d])")


def escape(text: str) -> str:
    """Return the text on one line, so that Markdown shows it as it is, also within a table.

    It must not stand at the start of a line, where other signs are markup as well.
    """
    return _MARKUP.sub(r"\\\g<0>", clean(text))
