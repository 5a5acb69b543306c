"""The formats that a plan can leave in, by name; what writes them is in ``exports``."""

from __future__ import annotations

from enum import Enum


class Format(Enum):
    """What a plan is written as, by the word for it on the command line."""

    ARM = "arm"
    YAML = "yaml"
    JSON = "json"

    @property
    def title(self) -> str:
        """What people call it."""
        return _WORDS[self][0]

    @property
    def about(self) -> str:
        """What it is for, in a few words."""
        return _WORDS[self][1]

    @property
    def deploys(self) -> bool:
        """Whether it is deployed: then it says what is delegated, under which names."""
        return self in _DEPLOYED


_WORDS = {
    Format.ARM: ("ARM template", "template and parameter file, for the portal or az"),
    Format.YAML: ("YAML", "the whole plan, for git"),
    Format.JSON: ("JSON", "the whole plan, for programs"),
}
_DEPLOYED = (Format.ARM,)
_BY_ENDING = {".json": Format.JSON}
"""What a file's name stands for; any other name is YAML's."""


def form_by_name(name: str) -> Format:
    """Return the format that a file's name stands for."""
    return _BY_ENDING.get(name[name.rfind(".") :].lower(), Format.YAML)
