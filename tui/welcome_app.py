"""The first run: what was found here, how to sign in, and the first sync."""

from __future__ import annotations

import os
from functools import partial

from textual import on, work

from data.errors import PlainError
from data.found import Found, found_here
from data.profile_settings import SignIn
from data.store.profile_file import ProfileFile
from screens import messages
from screens.welcome import Welcome
from tui.settings import Settings
from tui.sign_in_app import SignInApp


class WelcomeApp(SignInApp):
    """Shows the welcome while nothing was ever synced."""

    wants_demo = False
    """Whether the program was left for the demo."""
    _welcome: Welcome | None = None

    @work(thread=True, group="welcome", exit_on_error=False)
    def welcome(self) -> None:
        """Look around, then show the welcome."""
        try:
            tenant = Settings(self.profile_name).resolved().tenant
            found = found_here(os.environ, tenant)
        except PlainError as error:
            found = Found()
            self.from_thread(self.report, str(error))
        self.from_thread(self._show_welcome, found)

    def _show_welcome(self, found: Found) -> None:
        self._welcome = Welcome(found, self.profile_name)
        self.push_screen(self._welcome)

    def action_sync(self) -> None:
        """Sync with Azure."""
        # The App that has the sync does; a widget's metaclass leaves no room for abstract methods.
        raise NotImplementedError

    def tell_welcome(self, step: str) -> None:
        """Show how far the first sync is, if the welcome is up."""
        if self._is_welcome and self._welcome and step:
            self._welcome.tell(step)

    def end_welcome(self, problem: str, *, is_synced: bool) -> bool:
        """Close the welcome after the first sync, or show in it why there was none.

        Returns:
            Whether the welcome was there to show it.
        """
        if not (self._is_welcome and self._welcome):
            return False
        if is_synced:
            self._welcome.dismiss()
        else:
            self._welcome.fail(problem or "Cancelled. Choose again.")
        return True

    @property
    def is_welcoming(self) -> bool:
        """Whether the welcome is on top."""
        return isinstance(self.screen, Welcome)

    @property
    def _is_welcome(self) -> bool:
        return self._welcome is not None and self._welcome.is_attached

    @on(messages.Connect)
    def _connect(self, message: messages.Connect) -> None:
        self._keep_choice(message.sign_in, message.tenant)

    @work(thread=True, group="welcome", exit_on_error=False)
    def _keep_choice(self, sign_in: SignIn, tenant: str) -> None:
        values = {"sign_in": sign_in.value} | ({"tenant": tenant} if tenant else {})
        try:
            ProfileFile().change(self.profile_name, values)
        except PlainError as error:
            self.from_thread(partial(self.end_welcome, str(error), is_synced=False))
        else:
            self.from_thread(self.action_sync)

    @on(messages.ShowDemo)
    def _leave_for_demo(self) -> None:
        self.wants_demo = True
        self.exit()
