"""The real az, in an environment of its own: its old SDK packages must not meet ours.

Not the whole of az (733 MB) but the part that these tests drive: its core, the commands that need
no package of their own, and the packages of ``az provider``, ``az group`` and ``az role``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

FOLDER = Path(__file__).parents[2] / ".az-env"
"""Kept between runs, and left out of git. Deleting it costs one installation."""

_VERSION = "2.91.0"
_PACKAGES = (
    f"azure-cli-core=={_VERSION}",
    "azure-common==1.1.28",
    "azure-mgmt-resource-subscriptions==1.0.0",
    "cryptography",
    "msrest==0.7.1",
    # az provider, az group
    "azure-mgmt-resource==24.0.0",
    "azure-mgmt-resource-deployments==1.0.0b1",
    "azure-mgmt-resource-deploymentscripts==1.0.0b1",
    "azure-mgmt-resource-deploymentstacks==1.0.0",
    "azure-mgmt-resource-templatespecs==1.0.0b1",
    "semver==3.0.4",
    # az role
    "azure-mgmt-authorization==5.0.0b2",
    "python-dateutil==2.9.0.post0",
)
_ALONE = f"azure-cli=={_VERSION}"
"""Installed without the hundred packages that it asks for."""
_SECONDS = 900


class CannotInstallError(Exception):
    """The package index cannot be reached, or lacks what is needed."""


def installed_az() -> Path:
    """Return the program, installed if it is not there yet.

    Raises:
        CannotInstallError: It cannot be installed here.
    """
    FOLDER.mkdir(exist_ok=True)
    recipe = "\n".join([sys.version, *_PACKAGES, _ALONE])
    written = FOLDER / "recipe.txt"
    with FileLock(FOLDER / "lock"):
        if not written.exists() or written.read_text(encoding="utf-8") != recipe:
            _install(FOLDER / "env")
            written.write_text(recipe, encoding="utf-8")
    return _program("az")


def _install(environment: Path) -> None:
    uv = shutil.which("uv")
    if uv:
        _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment)])
        install = [uv, "pip", "install", "--quiet", "--python", str(_program("python"))]
    else:
        _run([sys.executable, "-m", "venv", "--clear", str(environment)])
        install = [str(_program("python")), "-m", "pip", "install", "--quiet"]
    _run([*install, *_PACKAGES])
    _run([*install, "--no-deps", _ALONE])


def _program(name: str) -> Path:
    folder = FOLDER / "env" / ("Scripts" if os.name == "nt" else "bin")
    found = shutil.which(name, path=str(folder))
    if found is None:
        raise CannotInstallError(f"There is no {name} in {folder}; delete {FOLDER}, try again.")
    return Path(found)


def _run(command: Sequence[str]) -> None:
    # Neither pip nor uv may take the environment that the tests run in for the one to fill.
    environment = {key: each for key, each in os.environ.items() if key != "VIRTUAL_ENV"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode != 0:
        raise CannotInstallError(
            f"The real az cannot be installed, since '{' '.join(command[:4])} …' failed. Is a "
            f"package index within reach?\n{done.stderr.strip()[-2000:]}"
        )
