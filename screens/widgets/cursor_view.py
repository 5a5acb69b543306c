"""A scrolling view of any number of lines below a header, one of which the cursor is on."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size, clamp
from textual.reactive import reactive
from textual.scroll_view import ScrollView

HEADER = 1
"""Lines that the header takes."""


class CursorView(ScrollView, can_focus=True, inherit_bindings=False):
    """Moves a cursor over lines and keeps it in sight; what the lines say is the subclass's."""

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", False, id="table.up", tooltip="The row above"),
        Binding("down,j", "move(1)", "Down", False, id="table.down", tooltip="The row below"),
        Binding("pageup", "page(-1)", "Page up", False, id="table.page-up", tooltip="One page up"),
        Binding(
            "pagedown", "page(1)", "Page down", False, id="table.page-down", tooltip="One page down"
        ),
        Binding("home,g", "first", "First", False, id="table.first", tooltip="The first row"),
        Binding("end,G", "last", "Last", False, id="table.last", tooltip="The last row"),
    ]

    DEFAULT_CSS = """
    CursorView {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """Which line the cursor is on, the first being 0."""
    hovered: reactive[int] = reactive(-1, repaint=False, init=False)
    """Which line the mouse is on; -1 when it is on none."""

    line_count = 0
    """How many lines there are."""

    def set_lines(self, count: int, cursor: int) -> None:
        """Say how many lines there are now and which of them the cursor is on.

        What is to be painted anew is for the caller to say.
        """
        self.line_count = count
        self.set_reactive(CursorView.cursor, self.validate_cursor(cursor))
        self.set_reactive(CursorView.hovered, -1)
        self.virtual_size = Size(0, count + HEADER)

    def action_move(self, by: int) -> None:
        """Move the cursor by so many lines."""
        self.cursor += by

    def action_page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        self.cursor += pages * max(1, self.page_height)

    def action_first(self) -> None:
        """Go to the first line."""
        self.cursor = 0

    def action_last(self) -> None:
        """Go to the last line."""
        self.cursor = self.line_count - 1

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which line the mouse is on."""
        offset = event.get_content_offset(self)
        self.hovered = -1 if offset is None else self.line_at(offset.y)

    def on_leave(self) -> None:
        """Forget where the mouse was."""
        self.hovered = -1

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a line."""
        return clamp(cursor, 0, max(0, self.line_count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two lines."""
        self._repaint(old, new)
        self.follow_cursor()

    def watch_hovered(self, old: int, new: int) -> None:
        """Repaint the two lines."""
        self._repaint(old, new)

    @property
    def page_height(self) -> int:
        """How many lines can be seen at once."""
        return self.size.height - HEADER

    @property
    def sees_cursor(self) -> bool:
        """Whether the cursor is in sight."""
        return 0 <= self.cursor - self.scroll_offset.y < self.page_height

    def follow_cursor(self) -> None:
        """Scroll no further than it takes to see the cursor."""
        if self.page_height > 0:
            lowest = self.cursor - self.page_height + 1
            top = clamp(self.scroll_offset.y, lowest, self.cursor)
            self.scroll_to(y=top, animate=False, force=True)

    def line_at(self, y: int) -> int:
        """Return which line is drawn at a height of the view; -1 if none is."""
        at = y - HEADER + self.scroll_offset.y
        return at if y >= HEADER and at < self.line_count else -1

    def _repaint(self, *lines: int) -> None:
        for line in lines:
            # What is scrolled away would repaint the header.
            if line >= self.scroll_offset.y:
                self.refresh_line(line + HEADER)
