"""The doctor at the dashboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import work

from data.health import failed
from screens.doctor import Doctor
from tui.jobs import unexpected
from tui.settings import Settings
from tui.welcome_app import WelcomeApp

if TYPE_CHECKING:
    from tui.jobs import Connect


class DoctorApp(WelcomeApp):
    """Looks at what works here, in the background."""

    def examine(self, connect: Connect) -> None:
        """Open the doctor and begin to look.

        Args:
            connect: Finds the Azure of the profile, with whoever is signed in already.
        """
        screen = Doctor()
        self.push_screen(screen)
        self._examine(screen, connect)

    @work(thread=True, exclusive=True, group="doctor", exit_on_error=False)
    def _examine(self, screen: Doctor, connect: Connect) -> None:
        from tui.doctor import examine, redacted

        checks = examine(Settings(self.profile_name), connect)
        try:
            for each in redacted(checks) if self.redacted else checks:
                self.from_thread(self._if_there, screen, partial(screen.tell, each))
        except Exception as error:
            self.log.error(error)
            told = failed("doctor", unexpected("Looking", error))
            self.from_thread(self._if_there, screen, partial(screen.tell, told))
        self.from_thread(self._if_there, screen, screen.end)

    def _if_there(self, screen: Doctor, tell: Callable[[], None]) -> None:
        if screen.is_attached:
            tell()
