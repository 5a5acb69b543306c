"""What the sync does now, or the last one did: steps, waits, and what Azure still lets us ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from data.activity import Activity, Step, Wait
from data.clean import clean
from data.words import plural
from screens.theme import TONES
from screens.widgets.columns import fit, shorten
from screens.widgets.key_bar import KeyBar

_NAME, _WIDEST = 42, 60
_SHOWN = 50
"""Waits that are listed."""


class ActivityScreen(ModalScreen[None]):
    """Shows one sync, each second anew while it goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,W", "close", "Close", id="activity.close", tooltip="Back"),
        Binding("X", "app.cancel_sync", "Cancel the sync", id="activity.cancel",
                tooltip="Stop the sync; the data stays as it was"),
    ]  # fmt: skip

    def __init__(self, look: Callable[[], Activity | None]) -> None:
        """Make the screen.

        Args:
            look: Returns what is known of the sync at this moment.
        """
        super().__init__(classes="dialog")
        self._look = look

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        with Vertical(classes="window large"):
            yield Static(Content.styled("Activity", "bold"))
            with VerticalScroll(can_focus=True):
                yield Static(self._text(), id="activity")
            yield KeyBar()

    def on_mount(self) -> None:
        """Follow the sync."""
        self.set_interval(1, self._tell)

    def action_close(self) -> None:
        """Close it."""
        self.dismiss()

    def _tell(self) -> None:
        self.query_one("#activity", Static).update(self._text())

    def _text(self) -> Content:
        return Content("\n").join(activity_lines(self._look(), datetime.now(UTC)))


def activity_lines(activity: Activity | None, now: datetime) -> Iterator[Content]:
    """Yield what is told of a sync.

    Args:
        activity: The sync; nothing when there was none since the program began.
        now: The time.
    """
    if activity is None:
        yield Content("There was no sync since Lightkeeper was started. r begins one.")
        return
    end = activity.ended or now
    lasted, answers = _lasted(end - activity.began), plural(activity.requests, "answer")
    if activity.ended:
        yield Content(f"The sync took {lasted}; {answers} of Azure.")
    else:
        yield Content(f"The sync has been going on for {lasted}; {answers} of Azure so far.")
    yield Content("")
    yield Content.styled("Steps", "bold")
    yield from map(_step, activity.steps)
    yield Content("")
    total = f"{plural(activity.waited, 'wait')}, {activity.waited_seconds:,.0f} s in all threads"
    yield Content.styled(f"Waits: {total}" if activity.waited else "Waits: none", "bold")
    for each in activity.waits[: -_SHOWN - 1 : -1]:
        yield _wait(each, end)
    yield Content("")
    yield Content.styled("What Azure still lets us ask, as it last said", "bold")
    for name, value in sorted(activity.quota.items()):
        label = fit(clean(name).replace("-", " "), _NAME)
        yield Content.assemble((f"  {label}", TONES["muted"]), shorten(clean(value), _WIDEST))
    if not activity.quota:
        yield Content.styled("  nothing said yet", TONES["muted"])


def _step(step: Step) -> Content:
    counts = f"{step.done:,} of {step.total:,}" if step.total else ""
    return Content.assemble(_at(step.at), fit(step.doing, _NAME), counts)


def _wait(wait: Wait, end: datetime) -> Content:
    left = wait.seconds - (end - wait.at).total_seconds()
    what = f"{wait.seconds:,.1f} s" + (f", {left:,.0f} s left" if left > 0 else "")
    return Content.assemble(_at(wait.at), fit(wait.why, _NAME), what)


def _at(moment: datetime) -> tuple[str, str]:
    return f"  {moment.astimezone():%H:%M:%S}  ", TONES["muted"]


def _lasted(time: timedelta) -> str:
    seconds = round(time.total_seconds())
    return f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"
