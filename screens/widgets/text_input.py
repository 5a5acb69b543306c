"""The input of all our forms: what is typed or pasted stays one line that a terminal can show."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from data.clean import defuse


class TextInput(Input):
    """A line of text without anything that steers a terminal."""

    LONGEST = 2_000
    """Signs that it takes; what is pasted beyond them is cut, to keep typing quick."""

    virtual_size = Reactive(Size(0, 0), layout=False)
    """How much room the text takes; it scrolls, so the screen need not be laid out at each key."""

    def __init__(self, value: str = "", *, placeholder: str = "") -> None:
        """Make an input.

        Args:
            value: What stands there at first.
            placeholder: An example, shown while it is empty.
        """
        super().__init__(value, placeholder=placeholder, compact=True, select_on_focus=False)

    def validate_value(self, value: str) -> str:
        """Leave out what cannot be shown, wherever it came from."""
        return defuse(value)[: self.LONGEST]

    async def on_key(self, event: events.Key) -> None:
        """Edit at once: on its way up to the App, letters typed after it would overtake it."""
        if not event.is_printable and (found := self._bindings.key_to_bindings.get(event.key)):
            event.stop()
            await self.run_action(found[0].action)

    def on_paste(self, event: events.Paste) -> None:
        """Take all lines of what is pasted, as one."""
        event.prevent_default().stop()
        self.replace(defuse(event.text), *self.selection)
