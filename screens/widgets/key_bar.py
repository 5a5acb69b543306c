"""The line of keys at the bottom: as many whole ones as there is room for, and help always."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

HELP = "app.help"
"""The id of the key that stays when there is no room for all of them."""


class Key(NamedTuple):
    """A key, and what it does."""

    key: str
    """What Textual calls it."""
    shown: str
    words: str
    tooltip: str
    can_be_pressed: bool
    stays: bool = False

    @property
    def width(self) -> int:
        """Cells that it takes, with the blank behind it."""
        return cell_len(self.shown) + cell_len(self.words) + 2


class KeyBar(Widget, can_focus=False):
    """Shows which keys do something now; one that is clicked is pressed.

    One widget for all keys: a widget for each, as Textual's own footer has, costs more than all
    else when the keys go to another part of the screen.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $footer-background; }
    """

    keys: reactive[tuple[Key, ...]] = reactive((), init=False)
    """Those that can be pressed now, in the order of their bindings."""

    def on_mount(self) -> None:
        """Follow what can be pressed."""
        self.screen.bindings_updated_signal.subscribe(self, self._take)

    def render(self) -> Content:
        """Draw what fits."""
        return Content(" ").join(map(_drawn, fitting(self.keys, self.size.width)))

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        if key := self._at(event.x):
            self.app.simulate_key(key.key)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Explain the key beneath the mouse."""
        key = self._at(event.x)
        self.tooltip = key.tooltip if key else None

    def _take(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and screen is self.screen:
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        if not self.is_attached:  # the screen went meanwhile
            return
        found: dict[str, Key] = {}
        for _, binding, is_enabled, tooltip in self.screen.active_bindings.values():
            if binding.show:
                shown = self.app.get_key_display(binding)
                stays = binding.id == HELP
                words = tooltip or binding.description
                key = Key(binding.key, shown, binding.description, words, is_enabled, stays)
                found.setdefault(binding.action, key)
        self.keys = tuple(found.values())

    def _at(self, x: int) -> Key | None:
        for key in fitting(self.keys, self.size.width):
            if x < key.width:
                return key if key.can_be_pressed and x < key.width - 1 else None
            x -= key.width
        return None


def fitting(keys: Sequence[Key], width: int) -> list[Key]:
    """Return the keys that are shown: the first ones that fit whole, and those that stay.

    Args:
        keys: All of them.
        width: Cells that there are.
    """
    left = width + 1 - sum(each.width for each in keys if each.stays)
    return list(_fitting(keys, left))


def _fitting(keys: Iterable[Key], left: int) -> Iterable[Key]:
    for each in keys:
        if each.stays:
            yield each
        elif each.width <= left:
            left -= each.width
            yield each
        else:
            left = 0  # none of the next ones: keys would seem to come and go


def _drawn(key: Key) -> Content:
    tones = ("$footer-key-foreground bold", "$footer-description-foreground")
    if not key.can_be_pressed:
        tones = ("$foreground-muted", "$foreground-muted")
    return Content.assemble((key.shown, tones[0]), " ", (key.words, tones[1]))
