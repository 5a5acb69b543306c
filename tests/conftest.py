"""What all tests share: a sample Azure in a thread, and profiles in a temporary folder."""

from __future__ import annotations

import difflib
import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from textual.app import App

from data.azure.cancel import Watch
from data.azure.sync import Source, sync
from data.emulator.serve import Running, running
from data.emulator.world import World, make_world
from data.known import Known
from data.profile_settings import KEYS, PROFILE_VARIABLE, variable
from data.roles import use
from data.store.profile import Profile

SHARED = Path(__file__).parents[2] / "shared" / "azure"
SNAPSHOTS = Path(__file__).with_name("snapshots")
UPDATE = "LIGHTKEEPER_UPDATE_SNAPSHOTS"

# The same few examples at each run; who looks for new ones takes many, and others each time.
settings.register_profile(
    "lightkeeper", deadline=None, derandomize=True, print_blob=True, max_examples=15
)
settings.register_profile("search", deadline=None, print_blob=True, max_examples=500)
settings.load_profile("lightkeeper")

Sync = Callable[..., Known]


def pytest_configure() -> None:
    """Keep a developer's own settings out of the tests."""
    own = ("NO_COLOR", "TEXTUAL_THEME", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET")
    for name in (*own, PROFILE_VARIABLE, *map(variable, KEYS)):
        os.environ.pop(name, None)
    # Else every process that a test starts compiles the whole program.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ["TZ"] = "UTC"
    # What tests import stays for good; looking for rubbish in it takes a fifth of the time.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped since the material of others is not there."""
    skipped = terminalreporter.stats.get("skipped", [])
    absent = [each for each in skipped if "shared material" in str(each.longrepr)]
    terminalreporter.write_line(f"{len(absent)} tests skipped: the shared material is absent")


@pytest.fixture(autouse=True)
def shipped_roles() -> Iterator[None]:
    """Leave no test the catalogue of roles that another one read."""
    yield
    use()


@pytest.fixture
def shared() -> Path:
    """The folder of real Azure material, which only developers have."""
    if not SHARED.is_dir():
        pytest.skip("the shared material is absent")
    return SHARED


@pytest.fixture
def render_text() -> Callable[[App[Any]], str]:
    """What the user sees, without colours and without blanks at line ends."""

    def render(app: App[Any]) -> str:
        # The only private call in the tests: Textual has no public way to read the screen.
        strips = app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips).rstrip() + "\n"

    return render


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Compare a text with the stored one of that name, or store it when told to."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        if os.environ.get(UPDATE) == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            return
        known = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != known:
            diff = difflib.unified_diff(
                known.splitlines(), text.splitlines(), f"stored {path.name}", "now", lineterm=""
            )
            hint = f"If this is right, run pytest with {UPDATE}=1."
            pytest.fail("\n".join([*diff, hint]), pytrace=False)

    return compare


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """An empty profile of its own."""
    return Profile("test", root=tmp_path)


@pytest.fixture
def world() -> World:
    """The world of sixty customers."""
    return make_world()


@pytest.fixture
def azure(world: World) -> Iterator[Running]:
    """That world, served over HTTPS; both may be changed while it is served."""
    with running(world) as served:
        yield served


@pytest.fixture
def source(azure: Running) -> Source:
    """How to read that Azure."""
    return source_of(azure, "auto")


@pytest.fixture
def synced(azure: Running, profile: Profile) -> Sync:
    """Sync the profile with that Azure, as often as called."""

    def run(reader: str = "auto", into: Profile | None = None, watch: Watch | None = None) -> Known:
        return sync(into or profile, source_of(azure, reader), watch or Watch())

    return run


def source_of(azure: Running, reader: str) -> Source:
    """Return how to read a sample Azure."""
    return Source(
        azure.url,
        str(azure.ca),
        reader,
        {
            "AZURE_TENANT_ID": azure.tenant,
            "AZURE_CLIENT_ID": azure.client_id,
            "AZURE_CLIENT_SECRET": azure.client_secret,
        },
    )
