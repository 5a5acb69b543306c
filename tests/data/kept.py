"""Records of the library for tests, and a look into its file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from data.ledger import (
    Checklist,
    CustomerNote,
    ExpectedCustomer,
    Kept,
    KnownPrincipal,
    LibraryContents,
    RecordedVersion,
    RoleSet,
    RolloutEntry,
    TemplateLink,
    Tick,
)
from data.lint.subject import PrincipalKind
from data.plans import Plan
from data.store.profile import Profile
from tests.data.records import GOLD, NIGHT_ON_CALL, OPS_READS

TODAY = date(2026, 11, 22)
ONE_OF_EACH: tuple[Kept, ...] = (
    Plan("1", "Gold"),
    RecordedVersion(GOLD, "1.3.0", TODAY, "by mail", True),
    RolloutEntry("t1", GOLD, "1.3.0", TODAY, (date(2026, 11, 29),), date(2026, 12, 1), "slow"),
    CustomerNote("t1", "Fab", "calls on Mondays"),
    TemplateLink("t1", "", "1"),
    ExpectedCustomer("t2", "Litware", GOLD, ("s1", "s2"), TODAY, "signed"),
    KnownPrincipal("p1", "Operations", PrincipalKind.GROUP, "on call"),
    RoleSet("1", "Operations", "for all", (OPS_READS,), (NIGHT_ON_CALL,)),
    Checklist("managed-ops", (Tick("account", TODAY), Tick("certified", TODAY, "gold 1.3.0"))),
)


def file(profile: Profile) -> Path:
    return profile.folder / "library.json"


def content(profile: Profile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file(profile).read_bytes())["content"]
    return found


def change_content(profile: Profile, change: Callable[[dict[str, Any]], None]) -> None:
    """Write to the file what another Lightkeeper, or a person, may have written."""
    whole = json.loads(file(profile).read_bytes())
    change(whole["content"])
    file(profile).write_text(json.dumps(whole))


def all_of(contents: LibraryContents) -> tuple[Kept, ...]:
    fields = msgspec.structs.asdict(contents).values()
    return tuple(each for records in fields for each in records)
