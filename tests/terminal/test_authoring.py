"""A plan from nothing to published, by keyboard alone at 80x24, with the presses counted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.known import Known
from data.roles import USER_ACCESS_ADMINISTRATOR
from data.store.profile import Profile
from tests.terminal.test_terminal import Open, known, open_program
from tests.terminal.tmux import Terminal
from tests.tui.conftest import sample

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
__all__ = ["known", "open_program", "sample"]


class Counted:
    """A terminal that counts the keys."""

    def __init__(self, screen: Terminal) -> None:
        self.screen = screen
        self.presses = 0

    def press(self, *keys: str) -> None:
        self.presses += len(keys)
        self.screen.press(*keys)

    def type(self, text: str, *keys: str) -> None:
        """Type a text, and press keys once it is there."""
        self.presses += len(text)
        self.screen.type(text)
        self.screen.until(text[-20:])
        self.press(*keys)

    def until(self, *texts: str, gone: str = "") -> str:
        return self.screen.until(*texts, gone=gone)


def permanent(keys: Counted, who: str, name: str, role: str, full: str, *delegated: str) -> None:
    """Add a permanent authorization of somebody who is known."""
    keys.press("C-n")
    keys.until("Display name")
    keys.type(who)
    keys.until(name)
    keys.press("Enter", "Enter")
    keys.type(role)
    keys.until(full)
    keys.press("Enter")
    if delegated:
        keys.until("May assign")
        keys.type("; ".join(delegated), "Enter")
    keys.until("permanent", gone="Display name")


def eligible(keys: Counted, who: str, name: str, role: str, full: str, approver: str) -> None:
    """Add an eligible one with an approver."""
    keys.press("C-n")
    keys.until("Display name")
    keys.press("C-e")
    keys.until("Approvers")
    keys.type(who)
    keys.until(name)
    keys.press("Enter", "Enter")
    keys.type(role)
    keys.until(full)
    keys.press("Enter", "Enter", "Enter")
    keys.type(approver, "Enter")
    keys.until("eligible", gone="Display name")


def test_a_plan_is_made_checked_and_published_by_keyboard(
    open_program: Open, known: Known, tmp_path: Path
) -> None:
    with open_program() as screen:
        keys = Counted(screen)
        keys.until("60 customers", "All customers")
        keys.press("3")
        keys.until("Offer / plan")
        keys.press("n")
        keys.until("Plan name")
        for text in ("Gold next", "managed-ops", "gold"):
            keys.type(text, "Enter")
        permanent(keys, "netw", "Network Engineering", "read", "Reader")
        permanent(keys, "plat", "Platform", "delete role", "Managed Services")
        permanent(
            keys, "monit", "Monitoring", "user ac", "User Access", "tag con", "monitoring con"
        )
        eligible(keys, "netw", "Network Engineering", "network con", "Network Contributor", "on-c")
        eligible(keys, "netw", "Network Engineering", "security adm", "Security Admin", "on-c")
        assert "3 permanent, 2 eligible" in keys.until("is not above 1.10.0")
        keys.press("B")
        seen = keys.until("2.0.0", gone="1 error")
        assert "1 warning" in seen.splitlines()[1], f"publishing asks for the publisher: {seen}"
        keys.press("c")
        keys.until("1.10.0", "2.0.0", "gain")
        keys.press("Escape")
        keys.until("3 permanent")
        keys.press("i")
        keys.until("It reaches")
        keys.press("Escape")
        keys.until("3 permanent")
        keys.press("m")
        keys.until("ready")
        keys.press("P")
        keys.until("Published on")
        keys.press("C-o")
        keys.until("counts as published")
        keys.press("2")
        keys.until("managed-ops/gold", "2.0.0")
        screen.press("q")
        screen.until("EXIT=0")
    contents = Profile(root=tmp_path / "home" / "lightkeeper").library.contents()
    (plan,) = contents.plans
    assert (len(plan.authorizations), len(plan.eligible)) == (3, 2)
    by_role = {each.role_id: each for each in plan.authorizations}
    assert len(by_role[USER_ACCESS_ADMINISTRATOR].delegated_role_ids) == 2
    assert all(each.approvers for each in plan.eligible)
    (version,) = contents.versions
    assert version.version == "2.0.0"
    assert keys.presses <= 164, f"{keys.presses} key presses; fewer is better"
