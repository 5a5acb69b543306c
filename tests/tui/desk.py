"""A screen that has a plan under edit, as the editor has, and asks the App for one thing a key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from data.entries import entries_of
from data.plans import Plan
from screens import messages
from screens.base import BaseScreen


class Desk(BaseScreen):
    """Takes what comes back, and remembers what was said about it."""

    AUTO_FOCUS: ClassVar[str | None] = None
    MODE_TITLE = "Desk"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "ask('checklist')", "Checklist"),
        Binding("f3", "ask('history')", "History"),
        Binding("f4", "ask('pick')", "Pick"),
        Binding("f5", "ask('keep')", "Keep"),
        Binding("f6", "ask('text')", "Text"),
        Binding("f7", "ask('principals')", "Principals"),
        Binding("escape", "app.pop_screen", "Close"),
    ]

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.said: list[str] = []

    def compose_content(self) -> Iterable[Widget]:
        """Lay out nothing to speak of."""
        yield Static("the desk")

    def on_mount(self) -> None:
        """Say that an editor is open."""
        self.post_message(messages.EditorOpened(self.plan.id))

    def on_unmount(self) -> None:
        """Say that it is closed."""
        self.app.post_message(messages.EditorClosed())

    def take(self, plan: Plan, words: str) -> None:
        """Go on with this plan, and save it."""
        self.plan = plan
        self.said.append(words)
        self.post_message(messages.SavePlan(plan))

    def action_ask(self, what: str) -> None:
        """Ask the App for something."""
        wanted: dict[str, Message] = {
            "checklist": messages.ShowChecklist(self.plan),
            "history": messages.ShowHistory(self, self.plan),
            "pick": messages.PickRoleSet(self, self.plan),
            "keep": messages.KeepRoleSet(entries_of(self.plan)),
            "text": messages.EditAsText(self, self.plan),
            "principals": messages.ShowPrincipals(),
        }
        self.post_message(wanted[what])
