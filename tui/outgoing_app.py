"""The part of the App that writes files which the user asked for; nothing is replaced unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textual import work

from data.errors import PlainError, StoreError
from data.plans import required_problem
from data.store.outgoing import Outgoing, ThereAlreadyError, write_out
from data.words import plural
from screens.dialogs import Confirm
from screens.form import Ask, Form, Values
from screens.widgets.columns import shorten
from screens.widgets.form import Check
from tui.jobs import unexpected
from tui.library_app import BRIEFLY, SENTENCE, TOLD, LibraryApp

_NAMED = 4
"""Files that a question names before it only counts."""


@dataclass(frozen=True)
class Saving:
    """What is written, once the user said where."""

    title: str
    explanation: str
    asks: tuple[Ask, ...]
    files_for: Callable[[Values], Sequence[Outgoing]]
    """Makes the files from what was filled in, in another thread; may raise PlainError."""


class OutgoingApp(LibraryApp):
    """Asks where files go, asks again before it replaces any, and writes them."""

    _last_folder = "~"
    """Where a file was written last."""

    def save_files(
        self,
        title: str,
        explanation: str,
        name: str,
        files_for: Callable[[Path], Sequence[Outgoing]],
        check: Check = required_problem,
    ) -> None:
        """Let the user name a file, and write it, or it and others beside it.

        Args:
            title: What is written.
            explanation: What will be in it.
            name: The name that is suggested; the folder is the one of the last time.
            files_for: Makes the files from the path that was typed, in another thread; may raise
                PlainError.
            check: Says what is wrong with a path while it is typed.
        """

        def problem(text: str) -> str:
            return check(text) or path_problem(text)

        ask = Ask("path", "File", f"{self._last_folder}/{name}", problem)

        def files(values: Values) -> Sequence[Outgoing]:
            path = typed_path(values["path"])
            self._last_folder = str(Path(values["path"]).parent)
            return files_for(path)

        self.save(Saving(title, explanation, (ask,), files))

    def save(self, saving: Saving) -> None:
        """Ask for what a saving asks, and write its files."""

        def take(values: Values | None) -> None:
            if values:
                self._save(saving, values, replacing=False)

        self.push_screen(Form(saving.title, saving.explanation, saving.asks), take)

    @work(thread=True, exclusive=True, group="outgoing", exit_on_error=False)
    def _save(self, saving: Saving, values: Values, *, replacing: bool) -> None:
        try:
            files = saving.files_for(values)
            write_out(files, replace=replacing)
        except ThereAlreadyError as error:
            self.from_thread(self._ask_to_replace, error.paths, saving, values)
        except PlainError as error:
            self.from_thread(self._ask_again, str(error), saving, values)
        except Exception as error:  # else nobody would learn that there is no file
            self.log.error(error)
            self.from_thread(self._ask_again, unexpected("Writing", error), saving, values)
        else:
            self.from_thread(self._tell_written, [each.path for each in files])

    def _ask_again(self, problem: str, saving: Saving, values: Values) -> None:
        """Say what went wrong, above the form as it was filled in."""
        self.report(problem)
        self.save(_filled_in(saving, values))

    def _ask_to_replace(self, paths: Sequence[Path], saving: Saving, values: Values) -> None:
        def answer(yes: bool | None) -> None:
            if yes:
                self._save(saving, values, replacing=True)
            else:
                self.save(_filled_in(saving, values))

        first, *others = paths
        if others:
            question = f"Replace {plural(len(paths), 'file')} in {first.parent}?"
            names = ", ".join(shorten(each.name, TOLD) for each in paths[:_NAMED])
            more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
            text = f"They are there already, maybe changed by you: {names}{more}."
        else:
            question = f"Replace {first}?"
            text = "It is there already, maybe with what you wrote into it."
        self.push_screen(Confirm(shorten(question, SENTENCE), text, "Replace"), answer)

    def _tell_written(self, paths: Sequence[Path]) -> None:
        first, *others = paths
        what = f"{plural(len(paths), 'file')} to {first.parent}" if others else str(first)
        self.notify(shorten(f"Wrote {what}.", SENTENCE), timeout=BRIEFLY, markup=False)


def typed_path(text: str) -> Path:
    """Return the path that a user typed.

    Raises:
        StoreError: It begins with the home of somebody who has none.
    """
    try:
        return Path(text.strip()).expanduser().absolute()
    except RuntimeError:
        raise StoreError(f"{text} names no home folder. Write the path in full.") from None


def path_problem(text: str) -> str:
    """Say why no file can be written under a path that is being typed, or nothing when it can."""
    try:
        path = typed_path(text)
        if path.is_dir():
            return "This is a folder. Name a file in it."
        above = path.parent
        return "" if above.is_dir() else f"There is no folder {shorten(str(above), TOLD)}."
    except StoreError as error:
        return str(error)
    except OSError:
        return ""  # who may not look there learns why when it is written


def _filled_in(saving: Saving, values: Values) -> Saving:
    asks = tuple(replace(each, value=values[each.name]) for each in saving.asks)
    return replace(saving, asks=asks)
