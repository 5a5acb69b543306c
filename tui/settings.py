"""What a command was told: which profile, which Azure, and how to read it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.errors import WrongUseError
from data.profile_settings import (
    PROFILE_VARIABLE,
    ProfileSettings,
    ReaderName,
    from_environment,
    layered,
    value_problem,
)
from data.store.profile import DEFAULT, Profile
from data.store.profile_file import ProfileFile

if TYPE_CHECKING:
    from data.azure.sync import Source


@dataclass(frozen=True)
class Settings:
    """Options that may stand before or after the command; those after it win."""

    named: str = ""
    arm_url: str = ""
    ca: str = ""
    reader: ReaderName | None = None

    def or_else(
        self, profile: str | None, arm_url: str | None, ca: str | None, reader: ReaderName | None
    ) -> Settings:
        """Return the same with what was given."""
        return Settings(
            profile or self.named,
            arm_url or self.arm_url,
            ca or self.ca,
            reader or self.reader,
        )

    @property
    def profile(self) -> str:
        """Whose cache and library to use."""
        return self.named or os.environ.get(PROFILE_VARIABLE, "") or DEFAULT

    def resolved(self) -> ProfileSettings:
        """Return what holds: the file of profiles, then the environment, then the options.

        Raises:
            StoreError: The file cannot be read.
            WrongUseError: One of them says what cannot be.
        """
        given = {"arm_url": self.arm_url, "ca": self.ca, "reader": self.reader or ""}
        options = {key: str(value) for key, value in given.items() if value}
        for key, value in options.items():
            if problem := value_problem(key, value):
                raise WrongUseError(f"--{key.replace('_', '-')} cannot be used: {problem}")
        kept = ProfileFile().profile(self.profile)
        return layered(kept, from_environment(os.environ), options)

    def source(self) -> Source:
        """Return which Azure to read.

        Raises:
            StoreError: The file of profiles cannot be read.
            WrongUseError: Something was said that cannot be.
        """
        from data.azure.sync import Source

        holds = self.resolved()
        return Source(
            holds.arm_url,
            holds.ca or None,
            holds.reader.value,
            os.environ,
            holds.cloud,
            holds.tenant,
            holds.sign_in,
            frozenset(holds.leave_out),
            Profile(self.profile).sign_in_record,
        )
