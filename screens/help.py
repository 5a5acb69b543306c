"""The help: every key that works where the user was, generated from the live bindings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from screens.theme import PLAN_STATES, STATES, TONES, State
from screens.widgets.columns import fit

_KEYS_WIDTH = 18
_FILTERS = (
    ("retail prod", "rows with both words anywhere: names, ids, principals, subscriptions"),
    ("role:contributor", "rows where somebody holds such a role"),
    ("state:pending", "rows in this state; also behind, current, stale, template, unknown"),
    ("version:<1.2.0", "rows below a version; also <= > >= ="),
    ("told:overdue", "rows whose customer did not answer; also not, told, reminded, accepted"),
    ("scope:rg", "rows with a delegated resource group; scope:subscription likewise"),
    ("findings:error", "plans of which lint says so; also the name of a rule"),
    ("archived:yes", "plans that were put away, which are left out otherwise"),
    ("-word  !field:value", "rows without it"),
)


class Help(ModalScreen[None]):
    """Keys by where they work, the filter language, and what the glyphs mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,question_mark,f1",
            "close",
            "Close",
            id="help.close",
            tooltip="Back to where you were",
        ),
    ]

    def __init__(self, bindings: Mapping[str, ActiveBinding], about: str) -> None:
        """Make the help of one moment.

        Args:
            bindings: The keys that worked before the help was opened.
            about: What the screen beneath is for.
        """
        super().__init__(classes="dialog")
        self._keys, self._about = bindings, about

    def compose(self) -> ComposeResult:
        """Lay out the sections."""
        with Vertical(classes="window large"):
            yield Static(Content.styled("Help", "bold"))
            with VerticalScroll(can_focus=True):
                yield Static(Content(f"{self._about}\n"))
                for title, group in self._groups().items():
                    yield Static(_section(title, map(_key_line, group)))
                yield Static(_section("Filter, after /", (_line(*each) for each in _FILTERS)))
                yield Static(_section("States", _legend(STATES)))
                yield Static(_section("States of plans", _legend(PLAN_STATES)))
            yield Static(Content.styled("esc closes", TONES["muted"]))

    def action_close(self) -> None:
        """Close the help."""
        self.dismiss()

    def _groups(self) -> dict[str, list[tuple[str, Binding]]]:
        """Group the keys by what they belong to, the most particular first."""
        keys: dict[tuple[DOMNode, str], tuple[list[str], Binding]] = {}
        for key, active in self._keys.items():
            shown = self.app.get_key_display(active.binding)
            names = keys.setdefault((active.node, active.binding.action), ([], active.binding))[0]
            if active.binding.tooltip and shown not in names and key:
                names.append(shown)
        groups: dict[str, list[tuple[str, Binding]]] = {}
        for (node, _), (names, binding) in keys.items():
            if names:
                groups.setdefault(_place(node), []).append((" ".join(names), binding))
        return groups


def _place(node: DOMNode) -> str:
    if isinstance(node, App):
        return "Everywhere"
    return "On this screen" if isinstance(node, Screen) else "Where you are"


def _key_line(entry: tuple[str, Binding]) -> Content:
    keys, binding = entry
    return _line(keys, binding.tooltip or binding.description)


def _legend(states: Mapping[str, State]) -> Iterable[Content]:
    for state in states.values():
        yield Content.assemble(
            "  ",
            (f"{state.glyph} {state.word}".ljust(_KEYS_WIDTH), TONES[state.tone]),
            "  ",
            state.meaning,
        )


def _line(left: str, right: str) -> Content:
    return Content.assemble("  ", (fit(left, _KEYS_WIDTH), "bold"), "  ", right)


def _section(title: str, lines: Iterable[Content]) -> Content:
    heading = Content.styled(title, f"bold {TONES['accent']}")
    return Content("\n").join([heading, *lines, Content("")])
