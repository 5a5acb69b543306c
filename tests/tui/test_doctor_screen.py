"""The doctor at the dashboard: the same lines as the command's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from data.azure.sync import Source
from data.health import failed
from screens.doctor import check_text
from tests.tui.conftest import MakeApp
from tui.app import LightkeeperApp

Render = Callable[[LightkeeperApp], str]


async def test_the_doctor_at_the_dashboard(
    make_app: MakeApp,
    source: Source,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    render_text: Render,
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    wrong = replace(source, environment={**source.environment, "AZURE_CLIENT_SECRET": "canary"})
    sources = [wrong, source]
    app = make_app(lambda: sources.pop(0))
    async with app.run_test(size=(160, 45)) as pilot:
        await app.workers.wait_for_complete()
        for told, state in (("1 thing to repair.", "✗ sign-in"), ("All that is", "✓ sign-in")):
            await pilot.press("H")
            await app.workers.wait_for_complete()
            await pilot.pause()
            seen = render_text(app)
            assert told in seen
            assert state in seen
            await pilot.press("y")
            assert state in app.clipboard
            assert "canary" not in seen + app.clipboard
            await pilot.press("escape")


def test_what_is_long_goes_on_beneath_itself() -> None:
    long = failed("certificates", f"{'word ' * 30}end. {'repair ' * 20}it.")
    lines = check_text((long,), 60, is_done=True).plain.splitlines()
    assert max(map(len, lines)) <= 60
    *body, blank, last = lines
    assert body[0].startswith("✗ certificates      word")
    assert {each[:20] for each in body[1:]} == {" " * 20}
    assert (blank, last) == ("", "1 thing to repair.")
