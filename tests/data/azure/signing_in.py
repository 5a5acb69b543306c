"""Somebody who signs in to a sample Azure: watches what is asked, and does it."""

from __future__ import annotations

import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path

from data.asking import Answer, SignInAsked
from data.azure.cancel import Watch
from data.emulator.serve import Running
from data.emulator.sessions import Entered
from data.emulator.world import World, make_world
from data.profile_settings import SignIn

_BROWSER = """#!{python}
import html, re, ssl, sys, urllib.parse, urllib.request
context = ssl.create_default_context(cafile={ca!r})
page = urllib.request.urlopen(sys.argv[1], context=context).read().decode()
action = html.unescape(re.search(r'action="([^"]*)"', page)[1])
fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', page))
body = urllib.parse.urlencode({{key: html.unescape(value) for key, value in fields.items()}})
urllib.request.urlopen(action, body.encode()).read()
"""


def few_customers() -> World:
    """Return a small world, whose sign-in does not keep a test waiting."""
    made = make_world(6, 2)
    made.behaviour.device_interval = 1
    return made


@dataclass
class Somebody:
    """A person at the keyboard."""

    azure: Running
    enters: Entered = Entered.YES
    """What is done about a code; ``NOT_YET`` does nothing."""
    says: Answer = Answer.GO
    """The answer where one is wanted."""
    seen: list[SignInAsked | None] = field(default_factory=list)
    """All that was asked; nothing when it was over."""

    def watch(self) -> Watch:
        """Return a watch by which this person is asked."""
        return Watch(show_sign_in=self.asked)

    def asked(self, asked: SignInAsked | None) -> None:
        """Do what is asked."""
        self.seen.append(asked)
        if asked is None:
            return
        if asked.code and self.enters is not Entered.NOT_YET:
            assert self.azure.service.sessions.enter(asked.code, self.enters)
        elif asked.how is not SignIn.DEVICE_CODE and asked.until is None:
            asked.answer.set_result(self.says)


def browser(folder: Path, azure: Running) -> Path:
    """Return a program that signs in where it is sent, as a browser with a person would."""
    program = folder / "browser"
    program.write_text(_BROWSER.format(python=sys.executable, ca=str(azure.ca)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program
