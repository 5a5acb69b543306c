"""The browser of roles: which of Azure's built-in roles Lighthouse takes, and who holds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from data.query import Rows
from data.role_listings import ROLES, RoleRow, role_rows
from data.roles import CATALOGUE_DATE, Permission, catalogue_date, is_refreshed
from data.snapshot import Snapshot
from data.words import plural
from screens.linked import LinkedScreen
from screens.messages import Copy
from screens.paragraphs import field, heading, lines_of, muted, pair, title
from screens.theme import TONES
from screens.widgets.columns import Column, fit
from screens.widgets.pane import Pane, Words

_field = ROLES.by_name
_VERDICTS = {
    "taken": ("✓", "ok"),
    "limited": ("▲", "pending"),
    "refused": ("✗", "error"),
    "gone": ("⊘", "stale"),
}
_MOST_ACTIONS = 200

COLUMNS: tuple[Column[RoleRow], ...] = (
    Column.of(_field["name"], grow=True, min_width=44),
    Column.of(_field["category"], max_width=24, priority=5),
    Column.of(_field["flags"], max_width=30, priority=3),
    Column.of(_field["changed"], max_width=30, priority=4),
    Column.of(_field["reason"], max_width=30, priority=2),
    Column.of(_field["used"], right=True, priority=1),
    Column(
        "verdict",
        "Lighthouse",
        lambda row: f"{_VERDICTS[row.verdict][0]} {row.verdict}",
        lambda row: _VERDICTS[row.verdict][1],
    ),
)


class Roles(LinkedScreen):
    """A list of roles with a drawer for one of them."""

    HELP = (
        "Every built-in role with what Lighthouse makes of it by Microsoft's rule. A sync reads "
        "the list anew. changed:yes shows what is not as it was when this program was made."
    )
    MODE_TITLE = "Roles"
    PANES = ("roles",)
    NOTES = ("",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy id", id="roles.copy", tooltip="Copy the role's id"),
        Binding("escape", "leave", "Plans", id="roles.close", tooltip="Back to the plans"),
    ]

    def __init__(self) -> None:
        """Make the list; what Microsoft does not document is hidden at first."""
        super().__init__()
        words = Words(
            "No roles.",
            "No role matches. What a role may do is known after a sync.",
            "Counting who holds what …",
        )
        self.roles = Pane("Roles", ROLES, COLUMNS, words, id="roles")
        self.roles.query_text = "documented:yes "  # and a blank, to type on

    @property
    def panes(self) -> tuple[Pane[Any], ...]:
        """The list."""
        return (self.roles,)

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show who holds which role now."""
        self.run_worker(
            lambda: self.app.call_from_thread(self._fill, role_rows(snapshot)),
            thread=True,
            exclusive=True,
            exit_on_error=False,
        )

    def _fill(self, rows: Rows[RoleRow]) -> None:
        self.roles.show(rows)
        source = "synced" if is_refreshed() else "shipped"
        self.roles.title = f"Built-in roles, {source} {catalogue_date()}"
        self.refresh_detail()

    @on(Pane.Highlighted, "#roles")
    def _follow(self) -> None:
        self.refresh_detail()

    def show_detail(self) -> None:
        """Show the current role."""
        if row := self.roles.current:
            self.detail.show(lambda width: role_detail(row, width))

    def action_leave(self) -> None:
        """Close the details, or go back."""
        if self.detailed:
            self.detailed = False
        else:
            self.app.pop_screen()

    def action_copy(self) -> None:
        """Copy the id of the current role."""
        if row := self.roles.current:
            self.post_message(Copy(row.role.id, "role id"))


def role_detail(row: RoleRow, width: int) -> Content:
    """Say what a role may do, what Lighthouse makes of it, and where it is used."""
    sign, tone = _VERDICTS[row.verdict]
    lines = [
        title(row.role.name, width),
        field("Id", row.role.id),
        field("Category", row.role.category),
        Content.assemble(
            muted(fit("Lighthouse", 14)), (f"{sign} {row.verdict}", TONES[tone]), f"  {row.reason}"
        ),
        field("Flags", ", ".join(row.flags)),
    ]
    if row.change:
        lines.append(field("Changed", f"since {CATALOGUE_DATE}: {row.change.words}"))
    lines += _uses(row, width)
    for permission in row.role.permissions:
        lines += _actions(permission)
    if not row.role.permissions:
        lines += [Content(""), muted("Its actions are known after a sync.")]
    return lines_of(lines)


def _uses(row: RoleRow, width: int) -> Iterable[Content]:
    if row.plans:
        yield Content("")
        yield heading(plural(len(row.plans), "plan of the library", "plans of the library"))
    for plan in row.plans:
        yield pair(plan.name or plan.id, plan.version, width)
    if row.scopes:
        yield Content("")
        yield heading(plural(len(row.scopes), "delegation"))
    for scope in row.scopes:
        yield pair(f"{scope.customer} · {scope.scope}", f"{scope.offer} {scope.version}", width)


def _actions(permission: Permission) -> Iterable[Content]:
    for name, actions in (
        ("Actions", permission.actions),
        ("Not actions", permission.not_actions),
        ("Data actions", permission.data_actions),
        ("Not data actions", permission.not_data_actions),
    ):
        if actions:
            yield Content("")
            yield heading(f"{name} {len(actions):,}")
            yield from (Content(f"  {each}") for each in actions[:_MOST_ACTIONS])
            if len(actions) > _MOST_ACTIONS:
                yield muted(f"  and {len(actions) - _MOST_ACTIONS:,} more")
