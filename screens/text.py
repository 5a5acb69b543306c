"""Small phrases that several screens say: ages, states, counts."""

from __future__ import annotations

from datetime import UTC, datetime

from data.listings import state_words
from data.rows import Shown
from screens.theme import STATES, glyph


def age(moment: str, now: datetime) -> str:
    """Say how long ago a moment was.

    Args:
        moment: ISO 8601, with its zone; empty for never.
        now: The time now.
    """
    if not moment:
        return "never"
    seconds = max(0, int((now - datetime.fromisoformat(moment)).total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"


def day_and_time(moment: str) -> str:
    """Return a moment as the local day and time; empty for never."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def utc_now() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


def state_label(shown: Shown, behind: int = 0) -> str:
    """Return the glyph and the words of a state."""
    return f"{glyph(shown.value)} {state_words(shown, behind)}"


def state_tone(shown: Shown) -> str:
    """Return the tone of a state."""
    return STATES[shown.value].tone
