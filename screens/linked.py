"""A screen of linked lists, or one, with a drawer for details."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.widget import Widget

from data.snapshot import Snapshot
from screens.base import BaseScreen
from screens.widgets.detail import Detail
from screens.widgets.pane import Pane

NARROW = 100
"""Below so many cells one list is shown at a time."""


class LinkedScreen(BaseScreen):
    """Lists in which the current row of one decides what the next one shows."""

    PANES: ClassVar[tuple[str, ...]] = ()
    """The ids of the lists, in the order in which the keys go through them."""
    NOTES: ClassVar[tuple[str, ...]] = ()
    """What each list says of its neighbours while it is shown alone."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab,right,l",
            "go(1)",
            "Next list",
            show=False,
            id="linked.next",
            tooltip="To the next list",
        ),
        Binding(
            "shift+tab,left,h",
            "go(-1)",
            "Previous list",
            show=False,
            id="linked.previous",
            tooltip="To the list before",
        ),
        Binding(
            "z",
            "zoom",
            "Zoom",
            show=False,
            id="linked.zoom",
            tooltip="Give the current list the whole screen, or put it back",
        ),
        Binding(
            "escape",
            "back",
            "Back",
            show=False,
            id="linked.back",
            tooltip="Close the details, leave zoom, go to the list before",
        ),
    ]

    active: var[str] = var("", init=False)
    """The list that the keys go to."""
    zoomed: var[bool] = var(False, init=False)
    """Whether the active list has the whole screen."""
    detailed: var[bool] = var(False, init=False)
    """Whether the details of the current row are shown."""

    def __init__(self) -> None:
        """Make the drawer; the lists are the subclass's."""
        super().__init__()
        self._is_behind = False
        self.detail = Detail(id="detail")
        self.set_reactive(LinkedScreen.active, self.PANES[0])

    def compose_content(self) -> Iterable[Widget]:
        """Lay out the first list beside the others, and the drawer."""
        first, *others = self.panes
        yield Horizontal(first, Vertical(*others, id="right"), id="lists")
        yield self.detail

    @property
    def panes(self) -> tuple[Pane[Any], ...]:
        """The lists, in the order of ``PANES``."""
        raise NotImplementedError

    def fill(self) -> None:
        """Show the snapshot as it is now."""

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the new state, unless another screen covers it: each key in an editor makes one."""
        self._is_behind = True
        if self.is_seen:
            self.catch_up()

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile."""
        self.catch_up()

    def catch_up(self) -> None:
        """Show what changed while nobody saw it."""
        if self._is_behind:
            self._is_behind = False
            self.fill()

    def show_detail(self) -> None:
        """Show the details of the current row of the active list."""
        raise NotImplementedError

    @property
    def active_pane(self) -> Pane[Any]:
        """The list that the keys go to."""
        return self.panes[self.PANES.index(self.active)]

    def on_mount(self) -> None:
        """Show as many lists as there is room for."""
        self._arrange()

    def on_resize(self) -> None:
        """Show as many lists as there is room for."""
        self._arrange()

    def on_descendant_focus(self) -> None:
        """Follow the mouse: what was clicked is the active list."""
        for name, pane in zip(self.PANES, self.panes, strict=True):
            if pane.has_focus_within:
                self.active = name

    @on(Pane.Selected)
    def _open_detail(self) -> None:
        self.detailed = not self.detailed

    def watch_active(self) -> None:
        """Show and focus the list; on a narrow screen it is the only one."""
        self._arrange()
        if not self.active_pane.has_focus_within:
            # Not focus(), which waits a moment in which keys go elsewhere.
            self.set_focus(self.active_pane.table)
        self.refresh_detail()

    def watch_detailed(self) -> None:
        """On a narrow screen the details take the place of the lists."""
        self._arrange()
        in_drawer = self.detailed and self.is_narrow
        self.set_focus(self.detail if in_drawer else self.active_pane.table)
        self.refresh_detail()

    def watch_zoomed(self) -> None:
        """Show the active list alone, or all of them."""
        self._arrange()

    def refresh_detail(self) -> None:
        """Bring the drawer up to date, if it is open."""
        if self.detailed:
            self.show_detail()

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for one list only."""
        return self.size.width < NARROW

    def action_go(self, by: int) -> None:
        """Go to the next list or the one before."""
        if not (self.detailed and self.is_narrow):
            self.active = self.PANES[(self.PANES.index(self.active) + by) % len(self.PANES)]

    def action_zoom(self) -> None:
        """Give the active list the whole screen, or put it back."""
        self.zoomed = not self.zoomed

    def action_back(self) -> None:
        """Leave the innermost thing that is open."""
        if self.detailed:
            self.detailed = False
        elif self.zoomed:
            self.zoomed = False
        elif self.active != self.PANES[0]:
            self.action_go(-1)

    def _arrange(self) -> None:
        alone = self.zoomed or self.is_narrow
        for name, pane, note in zip(self.PANES, self.panes, self.NOTES, strict=True):
            pane.display = not alone or name == self.active
            pane.set_note(note if alone else "")
        others = len(self.PANES) > 1 and (not alone or self.active != self.PANES[0])
        self.query_one("#right").display = others
        self.query_one("#lists").display = not (self.detailed and self.is_narrow)
        self.detail.display = self.detailed
        self.set_class(alone, "-alone")
        self.set_class(self.is_narrow, "-narrow")
