"""Earlier states of a plan, and which of them are worth keeping."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from data.plans import Plan

MOST = 300
"""How many states of a plan are kept, marked ones aside."""
_HOURLY, _DAILY = timedelta(days=1), timedelta(days=30)
_YEARS = range(2000, 9000)
"""Those of which a moment can be kept, and the one after it."""


class Revision(Struct, frozen=True, omit_defaults=True):
    """A plan as it was at some moment."""

    at: str
    """ISO 8601, UTC; no two revisions of a plan have the same."""
    plan: Plan
    mark: str = ""
    """Why it stays, as in "published 1.3.0"; empty when it may go with age."""


def moment_of(at: str) -> datetime | None:
    """Return the moment of a revision; nothing for a text that is none."""
    try:
        moment = datetime.fromisoformat(at)
        return moment.astimezone(UTC) if moment.tzinfo and moment.year in _YEARS else None
    except (ValueError, OverflowError):
        return None


def latest(revisions: Iterable[Revision]) -> list[Revision]:
    """Return revisions each once: a later one takes the place of one of the same moment."""
    return list({each.at: each for each in revisions}.values())


def thinned(revisions: Sequence[Revision], now: datetime) -> list[Revision]:
    """Return those that are worth keeping, in their order.

    Of each minute that is the last one, after a day of each hour, after thirty days of each day;
    of what is left, the newest. The first, the last and marked ones stay.
    """
    stay = {at for at, each in enumerate(revisions) if each.mark}
    stay |= {0, len(revisions) - 1} if revisions else set()
    of_slots = {_slot(each, now): at for at, each in enumerate(revisions)}
    others = sorted(set(of_slots.values()) - stay)[-MOST:]
    return [revisions[at] for at in sorted({*stay, *others})]


def _slot(revision: Revision, now: datetime) -> str:
    """Return what is equal for revisions of which the last stands for all."""
    moment = moment_of(revision.at)
    if moment is None:
        return revision.at
    age = now - moment
    unit = "%Y-%m-%d" if age > _DAILY else "%Y-%m-%d %H" if age > _HOURLY else "%Y-%m-%d %H:%M"
    return moment.strftime(unit)
