"""Asking whoever sits at the dashboard to sign in, while a sync waits."""

from __future__ import annotations

from dataclasses import replace

from data.asking import SignInAsked
from screens.sign_in import SignInPanel
from tui.redaction_app import RedactionApp


class SignInApp(RedactionApp):
    """Shows the panel for a sign-in."""

    _panel: SignInPanel | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the panel where it is while somebody is asked."""
        if action == "redact" and self._panel:
            return False
        return super().check_action(action, parameters)

    def show_sign_in(self, asked: SignInAsked | None) -> None:
        """Show what is to be done, in the panel that is up if there is one; or that it is over."""
        if asked is None:
            self._close_panel()
            return
        # An answer goes to whoever asked, so the copy keeps the same future.
        shown = replace(asked, tenant="") if self.redacted else asked
        if self._panel and self._panel.is_attached:
            self._panel.asked = shown
        else:
            self._panel = SignInPanel(shown, self.now)
            self.push_screen(self._panel)

    def _close_panel(self) -> None:
        panel, self._panel = self._panel, None
        if panel and panel in self.screen_stack:
            while self.screen is not panel:  # such as the help above it
                self.pop_screen()
            panel.dismiss()
            self.refresh()  # a browser may have written over the screen when it was started
