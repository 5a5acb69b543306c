"""One fault provoked once: what a sync makes of it, and whether the next one heals it."""

from __future__ import annotations

import shutil
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data.azure.cancel import Watch
from data.azure.limits import Limits
from data.azure.sync import sync
from data.emulator.faults import Fault
from data.emulator.serve import Running
from data.errors import PlainError
from data.known import Known
from data.models import Delegation
from data.store.profile import Profile
from tests.conftest import source_of
from tests.data.azure.worlds import READERS, truth

QUICK = Limits(
    total=6, connect=2, read=0.7, answer=2, page_wait=0.02, backoff=0.02, failures_in_a_row=8
)
"""The program's limits, but for people in a hurry."""
SLACK = 3.0
"""Seconds that a sync may take to end after its time is over."""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Try:
    """What came of one try."""

    kind: str
    reader: str
    seconds: float
    outcome: str
    """``complete``, ``partial`` or ``failed``."""
    lost: int
    """Known delegations that are not in the cache any more."""
    wrong: int
    """Delegations shown as fresh that are not so."""
    hung: bool
    threads: int
    """Threads that it left behind."""
    healed: bool
    words: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return self.healed and not (self.lost or self.wrong or self.hung or self.threads)


def fault_of(kind: str, seed: int) -> Fault:
    """Return a fault that differs by seed: mild, heavy, lasting, at sign-in too."""
    rate = (0.1, 0.3, 0.6, 1.0)[seed % 4]
    return Fault(kind, rate, seed, lasting=seed % 3 == 0, seconds=1, sign_in=seed % 5 == 0)


def provoke(azure: Running, prepared: Path, folder: Path, kind: str, seed: int) -> Try:
    """Sync a copy of a prepared profile while a fault strikes, then once more without it."""
    copied = folder / f"{kind}-{seed}"
    shutil.copytree(prepared, copied)
    profile = Profile("test", root=copied)
    before = profile.cache.load()
    assert before
    reader = READERS[seed % len(READERS)]
    azure.world.behaviour.faults = (fault_of(kind, seed),)
    threads, began = threading.active_count(), time.monotonic()
    outcome, words = _sync(azure, profile, reader, QUICK)
    seconds, left = time.monotonic() - began, threading.active_count() - threads
    after = profile.cache.load()
    azure.world.behaviour.faults = ()
    assert after
    healed = _sync(azure, profile, reader, Limits())[0] == "complete"
    return Try(
        kind,
        reader,
        seconds,
        outcome,
        len(_keys(before.delegations) - _keys(after.delegations)),
        len(_fresh(after) - truth(azure.world).keys()),
        seconds > QUICK.total + SLACK,
        left,
        healed and _keys(_load(profile).delegations) == truth(azure.world).keys(),
        words,
    )


def table(tries: Iterable[Try]) -> str:
    """Return a line for each kind of fault."""
    groups: dict[str, list[Try]] = {}
    for each in tries:
        groups.setdefault(each.kind, []).append(each)
    lines = [_LINE.format(*_HEADING)]
    for kind, group in groups.items():
        seconds = sorted(each.seconds for each in group)
        outcomes = Counter(each.outcome for each in group)
        lines.append(
            _LINE.format(
                kind,
                len(group),
                f"{seconds[0]:.1f} {statistics.median(seconds):.1f} {seconds[-1]:.1f}",
                "/".join(str(outcomes[each]) for each in ("complete", "partial", "failed")),
                sum(each.lost for each in group),
                sum(each.wrong for each in group),
                sum(each.hung for each in group),
                sum(each.threads for each in group),
                f"{sum(each.healed for each in group)}/{len(group)}",
            )
        )
        said = Counter(word for each in group for word in each.words)
        lines += [f"{'':11}{count:4} × {word}" for word, count in said.most_common()]
    return "\n".join(lines)


_HEADING = (
    "fault", "tries", "seconds", "outcome", "lost", "wrong", "hung", "threads", "healed"
)  # fmt: skip
_LINE = "{:<10} {:>5}  {:<15} {:<9} {:>5} {:>5} {:>5} {:>7}  {:>6}"


def _sync(
    azure: Running, profile: Profile, reader: str, limits: Limits
) -> tuple[str, tuple[str, ...]]:
    try:
        known = sync(profile, source_of(azure, reader), Watch(limits=limits))
    except PlainError as error:
        return "failed", (str(error).replace(azure.url, "<url>"),)
    failures = known.meta.failures
    words = {f"{each.cause} {each.remedy} [{each.code}]" for each in failures}
    return "partial" if failures else "complete", tuple(sorted(words))


def _load(profile: Profile) -> Known:
    known = profile.cache.load()
    assert known
    return known


def _keys(delegations: Iterable[Delegation]) -> set[str]:
    return {each.key for each in delegations}


def _fresh(known: Known) -> set[str]:
    stale = {each.subscription_id for each in known.meta.stale}
    return {each.key for each in known.delegations if each.subscription_id not in stale}
