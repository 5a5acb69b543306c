"""What must hold for the code as a whole: imports, packages, bindings."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def modules_after(code: str) -> set[str]:
    """Run code in a fresh interpreter; return the top-level names of all loaded modules."""
    script = f"{code}\nimport sys; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("package", ["data", "screens", "tui"])
def test_packages_come_from_this_project(package: str) -> None:
    found = importlib.import_module(package).__file__
    assert found is not None
    assert Path(found) == ROOT / package / "__init__.py"


FIRST_PAINT = """
import asyncio, tempfile
from pathlib import Path
from data.store.profile import Profile
from tui import cli
from tui.app import LightkeeperApp

def no_azure():
    raise AssertionError("nothing is read before somebody asks")

async def main():
    with tempfile.TemporaryDirectory() as folder:
        app = LightkeeperApp(Profile("p", root=Path(folder)), no_azure)
        async with app.run_test() as pilot:
            await pilot.pause()
            assert app.screen.query("RowTable")

asyncio.run(main())
"""


def test_the_first_paint_imports_neither_azure_nor_aiohttp() -> None:
    loaded = modules_after(FIRST_PAINT)
    assert "textual" in loaded
    assert not loaded & {"azure", "msal", "requests", "aiohttp", "trustme", "cryptography"}


def test_data_works_without_a_screen() -> None:
    loaded = modules_after("import data.azure.sync, data.snapshot, data.emulator.child")
    assert "azure" in loaded
    assert not loaded & {"textual", "rich", "screens", "tui"}


def test_the_walls_between_the_packages_stand() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_file_is_longer_than_400_lines() -> None:
    files = [
        path for folder in ("data", "screens", "tui") for path in (ROOT / folder).rglob("*.py")
    ]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert len(lengths) > 50
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
