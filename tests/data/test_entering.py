"""What people type or paste."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.entering import (
    day_problem,
    days_problem,
    plan_problem,
    read_day,
    read_days,
    read_duration,
    read_plan,
    subscriptions_problem,
    tenant_problem,
    words,
)
from data.entries import duration_minutes, duration_words
from data.models import PlanKey
from tests.data.records import GOLD, guid

DAY = date(2026, 11, 25)


def test_days() -> None:
    assert read_day("2026-11-25") == DAY
    assert read_day("") is None
    assert day_problem("") == day_problem("2026-11-25") == ""
    assert "YYYY-MM-DD" in day_problem("25.11.2026")
    assert read_days(" 2026-12-01, 2026-11-25;2026-12-01 ") == (DAY, date(2026, 12, 1))
    assert read_days("") == ()
    assert days_problem("2026-11-25 tomorrow").startswith("tomorrow: A day as YYYY-MM-DD")
    assert day_problem("2026-11-26", DAY) == "This day is still to come."
    assert day_problem("2026-11-25", DAY) == ""
    assert "still to come" in days_problem("2026-11-01 2026-11-26", DAY)
    assert days_problem("2026-11-25 2026-12-01") == ""


def test_plans() -> None:
    assert read_plan("Contoso.managed-ops.gold") == GOLD
    assert plan_problem("") == plan_problem("contoso.managed-ops.gold") == ""
    preview = GOLD._replace(preview=True)
    assert read_plan(preview.identifier) == preview
    for text in ("gold", "a.b.c.1.0.0", "a..c", "a.b c.d", "a.b.", " a.b.c"):
        assert read_plan(text) is None
        assert "publisher.offer.plan" in plan_problem(text)


def test_a_plan_in_use_is_known_by_its_short_name() -> None:
    known = [GOLD, GOLD._replace(preview=True)]
    assert read_plan("managed-ops/Gold", known) == GOLD
    assert read_plan("managed-ops/gold (preview)", known) == known[1]
    assert plan_problem("managed-ops/gold", known) == ""
    assert read_plan("managed-ops/gold") is None
    twice = [GOLD, GOLD._replace(publisher="other")]
    assert read_plan("managed-ops/gold", twice) is None


@given(st.from_regex(r"[a-z]{1,9}(\.[a-z-]{1,9}){2}", fullmatch=True))
def test_a_plan_is_written_as_it_is_read(text: str) -> None:
    plan = read_plan(text)
    assert isinstance(plan, PlanKey)
    assert plan.identifier == text


def test_ids() -> None:
    one, other = guid("one"), guid("other")
    assert words(f"{one}, {other}\n{one}") == (one, other, one)
    assert subscriptions_problem(f"{one};{other}") == ""
    assert subscriptions_problem(f"{one} retail").startswith("retail is no GUID; the portal")
    assert tenant_problem(one) == tenant_problem(one, other) == ""
    assert tenant_problem(one.upper(), one) == "This is our own tenant."
    assert tenant_problem("contoso").startswith("The tenant's id, a GUID")


@given(st.text())
def test_a_problem_is_told_exactly_when_it_cannot_be_read(text: str) -> None:
    for problem, read in ((day_problem, read_day), (days_problem, read_days)):
        try:
            read(text)
        except ValueError:
            assert problem(text)
        else:
            assert not problem(text)
    assert bool(plan_problem(text)) == (bool(text) and read_plan(text) is None)


@pytest.mark.parametrize("text", ["0000-00-00", "2026-02-30", "2026-13-01", "\uff12026-01-01"])
def test_days_that_are_none(text: str) -> None:
    assert day_problem(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *(("PT4H", "PT4H"), ("pt1h30m", "PT1H30M"), ("4h", "PT4H"), ("4 H", "PT4H")),
        *(("30 min", "PT30M"), ("90 minutes", "PT1H30M"), ("1.5 hours", "PT1H30M")),
        *(("1h30m", "PT1H30M"), ("1 hour, 5 mins", "PT1H5M"), ("2 hrs and 1 m", "PT2H1M")),
        *((" 8 hours ", "PT8H"), ("0 min", "PT0M"), ("480m", "PT8H")),
        *(("", ""), ("4", ""), ("PT", ""), ("h", ""), ("P1D", ""), ("4 days", ""), ("-4h", "")),
        *(("12345h", ""), ("٤h", ""), ("4h 4h", ""), ("30m 1h", ""), ("4 handles", "")),
    ],
)
def test_durations(text: str, read: str) -> None:
    assert read_duration(text) == read


@given(st.integers(1, 9), st.integers(0, 59))
def test_a_duration_in_words_is_read_back(hours: int, minutes: int) -> None:
    words = duration_words(f"PT{hours}H{minutes}M")
    assert duration_minutes(read_duration(words)) == hours * 60 + minutes
