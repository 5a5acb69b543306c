from __future__ import annotations

from pathlib import Path

import pytest

from data.emulator.serve import Running
from tests.az.driving import Az
from tests.az.installing import CannotInstallError, installed_az


@pytest.fixture(scope="session")
def program() -> Path:
    """The real az."""
    try:
        return installed_az()
    except CannotInstallError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def az(program: Path, tmp_path: Path, azure: Running) -> Az:
    """The real az, signed in to the sample Azure as Entra would do it."""
    made = Az(program, tmp_path, azure, "register")
    made.sign_in()
    return made
