"""The form of one authorization: who gets which role, for good or just in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from data.editing.filling import (
    ELIGIBLE,
    FIELDS,
    PERMANENT,
    entry_of,
    filled,
    parts,
    problem,
    shown,
)
from data.entries import Entry
from data.principals import PrincipalRow
from data.query import fold
from data.roles import Role, catalogue_date, role_name, search, why_not
from screens.theme import TONES
from screens.widgets.columns import fit, shorten
from screens.widgets.form import Check, FormField

_MOST = 60
_NAME = 36
_LABELS = {
    "principal": ("Principal", "object id, or a name to search"),
    "name": ("Display name", "the customer reads this"),
    "kind": ("Kind", "permanent or eligible"),
    "role": ("Role", "search by name"),
    "delegated": ("May assign", "roles, with ; between"),
    "duration": ("Up to", "8 hours"),
    "mfa": ("MFA", "yes or no"),
    "approvers": ("Approvers", "names or object ids, with ; between"),
}
_ROLE_FIELDS = ("role", "delegated")
_LISTS = ("delegated", "approvers")
_CHOICES = {
    "kind": (PERMANENT, ELIGIBLE),
    "duration": ("8 hours", "4 hours", "2 hours", "1 hour", "30 minutes"),
    "mfa": ("yes", "no"),
}


class AuthorizationForm(ModalScreen[Entry | None]):
    """Fills in one authorization; dismissed with it, or with nothing when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="entry.leave", tooltip="Leave without a change"),
        Binding("ctrl+o", "accept", "Accept", id="entry.accept", tooltip="Take it into the plan"),
        Binding("ctrl+e", "turn", "Kind", priority=True, id="entry.kind",
                tooltip="Permanent, or eligible: activated just in time"),
        Binding("enter", "go_on", "Go on", False, priority=True, id="entry.go-on",
                tooltip="Take what fits best, and go on to the next field"),
        Binding("down", "choose", "Choose", False, id="entry.choose",
                tooltip="From a field into the list of what fits it"),
    ]  # fmt: skip

    def __init__(self, entry: Entry, principals: Sequence[PrincipalRow] = ()) -> None:
        """Open the form on what is known so far.

        Args:
            entry: The authorization.
            principals: Those that were seen, to choose from.
        """
        super().__init__(classes="dialog")
        self._principals = principals
        self._values = filled(entry)
        self._active = "principal"

    def compose(self) -> ComposeResult:
        """Lay out the fields above the list of what fits the current one."""
        with Vertical(classes="window", id="entry"):
            yield Static(Content.styled("Authorization", "bold"))
            for name in FIELDS:
                label, hint = _LABELS[name]
                yield FormField(
                    name, label, self._values[name], self._check(name), hint, patient=True
                )
            yield OptionList(id="fits", markup=False, compact=True)
            yield Static(Content.styled(f"Built-in roles as of {catalogue_date()}", TONES["muted"]))
            with Horizontal(classes="buttons"):
                yield Button(Content("Kind (ctrl+e)"), id="kind-button", compact=True)
                yield Button(Content("Accept (ctrl+o)"), id="accept", compact=True)
                yield Button(Content("Leave (esc)"), id="leave", compact=True)

    def on_mount(self) -> None:
        """Show the fields that belong to the kind of authorization."""
        for name in _CHOICES:  # what is typed there replaces what stands there
            self._input(name).select_on_focus = True
        self._arrange()

    def _check(self, name: str) -> Check:
        return lambda text: problem(name, {**self._values, name: text}, self._principals)

    @on(FormField.Changed)
    def _change(self, event: FormField.Changed) -> None:
        event.stop()
        self._values[event.name] = event.value
        if event.name in ("kind", "role"):
            self._arrange()
        self._list(event.name)
        if event.value and not self.query_one(OptionList).option_count:
            event.field.complain()  # nothing is left to choose

    def on_descendant_focus(self) -> None:
        """List what fits the field that has the focus."""
        for field in self.query(FormField):
            if field.has_focus_within and field.id and field.id != self._active:
                self._list(field.id)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self._active, event.option_id or "")
        self.set_focus(self._input(self._after(self._active)))

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        """Take the most likely of what fits; from the last field, accept."""
        event.stop()
        self._read()
        name = self._field_of(event.input)
        field = self.query_one(f"#{name}", FormField)
        if field.value and field.problem and (options := self._options(name, self._last(name))):
            at = self.query_one(OptionList).highlighted if name == self._active else 0
            self._take(name, options[at or 0].id or "")
        if name == shown(self._values)[-1]:
            self.action_accept()
        elif field.value and field.problem:
            field.point_out()
        elif self.focused is event.input:
            self.set_focus(self._input(self._after(name)))

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        event.stop()
        match event.button.id:
            case "accept":
                self.action_accept()
            case "leave":
                self.action_leave()
            case _:
                self.action_turn()

    def action_go_on(self) -> None:
        """Leave a field: at once where the next is certain, so that no key typed ahead is lost."""
        left = self.focused
        assert isinstance(left, Input)
        name = self._field_of(left)
        is_eligible = self._values["kind"].strip() == ELIGIBLE
        if (name != "role" or is_eligible) and name != shown(self._values)[-1]:
            self.set_focus(self._input(self._after(name)))
        left.post_message(Input.Submitted(left, left.value))  # behind what was typed into it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave enter to the list and the buttons."""
        return action != "go_on" or isinstance(self.focused, Input)

    def action_choose(self) -> None:
        """Go into the list of what fits."""
        fits = self.query_one(OptionList)
        if fits.option_count and not fits.has_focus:
            self.set_focus(fits)

    def action_turn(self) -> None:
        """Make it permanent, or eligible."""
        kind = PERMANENT if self._values["kind"].strip() == ELIGIBLE else ELIGIBLE
        self._put("kind", kind)
        self._arrange()

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)

    def action_accept(self) -> None:
        """Take the entry into the plan, or point at what is wrong with it."""
        self._read()
        for name in shown(self._values):
            field = self.query_one(f"#{name}", FormField)
            if field.problem:
                field.point_out()
                return
        self.dismiss(entry_of(self._values, self._principals))

    def _take(self, name: str, id: str) -> None:
        """Put what was chosen into a field; of a list, in place of the last part."""
        chosen = self._text_of(name, id)
        if name == "principal" and not self._values["name"].strip():
            self._put("name", self._row(id).name)
        if name in _LISTS:
            before = parts(self._values[name].rpartition(";")[0])
            kept = [self._best(name, each) for each in before]
            chosen = "; ".join((*kept, chosen, ""))  # for another one to follow
        self._put(name, chosen)
        self._arrange()

    def _text_of(self, name: str, id: str) -> str:
        """Return how a choice stands in a field."""
        if name in _ROLE_FIELDS:
            return role_name(id)
        if name == "approvers" and (called := self._row(id).name):
            return f"{called} ({id})"
        return id

    def _best(self, name: str, text: str) -> str:
        """Return what a part of a list most likely means."""
        if not problem(name, {**self._values, name: text}, self._principals):
            return text
        options = self._options(name, text)
        return self._text_of(name, options[0].id or "") if options else text

    def _row(self, id: str) -> PrincipalRow:
        return next(each for each in self._principals if each.principal_id == id)

    def _put(self, name: str, value: str) -> None:
        self._values[name] = value
        self.query_one(f"#{name}", FormField).put(value)

    def _read(self) -> None:
        """Look at the fields themselves, whose changes may still be on their way."""
        self._values |= {each.id: each.value for each in self.query(FormField) if each.id}

    def _after(self, name: str) -> str:
        """Return the field after another; the kind has a key of its own and is passed over."""
        names = [each for each in shown(self._values) if each != "kind" or name == "kind"]
        at = names.index(name) if name in names else 0
        return names[min(at + 1, len(names) - 1)]

    def _arrange(self) -> None:
        """Show the fields that an authorization of this kind and role has."""
        names = shown(self._values)
        for field in self.query(FormField):
            field.display = field.id in names
        self._list(self._active)

    def _list(self, name: str) -> None:
        """List what fits a field."""
        self._active = name
        options = self._options(name, self._last(name))
        fits = self.query_one(OptionList)
        fits.set_options(options)
        fits.highlighted = 0 if options else None

    def _options(self, name: str, text: str) -> list[Option]:
        if name in _ROLE_FIELDS:
            return [Option(_role_prompt(each), id=each.id) for each in search(text)[:_MOST]]
        if name in ("principal", "approvers"):
            return [Option(_principal_prompt(row), id=row.principal_id)
                    for row in self._fitting(text)]  # fmt: skip
        return [Option(each, id=each) for each in _choices(name, text)]

    def _last(self, name: str) -> str:
        """Return what is typed: the whole text, or the last part of a list."""
        text = self._values[name]
        return (text.rpartition(";")[2] if name in _LISTS else text).strip()

    def _fitting(self, text: str) -> Iterable[PrincipalRow]:
        wanted = fold(text)
        found = (
            row
            for row in self._principals
            if wanted in fold(row.name) or wanted in row.principal_id
        )
        return [row for _, row in zip(range(_MOST), found, strict=False)]

    def _input(self, name: str) -> Input:
        return self.query_one(f"#{name} Input", Input)

    def _field_of(self, widget: Input) -> str:
        return next(each.id or "" for each in self.query(FormField) if widget in each.query(Input))


def _choices(name: str, text: str) -> Iterable[str]:
    """Return what begins with a text, or everything once the text is one of them."""
    choices = _CHOICES.get(name, ())
    return choices if text in choices else (each for each in choices if each.startswith(text))


def _role_prompt(role: Role) -> Content:
    if role.lighthouse == "no":
        verdict = (f"✗ {why_not(role)}", TONES["error"])
    elif role.lighthouse == "limited":
        verdict = ("▲ needs roles that it may assign", TONES["pending"])
    else:
        verdict = ("✓", TONES["ok"])
    return Content.assemble(fit(role.name, _NAME), "  ", verdict)


def _principal_prompt(row: PrincipalRow) -> Content:
    name = row.name or "(no name)"
    kind = f" · {row.kind}" if row.kind else ""
    seen = shorten(f"{row.principal_id[:8]}… · {row.seen}{kind}", 40)
    return Content.assemble(fit(name, _NAME), "  ", (seen, TONES["muted"]))
