"""What a command was told: which profile, which Azure, and how to read it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from data.store.profile import DEFAULT

if TYPE_CHECKING:
    from data.azure.sync import Source


class ReaderName(StrEnum):
    """The ways to read Azure."""

    AUTO = "auto"
    GRAPH = "graph"
    ARM = "arm"


@dataclass(frozen=True)
class Settings:
    """Options that may stand before or after the command; those after it win."""

    profile: str = DEFAULT
    arm_url: str = ""
    ca: str = ""
    reader: ReaderName = ReaderName.AUTO

    def or_else(
        self, profile: str | None, arm_url: str | None, ca: str | None, reader: ReaderName | None
    ) -> Settings:
        """Return the same with what was given."""
        return Settings(
            profile or self.profile,
            arm_url or self.arm_url,
            ca or self.ca,
            reader or self.reader,
        )

    def source(self) -> Source:
        """Return which Azure to read."""
        from data.azure.sync import Source

        return Source(self.arm_url, self.ca or None, self.reader.value, os.environ)
