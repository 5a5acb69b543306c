"""The part of the App around the editor: checklist, history, role sets, text, who may edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import SuspendNotSupported, SystemCommand
from textual.reactive import reactive
from textual.screen import Screen

from data.errors import PlainError, StoreError
from data.ledger import RoleSet
from data.plans import Plan
from data.query import Rows
from data.sides import draft_name
from data.store.lock import Lock
from data.store.profile import Profile
from screens import messages
from screens.dialogs import Confirm
from screens.picker import Picker
from screens.widgets.columns import shorten
from tui.library_app import SENTENCE
from tui.plans_app import PlansApp

if TYPE_CHECKING:
    from data.formats.form_steps import Mark
    from data.role_set_listings import RoleSetRow


class AuthoringApp(PlansApp):
    """Answers what the editor of plans asks for; what that takes is imported when needed."""

    read_only: reactive[str] = reactive("", init=False, repaint=False, bindings=True)
    """Who else is editing plans, in a sentence; empty when we may change them."""
    _editors = 0
    """How many editors are open."""
    _right: Lock | None = None
    """The right to edit, which this program has while an editor is open."""

    def __init__(self, profile: Profile, now: Callable[[], datetime]) -> None:
        """Make the program on a profile, with a clock."""
        super().__init__(profile, now)
        self._done: dict[str, set[Mark]] = {}
        """The steps of Partner Center's form that were done since the start, by the plan's id."""

    def on_unmount(self) -> None:
        """Let others edit."""
        self._give_back()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer what no key of a main screen opens."""
        yield from super().get_system_commands(screen)
        about = "Principals and role sets: names, kinds, remarks, where they are used"
        yield SystemCommand("Principals", about, self._show_principals)

    # One editor at a time

    @on(messages.EditorOpened)
    def _open_editor(self, message: messages.EditorOpened) -> None:
        self._editors += 1
        if self._editors > 1 or self.redacted:
            return
        try:
            # At once and not in a thread: before it is known, no key may change the plan.
            self._right = self.profile.edit()
        except StoreError as error:
            self.read_only = str(error)
            return
        self.read_only = ""
        if plan := self._kept_plan(message.plan_id):
            self._saver.remember(plan)

    @on(messages.EditorClosed)
    def _close_editor(self) -> None:
        self._editors = max(0, self._editors - 1)
        if not self._editors:
            self._give_back()
            self.read_only = self.read_only if self.redacted else ""

    def _give_back(self) -> None:
        if self._right:
            self._right.release()
            self._right = None

    def _is_refused(self) -> bool:
        """Say who else is editing, if anybody is."""
        if self.read_only:
            self.notify(self.read_only, severity="warning", timeout=8, markup=False)
        return bool(self.read_only)

    def _kept_plan(self, plan_id: str) -> Plan | None:
        return next((each for each in self.snapshot.plans if each.id == plan_id), None)

    # The checklist

    @on(messages.ShowChecklist)
    def _show_checklist(self, message: messages.ShowChecklist) -> None:
        from screens.checklist import Checklist

        self.push_screen(Checklist(message.plan))

    # Partner Center's form

    @on(messages.ShowPartnerCenter)
    @work(thread=True, exclusive=True, group="partner-center", exit_on_error=False)
    def _show_partner_center(self, message: messages.ShowPartnerCenter) -> None:
        from data.formats.audience import subscription_names
        from data.formats.partner_center import steps
        from screens.partner_center import PartnerCenter

        found = steps(message.plan, subscription_names(self.snapshot))
        done = self._done.setdefault(message.plan.id, set())
        screen = PartnerCenter(draft_name(message.plan), found, done)
        self.from_thread(self.push_screen, screen)

    # Earlier states

    @on(messages.ShowHistory)
    @work(thread=True, exclusive=True, group="history", exit_on_error=False)
    def _show_history(self, message: messages.ShowHistory) -> None:
        from data.revision_listings import state_rows
        from screens.history import History

        try:
            states = state_rows(self.profile.revisions.of(message.plan.id))
        except PlainError as error:
            self.from_thread(self.report, str(error))
        else:
            screen = History(message.host, message.plan, states)
            self.from_thread(self.push_screen, screen)

    @on(messages.MarkState)
    @work(thread=True, exclusive=True, group="history", exit_on_error=False)
    def _mark(self, message: messages.MarkState) -> None:
        from data.revision_listings import state_rows

        try:
            self.profile.revisions.mark(message.plan_id, message.at, message.mark)
            states = state_rows(self.profile.revisions.of(message.plan_id))
        except PlainError as error:
            self.from_thread(self.report, str(error))
        else:
            self.from_thread(message.shown.show, states)

    # Role sets and principals

    @on(messages.ShowPrincipals)
    def _show_principals(self) -> None:
        from screens.principals import Principals

        self.push_screen(Principals())

    @on(messages.PickRoleSet)
    @work(thread=True, exclusive=True, group="role-sets", exit_on_error=False)
    def _pick_role_set(self, message: messages.PickRoleSet) -> None:
        from data.role_set_listings import role_set_rows

        if self._is_refused():
            return
        rows = role_set_rows(self.snapshot)
        self.from_thread(self._offer_role_sets, message.host, message.plan, rows)

    def _offer_role_sets(self, host: messages.PlanHost, plan: Plan, rows: Rows[RoleSetRow]) -> None:
        from data.role_sets import apply, missing
        from screens.principals import SET_COLUMNS, role_set_detail

        def take(row: RoleSetRow | None) -> None:
            if row is None:
                return
            if missing(row.role_set, plan):
                found = apply(row.role_set, plan)
                host.take(found.plan, found.words)
            else:
                self._say("The plan gives all of it already.")

        words = "No role sets yet, and no delegation to find one in."
        self.push_screen(Picker("Add a role set", rows, SET_COLUMNS, words, role_set_detail), take)

    @on(messages.KeepRoleSet)
    def _keep_role_set(self, message: messages.KeepRoleSet) -> None:
        from data.role_sets import from_entries
        from screens.authoring_forms import named_role_set, role_set_form

        first = next((each.display_name for each in message.entries if each.display_name), "")
        role_set: RoleSet = from_entries(first, message.entries)
        self._fill_in(
            role_set_form(role_set), lambda values: self.keep(named_role_set(values, role_set))
        )

    # The plan as text

    @on(messages.EditAsText)
    def _edit_as_text(self, message: messages.EditAsText) -> None:
        from tui.text_editor import as_text, new_file

        if self._is_refused():
            return
        text = as_text(message.plan, self.snapshot)
        try:
            path = new_file(self.profile.folder, text)
        except StoreError as error:
            self.report(str(error))
        else:
            self._run_editor(path, text, message.host, message.plan)

    def _run_editor(self, path: Path, given: bytes, host: messages.PlanHost, plan: Plan) -> None:
        """Leave the terminal to the editor, and take what comes back.

        Args:
            path: The file that is edited; it goes once nothing in it could be lost.
            given: What the plan is as text.
            host: Who goes on with what comes back.
            plan: The plan as it is.
        """
        from tui.text_editor import discard, read_back, run

        try:
            with self.suspend():
                problem = run(path)
            found = None if problem else read_back(path, plan)
        except SuspendNotSupported:
            problem, found = "A text editor cannot be started: this terminal cannot be left.", None
        except StoreError as error:
            problem, found = str(error), None
        except PlainError as error:
            again = partial(self._run_editor, path, given, host, plan)
            self._ask_to_edit_again(str(error), path, again)
            return
        if found is None:
            is_gone = discard(path, unless_changed_from=given)
            stays = "" if is_gone else f" Your text stays in {path}."
            self.report(f"{problem} The plan is as it was.{stays}")
            return
        discard(path)
        if found == plan:
            self._say("Nothing was changed.")
        else:
            host.take(found, "edited as text")

    def _ask_to_edit_again(self, problem: str, path: Path, again: Callable[[], None]) -> None:
        def answer(yes: bool | None) -> None:
            if yes:
                again()
            else:
                said = f"Your text stays in {path}. The plan is as it was."
                self.notices.append(said)
                self.notify(said, severity="warning", timeout=15, markup=False)

        text = f"{shorten(problem, SENTENCE)} Nothing is lost: y goes on with your text."
        self.push_screen(Confirm("This cannot be read as a plan.", text, "Edit again"), answer)
