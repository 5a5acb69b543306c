"""A window to pick one thing out of many: a list with its filter open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from data.query import Rows
from screens.theme import TONES
from screens.widgets.columns import Column
from screens.widgets.detail import Detail
from screens.widgets.pane import Pane, Words

Row = TypeVar("Row")


class Picker(ModalScreen[Any], Generic[Row]):
    """Dismissed with the row that was picked, or with nothing when it was left."""

    AUTO_FOCUS: ClassVar[str | None] = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", priority=True, id="picker.leave",
                tooltip="Leave without picking"),
    ]  # fmt: skip

    def __init__(
        self,
        title: str,
        rows: Rows[Row],
        columns: Sequence[Column[Row]],
        words: str,
        preview: Callable[[Row, int], Content] | None = None,
    ) -> None:
        """Make a picker.

        Args:
            title: What is picked, and what for.
            rows: What there is.
            columns: What the list shows of each.
            words: What is said when there is nothing.
            preview: What is shown below of the current row, for so many cells; nothing when absent.
        """
        super().__init__(classes="dialog")
        self._rows = rows
        self._preview = preview
        self.detail = Detail(id="chosen")
        self.pane = Pane(title, rows.listing, columns, Words(words), id="choices")

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="window large bare"):
            yield self.pane
            if self._preview:
                yield self.detail
            yield Static(
                Content.styled(
                    "type to filter · enter to the list · enter picks · esc leaves", TONES["muted"]
                )
            )

    def on_mount(self) -> None:
        """Show what there is, ready to be filtered."""
        self.pane.show(self._rows)
        if self._rows.rows:
            self.call_after_refresh(self.pane.action_filter)

    @on(Pane.Selected)
    def _pick(self, event: Pane.Selected) -> None:
        event.stop()
        self.dismiss(self.pane.current)

    @on(Pane.Highlighted)
    def _look(self) -> None:
        row, preview = self.pane.current, self._preview
        if preview:
            self.detail.show(lambda width: preview(row, width) if row is not None else Content())

    def action_leave(self) -> None:
        """Close without picking."""
        self.dismiss(None)
