"""Counts and names in words, for screens, messages and documents alike."""

from __future__ import annotations

from collections.abc import Sequence


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return names as a sentence lists them: with commas, and a word before the last."""
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
