"""The table of all our lists: it draws only the lines that are seen, so any size is fine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any, ClassVar, Generic, TypeVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from data.query import Rows, Sort
from screens.theme import TONES
from screens.widgets.columns import GAP, Column, Placed, measure, place
from screens.widgets.cursor_view import HEADER, CursorView
from screens.widgets.lines import EDGE, header_line, row_line, words_lines

Row = TypeVar("Row")
_NO_HEADER: tuple[Any, ...] = ()


class RowTable(CursorView, Generic[Row]):
    """A table over any number of rows, of which it shows those that a query selected.

    The owner holds the query and the sort; the table asks for another sort by
    :class:`SortRequested` and shows what it is told by ``sort``.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", id="table.select", tooltip="Open the current row"),
        Binding(
            "s", "sort_next", "Sort", False, id="table.sort", tooltip="Sort by the next column"
        ),
        Binding(
            "S",
            "sort_reverse",
            "Reverse sort",
            False,
            id="table.reverse",
            tooltip="Turn the order round",
        ),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-table--header",
        "row-table--sorted",
        "row-table--cursor",
        "row-table--marker",
        "row-table--hover",
        *(f"row-table--{tone}" for tone in TONES),
    }

    DEFAULT_CSS = """
    RowTable {
        & > .row-table--header { color: $foreground-muted; }
        & > .row-table--sorted { color: $foreground; text-style: bold underline; }
        & > .row-table--hover { background: $foreground 5%; }
        & > .row-table--cursor { background: $foreground 9%; }
        & > .row-table--marker { color: $foreground-muted; }
        &:focus > .row-table--cursor { background: $primary 18%; }
        &:focus > .row-table--marker { color: $primary; }
        &:nocolor > .row-table--cursor { text-style: bold; }
        &:nocolor:focus > .row-table--cursor { text-style: reverse; }
    }
    """ + "\n".join(f"RowTable > .row-table--{tone} {{ color: {TONES[tone]}; }}" for tone in TONES)

    sort: reactive[Sort | None] = reactive(None, init=False)
    """The sort that the header shows; the owner does the sorting."""
    placeholder: reactive[Content] = reactive(Content(), init=False)
    """What is said when there are no rows, or none but pinned ones."""

    @dataclass
    class _FromTable(Message):
        table: RowTable[Any]

        @property
        def control(self) -> RowTable[Any]:
            """The table that sent it."""
            return self.table

    @dataclass
    class Highlighted(_FromTable):
        """Another row is current now, because the cursor moved or the rows changed."""

        key: str | None
        """The row's key; nothing when there are no rows."""

        def can_replace(self, message: Message) -> bool:
            """Only the last of several moves in a row matters."""
            return isinstance(message, RowTable.Highlighted) and message.table is self.table

    @dataclass
    class Selected(_FromTable):
        """The user opened a row."""

        key: str

    @dataclass
    class SortRequested(_FromTable):
        """The user wants the rows in another order."""

        sort: Sort

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """Make an empty table.

        Args:
            columns: What it shows, from left to right.
            name: The widget's name.
            id: The widget's id in the DOM.
            classes: CSS classes, separated by blanks.
            disabled: Whether it takes no input.
        """
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._columns = tuple(columns)
        self._wanted = measure(self._columns, ())
        self._rows: Rows[Row] | None = None
        self._visible: Sequence[int] = ()
        self._placed: tuple[Placed[Row], ...] = ()
        self._announced: str | None = None
        self._moved_by_click = False
        self._strips: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(512)
        self._line_styles: dict[tuple[bool, bool, str], Style] = {}
        self._header_strip, self._header_of = Strip([]), _NO_HEADER

    def show(
        self, rows: Rows[Row], visible: Sequence[int] | None = None, *, from_top: bool = False
    ) -> None:
        """Show rows, or another choice or order of them.

        The cursor stays on its row, or near where it was if that row is gone.

        Args:
            rows: The rows and how they are told apart.
            visible: Indices of the rows to show, in order; all of them if left out.
            from_top: Put the cursor on the first row, for rows of another subject.
        """
        key = self.current_key
        was_seen = self.sees_cursor
        before = self._in_sight()
        if rows is not self._rows:
            self._wanted = measure(self._columns, rows.rows)
        self._rows = rows
        self._visible = range(len(rows.rows)) if visible is None else visible
        found = None if key is None else self._find(key)
        cursor = 0 if from_top else self.cursor if found is None else found
        self.set_lines(len(self._visible), cursor)
        self._lay_out()
        self._repaint_other_than(before)
        if was_seen or self.current_key != key:
            self.follow_cursor()
        self._announce()

    @property
    def columns(self) -> Sequence[Column[Row]]:
        """What it shows, from left to right."""
        return self._columns

    @columns.setter
    def columns(self, columns: Sequence[Column[Row]]) -> None:
        self._columns = tuple(columns)
        self._wanted = measure(self._columns, self._rows.rows if self._rows else ())
        self._lay_out()
        self.refresh()

    def go_to(self, key: str) -> bool:
        """Put the cursor on the row with this key.

        Returns:
            Whether the row is among those shown.
        """
        found = self._find(key)
        if found is not None:
            self.cursor = found
        return found is not None

    @property
    def shown(self) -> Sequence[Row]:
        """The rows that are shown, in their order."""
        return [self._rows.rows[at] for at in self._visible] if self._rows else ()

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        if self._rows is None or not self._visible:
            return None
        return self._rows.rows[self._visible[self.cursor]]

    @property
    def current_key(self) -> str | None:
        """The key of the row under the cursor."""
        row = self.current
        return None if row is None or self._rows is None else self._rows.listing.key(row)

    @property
    def row_count(self) -> int:
        """How many rows are shown, pinned ones left out."""
        pinned = self._rows.pinned if self._rows else 0
        return self.line_count - sum(at < pinned for at in self._visible[:pinned])

    def action_select(self) -> None:
        """Open the current row."""
        if (key := self.current_key) is not None:
            self.post_message(self.Selected(self, key))

    def action_sort_next(self) -> None:
        """Ask for the order by the column to the right of the sorted one."""
        names = [each.column.name for each in self._placed]
        if names:
            at = names.index(self.sort.field) if self.sort and self.sort.field in names else -1
            self._request(names[(at + 1) % len(names)])

    def action_sort_reverse(self) -> None:
        """Ask for the opposite order."""
        if self.sort or self._placed:
            self._request(self.sort.field if self.sort else self._placed[0].column.name)

    def on_click(self, event: events.Click) -> None:
        """Sort, highlight or open what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < HEADER:
            self._click_header(offset.x - EDGE)
        elif (at := self.line_at(offset.y)) >= 0:
            self._click_row(at, event.chain)

    def _click_header(self, x: int) -> None:
        for placed in self._placed:
            if placed.start <= x < placed.start + placed.width + GAP:
                self._request(placed.column.name)

    def _click_row(self, at: int, chain: int) -> None:
        if at != self.cursor:
            self.cursor = at
            self._moved_by_click = True
        elif chain == 1 or self._moved_by_click:
            # The second click of a pair opens, unless the first has opened already.
            self._moved_by_click = False
            self.action_select()

    def _request(self, column: str) -> None:
        reverse = self.sort is not None and self.sort.field == column and not self.sort.reverse
        self.post_message(self.SortRequested(self, Sort(column, reverse)))

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint the two rows, and tell."""
        super().watch_cursor(old, new)
        self._announce()

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._strips.clear()
        self._line_styles.clear()
        self._header_of = _NO_HEADER

    def on_resize(self) -> None:
        """Lay the columns out for the new width."""
        self._lay_out()
        self.refresh()
        self.follow_cursor()

    def _lay_out(self) -> None:
        room = self.scrollable_content_region.width - 2 * EDGE
        self._placed = place(self._columns, self._wanted, room)
        self._strips.clear()

    def _in_sight(self) -> list[Strip]:
        """Return the header and the rows that are seen, from the top."""
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        last = min(top + height - HEADER, self.line_count)
        rows = range(top, last if self._rows else top)
        strips = [self._row_strip(at, at == self.cursor, at == self.hovered) for at in rows]
        return [self._header(), *strips] if height else []

    def _repaint_other_than(self, before: list[Strip]) -> None:
        """Paint only the lines that differ: the less is painted, the sooner a key is seen."""
        after = self._in_sight()
        if not (before and after) or self.row_count == 0 or len(before) == HEADER:
            self.refresh()  # there are words in the place of rows, or there were
            return
        for y, (old, new) in enumerate(zip_longest(before, after)):
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

    def _find(self, key: str) -> int | None:
        at = None if self._rows is None else self._rows.index.get(key)
        if at is None:
            return None
        try:
            return self._visible.index(at)
        except ValueError:
            return None

    def _announce(self) -> None:
        if (key := self.current_key) != self._announced:
            self._announced = key
            self.post_message(self.Highlighted(self, key))

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        if y < HEADER:
            return self._header()
        if (at := self.line_at(y)) >= 0:
            return self._row_strip(at, at == self.cursor, at == self.hovered)
        strip = self._words_strip(y - HEADER - self.line_count)
        return strip.adjust_cell_length(self.size.width, self.rich_style)

    def _header(self) -> Strip:
        state = (self._placed, self.sort, self.size.width)
        if self._header_of != state:
            plain = self.get_component_rich_style("row-table--header")
            marked = self.get_component_rich_style("row-table--sorted")
            strip = header_line(self._placed, self.sort, plain, marked)
            self._header_strip = strip.adjust_cell_length(self.size.width, plain)
            self._header_of = state
        return self._header_strip

    def _row_strip(self, at: int, is_cursor: bool, is_hovered: bool) -> Strip:
        state = (at, is_cursor, is_hovered)
        if (strip := self._strips.get(state)) is None:
            assert self._rows is not None
            row = self._rows.rows[self._visible[at]]
            style = partial(self._style, is_cursor, is_hovered)
            line = row_line(row, self._placed, style("marker") if is_cursor else None, style)
            strip = line.adjust_cell_length(self.size.width, style(""))
            self._strips[state] = strip
        return strip

    def _words_strip(self, y: int) -> Strip:
        if self.row_count:
            return Strip([])
        width = self.scrollable_content_region.width
        lines = words_lines(self.placeholder, width, self.visual_style)
        return lines[y] if 0 <= y < len(lines) else Strip([])

    def _style(self, is_cursor: bool, is_hovered: bool, tone: str) -> Style:
        state = (is_cursor, is_hovered, tone)
        if state not in self._line_styles:
            style = self.rich_style
            if is_cursor or is_hovered:
                part = "row-table--cursor" if is_cursor else "row-table--hover"
                style = self.get_component_rich_style(part)
            if tone and not style.reverse:
                # Not the partial style: that one ignores how see-through a colour is.
                style += Style(color=self.get_component_rich_style(f"row-table--{tone}").color)
            self._line_styles[state] = style
        return self._line_styles[state]
