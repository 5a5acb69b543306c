"""Asking whoever runs a command in a terminal to sign in."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import InvalidStateError
from contextlib import suppress

from data.asking import Answer, SignInAsked, Why
from data.profile_settings import SignIn
from tui.console import say


def show_sign_in(asked: SignInAsked | None) -> None:
    """Say on standard error what somebody is to do; read the answer from the keyboard."""
    if asked is None:
        return
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")  # the line of progress
    if asked.why is Why.RAN_OUT:
        say("The sign-in has run out in the middle of the sync, which waits for another one.")
    if asked.why is Why.POLICY:
        say("A policy of the tenant (Conditional Access) asks for more than the sign-in proved.")
    if asked.code:
        say(f"To sign in to tenant {asked.tenant}, open {asked.address} in a browser anywhere.")
        say(f"Enter the code {asked.code} there. Ctrl+C cancels.")
    elif asked.how is SignIn.AZ:
        _ask(asked, f"Run az login --tenant {asked.tenant} elsewhere, then press Enter.", Answer.NO)
    elif asked.until is None:
        question = f"Press Enter, and a browser opens at {asked.address}; c and Enter: a code."
        _ask(asked, question, Answer.CODE)


def _ask(asked: SignInAsked, question: str, otherwise: Answer) -> None:
    """Read a line in a thread of its own, so that an interrupt need not wait for it."""
    if not sys.stdin.isatty() or (asked.how is SignIn.BROWSER and not asked.can_open):
        asked.answer.set_result(otherwise)
        return
    say(question)

    def read() -> None:
        answer = Answer.CODE if sys.stdin.readline().strip().lower() == "c" else Answer.GO
        with suppress(InvalidStateError):
            asked.answer.set_result(answer)

    threading.Thread(target=read, name="answer", daemon=True).start()
