"""What people type or paste: what is wrong with it, and its value.

An empty text stands for nothing noted, wherever that may be.
"""

from __future__ import annotations

import re
from datetime import date

from data.entries import duration_minutes
from data.models import MarketplacePlan, PlanKey
from data.plans import guid_problem

_BETWEEN = re.compile(r"[\s,;]+")
_DURATION = re.compile(
    r"(?:(\d{1,4}(?:\.\d{1,4})?)\s*h(?:(?:ou)?rs?)?\.?)?(?:\s|,|and)*"
    r"(?:(\d{1,6})\s*m(?:in(?:ute)?s?)?\.?)?",
    re.ASCII | re.IGNORECASE,
)
_PLAN = re.compile(r"([^\s.]+)\.([^\s.]+)\.([^\s.]+)")


def day_problem(text: str) -> str:
    """Say why a text is no day, or nothing when it is one or empty."""
    try:
        read_day(text)
    except ValueError:
        return "A day as YYYY-MM-DD, such as 2026-11-25."
    return ""


def read_day(text: str) -> date | None:
    """Return a day; nothing for an empty text.

    Raises:
        ValueError: It is no day.
    """
    return date.fromisoformat(text) if text else None


def days_problem(text: str) -> str:
    """Say which of several days is none, or nothing."""
    for each in words(text):
        if day_problem(each):
            return f"{each} is no day. Write days as YYYY-MM-DD, with blanks between."
    return ""


def read_days(text: str) -> tuple[date, ...]:
    """Return several days, each once and in order.

    Raises:
        ValueError: One of them is none.
    """
    return tuple(sorted({date.fromisoformat(each) for each in words(text)}))


def plan_problem(text: str) -> str:
    """Say why a text names no plan, or nothing when it does or is empty."""
    if text and read_plan(text) is None:
        return "publisher.offer.plan, such as contoso.managed-ops.gold."
    return ""


def read_plan(text: str) -> PlanKey | None:
    """Return the plan of a marketplace identifier without version; nothing for another text."""
    found = _PLAN.fullmatch(text)
    return MarketplacePlan(found[1], found[2], found[3], "").key if found else None


def guids_problem(text: str) -> str:
    """Say which of several ids is no GUID, or nothing."""
    for each in words(text):
        if problem := guid_problem(each):
            return f"{each}: {problem}"
    return ""


def words(text: str) -> tuple[str, ...]:
    """Split at blanks, commas and semicolons."""
    return tuple(filter(None, _BETWEEN.split(text)))


def read_duration(text: str) -> str:
    """Return a duration in ISO 8601, as in ``PT4H`` for "4 hours"; empty when it is none."""
    if duration_minutes(text.upper()) is not None:
        return text.upper()
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return ""
    minutes = round(float(found[1] or 0) * 60) + int(found[2] or 0)
    hours, rest = divmod(minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest or not hours else ''}"
