"""How Lightkeeper looks: two themes, the tones of text, and a glyph and a word for every state.

State is told by a glyph and a word; colour only repeats it. Widgets name a *tone*, never a colour,
so that they follow whatever theme the user picks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.theme import Theme

TONES: Mapping[str, str] = {
    "ok": "$text-success",
    "pending": "$text-warning",
    "stale": "$text-error",
    "error": "$text-error",
    "ahead": "$text-secondary",
    "unknown": "$foreground 85%",
    "template": "$foreground-muted",
    "muted": "$foreground-muted",
    "accent": "$text-primary",
}
"""The tones by name, as colours of the current theme. The empty tone is plain text."""


@dataclass(frozen=True)
class State:
    """How one state reads."""

    glyph: str
    """One cell wide; every state has a shape of its own."""
    ascii: str
    """What stands for the glyph on a plain console."""
    word: str
    tone: str
    meaning: str
    """What it says about a row, for the help."""


STATES: Mapping[str, State] = {
    "current": State("✓", "=", "current", "ok", "a source says that no higher version exists"),
    "pending": State("▲", "^", "pending", "pending", "a higher version exists: not yet accepted"),
    "differs": State("≠", "#", "differs", "pending", "a template unlike the standard it follows"),
    "standard": State("≡", "%", "as standard", "ok", "a template as the standard it follows"),
    "ahead": State("◆", "*", "ahead", "ahead", "above everything that the sources know"),
    "template": State("–", "-", "template", "template", "onboarded by template: no plan"),
    "unknown": State("?", "?", "unknown", "unknown", "no source tells which version is latest"),
    "stale": State("✗", "x", "stale", "stale", "not read at the last sync: last known rows"),
    "failed": State("⊘", "!", "failed", "stale", "Azure could not set this delegation up"),
    "foreign": State("○", "o", "other provider", "muted", "delegated to another provider"),
    "nothing": State("∅", "0", "no delegation", "muted", "a definition without a delegated scope"),
}
"""Every state that a row can be in, by the name that ``data`` gives it."""

PLAN_STATES: Mapping[str, State] = {
    "draft": State("✎", "~", "draft", "pending", "being written here"),
    "ready": State("●", "+", "ready", "accent", "somebody marked it ready; lint has no errors"),
    "published": State("✓", "=", "published", "ok", "recorded here, or seen in Azure"),
    "archived": State("▫", ".", "archived", "muted", "put away; archived:yes shows it"),
}
"""What can have become of a plan, by the name that ``data`` gives it."""


def glyph(state: str, ascii: bool = False) -> str:
    """Return the one-cell sign of a state."""
    return STATES[state].ascii if ascii else STATES[state].glyph


def label(state: str, ascii: bool = False) -> str:
    """Return the glyph and the word of a state, as a cell shows it."""
    return f"{glyph(state, ascii)} {STATES[state].word}"


DARK = Theme(
    name="lightkeeper",
    dark=True,
    primary="#7CC7FF",
    secondary="#C4B1FF",
    accent="#7CC7FF",
    success="#7CC7FF",
    warning="#FFD166",
    error="#E5484D",
    foreground="#D7DEE6",
    background="#101418",
    surface="#171C22",
    panel="#1C232B",
    variables={
        # Textual would tint these towards white; ours were chosen to be told apart, also by
        # colour-blind people. The error's is lighter, to be read under the cursor too.
        "text-primary": "#7CC7FF",
        "text-secondary": "#C4B1FF",
        "text-accent": "#7CC7FF",
        "text-success": "#7CC7FF",
        "text-warning": "#FFD166",
        "text-error": "#FF6369",
        "border": "#7CC7FF",
        "border-blurred": "#35404B",
        "scrollbar": "#3A4652",
        "scrollbar-hover": "#56677A",
        "scrollbar-active": "#7CC7FF",
        "scrollbar-background": "#101418",
        "footer-background": "#171C22",
    },
)
"""The theme that Lightkeeper starts in: sky blue, gold and vermilion on near black."""

LIGHT = Theme(
    name="lightkeeper-light",
    dark=False,
    primary="#0A5CA8",
    secondary="#6B3FA0",
    accent="#0A5CA8",
    success="#0A5CA8",
    warning="#8F6A00",
    error="#8B1A10",
    foreground="#1B2128",
    background="#F7F8FA",
    surface="#EDF0F3",
    panel="#E3E8ED",
    variables={
        "text-primary": "#0A5CA8",
        "text-secondary": "#6B3FA0",
        "text-accent": "#0A5CA8",
        "text-success": "#0A5CA8",
        "text-warning": "#8F6A00",
        "text-error": "#8B1A10",
        "border": "#0A5CA8",
        "border-blurred": "#BAC4CE",
        "foreground-muted": "#57626E",
        "scrollbar": "#B4BFCA",
        "scrollbar-hover": "#8E9BA8",
        "scrollbar-active": "#0A5CA8",
        "scrollbar-background": "#F7F8FA",
        "footer-background": "#E3E8ED",
    },
)
"""The same for bright rooms."""

THEMES = (DARK, LIGHT)
"""What the App registers."""
