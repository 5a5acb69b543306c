"""The form of one authorization: who gets which role."""

from __future__ import annotations

from typing import ClassVar

from msgspec import structs
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from data.models import Authorization
from data.plans import guid_problem, required_problem, role_problem
from data.roles import Role, catalogue, catalogue_date, role_name, search, why_not
from screens.theme import TONES
from screens.widgets.columns import fit
from screens.widgets.form import FormField

_MOST_ROLES = 60


class AuthorizationForm(ModalScreen[Authorization | None]):
    """Fills in one authorization; dismissed with it, or with nothing when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="entry.leave", tooltip="Leave without a change"),
        Binding("ctrl+o", "accept", "Accept", id="entry.accept", tooltip="Take it into the plan"),
    ]

    def __init__(self, entry: Authorization) -> None:
        """Open the form on what is known so far."""
        super().__init__(classes="dialog")
        self._entry = entry

    def compose(self) -> ComposeResult:
        """Lay out the two fields and the role search."""
        entry = self._entry
        with Vertical(classes="window", id="entry"):
            yield Static(Content.styled("Authorization", "bold"))
            yield FormField(
                "principal_id",
                "Object id",
                entry.principal_id,
                guid_problem,
                "user, group or service principal",
            )
            yield FormField(
                "display_name",
                "Display name",
                entry.display_name,
                required_problem,
                "the customer reads this",
            )
            yield FormField(
                "role",
                "Role",
                role_name(entry.role_id),
                self._role_problem,
                "search by name",
                patient=True,
            )
            yield OptionList(id="roles", markup=False, compact=True)
            yield Static(Content.styled(f"Built-in roles as of {catalogue_date()}", TONES["muted"]))
            with Horizontal(classes="buttons"):
                yield Button(Content("Accept (ctrl+o)"), id="accept", compact=True)
                yield Button(Content("Leave (esc)"), id="leave", compact=True)

    def on_mount(self) -> None:
        """Show the roles that fit what stands in the field."""
        self._search(role_name(self._entry.role_id))

    @on(FormField.Changed)
    def _change(self, event: FormField.Changed) -> None:
        event.stop()
        if event.name == "role":
            self._search(event.value)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        role = catalogue()[event.option_id or ""]
        self.query_one("#role Input", Input).value = role.name
        self.action_accept()

    @on(Input.Submitted, "#role Input")
    def _take_first(self, event: Input.Submitted) -> None:
        """Take the most likely role, and accept."""
        event.stop()
        # Searched anew: the list may not have caught up with what was typed.
        found = search(event.value)
        if event.value.strip() and found:
            event.input.value = found[0].name
        self.action_accept()

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "accept":
            self.action_accept()
        else:
            self.action_leave()

    def on_key(self, event: events.Key) -> None:
        """From the role field, down goes into the list."""
        if not self.query_one("#role").has_focus_within:
            return
        if event.key == "down":
            self.set_focus(self.query_one(OptionList))
            event.prevent_default().stop()

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Take the entry into the plan, or point at what is wrong with it."""
        for field in self.query(FormField):
            if field.problem:
                field.point_out()
                return
        role = _role_of(self._value("role"))
        self.dismiss(
            structs.replace(
                self._entry,
                principal_id=self._value("principal_id").lower(),
                display_name=self._value("display_name"),
                role_id=role.id if role else self._value("role"),
            )
        )

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", FormField).value

    def _search(self, text: str) -> None:
        roles = self.query_one(OptionList)
        found = search(text)[:_MOST_ROLES]
        roles.set_options([Option(_prompt(role), id=role.id) for role in found])
        roles.highlighted = 0 if found else None

    def _role_problem(self, text: str) -> str:
        role = _role_of(text)
        return role_problem(role.id if role else "", self._entry.delegated_role_ids)


def _role_of(text: str) -> Role | None:
    wanted = text.casefold()
    if wanted in catalogue():
        return catalogue()[wanted]
    return next((each for each in catalogue().values() if each.name.casefold() == wanted), None)


def _prompt(role: Role) -> Content:
    if role.lighthouse == "no":
        verdict = (f"✗ {why_not(role)}", TONES["error"])
    elif role.lighthouse == "limited":
        verdict = ("▲ needs delegated roles", TONES["pending"])
    else:
        verdict = ("✓", TONES["ok"])
    return Content.assemble(fit(role.name, 36), "  ", verdict)
