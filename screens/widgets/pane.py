"""A list in a frame: a table with its filter, its order and its count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import var

from data.query import Listed, Listing, Rows, Sort, mistakes, parse, unknown_fields
from screens.widgets.columns import Column, shorten
from screens.widgets.filter_bar import FilterBar
from screens.widgets.row_table import RowTable

Row = TypeVar("Row")

_FRAME = 6
"""Cells of the frame's upper edge that its title does not get."""
_SAID = 40
"""Cells of a filter that are repeated where nothing matches it."""


@dataclass(frozen=True)
class Words:
    """What a pane says when it has no rows to show."""

    nothing: str
    """There are none at all; with one thing to do next."""
    no_match: str = "Nothing matches."
    """The filter leaves none; the filter and how to clear it are added."""
    loading: str = "Loading …"
    """Not known yet."""


class Pane(Vertical, Generic[Row]):
    """Shows the rows of one listing; the query and the order live here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that what is typed right after it goes into the filter.
        Binding(
            "slash",
            "filter",
            "Filter",
            priority=True,
            id="pane.filter",
            tooltip="Show only some rows",
        ),
        Binding(
            "escape",
            "clear_filter",
            "Clear",
            id="pane.clear",
            tooltip="Show all rows again",
        ),
    ]

    DEFAULT_CSS = """
    Pane {
        height: 1fr;
        border: round $border-blurred;
        border-title-color: $foreground;
        border-subtitle-color: $foreground-muted;
        &:focus-within { border: round $border; }
        &:nocolor:focus-within { border: heavy $border; }
    }
    """

    title: var[str] = var("", init=False)
    """What the rows are, as the frame says it."""
    query_text: var[str] = var("", init=False, bindings=True)
    """The filter as the user typed it."""
    sort: var[Sort | None] = var(None, init=False)
    """The order of the rows; that of the listing when absent."""

    @dataclass
    class _FromPane(Message):
        pane: Pane[Any]

        @property
        def control(self) -> Pane[Any]:
            """The pane that sent it."""
            return self.pane

    @dataclass
    class Highlighted(_FromPane):
        """Another row is current now, because the cursor moved or the rows changed."""

        key: str | None
        """The row's key; nothing when there are no rows."""

    @dataclass
    class Selected(_FromPane):
        """The user opened a row."""

        key: str

    def __init__(
        self,
        title: str,
        listing: Listing[Row],
        columns: Sequence[Column[Row]],
        words: Words,
        *,
        sort: Sort | None = None,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """Make a pane whose rows are not known yet.

        Args:
            title: What the rows are, as the frame says it.
            listing: How rows are told apart, filtered and sorted.
            columns: What the table shows, from left to right.
            words: What is said when there are no rows.
            sort: The order to begin with.
            name: The widget's name.
            id: The widget's id in the DOM.
            classes: CSS classes, separated by blanks.
            disabled: Whether it takes no input.
        """
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.listing = listing
        self.table: RowTable[Row] = RowTable(columns)
        self._filter_bar = FilterBar(list(listing.by_name))
        self.words = words
        self._rows: Rows[Row] | None = None
        self._titled = ("", "", "")
        self.set_reactive(Pane.title, title)
        self.set_reactive(Pane.sort, sort)

    def compose(self) -> ComposeResult:
        """Lay out the filter above the table."""
        yield self._filter_bar
        yield self.table

    def on_resize(self) -> None:
        """Cut the title to the new width."""
        self._retitle()

    def on_mount(self) -> None:
        """Say that nothing is known yet, or show what came before the screen did."""
        self._refill()

    def show(self, rows: Rows[Row] | None, *, from_top: bool = False) -> None:
        """Show rows under the query and order that the user chose.

        Args:
            rows: The rows, or nothing while they are not known.
            from_top: Put the cursor on the first row, for rows of another subject.
        """
        self._rows = rows
        self._refill(from_top=from_top)

    def go_to(self, key: str) -> bool:
        """Put the cursor on the row with this key, without the filter if that hides it.

        Returns:
            Whether there is such a row.
        """
        if self._rows is None or key not in self._rows.index:
            return False
        if not self.table.go_to(key):
            self.query_text = ""
        return self.table.go_to(key)

    def set_note(self, note: str | Content) -> None:
        """Say something at the right end of the frame's lower edge."""
        self.border_subtitle = Content(note) if isinstance(note, str) else note

    @property
    def columns(self) -> Sequence[Column[Row]]:
        """What the table shows, from left to right."""
        return self.table.columns

    @columns.setter
    def columns(self, columns: Sequence[Column[Row]]) -> None:
        self.table.columns = columns

    @property
    def shown(self) -> Sequence[Row]:
        """The rows that the filter leaves, in the order in which they stand."""
        return self.table.shown

    @property
    def listed(self) -> Listed[Row]:
        """What is shown, without the rows that stand for others."""
        rows = self._rows or Rows(self.listing, ())
        pinned = 0 if parse(self.query_text) else rows.pinned
        shown, total = self.shown[pinned:], len(rows.rows) - rows.pinned
        return Listed(self.title, self.listing, shown, total, self.query_text)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.table.current

    def action_filter(self) -> None:
        """Let the user type a filter."""
        self._filter_bar.open(self.query_text)

    def action_clear_filter(self) -> None:
        """Show all rows again."""
        self._filter_bar.action_close(True)

    def forget_filter(self) -> None:
        """Show all rows, wherever the keys go; what was being typed is gone as well."""
        self.query_text = ""
        if self._filter_bar.is_open:
            self._filter_bar.action_close(True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to the screen without a filter; offer no filter while one is typed."""
        if action == "clear_filter":
            return bool(self.query_text) or self._filter_bar.is_open
        return action != "filter" or not self._filter_bar.has_focus_within

    @on(FilterBar.Changed)
    def _filter(self, event: FilterBar.Changed) -> None:
        event.stop()
        self.query_text = event.text

    @on(FilterBar.Closed)
    def _leave_filter(self, event: FilterBar.Closed) -> None:
        event.stop()
        if event.clear:
            self.query_text = ""
        if not self.has_focus_within:
            self.table.focus()

    @on(RowTable.SortRequested)
    def _sort(self, event: RowTable.SortRequested) -> None:
        event.stop()
        self.sort = event.sort

    @on(RowTable.Highlighted)
    def _pass_on_highlighted(self, event: RowTable.Highlighted) -> None:
        event.stop()
        self.post_message(self.Highlighted(self, event.key))

    @on(RowTable.Selected)
    def _pass_on_selected(self, event: RowTable.Selected) -> None:
        event.stop()
        self.post_message(self.Selected(self, event.key))

    def watch_title(self) -> None:
        """Put the new title into the frame."""
        self._retitle()

    def watch_query_text(self) -> None:
        """Show the rows that match now."""
        self._refill()

    def watch_sort(self) -> None:
        """Show the rows in their new order."""
        self._refill()

    def _refill(self, *, from_top: bool = False) -> None:
        rows = self._rows or Rows(self.listing, ())
        self.table.placeholder = self._placeholder()
        self.table.sort = self.sort
        selected = rows.select(parse(self.query_text), self.sort)
        self.table.show(rows, selected, from_top=from_top)
        self._retitle()

    def _retitle(self) -> None:
        """Say what the rows are, how many, and the filter; names and filters may be any length."""
        count, query = self._count(), f" · /{self.query_text}" if self.query_text else ""
        room = max(0, self.outer_size.width - _FRAME - len(count))
        query = shorten(query, max(room // 2, room - cell_len(self.title[:room])))
        parts = (shorten(self.title, room - cell_len(query)), count, query)
        if parts != self._titled:  # else the whole pane would be painted anew
            self._titled = parts
            styles = ("bold", "$foreground-muted", "$text-primary")
            self.border_title = Content.assemble(*zip(parts, styles, strict=True))

    def _count(self) -> str:
        if self._rows is None:
            return ""
        total, shown = len(self._rows.rows) - self._rows.pinned, self.table.row_count
        is_part = self.query_text or shown != total
        return f" {shown:,} of {total:,}" if is_part else f" {total:,}"

    def _placeholder(self) -> Content:
        if self._rows is None:
            return Content.styled(self.words.loading, "$foreground-muted")
        if not self.query_text or len(self._rows.rows) == self._rows.pinned:
            return Content.styled(self.words.nothing, "$foreground-muted")
        fields = ", ".join(self.listing.by_name)
        query = parse(self.query_text)
        strange = unknown_fields(query, self.listing)
        hint = (
            f"There is no field {shorten(strange[0], _SAID)} here, so it was looked up as text.\n"
            if strange
            else ""
        )
        hint += "".join(f"{each}\n" for each in mistakes(query, self.listing))
        return Content.assemble(
            (self.words.no_match, "$foreground-muted"),
            "\n",
            (f"{hint}Fields: {fields}\n" if strange else hint, "$foreground-muted"),
            (f"/{shorten(self.query_text, _SAID)}", "$text-primary"),
            (" · esc to clear", "$foreground-muted"),
        )
