"""Asking somebody to sign in, while the sync waits and can still be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from data.asking import Answer, SignInAsked
from data.azure.cancel import Watch

Result = TypeVar("Result")
_POLL_SECONDS = 0.1


def ask(watch: Watch, asked: SignInAsked) -> Answer:
    """Show what somebody is to do, and wait for the answer.

    Raises:
        Cancelled: The sync was cancelled meanwhile.
    """
    with watch.paused():
        watch.on_sign_in(asked)
        try:
            return _result(watch, asked.answer)
        finally:
            watch.on_sign_in(None)


def interruptibly(watch: Watch, name: str, work: Callable[[], Result]) -> Result:
    """Do something that cannot be interrupted; a cancel leaves it to end by itself.

    Args:
        watch: What cancels it.
        name: Of the thread.
        work: What is done.

    Raises:
        Cancelled: The sync was cancelled meanwhile.
        OutOfTimeError: Its time is over.
    """
    done: Future[Result] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return _result(watch, done)


def _result(watch: Watch, future: Future[Result]) -> Result:
    while not wait([future], _POLL_SECONDS).done:
        watch.seconds_left()
    return future.result()
