"""What people type or paste: what is wrong with it, and its value.

An empty text stands for nothing noted, wherever that may be.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from data.entries import duration_minutes
from data.lint.subject import PrincipalKind
from data.models import MarketplacePlan, PlanKey
from data.plans import is_guid

_BETWEEN = re.compile(r"[\s,;]+")
_DURATION = re.compile(
    r"(?:(\d{1,4}(?:\.\d{1,4})?)\s*h(?:(?:ou)?rs?)?\.?)?(?:\s|,|and)*"
    r"(?:(\d{1,6})\s*m(?:in(?:ute)?s?)?\.?)?",
    re.ASCII | re.IGNORECASE,
)
_PLAN = re.compile(r"([^\s.]+)\.([^\s.]+)\.([^\s.]+)")


def day_problem(text: str, today: date = date.max) -> str:
    """Say why a text is no day up to today, or nothing when it is one or empty."""
    try:
        found = read_day(text)
    except ValueError:
        return "A day as YYYY-MM-DD, such as 2026-11-25."
    return "This day is still to come." if found and found > today else ""


def read_day(text: str) -> date | None:
    """Return a day; nothing for an empty text.

    Raises:
        ValueError: It is no day.
    """
    return date.fromisoformat(text) if text else None


def days_problem(text: str, today: date = date.max) -> str:
    """Say which of several days is none up to today, or nothing."""
    for each in words(text):
        if problem := day_problem(each, today):
            return f"{each}: {problem} Several days have blanks between."
    return ""


def read_days(text: str) -> tuple[date, ...]:
    """Return several days, each once and in order.

    Raises:
        ValueError: One of them is none.
    """
    return tuple(sorted({date.fromisoformat(each) for each in words(text)}))


def plan_problem(text: str, known: Collection[PlanKey] = ()) -> str:
    """Say why a text names no plan, or nothing when it does or is empty."""
    if text and read_plan(text, known) is None:
        return "A plan in use, as offer/plan, or any as publisher.offer.plan."
    return ""


def read_plan(text: str, known: Collection[PlanKey] = ()) -> PlanKey | None:
    """Return the plan that a text names; nothing when it names none.

    Args:
        text: A marketplace identifier without version, or ``offer/plan``.
        known: The plans that may be named by their short form.
    """
    if found := _PLAN.fullmatch(text):
        return MarketplacePlan(found[1], found[2], found[3], "").key
    named = [each for each in known if each.short == text.lower()]
    return named[0] if len(named) == 1 else None


def tenant_problem(text: str, own: str = "") -> str:
    """Say why a text cannot be a customer's tenant, or nothing when it can."""
    if not is_guid(text):
        return "The tenant's id, a GUID: Entra ID shows it under Overview."
    return "This is our own tenant." if text.lower() == own else ""


def subscriptions_problem(text: str) -> str:
    """Say which of several subscriptions is no id, or nothing."""
    for each in words(text):
        if not is_guid(each):
            return f"{each} is no GUID; the portal shows a subscription's id under Subscriptions."
    return ""


def kind_problem(text: str) -> str:
    """Say why a text is no kind of principal, or nothing when it is one or empty."""
    if not text or read_kind(text):
        return ""
    return f"One of: {', '.join(PrincipalKind)}; the first letter is enough."


def read_kind(text: str) -> PrincipalKind | None:
    """Return the kind of principal that a text begins to name; nothing when it names none."""
    named = [each for each in PrincipalKind if each.casefold().startswith(text.casefold())]
    return named[0] if text and len(named) == 1 else None


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
