"""The arguments of azurerm's Lighthouse resources, out of a package that is generated from them.

Pulumi's azure package mirrors the provider's schema; its sources are read, it is not imported.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parents[3] / ".tools-env"
"""Kept between runs, and left out of git. Deleting it costs one download of 8 MB."""
_PACKAGE = "pulumi-azure==6.40.1"
_SECONDS = 300
_PLURALS = {
    "authorization": "authorizations",
    "eligible_authorization": "eligible_authorizations",
    "approver": "approvers",
}
_OURS = ("__tfmeta", "id", "for_each")
"""What tfparse adds, and what belongs to the language."""


class CannotInstallError(Exception):
    """The package index cannot be reached."""


class Argument(NamedTuple):
    required: bool
    block: str
    """The class of what it holds; empty for a plain value."""


class Schema:
    """Knows which arguments each block takes."""

    def __init__(self, package: Path) -> None:
        self._classes: dict[str, dict[str, Argument]] = {}
        for file in ("_inputs.py", "definition.py", "assignment.py"):
            source = (package / "pulumi_azure" / "lighthouse" / file).read_text(encoding="utf-8")
            for each in ast.parse(source).body:
                if isinstance(each, ast.ClassDef) and each.name.endswith("Args"):
                    self._classes[each.name] = dict(_arguments(each))

    def problems(self, kind: str, block: dict[str, Any], path: str = "") -> Iterator[str]:
        """What is missing in a block, and what nobody knows there."""
        known = self._classes[kind]
        given = {_PLURALS.get(name, name): each for name, each in block.items()}
        for name, argument in known.items():
            if argument.required and given.get(name) is None:
                yield f"{path}.{name}: missing"
        for name, value in given.items():
            if name in known and known[name].block:
                for each in value if isinstance(value, list) else [value]:
                    yield from self.problems(known[name].block, each, f"{path}.{name}")
            elif name not in known and name not in _OURS:
                yield f"{path}.{name}: unknown"


def installed_schema() -> Schema:
    """Return the schema, downloaded if it is not there yet.

    Raises:
        CannotInstallError: It cannot be downloaded here.
    """
    if not (FOLDER / "pulumi_azure").is_dir():
        pip = (
            [shutil.which("uv") or "", "pip"]
            if shutil.which("uv")
            else [sys.executable, "-m", "pip"]
        )
        command = [*pip, "install", "--quiet", "--no-deps", "--target", str(FOLDER), _PACKAGE]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        if done.returncode:
            raise CannotInstallError(f"{_PACKAGE} cannot be installed:\n{done.stderr[-1000:]}")
    return Schema(FOLDER)


def _arguments(of: ast.ClassDef) -> Iterator[tuple[str, Argument]]:
    makers = [each for each in of.body if isinstance(each, ast.FunctionDef)]
    (init,) = (each for each in makers if each.name == "__init__")
    for argument, default in zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True):
        assert argument.annotation is not None
        names = [
            str(each.value)
            for each in ast.walk(argument.annotation)
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        yield argument.arg, Argument(default is None, names[0] if names else "")
